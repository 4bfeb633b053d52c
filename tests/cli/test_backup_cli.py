"""`counter backup`, `backup-verify`, `backup-rehearse` and `restore`, as county IT runs them."""

from __future__ import annotations

import hashlib
import json

import pytest

from counter_app.cli.parser import main
from counter_app.domain.errors import AlreadyRunning
from counter_app.runtime.single_instance import SingleInstance
from tests.bootstrap.sites import PASSWORD, PERSON, head, ids, work


@pytest.fixture
def ask(site, tmp_path, capsysbinary):
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")

    def ask(*words):
        who = ["--user", PERSON.user, "--password-file", str(tmp_path / "password")]
        code = main([*map(str, words), "--profile", str(site.profile), *who, "--json"])
        return code, json.loads(capsysbinary.readouterr().out)

    return ask


def numbers(profile):
    with profile.store.reading_engine.connect() as connection:
        return {row[0] for row in connection.exec_driver_sql("SELECT number FROM cases")}


def hashes(folder, *, but=("logs", "lock", "tries.sealed", "tries.sealed.lock")):
    """Hash every file but those that have to be written whoever comes: locks, tries, logs."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not set(path.relative_to(folder).parts) & set(but)
    }


@pytest.mark.fault("F13")
def test_what_was_backed_up_comes_back_under_a_new_identity(site, ask, tmp_path):
    file = tmp_path / "stick" / "monday.db"
    with site.opened() as profile:
        kept = work(profile, 2)
    code, made = ask("backup", "--to", file)
    assert (code, made["integrity"], made["events"]) == (0, "ok", 2)
    assert file.is_file()
    with site.opened() as profile:
        lost = work(profile, 3)
        before = ids(profile)

    code, looked = ask("backup-verify", file)
    assert (code, looked["valid"], looked["missing"]) == (0, True, [3, 5])
    assert looked["newest"] == kept[::-1]
    assert (looked["events"], looked["head"]) == (made["events"], made["head"])

    code, back = ask("restore", file)
    assert code == 0
    assert (back["events"], back["head"], back["integrity"]) == (2, made["head"], "ok")
    assert back["identity"] != made["identity"]
    assert back["identity"].split(".")[0] == made["identity"].split(".")[0]
    assert (back["salvaged"], back["missing"], back["missing_cases"]) == (3, [], [])
    with site.opened() as profile:
        assert head(profile)[0] == 2
        assert before < ids(profile)
        assert numbers(profile) == {*kept, *lost}
        assert not profile.audit().flags
        assert work(profile)[0] not in {*kept, *lost}


@pytest.mark.fault("F7")
def test_what_cannot_be_read_back_is_named_by_number(site, ask, tmp_path):
    file = tmp_path / "monday.db"
    with site.opened() as profile:
        work(profile, 2)
    ask("backup", "--to", file)
    with site.opened() as profile:
        work(profile, 3)
    database = site.profile / "counter.db"
    content = database.read_bytes()
    database.write_bytes(b"\xff" * 4096 + content[4096:])

    code, answer = ask("case", "list")
    assert (code, answer["error"]["code"]) == (1, "database-damaged")
    code, back = ask("restore", file)
    assert (code, back["missing"], back["salvaged"]) == (0, [[3, 5]], 0)
    aside = site.profile / "set-aside"
    (damaged,) = aside.glob("*/counter.db")
    assert damaged.read_bytes()[:4096] == b"\xff" * 4096
    code, _ = ask("audit", "verify")
    assert code == 0


@pytest.mark.fault("F27")
def test_a_bad_backup_is_an_answer_and_is_never_restored(site, ask, tmp_path):
    file = tmp_path / "monday.db"
    with site.opened() as profile:
        work(profile, 2)
    ask("backup", "--to", file)
    good = file.read_bytes()
    before = hashes(site.profile)
    bad = {
        "a bit": good[:9_000] + bytes([good[9_000] ^ 1]) + good[9_001:],
        "the first byte": bytes([good[0] ^ 1]) + good[1:],
        "cut": good[:-4096],
        "cut oddly": good[:-100],
        "longer": good + bytes(4096),
        "pages swapped": good[:4096] + good[8192:12288] + good[4096:8192] + good[12288:],
        "nothing": b"",
        "something else": bytes(len(good)),
    }
    for what, content in bad.items():
        file.write_bytes(content)
        code, answer = ask("backup-verify", file)
        assert (code, answer["valid"]) == (0, False), what
        assert answer["integrity"] in {"damaged", "foreign"}, what
        code, answer = ask("restore", file)
        assert (code, answer["error"]["code"]) in {(1, "backup-damaged"), (1, "backup-foreign")}
        assert hashes(site.profile) == before, what
    file.write_bytes(good)
    note = file.with_name(file.name + ".note")
    note.write_text(note.read_text("utf-8").replace('"n": 2', '"n": 3'), "utf-8")
    assert ask("backup-verify", file)[1]["valid"] is False
    note.unlink()
    assert ask("backup-verify", file)[1]["valid"] is True, "the file alone opens here too"


def test_a_restore_waits_until_the_window_is_closed(site, ask, tmp_path):
    with site.opened() as profile:
        work(profile)
    ask("backup", "--to", tmp_path / "one.db")
    before = hashes(site.profile)
    with SingleInstance(site.profile / "lock", lambda: None):
        code, answer = ask("restore", tmp_path / "one.db")
    assert (code, answer["error"]["code"]) == (1, AlreadyRunning.code)
    assert hashes(site.profile) == before


@pytest.mark.fault("F27")
def test_a_rehearsal_says_in_words_how_it_went_and_changes_nothing(site, ask, tmp_path):
    with site.opened() as profile:
        work(profile, 3)
    code, answer = ask("backup-rehearse")
    assert (code, answer["error"]["code"]) == (1, "backup-missing")
    code, made = ask("backup", "--second", tmp_path)
    assert (code, made["copies"]) == (0, [str(tmp_path)])
    with site.opened() as profile:
        work(profile, 2)
    own = ("keys.json", "device.sealed", "settings.toml")
    before = {name: hashes(site.profile)[name] for name in own}
    with site.opened() as profile:
        known = ids(profile)
    code, done = ask("backup-rehearse")
    assert (code, done["valid"], done["cases"], done["events"]) == (0, True, 3, 3)
    assert (done["behind"], done["differing"], done["faults"]) == (2, [], [])
    assert {name: hashes(site.profile)[name] for name in own} == before
    with site.opened() as profile:
        assert ids(profile) == known
    assert not list((site.profile / "backups").glob("rehearsal-*"))
