"""The question for known holes: what is asked, what cannot be, and what is never called clean."""

from __future__ import annotations

import json

from tools import audit
from tools.audit import Found, read_answer

HOLE = {"id": "PYSEC-2031-1", "fix_versions": ["2.1"], "aliases": [], "description": "…"}


def answer(*packages):
    return json.dumps({"dependencies": list(packages), "fixes": []})


def test_a_known_hole_is_named_with_the_version_that_mends_it():
    found = read_answer(
        answer(
            {"name": "big", "version": "2.0", "vulns": [HOLE]},
            {"name": "small", "version": "1.0", "vulns": []},
        ),
        "",
    )
    assert found.holes == ("big 2.0: PYSEC-2031-1, mended in 2.1",)
    assert found.looked_at == 2
    assert "1 known holes" in found.words("x.lock")[0]


def test_a_hole_that_nobody_mended_says_so():
    hole = {**HOLE, "fix_versions": []}
    found = read_answer(answer({"name": "big", "version": "2.0", "vulns": [hole]}), "")
    assert found.holes[0].endswith("not mended yet")


def test_what_could_not_be_looked_up_is_a_warning_and_not_clean():
    found = read_answer(answer({"name": "big", "skip_reason": "not known there"}), "")
    assert (found.looked_at, found.not_looked_at, found.holes) == (0, 1, ())
    assert "WARNING, 1 packages could not be looked up" in found.words("x.lock")[1]


def test_without_a_network_there_is_one_line_of_warning():
    found = read_answer("", "Traceback …\nConnectionError: nobody there\n\n")
    assert found == Found(trouble="ConnectionError: nobody there")
    assert found.words("x.lock") == ["x.lock: WARNING, not checked: ConnectionError: nobody there"]
    assert read_answer("[]", "").trouble == "no answer"


def test_holes_end_in_failure_and_silence_does_not(monkeypatch, capsys):
    answers = {"a.lock": Found(looked_at=1), "b.lock": Found(trouble="no network")}
    monkeypatch.setattr(audit, "ask", lambda lock: answers[lock.name])
    assert audit.main(["a.lock", "b.lock", "never asked after silence"]) == 0
    assert "WARNING" in capsys.readouterr().out
    answers["b.lock"] = Found(looked_at=1, holes=("big 2.0: X, not mended yet",))
    assert audit.main(["a.lock", "b.lock"]) == 1
