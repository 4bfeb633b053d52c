"""Tables on a roll: who gets how many columns, and what happens when that is not enough."""

from __future__ import annotations

from printing.paper_text import columns_of

GAP_COLUMNS = 1
"""Empty half-width columns between two cells."""

_NARROWEST = 8  # Four hanzi: no column that needs as much gets less.


def column_widths(
    cells: tuple[tuple[str, ...], ...], weights: tuple[int, ...], columns: int
) -> tuple[int, ...] | None:
    """Share the paper among the columns of a table.

    Every column first gets what it needs, but no more than four hanzi.  The rest of the paper is
    shared by the weights among those that need more; what nobody needs goes to the heaviest
    column, so that the right edges of all tables agree.

    Args:
        cells: Rows of sanitised texts, headings included.
        weights: Share of each column, at least 1.
        columns: Half-width columns of the paper.

    Returns:
        Width of each column, without gaps, or None if the paper is too narrow for so many
        columns and the cells are read better one under the other.
    """
    assert all(len(row) == len(weights) for row in cells), "a row has another number of cells"
    assert all(weight >= 1 for weight in weights), "a column weighs nothing"
    needed = [max(map(_natural_width, column)) for column in zip(*cells, strict=True)]
    widths = [min(need, _NARROWEST) for need in needed]
    room = columns - GAP_COLUMNS * (len(weights) - 1) - sum(widths)
    if room < 0:
        return None
    while room > 0:
        hungry = [index for index, need in enumerate(needed) if need > widths[index]]
        if not hungry:
            break
        room -= _feed(widths, needed, weights, hungry, room)
    heaviest = max(range(len(weights)), key=lambda index: weights[index])
    widths[heaviest] += room
    return tuple(widths)


def _natural_width(text: str) -> int:
    return max(2, columns_of(text))


def _feed(
    widths: list[int], needed: list[int], weights: tuple[int, ...], hungry: list[int], room: int
) -> int:
    """Give one round of shares to the columns that need more; return what was given."""
    total = sum(weights[index] for index in hungry)
    given = 0
    for index in hungry:
        share = min(max(1, room * weights[index] // total), room - given)
        portion = min(share, needed[index] - widths[index])
        widths[index] += portion
        given += portion
    return given
