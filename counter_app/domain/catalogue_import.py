"""Brings a county's dirty item data into the catalogue's own form, warning and losing nothing.

Read are tables of spreadsheet programs, the national exchange tables and our own form.  Every
change is a row of the report; what cannot be used stays as an item that says why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from counter_app.domain.catalogue import CATALOGUE_BYTES_MAX, CATALOGUE_FORMAT, parse_catalogue
from counter_app.domain.catalogue_rows import item_from
from counter_app.domain.catalogue_rules import ITEMS_MAX, refuse_bad_item
from counter_app.domain.errors import CatalogueInvalid, CatalogueUnreadable
from counter_app.domain.importing import dialects
from counter_app.domain.importing.csv_items import read_csv
from counter_app.domain.importing.dialects import Dialect
from counter_app.domain.importing.exchange_items import is_exchange, read_exchange
from counter_app.domain.importing.loose import Loose
from counter_app.domain.importing.mend_item import NO_DEPARTMENT, ItemMender
from counter_app.domain.importing.report import Notes, Repair, Report, report_csv
from counter_app.domain.importing.text import as_text, clean, decoded, is_nothing, plain

__all__ = ["Dialect", "Heading", "Imported", "Repair", "import_catalogue", "report_csv"]

Row = dict[str, Any]

_NATIONAL_CODE: Final = re.compile(r"[0-9A-Za-z]{31,36}")
_SICHUAN_CODE: Final = re.compile(
    r"(?P<local>[0-9A-Za-z]{10,20})(?:-[0-9]{6,12}-[0-9]{3}-(?P<unit>[0-9A-Za-z]+)-[0-9]-[0-9]{2})?"
)
_BROKEN_CODE: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_UNIT_CODE: Final = re.compile(r"[0-9A-Z]{18}")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a publication says of itself; a table does not say it, so somebody must."""

    version: int
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came out.

    Attributes:
        content: A catalogue file in our form, which `parse_catalogue` takes.
        repairs: Every change and warning, in the order of the source.
        kind: "csv", "exchange" or "catalogue".
        dialect: Whose dictionaries were used; None = only what all agree on.
    """

    content: bytes
    repairs: tuple[Repair, ...]
    kind: str
    dialect: Dialect | None
    item_count: int
    usable_count: int


def import_catalogue(
    content: bytes, heading: Heading, *, dialect: Dialect | None = None
) -> Imported:
    """Read any of the forms and return a catalogue.

    Args:
        content: The file.
        heading: For files that say no version and dates of their own.
        dialect: Whose dictionaries the file uses; None = what its values give away.

    Raises:
        CatalogueUnreadable: No items can be found in it.
        CatalogueInvalid: It is too large.
    """
    if len(content) > CATALOGUE_BYTES_MAX:
        raise CatalogueInvalid("文件超过 16 MiB")
    report = Report()
    text, is_whole = decoded(content)
    if not is_whole:
        report.at(0).warn("文件", "", "有些字节不是文字，已用 � 代替，请核对")
    kind, items, own = _read(text, report)
    if not items:
        raise CatalogueUnreadable("文件里没有事项")
    if len(items) > ITEMS_MAX:
        raise CatalogueInvalid(f"事项超过{ITEMS_MAX}个，请分开导入")
    if own is None:
        dialect = dialect or _detected(items)
        for item in items:
            _translate(item, dialect, report.at(item["row"]))
    rows = _mended(items, report)
    heading = _heading(own, heading, report) if own else heading
    made = _file(heading, rows)
    catalogue = parse_catalogue(made)
    return Imported(
        content=made,
        repairs=tuple(sorted(report.repairs, key=lambda repair: repair.row)),
        kind=kind,
        dialect=dialect,
        item_count=len(catalogue.items),
        usable_count=len(catalogue.usable_items),
    )


def _read(text: str, report: Report) -> tuple[str, list[Loose], Row | None]:
    if text.lstrip("\ufeff \t\r\n")[:1] not in {"{", "["}:
        return "csv", read_csv(text, report), None
    try:
        raw = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise CatalogueUnreadable(f"JSON 不完整：{type(error).__name__}") from error
    if is_exchange(raw):
        return "exchange", read_exchange(raw, report), None
    if not isinstance(raw, dict) or raw.get("format") != CATALOGUE_FORMAT:
        raise CatalogueUnreadable
    rows = raw.get("items")
    own = [
        {**row, "row": number}
        for number, row in enumerate(rows if isinstance(rows, list) else [], start=1)
        if isinstance(row, dict)
    ]
    return "catalogue", own, raw


def _detected(items: Iterable[Loose]) -> Dialect | None:
    codes, types, handling = set(), set(), set()
    for item in items:
        codes.add(plain(item.get("code")))
        types.add(plain(item.get("item_type")))
        handling.add(plain(item.get("handling_type")))
    return dialects.detected(codes, types, handling)


def _translate(item: Loose, dialect: Dialect | None, notes: Notes) -> None:
    """Look the values of a foreign table up; what is unknown stays, and is told."""
    _check_code(item, notes)
    way = item.pop("handling_way", None)
    raw = item.get("handling_type")
    if is_nothing(raw) and not is_nothing(way):
        item["handling_type"] = dialects.HANDLING_WAYS.get(plain(way), way)
    elif not is_nothing(raw):
        if not is_nothing(way):
            item["remarks"].append(f"办理方式：{as_text(way)}")
        found = dialects.handling_type(raw, dialect)
        if found is not None and plain(raw).isdigit():
            notes.changed("办件类型", as_text(raw), found, "按所选字典换成统一的办件类型")
        item["handling_type"] = found or raw
    kind = item.get("item_type")
    if not is_nothing(kind):
        found = dialects.item_type(kind, dialect)
        if found is None:
            notes.warn("事项类型", as_text(kind), "字典里没有这个事项类型，原样保留")
        else:
            notes.changed("事项类型", as_text(kind), found, "按所选字典换成国家事项类型")
            item["item_type"] = found


def _check_code(item: Loose, notes: Notes) -> None:
    raw = item.get("code")
    if is_nothing(raw):
        return
    code = re.sub(r"\s+", "", clean(plain(raw).lstrip("'")))
    notes.changed("事项编码", as_text(raw), code, "去掉空格和全角字符")
    item["code"] = code
    local = _SICHUAN_CODE.fullmatch(code)
    if _BROKEN_CODE.fullmatch(code):
        why = "编码被表格软件写成科学计数，末位已丢失，请向主管部门核对"
        notes.changed("事项编码", code, "", why)
        item["code"] = None
        item["remarks"].append(f"原编码：{code}（已损坏）")
    elif local and local["unit"] and not _UNIT_CODE.fullmatch(local["unit"]):
        notes.warn("事项编码", code, "编码中的机构部分不是18位，可能丢失了数字，请核对")
    elif not local and not _NATIONAL_CODE.fullmatch(code):
        notes.warn("事项编码", code, "编码长度或字符不常见，原样保留，请核对")


def _mended(items: Iterable[Loose], report: Report) -> list[Row]:
    """Mend every item, and give every item an id of its own."""
    rows: dict[str, Row] = {}
    places: dict[str, int] = {}
    for item in items:
        notes = report.at(item["row"])
        row = _usable_or_told(ItemMender(item, notes).row(), notes)
        first = rows.get(row["item_id"])
        if first == row:
            why = f"与第{places[row['item_id']]}行完全相同，只留一个"
            notes.changed("事项", row["name"], "", why)
            continue
        if first is not None:
            row = _told_apart(row, rows, places[row["item_id"]], notes)
        rows[row["item_id"]] = row
        places[row["item_id"]] = notes.row
    return list(rows.values())


def _told_apart(row: Row, rows: Mapping[str, Row], place: int, notes: Notes) -> Row:
    """Keep a second item of one code, but do not let cases begin with it."""
    number = 2
    while (item_id := f"{row['item_id'][:480]}#{number}") in rows:
        number += 1
    why = f"与第{place}行的事项编码重复而内容不同，请县局核对后再收件"
    notes.changed("事项标识", row["item_id"], item_id, why)
    told = [text for text in (row.get("blocked_because"), why) if text]
    return row | {"item_id": item_id, "blocked_because": clean("；".join(told))}


def _usable_or_told(row: Row, notes: Notes) -> Row:
    """Return the row, or, should a rule refuse it all the same, an item that says so."""
    try:
        refuse_bad_item(item_from(row, None))
    except (CatalogueInvalid, ValueError, KeyError, TypeError, AttributeError) as error:
        why = clean(f"数据不符合目录规则，请县局核对：{error}")
        notes.changed("事项", json.dumps(row, ensure_ascii=False), row["name"], why)
        bare = {"item_id": row["item_id"], "name": row["name"], "department": NO_DEPARTMENT}
        return ItemMender(bare | {"blocked_because": why}, notes).row()
    return row


def _heading(own: Row, wanted: Heading, report: Report) -> Heading:
    """Return what a file of our own form says of itself, where that can be."""
    try:
        version = own["version"]
        days = tuple(date.fromisoformat(own[key]) for key in ("valid_from", "valid_until"))
        if type(version) is int and version >= 1 and days[0] <= days[1]:
            return Heading(version, *days)
    except (ValueError, KeyError, TypeError):
        pass
    found = "、".join(as_text(own.get(key)) for key in ("version", "valid_from", "valid_until"))
    report.at(0).changed("版本和有效期", found, str(wanted.version), "不完整，改用指定的版本和日期")
    return wanted


def _file(heading: Heading, rows: Iterable[Row]) -> bytes:
    whole = {
        "format": CATALOGUE_FORMAT,
        "version": heading.version,
        "valid_from": heading.valid_from.isoformat(),
        "valid_until": heading.valid_until.isoformat(),
        "items": list(rows),
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
