"""Readers that come off their cable and cards that cannot be read, in front of the real window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from counter_app.demo.people import FARMER, GRANDMOTHER, TRADER
from counter_app.devices.card_frames import Request, encode_frame
from counter_app.domain.applicant import EntrySource

READER_VECTORS = Path(__file__).parents[1] / "devices" / "vectors" / "id-card.json"
FILLED = ("name", "number", "phone", "address")

AGAIN = "没有读成功。请拿开证件，再放一次"
INCOMPLETE = "读到的内容不完整，请再放一次"
BROKEN_STREAMS = (  # Their words alternate, so that each is seen to be told.
    ("bad_checksum", AGAIN),
    ("unknown_type_flag_Z", INCOMPLETE),
    ("truncated_body", AGAIN),
    ("half a character", INCOMPLETE),
)


def stream(name):
    """Return the bytes of a broken answer; half a character is made from a good one."""
    if name == "half a character":
        return _with_half_a_character(GRANDMOTHER.read_answer())
    [broken] = [b for b in _vectors()["broken"] if b["name"] == name]
    return bytes.fromhex(broken["hex"])


def _vectors():
    return json.loads(READER_VECTORS.read_text(encoding="utf-8"))


def _with_half_a_character(data):
    spoiled = bytearray(data)
    spoiled[4:6] = b"\x00\xd8"
    return encode_frame(b"\x00\x00\x90" + bytes(spoiled))


def filled(clerk):
    return [clerk.text(f"intake_applicant_{field}") for field in FILLED]


@pytest.mark.fault("F19")
def test_a_reader_that_loses_its_cable_in_mid_frame_costs_nothing(clerk):
    reader = clerk.world.reader
    clerk.sign_in()
    clerk.fill(GRANDMOTHER)
    before = filled(clerk)
    reader.fault("unplug_at", 700, on=Request.READ)
    clerk.lay_card(TRADER)
    assert reader.wait_for_faults(1)

    clerk.wait_for_words("读卡器已断开", "已填内容都在", "请重新插好连线", "可以手工录入")
    clerk.picture("01-reader-unplugged")
    assert clerk.lamp("reader") == "读卡器未连接"
    assert filled(clerk) == before
    clerk.submit()
    assert clerk.case().applicant.name == "沈桂兰"

    # Still no reader: people are typed in, with the reason filled in already.
    clerk.begin()
    clerk.wait_for_words("读卡器已断开", "可以手工录入")
    clerk.put_in("intake_applicant_name", "何守田")
    clerk.put_in("intake_applicant_number", FARMER.fields["number"])
    clerk.choose("ybcb")
    clerk.hands.press("0")
    clerk.picture("01-typed-without-reader")
    clerk.submit()
    typed = next(c for c in map(clerk.case, clerk.cards()) if c.applicant.name == "何守田")
    assert typed.applicant.entry is EntrySource.TYPED
    assert typed.applicant.entry_reason == "读卡器不能用"

    # Plugged in again: no restart, no setting.
    reader.replug()
    clerk.wait(lambda: clerk.lamp("reader") == "读卡器就绪", "the reader is back")
    clerk.read(TRADER)
    assert clerk.text("intake_applicant_name") == "周小川"


def test_cards_that_cannot_be_read_say_so_and_touch_nothing(clerk):
    reader = clerk.world.reader
    clerk.sign_in()
    clerk.begin()
    line = clerk.widget(QWidget, "intake_card_line")
    clerk.put_in("intake_applicant_phone", "08395550123")
    before = filled(clerk)
    for name, words in BROKEN_STREAMS:
        reader.clear_faults()
        reader.fault("raw", stream(name), on=Request.READ, is_sticky=True)
        clerk.lay_card(TRADER)
        clerk.wait(lambda words=words: line.accessibleName() == words, name)
        assert filled(clerk) == before, name
    clerk.picture("02-broken-card")

    reader.clear_faults()
    clerk.lay_card(GRANDMOTHER)
    clerk.wait(lambda: clerk.text("intake_applicant_name") == "沈桂兰", "the good card")
    assert clerk.text("intake_applicant_phone") == "08395550123"

    # A second one, over a page that has somebody on it.
    before = filled(clerk)
    reader.fault("bad_checksum", on=Request.READ, is_sticky=True)
    clerk.lay_card(TRADER)
    clerk.wait(lambda: line.accessibleName() == AGAIN, "the words over a filled page")
    clerk.picture("02-second-card-unreadable")
    assert filled(clerk) == before
