"""The text block: layouts, refusals in their order, warnings, and what is kept as it stands."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.devices import card_warnings
from counter_app.devices.card_frames import encode_frame
from counter_app.devices.card_report import report_stream
from counter_app.devices.card_text import decode_appended_address, decode_read_answer, parse_day
from counter_app.devices.nations import NATIONS
from counter_app.domain.card_remarks import CARD_REMARKS, remarks_on
from counter_app.domain.errors import (
    BadUtf16,
    CardUnreadable,
    EmptyText,
    InnerLengthMismatch,
    ShortData,
    TextLen,
    UnknownCardType,
)
from tests.devices.conftest import VECTOR_DAY, VECTORS, streams

TEXT_AT = 4


def resident(**changes):
    """Return the data of the first vector's read answer with fields overwritten."""
    fields = {
        "name": (0, 30), "sex": (30, 2), "nation": (32, 4), "birth": (36, 16),
        "address": (52, 70), "number": (122, 36), "issuer": (158, 30),
        "valid_from": (188, 16), "valid_to": (204, 16), "flag": (248, 2),
    }  # fmt: skip
    data = bytearray(bytes.fromhex(VECTORS["cards"][0]["read_base_hex"])[10:-1])
    for name, value in changes.items():
        at, size = fields[name]
        raw = value if isinstance(value, bytes) else value.encode("utf-16-le")
        data[TEXT_AT + at : TEXT_AT + at + size] = raw.ljust(size, b"\0")
    return data


def decoded(on=VECTOR_DAY, **changes):
    return decode_read_answer(resident(**changes), on=on).card


def warnings(on=VECTOR_DAY, **changes):
    return list(decoded(on, **changes).warnings)


@pytest.mark.parametrize(("name", "stream", "cli"), streams(), ids=lambda value: str(value)[:40])
def test_every_vector_is_reported_as_the_contract_says(name, stream, cli):
    assert report_stream(stream, on=VECTOR_DAY) == cli


def test_the_nations_are_those_of_the_standard():
    assert dict(NATIONS) == VECTORS["meta"]["nation"]


def test_a_card_has_exactly_seventeen_keys(read_answer):
    (card,) = report_stream(read_answer, on=VECTOR_DAY)["cards"]
    assert len(card) == 17


def test_fingerprints_never_get_into_a_report(vector_card):
    stream = bytes.fromhex(vector_card.read_base_finger_hex)
    assert report_stream(stream, on=VECTOR_DAY) == vector_card.cli


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", ShortData),
        (b"\1\0\4", ShortData),
        (b"\1\0\4\0", InnerLengthMismatch),
        (b"\1\0\4\0" + bytes(1279), InnerLengthMismatch),
        (b"\0\xff\0\1" + bytes(256), TextLen),
        (b"\1\0\0\0" + bytes(248) + b"Z\0" + bytes(6), UnknownCardType),
        (b"\1\0\0\0" + bytes(248) + b"jj" + bytes(6), UnknownCardType),
        (b"\1\0\0\0\0\0" + bytes(256), EmptyText),
        (b"\1\0\0\0" + b" \0" * 124 + b"I\0" + b" \0" * 3, EmptyText),
        (b"\1\0\0\0" + b"\x00\xd8" + bytes(254), BadUtf16),
    ],
)
def test_an_answer_that_is_no_card_is_refused_by_its_name(data, error):
    with pytest.raises(error) as refused:
        decode_read_answer(data, on=VECTOR_DAY)
    assert isinstance(refused.value, CardUnreadable)


def test_a_refusal_keeps_no_reference_to_the_card():
    with pytest.raises(BadUtf16) as refused:
        decode_read_answer(resident(name=b"\x00\xd8"), on=VECTOR_DAY)
    assert refused.value.__context__ is None
    assert refused.value.__cause__ is None
    assert str(refused.value) == ""


def test_half_a_character_in_a_field_that_is_not_used_harms_nothing():
    data = resident()
    data[TEXT_AT + 222 : TEXT_AT + 224] = b"\x00\xd8"
    assert decode_read_answer(data, on=VECTOR_DAY).card == decoded()


def test_a_pair_that_straddles_two_fields_is_half_a_character_in_each():
    data = resident()
    data[TEXT_AT + 28 : TEXT_AT + 32] = "𠀀".encode("utf-16-le")
    with pytest.raises(BadUtf16):
        decode_read_answer(data, on=VECTOR_DAY)


def test_characters_beyond_the_first_plane_survive():
    card = decoded(name="𬘘𠀀", address="𬘘村")
    assert card.name == "𬘘𠀀"
    assert card.address == "𬘘村"
    assert card.number == "420199195803120021"


