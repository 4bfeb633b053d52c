"""One table of all faults: what fails the run, what is kept, and where a stopped soak goes on."""

from __future__ import annotations

import json
import re
import shutil
import sys

import pytest

from tests.faults.__main__ import WITH_SHIM
from tests.faults.counted import Count
from tests.faults.playing import ROOT
from tools import faults
from tools.faults import PARTS, Piece, Row

GOOD = Row("F1", "kills", tried=5, more={"acknowledged": 9})


@pytest.fixture
def played(monkeypatch, tmp_path):
    """Play nothing: each piece gives a row that the test may change; the pieces are told."""
    told: list[Piece] = []
    rows = {"row": GOOD}

    def play(piece: Piece) -> list[Row]:
        told.append(piece)
        return [Row(**vars(rows["row"]) | {"more": dict(GOOD.more)})]

    monkeypatch.setattr(faults, "play", play)
    monkeypatch.setattr(faults, "KEPT", tmp_path / "soak")
    return told, rows


def test_every_part_is_a_module_with_something_to_play():
    names = [part.name for part in PARTS]
    assert len(set(names)) == len(names)
    assert set(names) >= WITH_SHIM
    for name in names:
        assert "def play(seed: int, count: int" in (
            ROOT / "tests" / "faults" / f"{name}.py"
        ).read_text(encoding="utf-8")


def test_rows_of_parts_and_of_the_table_have_the_same_fields():
    assert vars(Row("F1", "x")).keys() == json.loads(Count("F1", "x").as_line()).keys()


def test_a_run_without_losses_is_good_and_one_with_a_loss_is_not(played, capsys, tmp_path):
    _, rows = played
    assert faults.main(["kills", "--json", str(tmp_path / "rows.json")]) == 0
    shown = capsys.readouterr().out
    assert "kills" in shown
    assert "1 faults, 0 with losses, 0 skipped" in shown
    assert json.loads((tmp_path / "rows.json").read_text())[0]["tried"] == 5

    rows["row"] = Row("F1", "kills", tried=5, lost=1, found=["case 1 is gone"])
    assert faults.main(["kills"]) == 1
    assert "F1 kills: case 1 is gone" in capsys.readouterr().out


def test_what_was_skipped_is_told_and_fails_nothing(played, capsys):
    _, rows = played
    rows["row"] = Row("F2", "cuts", skipped="needs a C compiler")
    assert faults.main(["crash_saves"]) == 0
    assert "SKIPPED: needs a C compiler" in capsys.readouterr().out


PIECES = 25
"""12,500 kills in pieces of 500, so that 5,000 of them are kills of a print."""


def test_a_stopped_soak_goes_on_where_it_was(played, capsys):
    told, _ = played
    assert faults.main(["kills", "--soak"]) == 0
    whole = list(told)
    assert len(whole) == PIECES
    assert len({piece.seed for piece in whole}) == PIECES
    assert re.search(r"kills +125 +0 +0 ", capsys.readouterr().out), "all pieces in one row"

    told.clear()
    whole[3].file.unlink()
    assert faults.main(["kills", "--soak"]) == 0
    assert told == [whole[3]]

    told.clear()
    assert faults.main(["kills", "--soak", "--anew"]) == 0
    assert len(told) == PIECES


@pytest.mark.skipif(shutil.which("false") is None, reason="needs a program that fails")
def test_a_part_that_breaks_down_is_a_loss(monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    (row,) = faults.play(Piece("kills", 3, 5))
    assert row.is_bad
    assert "kills:5 --seed 3" in row.what


def test_numbers_stand_in_their_natural_order():
    rows = [("F10", ""), ("T3", ""), ("F2", "")]
    assert faults._numbers(rows) == ["F2", "F10", "T3"]
