from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter_app.cli.parser import main

VECTORS = json.loads(
    (Path(__file__).parents[1] / "domain" / "vectors" / "deadlines.json").read_bytes()
)["vectors"]
SINGLE = [vector for vector in VECTORS if "counted_days" in vector["expected"] and vector["args"]]
DOUBLE = [vector for vector in VECTORS if vector["group"] == "deemed acceptance"]

WORKING_5 = ["--days", "5", "--unit", "working"]


def ask(capfdbinary, *words: str) -> dict:
    assert main(list(words)) == 0
    return json.loads(capfdbinary.readouterr().out)


@pytest.mark.parametrize("vector", SINGLE, ids=lambda vector: vector["id"])
def test_the_command_answers_every_published_vector(vector, capfdbinary):
    assert ask(capfdbinary, *vector["args"]) == vector["expected"]


@pytest.mark.parametrize("vector", DOUBLE, ids=lambda vector: vector["id"])
def test_both_clocks_of_a_deemed_acceptance_can_be_asked(vector, capfdbinary):
    notice, decision = (ask(capfdbinary, *line) for line in vector["args"])
    assert notice["due_on"] == vector["expected"]["notice_due_on"]
    assert decision["due_on"] == vector["expected"]["statutory_due_on"]


@pytest.mark.parametrize(
    ("instant", "due_on"),
    [
        ("2026-03-08T15:59:59Z", "2026-03-13"),  # 23:59:59 on Sunday at the counter.
        ("2026-03-08T16:00:00Z", "2026-03-16"),  # Midnight: Monday.
        ("2026-03-09T00:30:00+09:00", "2026-03-13"),
        ("2026-03-09T23:59", "2026-03-16"),
        ("2026-03-09", "2026-03-16"),
        ("2026-03-09T10:00:00.123+08:00", "2026-03-16"),
    ],
)
def test_an_instant_counts_from_its_day_in_beijing(instant, due_on, capfdbinary):
    answer = ask(capfdbinary, "deadline", "--json", "--from", instant, *WORKING_5)
    assert answer["due_on"] == due_on


def test_a_person_reads_every_day_with_its_reason(capsys):
    line = ["deadline", "--from", "2026-12-24", "--days", "5", "--unit", "working"]
    assert main([*line, "--pause", "2026-12-28/2026-12-29"]) == 0
    text = capsys.readouterr().out
    assert "到期日：2027-01-04 周一（预计" in text
    assert "2026-12-26 周六  不计：周末" in text
    assert "2026-12-29 周二  不计：暂停计时" in text
    assert "2027-01-01 周五  不计：元旦" in text


def test_a_makeup_day_is_marked_as_such(capsys):
    assert main(["deadline", "--from", "2026-02-13", "--days", "1", "--unit", "working"]) == 0
    assert "2026-02-14 周六  第1个工作日（调休上班）" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        [],
        ["--from", "2026-03-09"],
        ["--from", "yesterday", *WORKING_5],
        ["--from", "2026-02-30", *WORKING_5],
        ["--from", "0001-01-01T00:00+23:00", *WORKING_5],
        ["--from", "9999-12-31T23:00-12:00", *WORKING_5],
        ["--from", "9999-12-31", *WORKING_5],
        ["--from", "2026-03-09", "--days", "0", "--unit", "working"],
        ["--from", "2026-03-09", "--days", "-1", "--unit", "working"],
        ["--from", "2026-03-09", "--days", "3661", "--unit", "working"],
        ["--from", "2026-03-09", "--days", "٣", "--unit", "working"],
        ["--from", "2026-03-09", "--days", "1.5", "--unit", "working"],
        ["--from", "2026-03-09", "--days", "5", "--unit", "weeks"],
        ["--from", "2026-03-09", *WORKING_5, "--pause", "2026-03-12/2026-03-10"],
        ["--from", "2026-03-09", *WORKING_5, "--pause", "2026-03-12"],
        ["--from", "2026-03-09", *WORKING_5, "--pause", "2026-03-12/"],
        ["--from", "2026-03-09", *WORKING_5, "--pause", "2026-03-12/9999-12-31"],
    ],
)
def test_wrong_usage_exits_with_2_and_prints_nothing_on_standard_output(line, capsys):
    assert main(["deadline", "--json", *line]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "deadline" in printed.err


def test_the_longest_limit_that_is_allowed_is_counted(capfdbinary):
    answer = ask(
        capfdbinary, "deadline", "--json", "--from", "2026-03-09", "--days", "3660",
        "--unit", "working",
    )  # fmt: skip
    assert len(answer["counted_days"]) == 3_660
    assert answer["provisional"]