def test_only_padding_on_the_right_is_taken_off():
    assert decoded(name=" 李　测  兰　\0 \0").name == " 李　测  兰　"


def test_nothing_is_normalised():
    assert decoded(name="郎・凉•･‧").name == "郎・凉•･‧"


def test_private_use_characters_are_delivered_and_pointed_out():
    card = decoded(name="\ue863某")
    assert card.name == "\ue863某"
    assert card.warnings == ("private-use-character",)


@pytest.mark.parametrize(
    "hostile", ["\x1b@", "a\0b", "\u202e", "\u200b", "\u2028", "\u2029", "\x7f", "\ufeff"]
)
def test_control_characters_are_delivered_and_pointed_out(hostile):
    card = decoded(address=f"甲{hostile}乙")
    assert card.address == f"甲{hostile}乙"
    assert "control-character" in card.warnings


def test_an_ideographic_space_is_no_control_character():
    assert warnings(address="甲　乙") == []


@pytest.mark.parametrize(
    ("sex", "meaning", "warned"),
    [("0", "unknown", False), ("1", "male", False), ("2", "female", False),
     ("9", "unspecified", False), ("3", "unknown", True), ("", "unknown", True),
     ("１", "unknown", True)],
)  # fmt: skip
def test_whatever_is_not_one_is_not_therefore_female(sex, meaning, warned):
    card = decoded(sex=sex)
    assert card.sex == meaning
    assert ("sex-unknown" in card.warnings) is warned


@pytest.mark.parametrize("code", ["57", "58", "81", "00", "", "１１"])
def test_a_nation_code_without_a_certain_name_has_none(code):
    card = decoded(nation=code)
    assert card.nation_code == code
    assert card.nation is None
    assert card.warnings == ("nation-unknown",)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"birth": "19000229"}, ["birth-id-mismatch", "birth-invalid"]),
        ({"birth": "１９５８０３１２"[:8]}, ["birth-id-mismatch", "birth-invalid"]),
        ({"birth": ""}, ["birth-id-mismatch", "birth-invalid"]),
        ({"number": "42019919580312002x"}, ["id-check-digit"]),
        ({"number": "４20199195803120021"}, ["id-check-digit"]),
        ({"number": ""}, ["id-check-digit"]),
        ({"number": "42019919580312002"}, ["id-check-digit"]),
        ({"valid_from": "长期"}, ["validity-invalid"]),
        ({"valid_to": "长久"}, ["validity-invalid"]),
        ({"valid_to": "20070101"}, ["expired", "validity-invalid"]),
        ({"valid_to": "20260114"}, ["expired"]),
        ({"valid_to": "20260115"}, []),
        ({"valid_from": "20260116"}, ["not-yet-valid"]),
        ({"valid_from": "20260115"}, []),
        ({"name": ""}, ["name-empty"]),
        ({"name": "甲" * 15}, ["field-full"]),
        ({"name": "甲" * 14}, []),
        ({"address": "甲" * 35}, ["field-full"]),
        ({"issuer": "甲" * 15}, ["field-full"]),
        ({"name": "𬘘" * 7 + "甲"}, ["field-full"]),
        ({"flag": b"\0\0"}, ["type-flag-nul"]),
    ],
)
def test_what_looks_wrong_is_a_warning_and_the_card_is_delivered(changes, expected):
    assert warnings(**changes) == expected


def test_a_date_that_is_none_is_delivered_as_none():
    card = decoded(birth="19581332", valid_to="????????")
    assert card.birth_date is None
    assert card.valid_to is None
    assert card.valid_from == date(2008, 4, 16)


@pytest.mark.parametrize("text", ["", "2008041", "200804166", "2008-4-1", "٢٠٠٨٠٤١٦", "00000101"])
def test_a_day_is_eight_ascii_digits_that_name_one(text):
    assert parse_day(text) is None


@pytest.mark.parametrize(("photo", "code"), [(0, "no-photo"), (1000, "photo-length")])
def test_an_odd_photo_is_pointed_out(photo, code):
    block = resident()[TEXT_AT : TEXT_AT + 256]
    data = b"\1\0" + photo.to_bytes(2, "big") + bytes(block) + bytes(photo)
    card = decode_read_answer(data, on=VECTOR_DAY).card
    assert card.warnings == (code,)
    assert card.photo_bytes == photo


def test_a_card_status_beside_a_good_module_status_is_only_a_warning(read_answer):
    stream = bytearray(read_answer)
    stream[7], stream[-1] = 0x61, stream[-1] ^ 0x61
    (card,) = report_stream(bytes(stream), on=VECTOR_DAY)["cards"]
    assert card["warnings"] == ["card-status-word"]


