"""`counter county`, `counter enrol` and `counter sync`, as IT staff script them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from counter_app.cli.parser import main
from counter_app.runtime.settings import Settings, load_settings, save_settings
from tests.fakes.people import PROFILE

PASSWORD = "一位窗口人员的密码-1"
READY_WAIT_S = 30
KEYS_OF_SYNC = {
    "pushed",
    "pulled",
    "acknowledged",
    "quarantined",
    "unsynced",
    "bytes_sent",
    "bytes_received",
    "round_trips",
    "county_reachable",
    "standing",
}


@pytest.fixture
def ask(capsysbinary):
    """Run one command in this process; returns exit code and the one JSON object."""

    def ask(*words):
        code = main([*words, "--json"])
        out = capsysbinary.readouterr().out
        assert out.count(b"\n") == 1
        return code, json.loads(out)

    return ask


@pytest.fixture
def database(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'county.db'}"


@contextmanager
def serving(database: str, *more: str):
    """Run `counter county serve` in its own process; gives the process and its ready line."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "counter_app", "county", "serve", "--json",
            "--database", database, "--port", "0", *more,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=READY_WAIT_S)


def enrol_code(ask, database: str, *more: str) -> str:
    code, answer = ask("county", "enroll-code", "--approved", "--database", database, *more)
    assert code == 0
    return answer["code"]


class TestCodesAndDevices:
    def test_a_code_is_printed_with_its_end_and_the_countys_key(self, ask, database):
        code, answer = ask(
            "county", "enroll-code", "--database", database, "--counter-code", "11019901201"
        )
        assert code == 0
        assert re.fullmatch(r"([0-9A-Z]{4}-){5}[0-9A-Z]{4}", answer["code"])
        assert answer["counter_code"] == "11019901201"
        assert answer["valid_until"].endswith("+08:00")
        assert re.fullmatch(r"[0-9a-f]{64}", answer["county_key"])

    def test_a_county_without_devices_says_so(self, ask, database, capsysbinary):
        assert ask("county", "devices", "--database", database) == (0, {"devices": []})
        assert main(["county", "devices", "--database", database]) == 0
        assert "还没有登记" in capsysbinary.readouterr().out.decode()

    @pytest.mark.parametrize("device", ["0a" * 8, "", "no such", "'; DROP TABLE devices; --"])
    def test_a_device_that_is_not_there_cannot_be_revoked(self, ask, database, device):
        code, answer = ask("county", "revoke", "--database", database, device)
        assert (code, answer["error"]["code"]) == (1, "device-unknown")

    def test_a_database_that_is_none_is_an_error_and_no_traceback(self, ask):
        code, answer = ask("county", "devices", "--database", "nosuch://x")
        assert (code, answer["error"]["code"]) == (1, "settings-invalid")

    @pytest.mark.parametrize(
        "words",
        [
            ["enroll-code", "--counter-code", "123"],
            ["serve", "--port", "70000"],
            ["serve", "--tls-key", "k.pem"],
            ["approve"],
            ["review", "--admit", "a", "--keep-out", "b"],
            [],
        ],
    )
    def test_wrong_usage_ends_with_two(self, database, words, capsys):
        try:
            code = main(["county", *words, *(["--database", database] if words else [])])
        except SystemExit as leaving:
            code = leaving.code
        assert code == 2
        assert capsys.readouterr().err

    def test_an_address_that_is_taken_is_an_error(self, ask, database):
        with serving(database) as (_, ready):
            port = ready["url"].rpartition(":")[2]
            code, answer = ask("county", "serve", "--database", database, "--port", port)
        assert (code, answer["error"]["code"]) == (1, "settings-invalid")


class TestServing:
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking")
    @pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
    def test_it_says_where_it_listens_and_ends_cleanly(self, database, word):
        with serving(database) as (process, ready):
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", ready["url"])
            assert re.fullmatch(r"[0-9a-f]{64}", ready["county_key"])
            process.send_signal(word)
            out, err = process.communicate(timeout=READY_WAIT_S)
        assert process.returncode == 0
        assert out == b""
        assert b"Traceback" not in err

    @pytest.mark.asvs("13.3.2")
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
    def test_its_key_lies_beside_the_database_for_its_owner_only(self, database, tmp_path):
        with serving(database) as (_, ready):
            key = tmp_path / "county.key.pem"
            assert key.stat().st_mode & 0o777 == 0o600
        with serving(database) as (_, again):
            assert again["county_key"] == ready["county_key"]


@pytest.fixture
def counter(tmp_path, monkeypatch, ask):
    """A counter that was set up; returns how to run a command on it."""
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    save_settings(tmp_path / "settings.toml", Settings(counter=PROFILE))
    who = [
        "--profile", str(tmp_path / "profile"), "--user", "clerk",
        "--password-file", str(tmp_path / "password"),
    ]  # fmt: skip
    setup = ("setup", "--settings", str(tmp_path / "settings.toml"), "--staff", "QH0107")
    assert ask(*setup, "--name", "周小禾", *who)[0] == 0
    return lambda *words: ask(*words, *who)


