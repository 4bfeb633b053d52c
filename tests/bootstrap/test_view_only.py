"""A newer program's database, and a disk that takes no writing: looked at, not one byte changed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from counter_app.bootstrap.damage import view_words
from counter_app.bootstrap.profile import sign_in
from counter_app.cli.parser import main
from counter_app.domain.errors import NewerDatabase, ViewOnly
from counter_app.domain.ids import CaseId
from counter_app.services.show_case import ShowCase
from counter_app.storage.engine import SCHEMA_VERSION
from counter_app.storage.event_log import Verdict, keep
from sync.codec import event_id, open_header, seal
from tests.bootstrap.sites import PASSWORD, PERSON, work
from tests.cli.test_backup_cli import hashes
from tests.storage.made_up_cases import receive

NEWER = SCHEMA_VERSION + 1
RUN_READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'


def made_newer(site):
    """Let a program of the next version work on the database; returns the numbers of its cases."""
    with site.opened() as profile:
        numbers = work(profile, 3)
        log = profile.store.ledger.log
        with profile.store.ledger.transaction() as transaction:
            connection = transaction.connection
            (data,) = connection.execute("SELECT data FROM events WHERE n = 3").fetchone()
            header = open_header(data)
            told = {name: getattr(header, name) for name in header.__slots__}
            told |= {"n": 4, "prev": transaction.end.event_id, "type": "case.blessed"}
            header = type(header)(**{**told, "body": {"by": "x"}})
            signed = seal(header, log.signatory.sign)
            keep(connection, header, signed, event_id(signed.data), Verdict.OWN)
            connection.execute("ALTER TABLE cases ADD COLUMN mood TEXT NOT NULL DEFAULT 'good'")
            connection.execute("CREATE TABLE moods (id INTEGER PRIMARY KEY)")
            connection.execute(f"PRAGMA user_version = {NEWER}")
            connection.execute("UPDATE alembic_version SET version_num = '0099'")
            transaction.commit()
    return numbers, signed.data


@pytest.mark.fault("F22")
def test_a_newer_database_is_shown_and_not_one_byte_is_changed(site, tmp_path, monkeypatch):
    numbers, unknown = made_newer(site)
    before = hashes(site.profile)
    with pytest.raises(NewerDatabase), site.opened():
        pass
    assert hashes(site.profile) == before
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(site.folder / "machine"))
    profile = sign_in(site.profile, PERSON.user, PASSWORD, may_view=True)
    assert (profile.view_reason.found, profile.view_reason.known) == (NEWER, SCHEMA_VERSION)
    words = view_words(profile.view_reason)
    assert "只能查看" in words
    assert f"数据版本 {NEWER}" in words
    with profile.store.reading_engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT case_id, number FROM cases ORDER BY id").all()
        kept = connection.exec_driver_sql("SELECT data FROM events WHERE n = 4").scalar_one()
    assert [number for _, number in rows] == numbers
    assert kept == unknown
    assert profile.store.finder.search(numbers[0]).cards[0].number == numbers[0]
    shown = ShowCase(profile.office, profile.store.finder)(CaseId(rows[2][0]))
    assert shown.case.number == numbers[2]
    for act in (
        lambda: receive(profile.store),
        lambda: profile.store.drafts.discard("0" * 32),
        lambda: profile.store.sync_store.restart_stream(epoch="1" * 32),
    ):
        with pytest.raises(ViewOnly):
            act()
    assert profile.audit().events == 4
    profile.close()
    assert hashes(site.profile) == before


@pytest.mark.fault("F22")
def test_the_commands_that_look_look_and_the_others_say_why_not(
    site, tmp_path, monkeypatch, capsysbinary
):
    numbers, _ = made_newer(site)
    before = hashes(site.profile)
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(site.folder / "machine"))
    (tmp_path / "password").write_text(PASSWORD, "utf-8")
    who = ["--user", PERSON.user, "--password-file", str(tmp_path / "password")]
    who += ["--profile", str(site.profile), "--json"]

    def ask(*words):
        code = main([*words, *who])
        return code, json.loads(capsysbinary.readouterr().out)

    code, listed = ask("case", "list")
    assert (code, {card["number"] for card in listed["cards"]}) == (0, set(numbers))
    code, _ = ask("case", "show", numbers[0])
    assert code == 0
    code, found = ask("doctor")
    (database,) = [check for check in found["checks"] if check["name"] == "writing"]
    assert (database["status"], "只能查看" in database["detail"]) == ("failed", True)
    code, answer = ask("sync")
    assert (code, answer["error"]["code"]) == (1, "newer-database")
    assert hashes(site.profile) == before


@pytest.mark.fault("F22")
def test_what_a_killed_newer_program_left_in_the_journal_is_seen_too(site, monkeypatch, tmp_path):
    numbers, _ = made_newer(site)
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(site.folder / "machine"))
    child = (
        "import os, sys\n"
        "from sqlcipher3 import dbapi2\n"
        "connection = dbapi2.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute(sys.argv[2])\n"
        "change = \"UPDATE cases SET status = 'x-new' WHERE number = ?\"\n"
        "connection.execute(change, [sys.argv[3]])\n"
        "os._exit(9)\n"
    )
    profile = sign_in(site.profile, PERSON.user, PASSWORD, may_view=True)
    vault = profile.keys.vault
    profile.close()
    secret = f"PRAGMA key = \"x'{vault.data_key.hex()}{vault.salt.hex()}'\""
    database = site.profile / "counter.db"
    subprocess.run([sys.executable, "-c", child, database, secret, numbers[0]], check=False)
    assert (site.profile / "counter.db-wal").stat().st_size > 0
    before = hashes(site.profile)
    profile = sign_in(site.profile, PERSON.user, PASSWORD, may_view=True)
    with profile.store.reading_engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT status FROM cases ORDER BY id").scalars().all()
    profile.close()
    assert "x-new" in found
    assert hashes(site.profile) == before


@pytest.mark.fault("F6")
def test_a_disk_that_takes_no_writing_is_shown_and_says_why(site, tmp_path, monkeypatch):
    with site.opened() as profile:
        numbers = work(profile, 2)
    (tmp_path / "password").write_text(PASSWORD, "utf-8")
    before = hashes(site.profile)
    child = (
        "import sys\n"
        "from counter_app.cli.parser import main\n"
        "for words in (['case', 'list'], ['doctor'], ['sync']):\n"
        "    main([*words, *sys.argv[1:]])\n"
    )
    who = ["--profile", str(site.profile), "--user", PERSON.user, "--json"]
    who += ["--password-file", str(tmp_path / "password")]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", RUN_READ_ONLY, "-", str(site.profile),
         sys.executable, "-c", child, *who],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("no mounts here")
    asked = dict(
        zip(("cards", "checks", "sync"), map(json.loads, done.stdout.splitlines()), strict=True)
    )
    assert {card["number"] for card in asked["cards"]["cards"]} == set(numbers)
    (database,) = [check for check in asked["checks"]["checks"] if check["name"] == "writing"]
    assert "写不进去" in database["detail"]
    assert asked["sync"]["error"]["code"] in {"disk-read-only", "database-damaged"}
    assert hashes(site.profile) == before
