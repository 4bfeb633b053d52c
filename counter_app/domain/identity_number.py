"""Numbers of persons and organisations: what kind they are, and whether they can be right.

A number that passes may still be nobody's; only the public security organs can say.
Source: GB 11643-1999 (ISO 7064 MOD 11-2), GB 32100-2015, 居民身份证法.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Final

from counter_app.domain import credit_code
from counter_app.domain.privacy import Pi

_DIGITS: Final = frozenset("0123456789")
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_INVISIBLE: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff")

_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS: Final = "10X98765432"
_ICAO_WEIGHTS: Final = (7, 3, 1)

_HMT_PREFIXES: Final = ("810000", "820000", "830000")
_FOREIGN_PREFIX: Final = "9"
_FIRST_BIRTH: Final = date(1800, 1, 1)

RegionQuestion = Callable[[str], bool]
"""Answers whether a six-digit area code (GB/T 2260) ever existed."""


class NumberKind(Enum):
    RESIDENT = "resident-id"  # 居民身份证
    HMT_RESIDENCE_PERMIT = "hmt-residence-permit"  # 港澳台居民居住证
    FOREIGN_PERMANENT_RESIDENT = "foreign-permanent-resident"  # 外国人永久居留身份证
    FOREIGN_PERMANENT_RESIDENT_OLD = "foreign-permanent-resident-old"
    CREDIT_CODE = "uscc"  # 统一社会信用代码
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IdentityCheck:
    """What can be said of a number without asking anyone.

    Attributes:
        normalized: The number as it is stored, upper-case ASCII; old 15-digit numbers become
            18.  None when the number is invalid, like all that would be derived from it.
        sex: "male" or "female"; None where the number does not tell.
        problems: Sorted: alphabet, birth-date, check-digit, length.  Any makes it invalid.
        warnings: Sorted: also-uscc, century-assumed, converted-from-15, organization-check,
            unconfirmed-check-digit, unknown-region.  They never make a number invalid.
    """

    kind: NumberKind
    valid: bool
    normalized: Annotated[str | None, Pi.P3] = None
    birth_date: Annotated[date | None, Pi.P2] = None
    sex: Annotated[str | None, Pi.P2] = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name kind and problems only: a check in a log must not tell the number."""
        return (
            f"IdentityCheck(kind={self.kind.value!r}, valid={self.valid}, "
            f"problems={self.problems!r}, warnings={self.warnings!r})"
        )


def check(
    number: str, *, today: date, is_known_region: RegionQuestion | None = None
) -> IdentityCheck:
    """Judge a number as typed, pasted or read from a card.

    Args:
        number: Anything; full-width forms, white space and lower case are folded first.
        today: Local date; nobody is born after it.
        is_known_region: Asked for residents' area codes; an unknown one is only a warning,
            since the newest codes are in no open table.  None = do not ask.
    """
    folded = fold(number)
    if len(folded) not in {15, 18}:
        return _refused(NumberKind.UNKNOWN, "length")
    if not (_LETTERS | _DIGITS).issuperset(folded):
        return _refused(NumberKind.UNKNOWN, "alphabet")
    if len(folded) == 15:
        return _check_15(folded, today, is_known_region)
    if _all_digits(folded[:17]) and (folded[17] in _DIGITS or folded[17] == "X"):
        return _check_18_digits(folded, today, is_known_region)
    return _check_credit_code(folded)


def fold(number: str) -> str:
    """Return `number` with full-width ASCII made plain, blanks removed, letters upper-case.

    Only ASCII letters are raised, and nothing else is translated: hyphens, ×, Ⅹ and the
    digits of other scripts stay, so that they are noticed.
    """
    return "".join(
        _fold_character(character)
        for character in number
        if not character.isspace() and character not in _INVISIBLE
    )


def check_character_mod11_2(first17: str) -> str:
    """Return the check character (0–9 or X) for 17 ASCII digits.

    Source: GB 11643-1999, ISO 7064 MOD 11-2.
    """
    assert len(first17) == 17, len(first17)
    assert _all_digits(first17), "17 ASCII digits are needed"
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def _fold_character(character: str) -> str:
    if "\uff01" <= character <= "\uff5e":
        character = chr(ord(character) - 0xFEE0)
    return character.upper() if "a" <= character <= "z" else character


def _all_digits(text: str) -> bool:
    # str.isdigit() also accepts the digits of other scripts.
    return _DIGITS.issuperset(text)


def _refused(kind: NumberKind, *problems: str) -> IdentityCheck:
    return IdentityCheck(kind=kind, valid=False, problems=tuple(sorted(problems)))


