"""What a `receive` line says of cards and papers, as the intake page would hold it."""

from __future__ import annotations

from datetime import date

import pytest

from counter_app.devices.card_frames import encode_frame
from counter_app.devices.virtual.people import invent_card
from counter_app.domain.applicant import EntrySource
from counter_app.domain.errors import CardUnreadable, NoCard, ReaderFault, ScenarioInvalid
from counter_app.domain.errors import UnknownMaterial as Unknown
from counter_app.domain.identity_card import CardKind
from counter_app.domain.material import Verdict
from counter_app.runtime.shipped_data import shipped_catalogue
from counter_app.scenario.intake import card_of, handed_in, intake_form, item_of
from counter_app.scenario.line_fields import LineFields

TODAY = date(2026, 3, 2)
ALLOWANCE = shipped_catalogue().by_id("T006")


def answer_with(data: bytes) -> str:
    return encode_frame(b"\x00\x00\x90" + data).hex()


@pytest.mark.parametrize("kind", CardKind)
def test_a_card_fills_name_number_and_kind(kind):
    card = invent_card(kind, seed=7)
    fields = LineFields({"item": "T006", "card": answer_with(card.read_answer())})
    applicant = intake_form(fields, ALLOWANCE, TODAY).applicant
    read = card_of(answer_with(card.read_answer()), TODAY)
    assert applicant.number == read.number
    assert applicant.name in {read.name, read.english_name}
    assert applicant.entry is EntrySource.CARD
    assert (
        applicant.id_kind
        == {
            CardKind.RESIDENT: "resident-id",
            CardKind.HMT: "hmt-residence-permit",
            CardKind.FOREIGN: "foreign-permanent-resident",
            CardKind.FOREIGN_OLD: "foreign-permanent-resident-old",
        }[kind]
    )


@pytest.mark.parametrize(
    ("hex_text", "error"),
    [
        ("no hex", ScenarioInvalid),
        ("00", NoCard),
        (encode_frame(b"\x00\x00\x80").hex(), NoCard),
        (encode_frame(b"\x00\x00\x9f" + bytes(4)).hex(), NoCard),
        (answer_with(bytes(8)), NoCard),
        (encode_frame(b"\x00\x00\x90" + bytes(40)).hex()[:-2] + "00", ReaderFault),
        (answer_with(bytes(40)), CardUnreadable),
    ],
)
def test_an_answer_without_a_card_says_what_is_wrong(hex_text, error):
    with pytest.raises(error):
        card_of(hex_text, TODAY)


def verdicts(materials) -> dict[str, Verdict | None]:
    listed = LineFields({"materials": materials}).tables("materials")
    return {line.name: line.verdict for line in handed_in(ALLOWANCE, listed)}


def test_without_a_list_everything_is_complete_in_the_number_asked_for():
    lines = handed_in(ALLOWANCE, None)
    assert {line.verdict for line in lines} == {Verdict.COMPLETE}
    for line, wanted in zip(lines, ALLOWANCE.materials, strict=True):
        assert (line.originals, line.copies) == (wanted.originals, wanted.copies)


def test_what_a_list_does_not_name_was_not_handed_in():
    found = verdicts([{"name": "照片", "verdict": "complete"}, {"name": "户口簿"}])
    assert found["照片"] is Verdict.COMPLETE
    assert found["户口簿"] is None, "named without a verdict: not judged yet"
    assert {found[name] for name in ("申请书", "审批表", "居民身份证", "低保证")} == {
        Verdict.MISSING
    }


@pytest.mark.parametrize(
    "materials", [[{"name": "介绍信", "verdict": "complete"}], [{"name": "照片"}, {"name": "照片"}]]
)
def test_the_list_is_closed(materials):
    with pytest.raises(Unknown):
        verdicts(materials)


@pytest.mark.parametrize("name", ["T006", "512B0003600037", "80周岁以上老年人高龄津贴"])
def test_an_item_goes_by_id_code_and_name(name):
    assert item_of(shipped_catalogue(), name) == "T006"


def test_nobody_applies_without_a_word_about_them():
    with pytest.raises(ScenarioInvalid):
        intake_form(LineFields({"item": "T006"}), ALLOWANCE, TODAY)
