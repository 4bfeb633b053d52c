"""Names made to harm: put into every field, kept as they are, printed and shown as plain words."""

from __future__ import annotations

from itertools import cycle, islice

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from counter_app.domain.applicant import NAME_CHARACTERS_MAX
from counter_app.domain.case_status import CaseStatus
from printing.escpos_tokens import tokenize

NASTY = (
    "\x1b@何守田",  # Resets a printer.
    "<img src=x onerror=alert(1)>",
    "㐱" * NAME_CHARACTERS_MAX,
    "\x1dV\x00何守田",  # Cuts the paper.
    "=cmd|' /C calc'!A0",
    "\x10\x14\x01\x00\x05何守田",  # Opens the drawer.
    "田守何\u202e何守田\u2066",  # Turned round for the eye.
    "\x1bp\x00\x19\xfa何守田",  # Opens the drawer, the older way.
    "'; DROP TABLE events; --",
    "何\ud800守田",  # Half a character.
    "</p><b>何守田</b>&amp;%s{0}",
)
UNSEEN = "".join(map(chr, (*range(0x20), 0x7F, 0x202E, 0x2066, 0xD800)))
FIELDS = (
    "intake_applicant_name",
    "intake_applicant_number",
    "intake_applicant_phone",
    "intake_applicant_address",
    "intake_proxy_name",
    "intake_proxy_number",
    "intake_proxy_phone",
    "intake_proxy_authority",
    "intake_correction_field",
    "intake_correction_before",
    "intake_correction_after",
)
CASES = 3


def visible_part(text):
    return "".join(sign for sign in text if sign not in UNSEEN).strip()


def fill_with(clerk, words):
    """Fill in every field of the page with one of the words each; returns field → word."""
    clerk.begin()
    clerk.hands.go_to("intake_proxy_toggle")
    clerk.hands.press("Space")
    clerk.hands.go_to("intake_correction_toggle")
    clerk.hands.press("Space")
    assert clerk.text("intake_correction_field") == ""
    given = dict(zip(FIELDS, words, strict=True))
    for field, text in given.items():
        clerk.paste_in(field, text)
    clerk.hands.go_to("intake_correction_add")
    clerk.hands.press("Space")
    clerk.give_reason()
    return given


def shown_as_markup(window):
    """Labels that would take a name for markup, and tool tips that have markup of a name."""
    labels = [
        label.text()
        for label in window.findChildren(QLabel)
        if "img" in label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    ]
    return labels + [
        widget.toolTip() for widget in window.findChildren(QWidget) if "<img" in widget.toolTip()
    ]


@pytest.mark.asvs("1.1.2", "3.2.2")
@pytest.mark.threat("T13")
@pytest.mark.threat("T14")
@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_hostile_words_in_every_field_stay_words(clerk):
    window = clerk.window.built.window
    clerk.sign_in()
    given = []
    for first, item in enumerate(("gljt", "jzzq", "ybcb")):
        words = list(islice(cycle(NASTY), first, first + len(FIELDS)))
        given.append(fill_with(clerk, words))
        clerk.choose(item)
        clerk.hands.press("0")
        assert shown_as_markup(window) == []
        clerk.picture(f"03-hostile-{first + 1}")
        clerk.submit()
        assert shown_as_markup(window) == []
        clerk.wait_for_papers()
    for words, card in zip(given, reversed(clerk.cards()), strict=True):
        must_be_kept(words, clerk.case(card))
    must_be_printed_as_words(clerk)

    clerk.hands.press("F3")
    clerk.hands.write("<img src=x")
    clerk.wait_for_words("<img src=x onerror=alert(1)>")
    clerk.hands.press("Down", "Down", "Return")
    clerk.wait(lambda: clerk.hands.sees("case_page"), "the case")
    clerk.wait_for_words("<img src=x onerror=alert(1)>")
    clerk.picture("03-hostile-case")
    assert shown_as_markup(window) == []

    clerk.world.line.connect()
    clerk.wait_for_county()
    assert clerk.world.county.event_count() == clerk.rows("SELECT count(*) FROM events")[0][0]
    assert clerk.profile.audit().is_valid


def must_be_kept(words, case):
    """The record says what was typed, without what nobody can see."""
    assert case.applicant.name == visible_part(words["intake_applicant_name"])
    assert case.applicant.address == visible_part(words["intake_applicant_address"])
    assert case.proxy.name == visible_part(words["intake_proxy_name"])
    assert case.proxy.authority == visible_part(words["intake_proxy_authority"])
    assert not set(case.applicant.number + case.applicant.phone) & set(UNSEEN)
    [correction] = case.corrections
    assert correction.after == visible_part(words["intake_correction_after"])
    assert case.status is CaseStatus.ACCEPTED


def must_be_printed_as_words(clerk):
    """Nothing but our own commands reached the printer, and each paper was cut once."""
    printer = clerk.world.printer
    tokens = tokenize(printer.received)
    assert [token.name for token in tokens if not token.is_ours] == []
    assert [token.name for token in tokens].count("GS V") == printer.originals == CASES
    assert any("<img src=x" in line for sheet in printer.sheets for line in sheet.lines)
    files = list(clerk.world.sheets.glob("*.pdf"))
    assert len(files) == CASES
    written = "".join(page.extract_text() for file in files for page in PdfReader(file).pages)
    assert "<img src=x" in written