def _check_15(folded: str, today: date, is_known_region: RegionQuestion | None) -> IdentityCheck:
    if _all_digits(folded):
        return _check_old_resident(folded, today, is_known_region)
    if _LETTERS.issuperset(folded[:3]) and _all_digits(folded[3:]):
        return _check_old_foreigner(folded, today)
    return _refused(NumberKind.UNKNOWN, "alphabet")


def _check_old_resident(
    folded: str, today: date, is_known_region: RegionQuestion | None
) -> IdentityCheck:
    """First-generation cards, out of use since 2013-01-01 (居民身份证法 art. 23)."""
    first17 = folded[:6] + "19" + folded[6:]
    number = first17 + check_character_mod11_2(first17)
    birth = _birth_date(number[6:14], today)
    if birth is None:
        return _refused(NumberKind.RESIDENT, "birth-date")
    warnings = {"converted-from-15", *_region_warnings(number, is_known_region)}
    return _person(NumberKind.RESIDENT, number, birth, warnings)


def _check_old_foreigner(folded: str, today: date) -> IdentityCheck:
    """Cards issued before 2023-12-01: country 3, area 4, YYMMDD, sequence 1, check 1."""
    birth = _latest_birth_date(folded[7:13], today)
    if birth is None:
        return _refused(NumberKind.FOREIGN_PERMANENT_RESIDENT_OLD, "birth-date")
    warnings = {"century-assumed"}
    if _icao_check_digit(folded[:14]) != folded[14]:
        # The rule was confirmed on a single specimen, so it must not refuse anybody.
        warnings.add("unconfirmed-check-digit")
    return IdentityCheck(
        kind=NumberKind.FOREIGN_PERMANENT_RESIDENT_OLD,
        valid=True,
        normalized=folded,
        birth_date=birth,
        warnings=tuple(sorted(warnings)),
    )


def _check_18_digits(
    folded: str, today: date, is_known_region: RegionQuestion | None
) -> IdentityCheck:
    kind = _person_kind(folded)
    birth = _birth_date(folded[6:14], today)
    problems = []
    if birth is None:
        problems.append("birth-date")
    if check_character_mod11_2(folded[:17]) != folded[17]:
        problems.append("check-digit")
    is_code = credit_code.is_strict_code(folded)
    if birth is None or problems:
        return _check_credit_code(folded) if is_code else _refused(kind, *problems)
    warnings = {"also-uscc"} if is_code else set()
    if kind is NumberKind.RESIDENT:
        warnings |= _region_warnings(folded, is_known_region)
    return _person(kind, folded, birth, warnings)


def _person_kind(number: str) -> NumberKind:
    if number.startswith(_HMT_PREFIXES):
        return NumberKind.HMT_RESIDENCE_PERMIT
    if number.startswith(_FOREIGN_PREFIX):
        return NumberKind.FOREIGN_PERMANENT_RESIDENT
    return NumberKind.RESIDENT


def _check_credit_code(folded: str) -> IdentityCheck:
    if not credit_code.is_in_alphabet(folded):
        return _refused(NumberKind.CREDIT_CODE, "alphabet")
    if not credit_code.has_right_check(folded):
        return _refused(NumberKind.CREDIT_CODE, "check-digit")
    has_sound_core = credit_code.has_right_organization_check(folded)
    return IdentityCheck(
        kind=NumberKind.CREDIT_CODE,
        valid=True,
        normalized=folded,
        warnings=() if has_sound_core else ("organization-check",),
    )


def _person(kind: NumberKind, number: str, birth: date, warnings: set[str]) -> IdentityCheck:
    return IdentityCheck(
        kind=kind,
        valid=True,
        normalized=number,
        birth_date=birth,
        sex="male" if int(number[16]) % 2 else "female",
        warnings=tuple(sorted(warnings)),
    )


def _region_warnings(number: str, is_known_region: RegionQuestion | None) -> set[str]:
    if is_known_region is None or is_known_region(number[:6]):
        return set()
    return {"unknown-region"}


def _birth_date(yyyymmdd: str, today: date) -> date | None:
    try:
        birth = date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:]))
    except ValueError:
        return None
    return birth if _FIRST_BIRTH <= birth <= today else None


def _latest_birth_date(yymmdd: str, today: date) -> date | None:
    centuries = range(today.year // 100, _FIRST_BIRTH.year // 100 - 1, -1)
    births = (_birth_date(f"{century}{yymmdd}", today) for century in centuries)
    return next((birth for birth in births if birth is not None), None)


def _icao_check_digit(first14: str) -> str:
    total = sum(
        int(character, 36) * _ICAO_WEIGHTS[place % 3] for place, character in enumerate(first14)
    )
    return str(total % 10)
