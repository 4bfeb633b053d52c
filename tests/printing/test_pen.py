"""The settings that a printer prints with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.escpos_tokens import tokenize
from printing.paper_page import Style
from printing.pen import Pen


def pen_after(data: bytes) -> Pen:
    """Return a pen that was set back and then obeyed these commands."""
    pen = Pen()
    pen.reset()
    for token in tokenize(data):
        pen.obey(token)
    return pen


def test_at_power_up_nothing_is_as_after_a_reset():
    odd = Pen()
    plain = pen_after(b"")
    assert odd.style != plain.style == Style()
    assert odd.pitch_dots != plain.pitch_dots == 30
    assert (odd.left_of(100, 384), plain.left_of(100, 384)) == (284, 0)


@pytest.mark.parametrize(
    ("command", "style"),
    [
        (b"\x1d!\x11", Style(width_factor=2, height_factor=2)),
        (b"\x1d!\x70", Style(width_factor=8)),
        (b"\x1cW\x01", Style(width_factor=2, height_factor=2)),
        (b"\x1bE\x01", Style(is_bold=True)),
        (b"\x1dB\x01", Style(is_reversed=True)),
        (b"\x1b-1", Style(has_ascii_underline=True)),
        (b"\x1c-\x02", Style(has_hanzi_underline=True)),
    ],
)
def test_a_command_sets_one_thing_and_nought_takes_it_back(command, style):
    assert pen_after(command).style == style
    assert pen_after(command + command[:2] + b"\x00").style == Style()


def test_the_pitch_comes_back_to_what_a_reset_sets():
    assert pen_after(b"\x1b3\x36").pitch_dots == 54
    assert pen_after(b"\x1b3\x36\x1b2").pitch_dots == 30


@pytest.mark.parametrize(
    ("command", "left"),
    [(b"\x1ba\x00", 0), (b"\x1ba\x01", 142), (b"\x1ba2", 284), (b"\x1ba\x02\x1ba\x07", 284)],
)
def test_what_is_narrower_than_the_paper_is_aligned(command, left):
    assert pen_after(command).left_of(100, 384) == left


@given(st.integers(0, 2), st.integers(0, 2000), st.integers(1, 832))
def test_nothing_begins_left_of_the_paper_or_needlessly_passes_its_edge(align, width, paper):
    left = pen_after(b"\x1ba" + bytes((align,))).left_of(width, paper)
    assert left >= 0
    assert left + width <= max(width, paper)
