"""Parts that the papers of the desk share: lists, figures, dates with their unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from counter_app.domain.numbering import grouped
from printing.document import Align, Block, Cell, Pair, Table, Text
from printing.forms.parts import Sheet, due, numbered
from printing.paper_text import columns_of

NOTHING = "无"
_WEEKDAYS = "一二三四五六日"
_INDENT = "   "
_SEPARATOR = "　"
_INDEX_WEIGHT = 5
_SHORT_COLUMNS = 14
_HASH_GROUP = 8
_ROLL_COLUMNS = {False: 42, True: 32}  # By `is_narrow`; some 80 mm printers have 42 columns.


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list.

    Attributes:
        heading: Over the column on A4, before the value on a roll.
        weight: Share of the width on A4, at least 1.
        field: Name of the form's field, for warnings.
        is_name: A person's name.
        is_case_number: 30 columns wide: it fills a line of a narrow roll by itself, and stands
            under the column before it on A4.
    """

    heading: str
    weight: int
    align: Align = Align.LEFT
    field: str = ""
    is_name: bool = False
    is_case_number: bool = False


def section(title: str, count: int | None = None, unit: str = "件") -> Text:
    """Return the heading of a part, with how many entries follow."""
    words = title if count is None else f"{title}（{count}{unit}）"
    return Text(words, is_bold=True)


def listing(
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    sheet: Sheet,
    *,
    is_table_on_wide_roll: bool = False,
) -> tuple[Block, ...]:
    """Return a numbered list: a table on A4, entries one under the other on a roll.

    The first column heads its entry on a roll.  An empty list says 无, an empty cell is left out
    on a roll.
    """
    entries = [tuple(row) for row in rows]
    assert all(len(row) == len(columns) for row in entries), "a row has another number of cells"
    if not entries:
        return (Text(NOTHING),)
    if sheet.is_roll and not (is_table_on_wide_roll and not sheet.is_narrow):
        return tuple(
            block
            for index, row in enumerate(entries, start=1)
            for block in _entry(index, columns, row, sheet)
        )
    return (_table(*_with_numbers_under(columns, entries)),)


def short_listing(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], sheet: Sheet
) -> tuple[Block, ...]:
    """Return a list that is short on most days: a line for each entry on A4, no table."""
    entries = [tuple(row) for row in rows]
    if sheet.is_roll or not entries:
        return listing(columns, entries, sheet)
    return tuple(
        Text(f"{index}. {_SEPARATOR.join(_labelled(columns, row))}", indent_columns=3)
        for index, row in enumerate(entries, start=1)
    )


def _labelled(columns: Sequence[Column], row: Sequence[str]) -> list[str]:
    """Return the cells that say something; all but the first and case numbers have a label."""
    first, *others = zip(columns, row, strict=True)
    return [first[1]] + [
        text if column.is_case_number else f"{column.heading}：{text}"
        for column, text in others
        if text
    ]


def _with_numbers_under(
    columns: Sequence[Column], rows: list[tuple[str, ...]]
) -> tuple[list[Column], list[list[str]]]:
    """Put case numbers under the column before them: side by side no page is wide enough."""
    merged: list[Column] = []
    texts: list[list[str]] = [[] for _ in rows]
    for place, column in enumerate(columns):
        if column.is_case_number and merged:
            before = merged[-1]
            heading = f"{before.heading}、{column.heading}"
            merged[-1] = replace(before, heading=heading, weight=before.weight + column.weight)
        else:
            merged.append(column)
        for told, row in zip(texts, rows, strict=True):
            if len(told) == len(merged):
                told[-1] = f"{told[-1]} {row[place]}".rstrip()
            else:
                told.append(row[place])
    return merged, texts


def _table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Table:
    cells = tuple(
        (
            Cell(str(index), align=Align.RIGHT),
            *(
                Cell(text, align=column.align, field=column.field, is_name=column.is_name)
                for column, text in zip(columns, row, strict=True)
            ),
        )
        for index, row in enumerate(rows, start=1)
    )
    headings = ("", *(column.heading for column in columns))
    return Table(headings, (_INDEX_WEIGHT, *(column.weight for column in columns)), cells)


