"""What a number tells while it is being typed, in the clerk's words; it never stops an intake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from counter_app.domain.identity_number import (
    IdentityCheck,
    NumberKind,
    RegionQuestion,
    check,
)
from counter_app.ui.intake.person import OTHER_KIND, PersonEntry
from counter_app.ui.tokens import Tone

FULL_LENGTH: Final = 18

ID_KIND_WORDS: Final = MappingProxyType(
    {
        NumberKind.RESIDENT.value: "居民身份证",
        NumberKind.HMT_RESIDENCE_PERMIT.value: "港澳台居住证",
        NumberKind.FOREIGN_PERMANENT_RESIDENT.value: "外国人永居证",
        NumberKind.FOREIGN_PERMANENT_RESIDENT_OLD.value: "外国人永居证（旧）",
        NumberKind.CREDIT_CODE.value: "统一信用代码",
        OTHER_KIND: "其他证件",
    }
)
_PROBLEM_WORDS: Final = MappingProxyType(
    {
        "alphabet": "有不该出现的字符，请核对",
        "birth-date": "出生日期不对，请核对",
        "check-digit": "校验码不对，请逐位核对",
        "length": "位数不对，请核对",
    }
)
_WARNING_WORDS: Final = MappingProxyType(
    {
        "unknown-region": "行政区划未收录，请核对证件（不影响办理）",
        "converted-from-15": "15位旧号已换算为18位",
        "century-assumed": "出生年份为推算",
        "unconfirmed-check-digit": "校验位待核",
        "organization-check": "主体标识码校验位不符，请核对",
    }
)
_SEXES: Final = MappingProxyType({"male": "男", "female": "女"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a field; "" says nothing."""

    tone: Tone
    words: str


QUIET: Final = Finding(Tone.NEUTRAL, "")


def finding_of(
    person: PersonEntry, *, today: date, is_known_region: RegionQuestion | None
) -> Finding:
    """Judge a person's number and the validity of the card it was read from."""
    if _is_over(person.valid_to, today):
        return Finding(Tone.CAUTION, f"证件已于{person.valid_to}过期，请提醒申请人换证")
    if not person.number or person.id_kind == OTHER_KIND:
        return QUIET
    found = check(person.number, today=today, is_known_region=is_known_region)
    if found.valid:
        return _about(found, today)
    missing = FULL_LENGTH - len(person.number)
    if found.problems == ("length",) and missing > 0:
        return Finding(Tone.NEUTRAL, f"还差{missing}位")
    if found.problems == ("length",):
        return Finding(Tone.BAD, f"应为{FULL_LENGTH}位，现在{len(person.number)}位")
    return Finding(Tone.BAD, "；".join(_PROBLEM_WORDS[name] for name in found.problems))


def detected_kind(number: str, *, today: date) -> str | None:
    """Return the kind that a whole valid number can only be, or None."""
    found = check(number, today=today)
    return found.kind.value if found.valid else None


def _about(found: IdentityCheck, today: date) -> Finding:
    warnings = [_WARNING_WORDS[name] for name in found.warnings if name in _WARNING_WORDS]
    if warnings:
        return Finding(Tone.CAUTION, "；".join(warnings))
    parts = ["号码无误"]
    if found.birth_date is not None:
        parts.append(f"{_age(found.birth_date, today)}岁")
    if found.sex is not None:
        parts.append(_SEXES[found.sex])
    return Finding(Tone.GOOD, " · ".join(parts))


def _age(birth: date, today: date) -> int:
    had_birthday = (today.month, today.day) >= (birth.month, birth.day)
    return today.year - birth.year - (0 if had_birthday else 1)


def _is_over(valid_to: str, today: date) -> bool:
    try:
        return date.fromisoformat(valid_to) < today
    except ValueError:
        return False
