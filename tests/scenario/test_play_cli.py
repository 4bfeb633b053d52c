"""`counter play`: one answer a line, exit codes, profiles that stay."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from counter_app.cli.parser import main
from counter_app.domain.staff import Role
from counter_app.runtime.settings import Settings
from counter_app.scenario.people import CENTRE
from counter_app.scenario.player import ACTS
from counter_app.storage.vault import Person
from tests.fakes.people import PROFILE
from tests.fakes.pictures import jpeg

PERSON = {"name": "沈桂兰", "id_kind": "resident-id", "number": "510899194203120025"}
RECEIVE = {
    "at": "2026-03-02T09:00",
    "as": "clerk",
    "do": "receive",
    "case": "c1",
    "item": "T006",
    "applicant": PERSON,
}
ACCEPT = {"at": "2026-03-02T09:05", "as": "clerk", "do": "accept", "case": "c1"}
KEYS_OF_A_RESULT = {"ok", "error", "case", "tasks"}
KEYS_OF_A_CASE = {
    "ref",
    "number",
    "status",
    "handling_type",
    "report_class",
    "received_at",
    "accepted_at",
    "deemed_accepted",
    "due_on",
    "provisional_due",
    "statutory_due_on",
    "supervision",
    "outstanding_materials",
    "notices",
    "documents",
}


@pytest.fixture(autouse=True)
def _machine(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))


@pytest.fixture
def write(tmp_path):
    def write(*lines, name="s.jsonl"):
        path = tmp_path / name
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def password_file(tmp_path):
    path = tmp_path / "password"
    path.write_text("一个口令-2026\n", encoding="utf-8")
    return str(path)


def play(capfdbinary, *words, code=0):
    assert main(["play", "--json", *words]) == code
    out = capfdbinary.readouterr().out
    assert out.count(b"\n") == 1, "one line on standard output"
    return json.loads(out)


def test_results_have_the_keys_of_the_contract(write, capfdbinary):
    told = play(capfdbinary, write(RECEIVE, ACCEPT))
    assert told.keys() == {"results", "ok"}
    assert told["ok"] is True
    for result in told["results"]:
        assert result.keys() >= KEYS_OF_A_RESULT
        assert result["case"].keys() == KEYS_OF_A_CASE
    assert told["results"][1]["case"]["ref"] == "c1"


def test_it_goes_on_after_a_line_that_fails(write, capfdbinary):
    refused = {**RECEIVE, "case": "c2", "item": "没有的事项"}
    told = play(capfdbinary, write(refused, RECEIVE, ACCEPT), code=1)
    assert [result["ok"] for result in told["results"]] == [False, True, True]
    assert told["results"][0]["error"] == "item-not-usable"
    assert told["results"][0]["case"] is None


def test_an_expected_failure_is_a_success_and_still_shown(write, capfdbinary):
    twice = {**ACCEPT, "expect": "illegal-step"}
    told = play(capfdbinary, write(RECEIVE, ACCEPT, twice))
    assert told["results"][2] | {"error": "illegal-step", "ok": True} == told["results"][2]


def test_a_scan_is_added_by_a_scenario_and_a_bad_one_is_refused(write, capfdbinary, tmp_path):
    (tmp_path / "scan.jpg").write_bytes(jpeg())
    (tmp_path / "bad.jpg").write_bytes(b"GIF89a")
    attach = {"at": "2026-03-02T09:06", "as": "clerk", "do": "attach_file", "case": "c1"}
    told = play(
        capfdbinary,
        write(
            RECEIVE,
            {**attach, "file": str(tmp_path / "scan.jpg")},
            {**attach, "file": str(tmp_path / "scan.jpg"), "expect": "already-done"},
            {**attach, "file": str(tmp_path / "bad.jpg"), "expect": "attachment-refused"},
        ),
    )
    assert [result["ok"] for result in told["results"]] == [True] * 4


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ({**ACCEPT, "expect": "illegal-step"}, None),
        ({**ACCEPT, "as": "temporary", "expect": "illegal-step"}, "not-authorised"),
    ],
)
def test_an_expectation_that_is_not_met_is_a_failure(write, capfdbinary, line, error):
    told = play(capfdbinary, write(RECEIVE, line), code=1)
    assert told["ok"] is False
    assert told["results"][1]["ok"] is False
    assert told["results"][1]["error"] == error
    assert "illegal-step" in told["results"][1]["message"]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        '"text"',
        '{"at": "2026-03-02T09:00"}',
        '{"do": "tick"}',
        '{"at": 5, "do": "tick"}',
        '{"at": "yesterday", "do": "tick"}',
        '{"at": "1999-12-31T23:59", "do": "tick"}',
        '{"at": "2026-03-02T09:00", "do": "dance"}',
        '{"at": "2026-03-02T09:00", "do": ["tick"]}',
        '{"at": "2026-03-02T09:00", "do": "tick", "clock": "back"}',
        '{"at": "2026-03-02T09:00", "do": "tick", "expect": 7}',
        '{"at": "2026-03-01T09:00", "do": "tick"}',
        "[" * 5_000,
        '{"at": "2026-03-02T09:00", "do": "receive", "item": "T006"}',
        '{"at": "2026-03-02T09:00", "do": "receive", "item": "T006", "applicant": "沈桂兰"}',
        '{"at": "2026-03-02T09:00", "do": "accept"}',
    ],
)
def test_a_malformed_line_is_a_result_with_a_code(write, capfdbinary, line):
    told = play(capfdbinary, write({"at": "2026-03-02T09:00", "do": "tick"}, line), code=1)
    assert told["results"][1]["error"] == "scenario-invalid"
    assert told["results"][1]["ok"] is False


def test_blank_lines_and_a_byte_order_mark_are_no_lines(write, capfdbinary):
    told = play(capfdbinary, write("\ufeff", "", json.dumps(RECEIVE), "  ", ""))
    assert [result["line"] for result in told["results"]] == [3]
    assert play(capfdbinary, write("")) == {"results": [], "ok": True}


def test_without_json_there_is_a_line_of_chinese_each(write, capfd):
    assert main(["play", write(RECEIVE, ACCEPT, ACCEPT)]) == 1
    first, second, third = capfd.readouterr().out.splitlines()
    assert first.startswith("✓   1")
    assert "已受理" in second
    assert third.startswith("✗   3")
    assert "illegal-step" in third


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_an_expected_failure(tmp_path, capfdbinary, content):
    path = tmp_path / "s.jsonl"
    if content is not None:
        path.write_bytes(content)
    told = play(capfdbinary, str(path), code=1)
    assert told["error"]["code"] == "unreadable-file"


def test_the_worked_example_of_the_guide_does_what_the_guide_says(write, capfdbinary):
    guide = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    told = play(capfdbinary, write(*example.splitlines()))
    last = told["results"][-1]
    assert last["outcome"] == "printed"
    assert last["case"]["deemed_accepted"] is True
    assert last["case"]["accepted_at"].startswith("2026-02-11")
    assert last["case"]["statutory_due_on"] == "2026-03-31"


def test_every_act_stands_in_the_guide():
    guide = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    assert {act for act in ACTS if f"`{act}`" not in guide} == set()


# Profiles.


def test_a_profile_that_is_not_there_is_made_and_stays(write, tmp_path, password_file, capfdbinary):
    where = ["--profile", str(tmp_path / "kept"), "--user", "clerk"]
    where += ["--password-file", password_file]
    first = play(capfdbinary, write(RECEIVE), *where)
    number = first["results"][0]["case"]["number"]
    again = {**ACCEPT, "case": number}
    told = play(capfdbinary, write(again, name="2.jsonl"), *where)
    assert told["results"][0]["case"]["status"] == "accepted"
    assert main(["case", "list", "--json", *where]) == 0
    (card,) = json.loads(capfdbinary.readouterr().out)["cards"]
    assert card["number"] == number
    assert main(["audit", "verify", "--json", *where]) == 0
    assert json.loads(capfdbinary.readouterr().out)["valid"] is True


def test_a_profile_without_a_password_of_its_own_opens_again(write, tmp_path, capfdbinary):
    where = ["--profile", str(tmp_path / "kept")]
    play(capfdbinary, write(RECEIVE), *where)
    told = play(capfdbinary, write({**RECEIVE, "at": "2026-03-03T09:00"}), *where)
    assert told["ok"] is True


def test_in_a_profile_of_earnest_only_who_proved_to_be_there_acts(
    write, tmp_path, password_file, capfdbinary
):
    from counter_app.bootstrap.profile import create_counter
    from counter_app.storage.vault import COST_FLOOR

    folder = tmp_path / "earnest"
    person = Person(user="zhang", staff="QH0107", name="张三", role=Role.CLERK)
    create_counter(folder, Settings(counter=PROFILE), person, "一个口令-2026", cost=COST_FLOOR)
    where = ["--profile", str(folder), "--user", "zhang", "--password-file", password_file]
    mine = {**RECEIVE, "as": "zhang"}
    theirs = {**ACCEPT, "as": "chief"}
    told = play(capfdbinary, write(mine, theirs), *where, code=1)
    received, accepted = told["results"]
    assert received["case"]["number"].startswith(PROFILE.counter_code)
    assert not received["case"]["number"].startswith(CENTRE.counter_code)
    assert accepted["error"] == "scenario-invalid"
    synced = {"at": "2026-03-02T10:00", "as": "zhang", "do": "sync"}
    (result,) = play(capfdbinary, write(synced), *where)["results"]
    assert result["sync"]["county_reachable"] is False
    assert result["sync"]["unsynced"] > 0, "no county of practice ever signs for real events"


def test_a_wrong_password_opens_nothing(write, tmp_path, password_file, capfdbinary):
    where = ["--profile", str(tmp_path / "kept")]
    play(capfdbinary, write(RECEIVE), *where)
    told = play(capfdbinary, write(RECEIVE), *where, "--password-file", password_file, code=1)
    assert told["error"]["code"] == "wrong-password"
