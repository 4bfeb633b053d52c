"""`counter bundle` and the county's side of a stick, as IT staff script them."""

from __future__ import annotations

import hashlib

import pytest

from counter_app.cli.parser import main
from tests.cli.test_county_cli import (  # noqa: F401 - fixtures
    ask,
    counter,
    database,
    enrol_code,
    serving,
)

KEYS = {"bundle", "events", "first", "last", "gap", "acknowledged"}


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def enrolled(ask, counter, database):  # noqa: F811
    """A counter that was enrolled once, and never reaches the county again."""
    with serving(database) as (_, ready):
        code = enrol_code(ask, database)
        done, answer = counter("enrol", "--county", ready["url"], "--code", code)
        assert done == 0
        assert counter("sync")[0] == 0
    return answer["device"]


class TestAStick:
    def test_goes_there_and_back_and_tells_numbers(self, ask, counter, database, enrolled, stick):  # noqa: F811
        done, packed = counter("bundle", "export", "--to", str(stick))
        assert set(packed) >= KEYS
        assert (done, packed["number"], packed["gap"], packed["acknowledged"]) == (0, 1, [], 0)
        (path,) = stick.iterdir()
        assert path.name == f"{path.name[:11]}-0001-{packed['bundle'][:6]}.tcbundle"

        done, looked = counter("bundle", "inspect", str(path))
        assert (done, looked["intact"], looked["bundle"]) == (0, True, packed["bundle"])
        assert set(looked) >= KEYS

        done, opened = ask(
            "county", "import-bundle", str(path), "--to", str(stick), "--database", database
        )
        assert (done, opened["device"], opened["is_new"]) == (0, enrolled, True)
        back = opened["return"]["file"]

        done, looked = counter("bundle", "inspect", back)
        assert (done, looked["kind"], looked["intact"]) == (0, "return", True)
        done, taken = counter("bundle", "import", back)
        assert set(taken) >= KEYS
        assert (done, taken["answers"], taken["new"], taken["gap"]) == (0, 1, True, [])
        assert taken["unsynced"] == 0  # The county's time, recorded just now, does not count.

        done, again = counter("bundle", "import", back)
        assert (done, again["new"]) == (0, False)

        done, packed = counter("bundle", "export", "--to", str(stick))
        assert (done, packed["number"], packed["events"]) == (0, 2, 1)
        assert packed["first"] == packed["last"] > 0

        done, later = ask(
            "county", "export-return", enrolled, "--to", str(stick), "--database", database
        )
        assert (done, later["number"]) == (0, 2)

        done, listed = ask("county", "bundles", "--database", database)
        (row,) = listed["bundles"]
        assert (row["number"], row["events"], row["returns"]) == (1, opened["events"], [1, 2])
        assert (row["sha256"], listed["missing"]) == (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            {},
        )
        done, listed = ask("county", "bundles", "--device", "ff" * 8, "--database", database)
        assert (done, listed["bundles"]) == (0, [])

    def test_that_brings_something_else_is_refused(self, ask, counter, database, enrolled, stick):  # noqa: F811
        assert counter("bundle", "export", "--to", str(stick))[0] == 0
        (path,) = stick.iterdir()
        path.write_bytes(path.read_bytes()[:-1])
        done, answer = ask("county", "import-bundle", str(path), "--database", database)
        assert (done, answer["error"]["code"]) == (1, "bundle-invalid")
        path.write_bytes(b"MZ" * 500)
        done, answer = counter("bundle", "import", str(path))
        assert (done, answer["error"]["code"]) == (1, "bundle-invalid")
        done, answer = counter("bundle", "import", str(stick / "nowhere"))
        assert (done, answer["error"]["code"]) == (1, "unreadable-file")
        done, answer = counter("bundle", "export", "--to", str(stick / "nowhere"))
        assert (done, answer["error"]["code"]) == (1, "medium-fault")


class TestFailures:
    def test_a_counter_that_is_not_enrolled_is_told_what_to_do(self, counter, stick):  # noqa: F811
        done, answer = counter("bundle", "export", "--to", str(stick))
        assert (done, answer["error"]["code"]) == (1, "settings-invalid")

    @pytest.mark.parametrize("words", [["export"], ["import"], ["carry"], []])
    def test_wrong_usage_ends_with_two(self, words, capsys):
        assert main(["bundle", *words]) == 2
        assert capsys.readouterr().err
