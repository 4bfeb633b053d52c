"""Publishing as IT staff script it: staged, signed by two, numbered upwards."""

from __future__ import annotations

import json
import sys

import pytest

from counter_app.cli.parser import main
from tests.fakes.publishers import calendar, catalogue, staff


@pytest.fixture
def ask(capsysbinary, tmp_path):
    """Run one command of the county; returns exit code and the one JSON object."""

    def ask(action, *words):
        database = f"sqlite:///{tmp_path / 'county.db'}"
        code = main(["county", action, *map(str, words), "--database", database, "--json"])
        out = capsysbinary.readouterr().out
        return code, json.loads(out)

    return ask


@pytest.fixture
def keys(ask, tmp_path):
    """Both keys, made and named."""
    files = tmp_path / "publication.pem", tmp_path / "approver.pem"
    made = [
        ask(action, file)[1]["public_key"]
        for action, file in zip(("publication-key", "approver-key"), files, strict=True)
    ]
    code, named = ask("name-publishers", "--publication", made[0], "--approval", made[1])
    assert (code, named["version"]) == (0, 1)
    return files


def file_of(tmp_path, content: bytes):
    path = tmp_path / "publication.json"
    path.write_bytes(content)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_a_key_is_for_its_owner_only_and_never_written_over(ask, tmp_path):
    file = tmp_path / "p.pem"
    assert ask("publication-key", file)[0] == 0
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    code, answer = ask("publication-key", file)
    assert (code, answer["error"]["code"]) == (1, "unreadable-file")
    assert file.read_bytes() == before


def test_both_keys_at_once_publish_and_name_what_changed(ask, keys, tmp_path):
    both = ("--publication-key", keys[0], "--approver-key", keys[1])
    code, answer = ask("publish-catalog", file_of(tmp_path, catalogue(2)), *both)
    assert (code, answer["status"], answer["version"], answer["new"]) == (0, "published", 2, 3)
    changed = json.loads(catalogue(3))["items"]
    changed[0]["name"] = "别的名字"
    file = file_of(tmp_path, catalogue(3, items=changed[:2]))
    code, answer = ask("publish-catalog", file, *both, "--valid-from", "2026-06-01")
    assert (answer["changed"], answer["withdrawn"]) == (1, 1)
    assert "别的名字" in answer["changes"][0]["detail"]
    code, answer = ask("publish-catalog", file, *both)
    assert (code, answer["error"]["code"]) == (1, "publication-not-newer")
    kinds = [(row["kind"], row["status"]) for row in ask("publications")[1]["publications"]]
    assert kinds == [
        ("trust", "published"),
        ("catalogue", "published"),
        ("catalogue", "published"),
    ]


def test_one_after_the_other_publish_too(ask, keys, tmp_path):
    code, answer = ask("publish-calendar", file_of(tmp_path, calendar(5)))
    assert (code, answer["status"]) == (0, "waiting")
    assert answer["missing"] == ["publication", "approval"]
    code, answer = ask("approve-publication", "calendar", 5, "--signing-key", keys[1])
    assert (answer["status"], answer["missing"]) == ("waiting", ["publication"])
    code, answer = ask("approve-publication", "calendar", 5, "--signing-key", keys[0])
    assert (code, answer["status"]) == (0, "published")
    code, answer = ask("approve-publication", "calendar", 5, "--signing-key", keys[0])
    assert (code, answer["error"]["code"]) == (1, "publication-not-found")


@pytest.mark.parametrize(
    ("action", "content", "error"),
    [
        ("publish-catalog", b"{}", "catalogue-invalid"),
        ("publish-calendar", b"{}", "calendar-invalid"),
        ("publish-calendar", calendar(1), "publication-not-newer"),
        ("publish-staff", b"{}", "staff-list-invalid"),
        ("publish-staff", staff(1, {"staff": "1"}), "staff-list-invalid"),
    ],
)
def test_what_is_not_in_order_is_not_published(ask, tmp_path, action, content, error):
    code, answer = ask(action, file_of(tmp_path, content))
    assert (code, answer["error"]["code"]) == (1, error)
    assert [row["kind"] for row in ask("publications")[1]["publications"]] == ["trust"]


def test_without_named_publishers_nobody_signs(ask, tmp_path):
    file = tmp_path / "p.pem"
    ask("publication-key", file)
    code, answer = ask(
        "publish-catalog", file_of(tmp_path, catalogue(2)), "--publication-key", file
    )
    assert (code, answer["error"]["code"]) == (1, "publisher-unknown")


def test_a_key_that_is_not_there_is_not_made(ask, keys, tmp_path):
    missing = tmp_path / "missing.pem"
    code, answer = ask(
        "publish-catalog", file_of(tmp_path, catalogue(2)), "--approver-key", missing
    )
    assert (code, answer["error"]["code"]) == (1, "unreadable-file")
    assert not missing.exists()


def test_says_it_in_words_as_well(capsys, tmp_path):
    database = f"sqlite:///{tmp_path / 'county.db'}"
    file = file_of(tmp_path, catalogue(2))
    assert main(["county", "publish-catalog", str(file), "--database", database]) == 0
    told = capsys.readouterr().out
    assert "事项目录 第2版，等待签名：发布、审批" in told
    assert "新增 3" in told


def test_the_county_key_is_changed_with_both_signatures(ask, keys, tmp_path):
    both = ("--publication-key", keys[0], "--approver-key", keys[1])
    code, answer = ask("rotate-key", "--publication-key", keys[0])
    assert (code, answer["error"]["code"]) == (1, "publisher-unknown")
    code, made = ask("rotate-key", *both, "--days", 10)
    assert (code, made["number"], made["is_new"], made["is_over"]) == (0, 1, True, False)
    code, again = ask("rotate-key", *both)
    assert (again["new"], again["from"], again["is_new"]) == (made["new"], made["from"], False)
    assert ask("rotate-key", "--drop-retired")[1]["dropped"] == []
    assert (tmp_path / "county.key.1.pem").stat().st_size > 0
    with pytest.raises(SystemExit):
        ask("rotate-key", "--days", 1_000)
