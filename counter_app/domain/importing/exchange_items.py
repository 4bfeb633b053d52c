"""Reads the national exchange tables `up_task_*` as one JSON object of arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.importing.columns import COLUMNS
from counter_app.domain.importing.loose import (
    Loose,
    fee_line,
    fresh_item,
    put_item_cells,
    put_material,
)
from counter_app.domain.importing.report import Report
from counter_app.domain.importing.text import as_text, is_nothing, plain, yes_or_no

_KINDS: Final = ("basic", "extend", "material", "fee_project")
_BASIC, _EXTEND, _MATERIAL, _FEES = _KINDS
_LINKS: Final = ("task_guid", "task_code", "local_task_code", "task_handle_item")
_ENVELOPE: Final = frozenset(
    {"row_guid", "task_guid", "cd_batch", "cd_operation", "cd_time", "data_source", "id"}
    | {"tenant_id", "version", "catalog_code", "local_catalog_code", "local_task_code"}
    | {"task_handle_item", "dept_code", "dept_type", "order_num"}
)
"""What says nothing to a counter: the transport, and codes of codes."""

_MATERIAL_CELLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "necessity": "is_need",
        "page_num": "page_num",
        "source": "source_type",
        "standard": "accept_stand",
        "note": "fill_explain",
    }
)
_WAYS: Final = (("is_express", "邮寄送达"), ("is_online", "网上办理"))

Table = list[tuple[int, Mapping[str, Any]]]


def is_exchange(raw: Any) -> bool:
    """Whether a JSON value is an object of exchange tables."""
    return isinstance(raw, dict) and any(_kind(name) == _BASIC for name in raw)


def read_exchange(raw: Mapping[str, Any], report: Report) -> list[Loose]:
    """Return the items of all `…_basic` tables as loose rows; rows count within their table."""
    tables: dict[str, Table] = {kind: [] for kind in _KINDS}
    for name, rows in raw.items():
        kind = _kind(name)
        if kind is None:
            report.at(0).warn("数据表", name, "导入不用这个数据表")
        else:
            tables[kind] += _rows(rows)
    extras = _by_link(tables[_EXTEND])
    items: list[Loose] = []
    links: dict[str, Loose] = {}
    for number, row in tables[_BASIC]:
        extra = next((extras[key] for key in _own_keys(row) if key in extras), {})
        item = _item(number, row, extra)
        items.append(item)
        for key in _own_keys(row):
            links.setdefault(key, item)
    for kind, put in ((_MATERIAL, _put_material), (_FEES, _put_fee)):
        for number, row in tables[kind]:
            item_of_line = next((links[key] for key in _line_keys(row) if key in links), None)
            if item_of_line is None:
                report.at(number).changed(kind, as_text(dict(row)), "", "找不到所属事项，未导入")
            else:
                put(item_of_line, row)
    return items


def _item(number: int, row: Mapping[str, Any], extra: Mapping[str, Any]) -> Loose:
    item = fresh_item(number)
    cells: dict[str, Any] = {}
    remarks = []
    for name, value in {**extra, **row}.items():
        key = COLUMNS.get(name)
        if key and not is_nothing(value) and (name != "local_task_code" or "code" not in cells):
            cells[key] = value
        elif key is None and name not in _ENVELOPE and not is_nothing(value):
            remarks.append(f"{name}：{as_text(value)}")
    cells["code"] = row.get("task_code") or row.get("local_task_code")
    ways = [words for name, words in _WAYS if yes_or_no(extra.get(name))]
    cells["channels"] = "、".join(["窗口", *(way for way in ways if way.startswith("网"))])
    cells["delivery_ways"] = "、".join(["窗口领取", *(way for way in ways if way.startswith("邮"))])
    put_item_cells(item, cells, remarks)
    item["fee_basis"] = row.get("fee_basis")
    return item


def _put_material(item: Loose, row: Mapping[str, Any]) -> None:
    cells = {key: row.get(name) for key, name in _MATERIAL_CELLS.items()}
    put_material(item, as_text(row.get("material_name")), cells)


def _put_fee(item: Loose, row: Mapping[str, Any]) -> None:
    basis = row.get("by_law") or item.get("fee_basis")
    reduction = row.get("desc_explain") if yes_or_no(row.get("is_desc")) else ""
    line = fee_line(row.get("fee_name"), row.get("fee_stand"), basis, reduction=reduction or "")
    item["fees"].append(line)


def _kind(table: str) -> str | None:
    name = plain(table).casefold()
    is_ours = name.startswith("up_task_")
    return next((kind for kind in _KINDS if is_ours and name.endswith(f"_{kind}")), None)


def _rows(raw: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, row in enumerate(raw if isinstance(raw, list) else [], start=1):
        if isinstance(row, dict):
            yield number, {plain(name).casefold(): value for name, value in row.items()}


def _by_link(table: Table) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for _, row in table:
        for key in _line_keys(row):
            found.setdefault(key, row)
    return found


def _own_keys(row: Mapping[str, Any]) -> Iterable[str]:
    return _keys(row, ("row_guid", *_LINKS))


def _line_keys(row: Mapping[str, Any]) -> Iterable[str]:
    return _keys(row, _LINKS)


def _keys(row: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if not is_nothing(row.get(name)):
            yield plain(row[name])
