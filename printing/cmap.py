"""Which characters a TrueType or OpenType file has, read from its `cmap` table alone.

Enough of the format (OpenType specification, "cmap") to answer that question for the fonts we
ship and those of the system: collections, and sub-tables of the formats 4 and 12.  A file that
does not follow the format has no characters; it is never an error to find one on a disk.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_TABLES_MAX = 256
_GROUPS_MAX = 100_000
_LAST_CODE_POINT = 0x10FFFF


@dataclass(frozen=True, slots=True)
class CharacterMap:
    """Sorted ranges of code points that a font file maps to glyphs."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def __contains__(self, code_point: int) -> bool:
        index = bisect_right(self.firsts, code_point) - 1
        return index >= 0 and code_point <= self.lasts[index]


def read_character_map(path: Path, index: int = 0) -> CharacterMap:
    """Read the character map of a font file.

    Args:
        path: A .ttf, .otf or .ttc file.
        index: Which font of a collection.

    Returns:
        The map; an empty one if the file cannot be read or is not understood.
    """
    try:
        table = _cmap_table(path, index)
        ranges = _ranges(table)
    except (OSError, struct.error, ValueError):
        return CharacterMap((), ())
    ranges.sort()
    return CharacterMap(tuple(r[0] for r in ranges), tuple(r[1] for r in ranges))


def _cmap_table(path: Path, index: int) -> bytes:
    with path.open("rb") as file:
        start = 0
        if file.read(4) == b"ttcf":
            file.seek(12 + 4 * index)
            (start,) = struct.unpack(">I", file.read(4))
        file.seek(start + 4)
        (tables,) = struct.unpack(">H6x", file.read(8))
        for _ in range(min(tables, _TABLES_MAX)):
            tag, _, offset, length = struct.unpack(">4sIII", file.read(16))
            if tag == b"cmap":
                file.seek(offset)
                return file.read(length)
    raise ValueError("no cmap table")


def _ranges(table: bytes) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">2xH", table)
    found: dict[int, int] = {}
    for number in range(min(count, _TABLES_MAX)):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * number)
        (table_format,) = struct.unpack_from(">H", table, offset)
        is_unicode = platform == 0 or (platform == 3 and encoding in {1, 10})
        if is_unicode and table_format in {4, 12}:
            found[table_format] = offset
    if 12 in found:
        return _format_12(table, found[12])
    if 4 in found:
        return _format_4(table, found[4])
    raise ValueError("no sub-table of a known format")


def _format_12(table: bytes, offset: int) -> list[tuple[int, int]]:
    (groups,) = struct.unpack_from(">12xI", table, offset)
    if groups > _GROUPS_MAX:
        raise ValueError("too many groups")
    numbers = struct.unpack_from(f">{3 * groups}I", table, offset + 16)
    return _checked(
        (first, last)
        for first, last, glyph in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
        if glyph or last > first
    )


def _format_4(table: bytes, offset: int) -> list[tuple[int, int]]:
    (doubled,) = struct.unpack_from(">6xH", table, offset)
    segments = doubled // 2
    lasts = struct.unpack_from(f">{segments}H", table, offset + 14)
    firsts = struct.unpack_from(f">{segments}H", table, offset + 16 + doubled)
    return _checked(
        (first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF
    )


def _checked(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    checked = list(ranges)
    if any(not 0 <= first <= last <= _LAST_CODE_POINT for first, last in checked):
        raise ValueError("a range runs backwards")
    return checked
