"""Which characters a TrueType or OpenType file has, read from its `cmap` table alone.

Enough of the format (OpenType specification, "cmap") to answer that question for the fonts we
ship and those of the system: sub-tables of the formats 4 and 12.  The table is searched where it
lies; nothing is copied into dictionaries of 30,000 entries before the first character is asked.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_right
from dataclasses import dataclass

_SUB_TABLES_MAX = 64
_GROUPS_MAX = 100_000
_FORMAT_SEGMENTS, _FORMAT_GROUPS = 4, 12
_UNICODE, _WINDOWS = 0, 3
_WINDOWS_UNICODE = {1, 10}


@dataclass(frozen=True, slots=True)
class CharacterMap:
    """Glyph numbers by code point; without ranges, the map of a font that has nothing.

    Attributes:
        firsts: First code point of each range, ascending.
        lasts: Last code point of each range.
        starts: Glyph of the first code point (format 12), or what is added to a code point
            modulo 65,536 (format 4).
        offsets: Format 4 only: where a range keeps its glyphs one by one, in bytes from its own
            entry in this array; 0 for ranges that only add.
        glyphs: Format 4 only: the array that `offsets` point into.
    """

    firsts: array[int]
    lasts: array[int]
    starts: array[int]
    offsets: array[int]
    glyphs: array[int]

    def glyph(self, code_point: int) -> int:
        """Return the glyph number, or 0 if the font has no glyph for this code point."""
        at = bisect_right(self.firsts, code_point) - 1
        if at < 0 or code_point > self.lasts[at]:
            return 0
        if not self.offsets:
            return self.starts[at] + code_point - self.firsts[at]
        if not self.offsets[at]:
            return (code_point + self.starts[at]) & 0xFFFF
        place = self.offsets[at] // 2 + code_point - self.firsts[at] - (len(self.offsets) - at)
        listed = self.glyphs[place] if 0 <= place < len(self.glyphs) else 0
        return (listed + self.starts[at]) & 0xFFFF if listed else 0


NO_CHARACTERS = CharacterMap(*(array("I") for _ in range(5)))


def parse_character_map(table: bytes) -> CharacterMap:
    """Read a `cmap` table.

    Raises:
        ValueError: No sub-table of format 4 or 12, or one that is longer than the table.
        struct.error: The table is cut off.
    """
    (count,) = struct.unpack_from(">2xH", table)
    found: dict[int, int] = {}
    for number in range(min(count, _SUB_TABLES_MAX)):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * number)
        (table_format,) = struct.unpack_from(">H", table, offset)
        if platform == _UNICODE or (platform == _WINDOWS and encoding in _WINDOWS_UNICODE):
            found[table_format] = offset
    if _FORMAT_GROUPS in found:
        return _groups(table, found[_FORMAT_GROUPS])
    if _FORMAT_SEGMENTS in found:
        return _segments(table, found[_FORMAT_SEGMENTS])
    raise ValueError("no sub-table of a known format")


def _groups(table: bytes, offset: int) -> CharacterMap:
    (count,) = struct.unpack_from(">12xI", table, offset)
    if count > _GROUPS_MAX:
        raise ValueError("too many groups")
    numbers = _numbers("I", table, offset + 16, 3 * count)
    return CharacterMap(
        numbers[::3], numbers[1::3], numbers[2::3], offsets=array("H"), glyphs=array("H")
    )


def _segments(table: bytes, offset: int) -> CharacterMap:
    length, doubled = struct.unpack_from(">2xH2xH", table, offset)
    count = doubled // 2
    lasts = _numbers("H", table, offset + 14, count)
    firsts = _numbers("H", table, offset + 16 + doubled, count)
    deltas = _numbers("H", table, offset + 16 + 2 * doubled, count)
    offsets = _numbers("H", table, offset + 16 + 3 * doubled, count)
    listed_at = offset + 16 + 4 * doubled
    listed = max(0, min(offset + length, len(table)) - listed_at) // 2
    return CharacterMap(firsts, lasts, deltas, offsets, _numbers("H", table, listed_at, listed))


def _numbers(kind: str, table: bytes, offset: int, count: int) -> array[int]:
    numbers = array(kind)
    assert numbers.itemsize == struct.calcsize(f">{kind}"), "an array of another word size"
    data = table[offset : offset + count * numbers.itemsize]
    if len(data) != count * numbers.itemsize:
        raise ValueError("a sub-table is longer than its table")
    numbers.frombytes(data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
