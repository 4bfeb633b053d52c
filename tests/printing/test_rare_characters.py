"""Characters that a printer's font lacks."""

from __future__ import annotations

import pytest

from printing.escpos_tokens import tokenize
from printing.layout import Run, TextLine
from printing.paper_text import PrintWarning
from printing.profiles import profile
from printing.rare_characters import RareCharacters
from printing.raster import Bitmap

CODES = [0xFEA1, 0xFEA2]


def rare_characters(rare: str, **learnt) -> RareCharacters:
    return RareCharacters(profile("generic-80").learnt(rare=rare, user_glyph_codes=CODES, **learnt))


def line(text: str, **how) -> TextLine:
    return TextLine((Run("申请人："), Run(text, field="applicant")), **how)


def test_a_letter_with_a_mark_is_one_rare_character():
    found = rare_characters("inline-image").in_line(line("张㐱e\u0301"))
    assert found == {"㐱", "e\u0301"}


def test_what_looks_otherwise_on_paper_is_noted_with_its_field():
    rare = rare_characters("inline-image")
    rare.in_line(line("㐱\ue123"))
    assert rare.warnings == {PrintWarning("private-use-character", "applicant")}
    rare.line_picture(line("㐱"))
    assert PrintWarning("line-as-picture", "applicant") in rare.warnings
    assert {warning.field for warning in rare.warnings} == {"applicant"}


@pytest.mark.parametrize(
    ("rare", "of_line", "can_stand"),
    [
        ("inline-image", line("㐱"), True),
        ("user-glyph", line("㐱"), True),
        ("line-picture", line("㐱"), False),
        ("inline-image", line("㐱", size=2), False),
        ("inline-image", line("㐱", is_reversed=True), False),
        ("inline-image", line("e\u0301"), False),
        ("user-glyph", line("㐱㐂㐃"), False),
    ],
)
def test_a_character_stands_alone_where_profile_and_line_allow(rare, of_line, can_stand):
    characters = rare_characters(rare)
    assert characters.can_stand_inline(of_line, characters.in_line(of_line)) is can_stand


def test_a_glyph_is_defined_once_in_a_job_and_then_called_by_its_code():
    rare = rare_characters("user-glyph")
    first, second = (tokenize(rare.encoded("张㐱", {"㐱"})) for _ in range(2))
    assert [token.name for token in first] == ["text", "FS 2", "text"]
    assert first[1].payload[:2] == first[2].data == b"\xfe\xa1"
    assert [token.data for token in second] == ["张".encode("gb18030") + b"\xfe\xa1"]
    assert not rare.can_stand_inline(line("㐂㐃"), {"㐂", "㐃"})
    assert rare.can_stand_inline(line("㐱㐂"), {"㐱", "㐂"})


def test_the_picture_of_a_reversed_line_has_every_dot_turned():
    rare = rare_characters("line-picture")
    plain = rare.line_picture(line("㐱"))
    turned = rare.line_picture(line("㐱", is_reversed=True))
    full = (1 << plain.width_dots) - 1
    assert turned == Bitmap(plain.width_dots, tuple(full - row for row in plain.rows))