def test_a_failing_status_is_an_error_even_with_a_whole_card_behind_it(read_answer):
    stream = bytearray(read_answer)
    stream[9], stream[-1] = 0x41, stream[-1] ^ 0x90 ^ 0x41
    report = report_stream(bytes(stream), on=VECTOR_DAY)
    assert report["cards"] == []
    assert report["errors"] == [{"code": "read-failed", "offset": 0}]


def test_the_english_name_is_joined_before_its_padding_is_taken_off():
    (card,) = (row for row in VECTORS["cards"] if row["id"] == "foreign-new")
    data = bytearray(bytes.fromhex(card["read_base_hex"])[10:-1])
    name = ("A" * 34 + " " + "B" * 11).encode("utf-16-le")
    data[TEXT_AT + 52 : TEXT_AT + 122] = name[:70]
    data[TEXT_AT + 220 : TEXT_AT + 242] = name[70:]
    decoded_card = decode_read_answer(data, on=VECTOR_DAY).card
    assert decoded_card.english_name == "A" * 34 + " " + "B" * 11
    assert decoded_card.warnings == ("field-full",)


def test_details_stand_beside_the_cards_and_only_when_asked_for():
    stream = b"".join(bytes.fromhex(card["read_base_hex"]) for card in VECTORS["cards"])
    stream += bytes.fromhex(next(r["hex"] for r in VECTORS["responses"] if r["name"] == "sam_id"))
    report = report_stream(stream, on=VECTOR_DAY, with_details=True)
    assert report["details"]["sam_numbers"] == ["05.01-20240115-0001234567-0987654321"]
    flags = [details["type_flag"] for details in report["details"]["cards"]]
    assert flags == ["", "", "J", "I", "Y"]
    assert report["details"]["cards"][4] == {
        "type_flag": "Y", "renewal_count": "00", "related_number": "123",
    }  # fmt: skip
    assert "details" not in report_stream(stream, on=VECTOR_DAY)


def test_a_broken_appended_address_is_refused_and_not_guessed():
    with pytest.raises(BadUtf16):
        decode_appended_address(b"\x00\xd8" * 35)


def test_a_card_tells_nothing_when_it_is_printed_by_accident():
    card = decoded()
    assert repr(card) == "IdentityCard(kind='resident')"
    assert card.name not in repr(decode_read_answer(resident(), on=VECTOR_DAY))


def outcome(data):
    """Return (code of the refusal, None) or ("", card)."""
    try:
        return "", decode_read_answer(data, on=VECTOR_DAY).card
    except CardUnreadable as refused:
        return refused.code, None


FLAGS = st.sampled_from([b" \0", b"\0\0", b"J\0", b"I\0", b"Y\0"])


@pytest.mark.threat("T12")
@given(text=st.binary(min_size=248, max_size=248), flag=FLAGS, tail=st.binary(max_size=40))
def test_any_text_is_a_card_or_a_refusal_by_name_and_never_anything_else(text, flag, tail):
    photo = len(tail)
    data = b"\1\0" + photo.to_bytes(2, "big") + text + flag + b" \0" * 3 + tail
    code, card = outcome(data)
    if card is None:
        assert code in {"bad-utf16", "empty-text"}
    else:
        assert list(card.warnings) == sorted(set(card.warnings))
        assert card.sex in {"male", "female", "unknown", "unspecified"}


@pytest.mark.threat("T12")
@given(
    letters=st.lists(
        st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), min_size=124, max_size=124
    ).map("".join),
    flag=FLAGS,
)
def test_any_well_formed_text_is_delivered_with_warnings(letters, flag):
    text = letters.encode("utf-16-le") + flag + b" \0" * 3
    card = decode_read_answer(b"\1\0\0\0" + text, on=VECTOR_DAY).card
    assert "no-photo" in card.warnings
    assert card.birth_date is not None or "birth-invalid" in card.warnings


@pytest.mark.threat("T12")
@given(data=st.binary(max_size=600))
def test_any_bytes_in_a_good_frame_are_reported_without_an_exception(data):
    frame = encode_frame(b"\0\0\x90" + data)
    report = report_stream(frame, on=VECTOR_DAY)
    assert report["frames"] == 1
    assert report["discarded_bytes"] == 0
    assert len(report["cards"]) + len(report["errors"]) <= 1


def test_every_warning_has_its_sentence_for_the_clerk():
    source = Path(card_warnings.__file__).read_text("utf-8")
    seen = set(re.findall(r'"([a-z]+(?:-[a-z]+)+|expired)"', source))
    assert seen == set(CARD_REMARKS)
    assert remarks_on(("expired",)) == ["证件已过有效期"]
