"""What a simulated card holds, and its text block as a chip would store it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from counter_app.devices.card_layout import (
    FLAG_AT_BYTE,
    FOREIGN,
    FOREIGN_OLD,
    HMT,
    RESIDENT,
    TEXT_UNITS,
    Layout,
)
from counter_app.devices.card_warnings import PHOTO_BYTES
from counter_app.domain.identity_card import CardKind

FINGERPRINT_BYTES: Final = 1_024
ADDRESS_UNITS: Final = 35

PHOTO_MARK: Final = b"SIMULATED"
"""Stands in every photo and fingerprint block that this reader makes."""
_PHOTO_HEAD: Final = bytes.fromhex("574C66007E00320000FF")

LAYOUT_OF_KIND: Final = MappingProxyType(
    {layout.kind: layout for layout in (RESIDENT, HMT, FOREIGN_OLD, FOREIGN)}
)
_FLAG_OF_KIND: Final = {
    CardKind.RESIDENT: " ",
    CardKind.HMT: "J",
    CardKind.FOREIGN_OLD: "I",
    CardKind.FOREIGN: "Y",
}
_CODE_OF_SEX: Final = {"unknown": "0", "male": "1", "female": "2", "unspecified": "9"}


def simulated_photo() -> bytes:
    """Return a photo block that no decoder takes for a face."""
    return (_PHOTO_HEAD + PHOTO_MARK * PHOTO_BYTES)[:PHOTO_BYTES]


def simulated_fingerprints() -> bytes:
    """Return a fingerprint block that is none."""
    return (PHOTO_MARK * FINGERPRINT_BYTES)[:FINGERPRINT_BYTES]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VirtualCard:
    """A card of an invented person.

    Attributes:
        fields: Text by the names of the kind's layout, as the chip stores it (dates as YYYYMMDD).
        photo: 0 to 1,024 bytes.
        fingerprints: b"" for a card without.
        appended_address: None for a card without one.
    """

    kind: CardKind
    fields: Mapping[str, str]
    photo: bytes = field(default_factory=simulated_photo)
    fingerprints: bytes = b""
    appended_address: str | None = None

    def text_block(self) -> bytes:
        """Return the 256 bytes of text, padded with spaces."""
        return encode_text(LAYOUT_OF_KIND[self.kind], self.fields, _FLAG_OF_KIND[self.kind])

    def read_answer(self, *, with_fingerprints: bool = False) -> bytes:
        """Return the data of a read answer: lengths, text, photo, and prints if asked for."""
        text = self.text_block()
        lengths = len(text).to_bytes(2, "big") + len(self.photo).to_bytes(2, "big")
        if not with_fingerprints:
            return lengths + text + self.photo
        lengths += len(self.fingerprints).to_bytes(2, "big")
        return lengths + text + self.photo + self.fingerprints

    def address_answer(self) -> bytes | None:
        """Return the 70 bytes of the appended address, or None."""
        if self.appended_address is None:
            return None
        return _padded(self.appended_address, ADDRESS_UNITS)


def encode_text(layout: Layout, fields: Mapping[str, str], flag: str) -> bytes:
    """Return a text block; a field that is not given is blank.

    Raises:
        ValueError: A field is unknown to the layout, or longer than its place.
    """
    unknown = fields.keys() - layout.fields.keys()
    if unknown:
        raise ValueError(f"this kind of card has no {sorted(unknown)}")
    block = bytearray(b" \0" * TEXT_UNITS)
    block[FLAG_AT_BYTE : FLAG_AT_BYTE + 2] = flag.encode("utf-16-le")
    for name, value in fields.items():
        spans = layout.fields[name]
        raw = _padded(value, sum(end - start for start, end in spans))
        for start, end in spans:
            size = 2 * (end - start)
            block[2 * start : 2 * end], raw = raw[:size], raw[size:]
    return bytes(block)


def card_from_object(card: Mapping[str, Any]) -> VirtualCard:
    """Return the card that `counter id-card decode` would print as `card`.

    Raises:
        ValueError: A kind that does not exist, or a value that does not fit.
    """
    kind = CardKind(card["kind"])
    known = LAYOUT_OF_KIND[kind].fields
    fields = {name: card[name] for name in known if isinstance(card.get(name), str)}
    fields["sex"] = _CODE_OF_SEX[card["sex"]]
    fields["birth"] = _compact(card["birth_date"])
    fields["valid_from"] = _compact(card["valid_from"])
    fields["valid_to"] = _compact(card["valid_to"])
    photo = simulated_photo()[: card.get("photo_bytes", PHOTO_BYTES)]
    return VirtualCard(kind=kind, fields=fields, photo=photo)


def _compact(day: str | None) -> str:
    return "" if day is None else day.replace("-", "")


def _padded(value: str, units: int) -> bytes:
    raw = value.encode("utf-16-le")
    if len(raw) > 2 * units:
        raise ValueError(f"{len(raw) // 2} code units do not fit into {units}")
    return raw + b" \0" * (units - len(raw) // 2)
