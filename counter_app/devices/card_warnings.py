"""What to point out about a card that is delivered all the same.

A warning never blocks: a valid card may not be refused because of what a program thinks of it
(居民身份证法 art. 13).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from counter_app.devices.card_layout import FOR_EVER, Layout
from counter_app.devices.nations import NATIONS
from counter_app.domain.identity_card import CardKind
from counter_app.domain.identity_number import check_character_mod11_2

PHOTO_BYTES: Final = 1024

Days = tuple[date | None, date | None, date | None, date]
"""Birth, valid from, valid to, and the day on which validity is judged."""

_NUMBER_LENGTH: Final = 18
_SEX_CODES: Final = frozenset({"0", "1", "2", "9"})
_SPELT_FIELDS: Final = ("name", "english_name", "address", "issuer")
_CONTROL: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class CardSigns:
    """What the answer shows beside its text."""

    photo_bytes: int
    is_flag_nul: bool
    has_card_status: bool


def warnings_of(
    layout: Layout, fields: dict[str, str], signs: CardSigns, days: Days
) -> tuple[str, ...]:
    """Return the codes of everything odd about a card, sorted, each once."""
    found = _about_days(fields, days)
    if layout.kind is not CardKind.FOREIGN_OLD:
        found += _about_number(fields["number"], fields["birth"])
    found += _about_codes(layout.kind, fields)
    found += _about_letters(layout, fields)
    found += _about_answer(signs)
    return tuple(sorted(found)) if found else ()


def _about_days(fields: dict[str, str], days: Days) -> list[str]:
    birth, valid_from, valid_to, on = days
    found = []
    if birth is None:
        found.append("birth-invalid")
    if (
        valid_from is None
        or (valid_to is None and fields["valid_to"] != FOR_EVER)
        or (valid_to is not None and valid_to < valid_from)
    ):
        found.append("validity-invalid")
    if valid_to is not None and valid_to < on:
        found.append("expired")
    if valid_from is not None and valid_from > on:
        found.append("not-yet-valid")
    return found


def _about_number(number: str, birth: str) -> list[str]:
    first17 = number[:17]
    # ASCII only: str.isdigit() alone accepts full-width and other digits.
    has_digits = len(number) == _NUMBER_LENGTH and first17.isascii() and first17.isdigit()
    if not has_digits:
        return ["id-check-digit"]
    found = []
    if number[6:14] != birth:
        found.append("birth-id-mismatch")
    if check_character_mod11_2(first17) != number[17]:
        found.append("id-check-digit")
    return found


def _about_codes(kind: CardKind, fields: dict[str, str]) -> list[str]:
    found = []
    if kind is CardKind.RESIDENT and fields["nation_code"] not in NATIONS:
        found.append("nation-unknown")
    if fields["sex"] not in _SEX_CODES:
        found.append("sex-unknown")
    is_foreign = kind in {CardKind.FOREIGN, CardKind.FOREIGN_OLD}
    if not fields["english_name" if is_foreign else "name"]:
        found.append("name-empty")
    return found


def _about_letters(layout: Layout, fields: dict[str, str]) -> list[str]:
    found = []
    if any(_fills(fields[name], layout.fields[name]) for name in _SPELT_FIELDS if name in fields):
        found.append("field-full")
    # One question to the interpreter answers for nearly every card: what is printable holds
    # neither control characters nor private-use ones.
    if "".join(fields.values()).isprintable():
        return found
    if any(_has(fields.get(name, ""), frozenset({"Co"})) for name in _SPELT_FIELDS):
        found.append("private-use-character")
    if any(_has(value, _CONTROL) for value in fields.values()):
        found.append("control-character")
    return found


def _fills(value: str, spans: tuple[tuple[int, int], ...]) -> bool:
    units = sum(end - start for start, end in spans)
    if 2 * len(value) < units:
        return False
    return len(value.encode("utf-16-le")) == 2 * units


def _has(value: str, categories: frozenset[str]) -> bool:
    return any(unicodedata.category(character) in categories for character in value)


def _about_answer(signs: CardSigns) -> list[str]:
    found = []
    if signs.is_flag_nul:
        found.append("type-flag-nul")
    if signs.photo_bytes == 0:
        found.append("no-photo")
    elif signs.photo_bytes != PHOTO_BYTES:
        found.append("photo-length")
    if signs.has_card_status:
        found.append("card-status-word")
    return found