class TestACounter:
    def test_enrols_syncs_is_revoked_and_told_so(self, ask, counter, database, tmp_path):
        with serving(database) as (_, ready):
            code = enrol_code(ask, database)
            done, enrolled = counter("enrol", "--county", ready["url"], "--code", code)
            assert (done, enrolled["county_key"]) == (0, ready["county_key"])
            kept = load_settings(tmp_path / "profile" / "settings.toml")
            assert (kept.county.url, kept.county.public_key) == (
                ready["url"],
                ready["county_key"],
            )

            done, report = counter("sync", "--once")
            assert (done, set(report)) == (0, KEYS_OF_SYNC)
            assert report["county_reachable"]
            assert (
                report["acknowledged"] == report["pushed"] == 2
            )  # The county's time; whom to trust.
            assert report["unsynced"] == 0

            (device,) = ask("county", "devices", "--database", database)[1]["devices"]
            assert device["device"] == enrolled["device"]
            assert device["counter_code"] == PROFILE.counter_code
            assert device["last_seen_at"]

            assert ask("county", "revoke", "--database", database, enrolled["device"])[0] == 0
            done, answer = counter("sync")
            assert (done, answer["error"]["code"]) == (1, "device-revoked")

        done, report = counter("sync")
        assert (done, report["county_reachable"]) == (0, False)

    @pytest.mark.threat("T6")
    def test_waits_for_a_person_of_the_county_and_is_then_taken_whole(self, ask, counter, database):
        with serving(database) as (_, ready):
            _, made = ask("county", "enroll-code", "--database", database)
            assert not made["is_approved"]
            _, enrolled = counter("enrol", "--county", ready["url"], "--code", made["code"])
            assert enrolled["standing"] == "pending"
            done, report = counter("sync")
            assert (done, report["standing"], report["acknowledged"]) == (0, "pending", 0)
            assert report["quarantined"] == report["unsynced"] == 1

            (listed,) = ask("county", "devices", "--database", database)[1]["devices"]
            assert (listed["state"], listed["quarantined"]) == ("pending", 1)
            assert listed["fingerprint"] == enrolled["fingerprint"]
            _, review = ask("county", "review", "--database", database)
            assert [row["reason"] for row in review["quarantine"]] == ["device-pending"]

            words = ("county", "approve", "--database", database, enrolled["device"])
            assert ask(*words) == (
                0,
                {"device": enrolled["device"], "approved": True, "admitted": 1},
            )
            _, report = counter("sync")
            assert (report["standing"], report["unsynced"]) == ("active", 0)
            assert ask("county", "review", "--database", database)[1]["quarantine"] == []

    def test_that_is_not_enrolled_is_told_what_to_do(self, counter):
        done, answer = counter("sync")
        assert (done, answer["error"]["code"]) == (1, "settings-invalid")
        assert "enrol" in answer["error"]["message"]

    @pytest.mark.parametrize(
        ("url", "code", "error"),
        [
            ("http://county.example.cn", "0" * 24, "settings-invalid"),
            ("http://127.0.0.1:9", "0" * 24, "offline"),
            ("http://127.0.0.1:9", "12", "enrolment-refused"),
        ],
    )
    def test_that_cannot_enrol_keeps_its_settings(self, counter, tmp_path, url, code, error):
        done, answer = counter("enrol", "--county", url, "--code", code)
        assert (done, answer["error"]["code"]) == (1, error)
        assert load_settings(tmp_path / "profile" / "settings.toml").county is None


def test_a_backup_can_be_put_back_and_the_replaced_county_stays(ask, database, tmp_path):
    ask("county", "enroll-code", "--database", database)
    file = tmp_path / "backup.db"
    code, made = ask("county", "backup", "--database", database, "--to", str(file))
    assert (code, made) == (0, {"file": str(file), "events": 0, "bytes": file.stat().st_size})
    code, restored = ask("county", "restore", "--database", database, str(file))
    assert (code, restored["events"]) == (0, 0)
    assert re.fullmatch("[0-9a-f]{32}", restored["epoch"])
    assert restored["kept_aside"].startswith(str(tmp_path / "county.db.replaced-"))
    code, refused = ask("county", "backup", "--database", database, "--to", str(file))
    assert (code != 0, refused["error"]["code"]) == (True, "settings-invalid")


def test_a_case_that_nobody_wrote_is_shown_to_nobody(ask, database):
    words = ("county", "link-case", "ca" * 16, "--township", "110199025", "--database", database)
    assert ask(*words) == (0, {"linked": False, "events": 0})
