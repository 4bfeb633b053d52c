"""Unified social credit codes (统一社会信用代码) of organisations.

18 characters: registrar, category, 6 of area, 9 of organisation code, check character.
Source: GB 32100-2015; the inner organisation code is GB 11714.
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: no I, O, S, V, Z, which are read as 1, 0, 5, U, 2."""

_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))

_ORGANIZATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANIZATION_CHECKS: Final = "0123456789X0"

_USUAL_REGISTRARS: Final = frozenset("159")
_PROVINCES: Final = frozenset(
    str(number)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 82),
    )
    for number in range(first, last + 1)
)
_NATIONAL: Final = "10"


def is_in_alphabet(code: str) -> bool:
    """Whether every character is one of the 31."""
    return all(character in _VALUE for character in code)


def check_character_mod31(first17: str) -> str:
    """Return the check character for the first 17 of `ALPHABET`."""
    assert len(first17) == 17, len(first17)
    total = sum(
        _VALUE[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def organization_check_character(first8: str) -> str:
    """Return the check character of an organisation code (组织机构代码, GB 11714)."""
    assert len(first8) == 8, len(first8)
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(first8, _ORGANIZATION_WEIGHTS, strict=True)
    )
    return _ORGANIZATION_CHECKS[11 - total % 11]


def has_right_check(code: str) -> bool:
    """Whether the last of 18 characters of `ALPHABET` fits the others."""
    return check_character_mod31(code[:17]) == code[17]


def has_right_organization_check(code: str) -> bool:
    """Whether characters 9 to 17 are a sound organisation code; real codes exist that are not."""
    return organization_check_character(code[8:16]) == code[16]


def is_strict_code(code: str) -> bool:
    """Whether 17 digits and a digit or X are a credit code beyond reasonable doubt.

    For telling such a code from a mistyped person's number only: letters in the first place,
    other registrars and unknown areas are common in codes that cannot be mistaken.
    """
    return (
        is_in_alphabet(code)
        and code[0] in _USUAL_REGISTRARS
        and (code[2:4] in _PROVINCES or code[2:4] == _NATIONAL)
        and has_right_check(code)
        and has_right_organization_check(code)
    )
