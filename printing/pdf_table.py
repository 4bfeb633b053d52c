"""A table on A4: ruled cells, rows kept whole, headings repeated on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.document import Align, Cell, Table
from printing.pdf_flow import (
    BODY_PT,
    LEFT_PT,
    RIGHT_PT,
    WIDTH_PT,
    Flow,
    Setting,
    leading_pt,
    lines_of,
    width_pt,
)
from printing.pdf_page import BoxMark, LineMark

if TYPE_CHECKING:
    from collections.abc import Sequence

_PADDING_PT = 4.0
_HEADING_GREY = 0.92
_HEADING_ROOM_MAX_PT = 80.0
_AROUND_PT = 5.0
_SIZE_PT = BODY_PT - 0.5


@dataclass(frozen=True, slots=True)
class _Row:
    """One row as lines of each cell."""

    cells: tuple[Cell, ...]
    lines: tuple[list[str], ...]
    is_heading: bool = False

    @property
    def line_count(self) -> int:
        return max(map(len, self.lines))

    def height_pt(self) -> float:
        return self.line_count * leading_pt(_SIZE_PT) + 2 * _PADDING_PT

    def split(self, count: int) -> tuple[_Row, _Row]:
        """Return the first so many lines, and the rest."""
        first = tuple(lines[:count] for lines in self.lines)
        rest = tuple(lines[count:] for lines in self.lines)
        return _Row(self.cells, first), _Row(self.cells, rest)


def set_table(flow: Flow, table: Table) -> None:
    """Put a table on the pages; a row moves to the next page whole if it fits on one at all."""
    edges = _edges(table)
    heading: _Row | None = None
    if table.headings:
        cells = tuple(Cell(text, Align.CENTER, is_bold=True) for text in table.headings)
        heading = _row(flow, cells, edges, is_heading=True)
    rows = [_row(flow, cells, edges) for cells in table.rows]
    flow.y_pt += _AROUND_PT
    first_height = rows[0].height_pt() if rows else 0
    flow.need((heading.height_pt() if heading else 0) + min(first_height, flow.room_pt))
    if heading:
        _put(flow, heading, edges)
    for row in rows:
        _put_over_pages(flow, row, heading, edges)
    flow.y_pt += _AROUND_PT


def _edges(table: Table) -> list[float]:
    """Share the width by the weights, but give each column the room of its heading.

    Blank cells are there to be written in, so the weights hold, whatever the texts need.
    """
    total = sum(table.weights)
    shares = [WIDTH_PT * weight / total for weight in table.weights]
    needed = [0.0] * len(shares)
    for index, heading in enumerate(table.headings):
        wanted = width_pt(heading, _SIZE_PT, is_bold=True) + 2 * _PADDING_PT
        needed[index] = min(wanted, _HEADING_ROOM_MAX_PT)
    missing = sum(max(0.0, need - share) for need, share in zip(needed, shares, strict=True))
    spare = sum(max(0.0, share - need) for need, share in zip(needed, shares, strict=True))
    if 0 < missing < spare:
        kept = 1 - missing / spare
        shares = [
            need if share < need else need + (share - need) * kept
            for need, share in zip(needed, shares, strict=True)
        ]
    edges = [LEFT_PT]
    for share in shares:
        edges.append(edges[-1] + share)
    edges[-1] = RIGHT_PT
    return edges


def _row(
    flow: Flow, cells: tuple[Cell, ...], edges: Sequence[float], *, is_heading: bool = False
) -> _Row:
    lines = tuple(
        lines_of(
            flow.clean(cell.content, cell.field),
            max(2 * _SIZE_PT, right - left - 2 * _PADDING_PT),
            _SIZE_PT,
            is_bold=cell.is_bold,
        )
        for cell, left, right in zip(cells, edges, edges[1:], strict=False)
    )
    return _Row(cells, lines, is_heading)


def _put_over_pages(flow: Flow, row: _Row, heading: _Row | None, edges: Sequence[float]) -> None:
    while True:
        if flow.need(row.height_pt()) and heading:
            _put(flow, heading, edges)
        fitting = int((flow.room_pt - 2 * _PADDING_PT) / leading_pt(_SIZE_PT))
        if row.line_count <= fitting:
            _put(flow, row, edges)
            return
        first, row = row.split(max(1, fitting))  # A row taller than a page.
        _put(flow, first, edges)


def _put(flow: Flow, row: _Row, edges: Sequence[float]) -> None:
    top, height = flow.y_pt, row.height_pt()
    if row.is_heading:
        flow.put(BoxMark(edges[0], top, edges[-1] - edges[0], height, _HEADING_GREY))
    for cell, lines, left, right in zip(row.cells, row.lines, edges, edges[1:], strict=False):
        flow.y_pt = top + _PADDING_PT
        for text in lines:
            flow.line(
                text,
                left_pt=left + _PADDING_PT,
                right_pt=right - _PADDING_PT,
                align=cell.align,
                setting=Setting(_SIZE_PT, cell.is_bold),
            )
            flow.y_pt += leading_pt(_SIZE_PT)
    bottom = top + height
    flow.put(LineMark(edges[0], top, edges[-1], top), LineMark(edges[0], bottom, edges[-1], bottom))
    flow.put(*(LineMark(edge, top, edge, bottom) for edge in edges))
    flow.y_pt = bottom
