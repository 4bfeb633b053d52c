"""Reads the item tables that spreadsheet programs write: one row an item, or one a material."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from counter_app.domain.errors import CatalogueUnreadable
from counter_app.domain.importing.columns import Column, recognised
from counter_app.domain.importing.loose import Loose, fresh_item, put_item_cells, put_material
from counter_app.domain.importing.report import Notes, Report
from counter_app.domain.importing.text import is_nothing, listed, plain

_HEADING_ROWS: Final = 10
"""A table may have a title and remarks above its headings."""

_COLUMNS_LEAST: Final = 2
_DELIMITERS: Final = (",", "\t", ";")
_NO_MATERIALS: Final = frozenset({"无", "无需材料", "不需要材料", "无需提交材料", "免提交"})
_MATERIAL_CELLS: Final = (
    *("necessity", "originals", "copies", "page_num", "source", "standard", "note"),
    "is_shared_data",
)

Cells = Mapping[str, str]


def read_csv(text: str, report: Report) -> list[Loose]:
    """Return the items of a table as loose rows.

    Raises:
        CatalogueUnreadable: It has no row of headings that names items.
    """
    rows = list(_rows(text))
    place, columns = _headings(rows, report)
    reader = _ItemReader(report, columns)
    for number, cells in rows:
        if number > place:
            reader.take(number, cells)
    return reader.items


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    plain_ends = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in plain_ends.split("\n", _HEADING_ROWS)[:_HEADING_ROWS] if line]
    delimiter = max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))
    rows = csv.reader(io.StringIO(plain_ends, newline="\n"), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise CatalogueUnreadable(f"第{number}行：{error}") from error


def _headings(
    rows: Sequence[tuple[int, list[str]]], report: Report
) -> tuple[int, Mapping[int, Column]]:
    for number, cells in rows[:_HEADING_ROWS]:
        columns, unknown = recognised(cells)
        keys = {column.key for column in columns if column.key}
        if "name" in keys and len(keys) >= _COLUMNS_LEAST:
            for _, heading in unknown:
                report.at(number).warn("表头", heading, "不认识或重复的栏目，内容记入事项说明")
            known = {column.place: column for column in columns}
            extra = {place: Column(place, "remarks", name, "") for place, name in unknown}
            return number, known | extra
    raise CatalogueUnreadable("没有找到表头：至少要有“事项名称”和另一栏")


class _ItemReader:
    """Puts rows together to items: merged cells and one row a material continue an item."""

    def __init__(self, report: Report, columns: Mapping[int, Column]) -> None:
        self._report = report
        self._columns = columns
        self._by_key: dict[tuple[str, str], Loose] = {}
        self._has_own_rows = any(column.key in _MATERIAL_CELLS for column in columns.values())
        self.items: list[Loose] = []

    def take(self, number: int, cells: Sequence[str]) -> None:
        notes = self._report.at(number)
        row, extras = self._cells(cells, notes), self._extras(cells)
        if not extras and all(is_nothing(cell) for cell in row.values()):
            return
        item = self._continued(row)
        if item is None:
            item = fresh_item(number)
            put_item_cells(item, row, extras)
            self.items.append(item)
            self._by_key.setdefault(_key(row), item)
        self._put_materials(item, row)

    def _continued(self, row: Cells) -> Loose | None:
        has_material = not is_nothing(row.get("materials"))
        if not has_material or not self.items:
            return None
        if not any(not is_nothing(row.get(key)) for key in ("name", "code", "item_id")):
            return self.items[-1]
        return self._by_key.get(_key(row)) if self._has_own_rows else None

    def _put_materials(self, item: Loose, row: Cells) -> None:
        cell = row.get("materials", "")
        if plain(cell) in _NO_MATERIALS:
            item["materials_known"] = True
        elif not is_nothing(cell):
            names = [cell.strip()] if self._has_own_rows else listed(cell)
            for name in names:
                put_material(item, name, {key: row.get(key, "") for key in _MATERIAL_CELLS})

    def _cells(self, cells: Sequence[str], notes: Notes) -> dict[str, str]:
        row: dict[str, str] = {}
        units: dict[str, str] = {}
        for place, cell in enumerate(cells):
            column = self._columns.get(place)
            if column is None and cell.strip():
                notes.changed("表头以外的单元格", cell, "", "没有栏目名称，未导入")
            elif column is not None and column.key not in {"", "remarks"}:
                row[column.key] = cell
                if column.in_brackets and column.key.endswith("_days") and cell.strip():
                    units[column.key.replace("_days", "_unit")] = column.in_brackets
        return units | {key: cell for key, cell in row.items() if cell or key not in units}

    def _extras(self, cells: Sequence[str]) -> list[str]:
        return [
            f"{self._columns[place].heading}：{cell}"
            for place, cell in enumerate(cells)
            if place in self._columns
            and self._columns[place].key == "remarks"
            and not is_nothing(cell)
        ]


def _key(row: Cells) -> tuple[str, str]:
    code = plain(row.get("code"))
    return (code, "") if code else (plain(row.get("name")), plain(row.get("department")))
