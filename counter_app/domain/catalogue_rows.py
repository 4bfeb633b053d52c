"""Reads one item of a catalogue file, `format` 1; whether it may stand is `catalogue_rules`.

Fields that came later are optional, so that every published file stays readable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, Final, TypeVar

from counter_app.domain.errors import CatalogueInvalid
from counter_app.domain.fee_table import Fee, FeeLine
from counter_app.domain.guide import GuideTexts, Situation
from counter_app.domain.handling_rules import (
    DeemedDecision,
    JointDepartment,
    Seal,
    Silence,
    SupplementLapse,
)
from counter_app.domain.item import (
    NOTICE_LIMIT_DAYS_MAX,
    DayUnit,
    HandlingType,
    MaterialSource,
    Necessity,
    RequiredMaterial,
    ServiceItem,
    TimeLimit,
)
from counter_app.domain.item_search import search_initials
from counter_app.domain.pinyin import PinyinTable

Row = Mapping[str, Any]
_E = TypeVar("_E", bound=Enum)
_T = TypeVar("_T")

GUIDE_TEXTS: Final = tuple(field.name for field in fields(GuideTexts))
SERVICE_FLAGS: Final = (
    "applicant_must_attend",
    "civil_document",
    "informed_pledge",
    "restricted_item",
    "hosted_item",
    "single_visit",
)


def item_from(row: Row, pinyin: PinyinTable | None) -> ServiceItem:
    """Return the item of one row; None for `pinyin` leaves the search keys out.

    Raises:
        CatalogueInvalid: A value is of another kind than the format says.
        KeyError: A field is missing that every item has.
        ValueError: A value stands in no enum.
    """
    statutory = _limit(row["statutory_limit"])
    name = _text(row["name"])
    nicknames = _texts(row.get("nicknames", []))
    return ServiceItem(
        item_id=_text(row["item_id"]),
        code=_text_or_none(row["code"]),
        name=name,
        department=_text(row["department"]),
        handling_type=_choice(HandlingType, row["handling_type"]) or HandlingType.COMMITTED,
        item_type=_text_or_none(row["item_type"]),
        statutory_limit=statutory,
        promised_limit=_limit(row["promised_limit"]) or statutory,
        materials=tuple(_material(line) for line in row["materials"]),
        materials_known=_flag(row["materials_known"]),
        fee=_fee(row["fee"]),
        legal_basis=_texts(row["legal_basis"]),
        result_name=_text_or_none(row["result_name"]),
        nicknames=nicknames,
        initials=search_initials((name, *nicknames), pinyin) if pinyin else (),
        notice_limit_days=number(row.get("notice_limit_days", NOTICE_LIMIT_DAYS_MAX)),
        is_extendable=_flag(row.get("is_extendable", False)),
        is_dormant=_flag(row.get("is_dormant", False)),
        **_handling(row),
        **_money(row),
        **_service(row),
    )


def _handling(row: Row) -> dict[str, Any]:
    return {
        "lead_department": _text(row.get("lead_department", "")),
        "joint_departments": _each(_joint_department, row.get("joint_departments", [])),
        "supplement_limit": _limit(row.get("supplement_limit")),
        "supplement_lapse": SupplementLapse(row.get("supplement_lapse", "none")),
        "deemed_decision": DeemedDecision(row.get("deemed_decision", "none")),
        "deemed_decision_basis": _text(row.get("deemed_decision_basis", "")),
        "seal": Seal(row.get("seal", "centre")),
        "blocked_because": _text(row.get("blocked_because", "")),
    }


def _money(row: Row) -> dict[str, Any]:
    return {
        "fees": _each(_fee_line, row.get("fees", [])),
        "collecting_unit": _text(row.get("collecting_unit", "")),
        "bank_account": _text(row.get("bank_account", "")),
    }


def _service(row: Row) -> dict[str, Any]:
    flags = {name: _flag(row.get(name, False)) for name in SERVICE_FLAGS}
    return flags | {
        "levels": _texts(row.get("levels", [])),
        "channels": _texts(row.get("channels", [])),
        "guide": _guide(row.get("guide", {})),
        "situations": _each(_situation, row.get("situations", [])),
        "remarks": _texts(row.get("remarks", [])),
    }


def _joint_department(row: Row) -> JointDepartment:
    return JointDepartment(
        name=_text(row["name"]),
        order=number(row["order"], least=1),
        reply_limit_days=_count(row["reply_limit_days"]),
        silence=Silence(row.get("silence", "none")),
        silence_basis=_text(row.get("silence_basis", "")),
    )


def _fee_line(row: Row) -> FeeLine:
    return FeeLine(
        name=_text(row["name"]),
        standard=_text(row["standard"]),
        basis=_text(row["basis"]),
        unit=_text(row.get("unit", "")),
        amount_fen=_count(row.get("amount_fen")),
        is_reducible=_flag(row.get("is_reducible", False)),
        reduction_note=_text(row.get("reduction_note", "")),
    )


def _guide(row: Row) -> GuideTexts:
    return GuideTexts(**{name: _text(row.get(name, "")) for name in GUIDE_TEXTS})


def _situation(row: Row) -> Situation:
    return Situation(name=_text(row["name"]), materials=_texts(row["materials"]))


def _material(line: Row) -> RequiredMaterial:
    return RequiredMaterial(
        name=_text(line["name"]),
        originals=_count(line["originals"]),
        copies=_count(line["copies"]),
        necessity=_choice(Necessity, line["necessity"]) or Necessity.REQUIRED,
        source=_choice(MaterialSource, line["source"]),
        standard=_text(line.get("standard", "")),
        note=_text(line.get("note", "")),
        is_shared_data=_flag(line.get("is_shared_data", False)),
    )


def _limit(row: Row | None) -> TimeLimit | None:
    if row is None:
        return None
    unit = _choice(DayUnit, row["unit"])
    if unit is None:
        raise CatalogueInvalid("a limit needs its unit")
    return TimeLimit(number(row["days"]), unit, _text(row.get("basis", "")))


def _fee(row: Row | None) -> Fee | None:
    return None if row is None else Fee(number(row["amount_fen"]), _text(row.get("note", "")))


def _choice(kind: type[_E], value: object) -> _E | None:
    return None if value is None else kind(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise CatalogueInvalid("a text is expected")
    return value.strip()


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise CatalogueInvalid("a list of texts is expected")
    return tuple(_text(value) for value in values)


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise CatalogueInvalid("true or false is expected")
    return value


def number(value: object, *, least: int = 0) -> int:
    """Return a whole number of JSON.

    Raises:
        CatalogueInvalid: It is none, or below `least`.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise CatalogueInvalid(f"a whole number from {least} is expected")
    return value


def _count(value: object) -> int | None:
    return None if value is None else number(value)


def _each(read: Callable[[Row], _T], rows: object) -> tuple[_T, ...]:
    if not isinstance(rows, list):
        raise CatalogueInvalid("a list is expected")
    return tuple(read(row) for row in rows)
