"""`counter simulate`: keys, exit codes, and that a seed is the whole of a run."""

from __future__ import annotations

import json

from counter_app.cli.parser import main
from sync.simulation import checkers

COMMAND = ["simulate", "--counters", "3", "--days", "1", "--seed", "9"]
CONTRACT = {
    "events",
    "lost",
    "converged",
    "rounds_to_converge",
    "conflicts",
    "flags",
    "seconds",
}


def answer(capsys, *words: str) -> tuple[int, dict]:
    code = main([*COMMAND, *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_prints_what_the_contract_names(capsys):
    code, printed = answer(capsys, "--faults", "all")
    assert code == 0
    assert printed.keys() >= CONTRACT
    assert printed["lost"] == 0
    assert printed["converged"] is True
    assert printed["failures"] == []


def test_the_same_seed_prints_the_same(capsys):
    _, one = answer(capsys)
    _, other = answer(capsys)
    assert one.pop("seconds") >= 0
    other.pop("seconds")
    assert one == other


def test_a_failed_check_is_exit_code_1_and_tells_how_to_do_it_again(capsys, monkeypatch):
    monkeypatch.setattr(checkers, "ROUNDS_ALLOWED", 0)
    assert main([*COMMAND, "--faults", "none"]) == 1
    told = capsys.readouterr().out
    assert "不通过" in told
    assert "--seed 9 --faults none" in told


def test_an_unknown_fault_is_wrong_usage(capsys):
    assert main([*COMMAND, "--faults", "earthquake"]) == 2
    assert "earthquake" in capsys.readouterr().err


def test_a_county_without_counters_is_wrong_usage(capsys):
    assert main(["simulate", "--counters", "0", "--days", "1", "--seed", "1"]) == 2
    assert capsys.readouterr().err