def _entry(
    index: int, columns: Sequence[Column], row: Sequence[str], sheet: Sheet
) -> Iterable[Block]:
    """Return one entry of a roll: its heading, then the rest; short values share a line."""
    first, *others = zip(columns, row, strict=True)
    column, text = first
    number = "" if column.is_case_number and sheet.is_narrow else f"{index}. "
    yield Text(number + text, indent_columns=3, field=column.field, is_name=column.is_name)
    shared: list[str] = []
    for column, text in others:
        words = f"{column.heading}：{text}"
        is_short = not column.is_name and columns_of(words) <= _SHORT_COLUMNS
        width = columns_of(" ".join([_INDENT, *shared, words]))
        if text and shared and not (is_short and width <= _ROLL_COLUMNS[sheet.is_narrow]):
            yield Text(_INDENT + " ".join(shared), indent_columns=3)
            shared = []
        if text and is_short:
            shared.append(words)
        elif text and column.is_case_number and sheet.is_narrow:
            yield Text(text, align=Align.RIGHT, field=column.field)
        elif text:
            yield Text(
                _INDENT + words, indent_columns=3, field=column.field, is_name=column.is_name
            )
    if shared:
        yield Text(_INDENT + " ".join(shared), indent_columns=3)


def in_line(
    pairs: Iterable[tuple[str, str]], sheet: Sheet, *, is_name: bool = False
) -> tuple[Block, ...]:
    """Return labels with values: in one paragraph on A4, line by line on a roll; none when ""."""
    told = [(label, value) for label, value in pairs if value]
    if sheet.is_roll:
        return tuple(Pair(f"{label}：", value, is_name=is_name) for label, value in told)
    if not told:
        return ()
    words = _SEPARATOR.join(f"{label}：{value}" for label, value in told)
    return (Text(words, is_name=is_name),)


def steps(
    items: Sequence[str], sheet: Sheet, *, field: str, nothing: str = NOTHING
) -> tuple[Block, ...]:
    """Return numbered sentences, in one paragraph on A4."""
    if sheet.is_roll or not items:
        return numbered(items, field=field, nothing=nothing)
    told = (f"{index}. {item}" for index, item in enumerate(items, start=1))
    return (Text(_SEPARATOR.join(told), field=field),)


def figures(values: Sequence[tuple[str, int]], sheet: Sheet, unit: str = "件") -> tuple[Block, ...]:
    """Return figures with their names: a table of one row on A4, line by line on a roll."""
    if sheet.is_roll:
        return tuple(Pair(f"{name}：", f"{value} {unit}") for name, value in values)
    row = tuple(Cell(str(value), align=Align.CENTER) for _, value in values)
    return (Table(tuple(name for name, _ in values), (1,) * len(values), (row,)),)


def alarm(words: str) -> Text:
    """Return a line that nobody overlooks: white on black."""
    return Text(f" {words} ", is_bold=True, is_reversed=True)


def due_within(on: date, words: str, *, is_provisional: bool) -> str:
    """Write a date in the future with the period that it comes from and its unit."""
    return due(on, is_provisional=is_provisional) + (f"（{words}）" if words else "")


def weekday(on: date) -> str:
    """Return the day of the week: 星期一."""
    return f"星期{_WEEKDAYS[on.weekday()]}"


def number_in_list(case_number: str) -> str:
    """Return a case number as a list shows it; "" for a matter without one."""
    return grouped(case_number) if case_number else ""


def in_groups(code: str) -> str:
    """Write a hash so that two people can compare it aloud."""
    return " ".join(code[at : at + _HASH_GROUP] for at in range(0, len(code), _HASH_GROUP))


def counted(number: int | None) -> str:
    """Return a number of papers; — for none, and for what is not published."""
    return f"{number}份" if number else "—"


def given(label: str, value: str, field: str, *, is_name: bool = False) -> tuple[Block, ...]:
    """Return a line for a value that may be missing; nothing when it is."""
    return (Pair(label, value, field=field, is_name=is_name),) if value else ()


def about_case(case_number: str, item_name: str, sheet: Sheet) -> tuple[Block, ...]:
    """Return which case and item a paper is about that may be about none."""
    lines = given("事项：", item_name, "item_name")
    if not case_number:
        return lines
    number = grouped(case_number)
    if sheet.is_narrow:
        field = "case_number"
        return *lines, Text("办件编号："), Text(number, align=Align.RIGHT, field=field)
    return *lines, Pair("办件编号：", number, field="case_number")
