"""The data of a read answer to an identity card: four layouts, no input or output.

Text is delivered as it stands on the card: nothing is normalised, folded or repaired.  What looks
wrong becomes a warning; only an answer that is no card is refused.

Source: the SAM serial protocol; GB 11643-1999; GB/T 2261.1; GB/T 3304; UTF-16LE.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from counter_app.devices.card_layout import (
    FLAG_AT_BYTE,
    FOR_EVER,
    LAYOUT_OF_FLAG,
    TEXT_BYTES,
    TEXT_UNITS,
    Layout,
)
from counter_app.devices.card_warnings import CardSigns, warnings_of
from counter_app.devices.nations import NATIONS
from counter_app.domain.errors import (
    BadUtf16,
    EmptyText,
    InnerLengthMismatch,
    ShortData,
    TextLen,
    UnknownCardType,
)
from counter_app.domain.identity_card import CardKind, IdentityCard

PADDING: Final = " \0"

_SHORT_HEADER: Final = 4
_LONG_HEADER: Final = 6
_SEX_OF_CODE: Final = {"0": "unknown", "1": "male", "2": "female", "9": "unspecified"}


@dataclass(frozen=True, slots=True, repr=False)
class ReadAnswer:
    """A decoded read answer.

    Attributes:
        card: The card.
        details: Device details by name (type flag, renewal count, …), for diagnostics only.
    """

    card: IdentityCard
    details: dict[str, str]


def decode_read_answer(
    data: bytes | bytearray, *, on: date, has_card_status: bool = False
) -> ReadAnswer:
    """Decode the data of one read answer (text, photo, possibly fingerprints).

    Args:
        data: What followed SW3: two or three lengths, then the blocks.
        on: The day for which validity is judged.
        has_card_status: Whether SW1 SW2 were other than 00 00.

    Raises:
        CardUnreadable: One of its six kinds, in the order short-data, inner-length-mismatch,
            text-len, unknown-card-type, bad-utf16, empty-text.  It holds nothing of the card.
    """
    header, text_bytes, photo_bytes = _inner_lengths(data)
    if text_bytes != TEXT_BYTES:
        raise TextLen
    block = bytes(data[header : header + TEXT_BYTES])
    flag = block[FLAG_AT_BYTE : FLAG_AT_BYTE + 2]
    layout = LAYOUT_OF_FLAG.get(flag)
    if layout is None:
        raise UnknownCardType
    fields = _cut(block, layout)
    if fields is None:
        # Raised here and not while handling the decoder's error, which holds the block.
        raise BadUtf16
    if not any(fields.get(name) for name in ("name", "english_name", "number", "birth")):
        raise EmptyText
    signs = CardSigns(
        photo_bytes=photo_bytes, is_flag_nul=flag == b"\0\0", has_card_status=has_card_status
    )
    return _build(layout, fields, signs, on)


def decode_appended_address(data: bytes | bytearray) -> str:
    """Decode the 70 bytes of the latest appended address.

    Raises:
        BadUtf16: They hold half a character.
    """
    text = _decode(bytes(data))
    if text is None:
        raise BadUtf16
    return text.rstrip(PADDING)


def parse_day(text: str) -> date | None:
    """Return the day that eight ASCII digits name, or None.  29 February 1900 is none."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _inner_lengths(data: bytes | bytearray) -> tuple[int, int, int]:
    """Return header size, text length and photo length; the sum decides about the header."""
    size = len(data)
    if size < _SHORT_HEADER:
        raise ShortData
    text_bytes = data[0] << 8 | data[1]
    photo_bytes = data[2] << 8 | data[3]
    if _SHORT_HEADER + text_bytes + photo_bytes == size:
        return _SHORT_HEADER, text_bytes, photo_bytes
    if size >= _LONG_HEADER:
        print_bytes = data[4] << 8 | data[5]
        if _LONG_HEADER + text_bytes + photo_bytes + print_bytes == size:
            return _LONG_HEADER, text_bytes, photo_bytes
    raise InnerLengthMismatch


def _cut(block: bytes, layout: Layout) -> dict[str, str] | None:
    """Return each field without its padding; None if one holds half a character."""
    text = _decode(block)
    if text is not None and len(text) == TEXT_UNITS:
        # One code unit a character, so units can be cut as characters: nearly every card.
        return {
            name: "".join([text[start:end] for start, end in spans]).rstrip(PADDING)
            for name, spans in layout.fields.items()
        }
    fields: dict[str, str] = {}
    for name, spans in layout.fields.items():
        value = _decode(b"".join([block[2 * start : 2 * end] for start, end in spans]))
        if value is None:
            return None
        fields[name] = value.rstrip(PADDING)
    return fields


def _decode(piece: bytes) -> str | None:
    try:
        return piece.decode("utf-16-le")
    except UnicodeDecodeError:
        return None


def _build(layout: Layout, fields: dict[str, str], signs: CardSigns, on: date) -> ReadAnswer:
    birth = parse_day(fields["birth"])
    valid_from = parse_day(fields["valid_from"])
    valid_to = parse_day(fields["valid_to"])
    if valid_to is not None:
        until: str | None = valid_to.isoformat()
    else:
        until = FOR_EVER if fields["valid_to"] == FOR_EVER else None
    nation_code = fields.get("nation_code")
    card = IdentityCard(
        kind=layout.kind,
        name=fields["name"],
        english_name=fields.get("english_name"),
        sex=_SEX_OF_CODE.get(fields["sex"], "unknown"),
        nation_code=nation_code,
        nation=None if nation_code is None else NATIONS.get(nation_code),
        birth_date=birth,
        address=fields.get("address"),
        number=fields["number"],
        issuer=fields.get("issuer"),
        valid_from=valid_from,
        valid_to=until,
        pass_number=fields.get("pass_number"),
        issue_count=fields.get("issue_count"),
        country=fields.get("country"),
        photo_bytes=signs.photo_bytes,
        warnings=warnings_of(layout, fields, signs, (birth, valid_from, valid_to, on)),
    )
    details = {name: fields[name] for name in _DETAIL_FIELDS[layout.kind]}
    details["type_flag"] = _FLAG_LETTERS[layout.kind]
    return ReadAnswer(card, details)


_DETAIL_FIELDS: Final = {
    CardKind.RESIDENT: (),
    CardKind.HMT: (),
    CardKind.FOREIGN_OLD: ("card_version", "authority_code"),
    CardKind.FOREIGN: ("renewal_count", "related_number"),
}
_FLAG_LETTERS: Final = {
    CardKind.RESIDENT: "",
    CardKind.HMT: "J",
    CardKind.FOREIGN_OLD: "I",
    CardKind.FOREIGN: "Y",
}
