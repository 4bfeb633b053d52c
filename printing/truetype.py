"""A TrueType file as far as embedding needs it: widths, and a small font of a few glyphs.

Reads only what it is asked for, from a file mapped into memory: a 30 MB fall-back font costs
nothing until one of its glyphs is wanted.  OpenType specification: head, hhea, maxp, hmtx, loca,
glyf, OS/2.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.cmap import CharacterMap, parse_character_map

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TABLES_MAX = 256
_HEADER_BYTES = 10  # Of an outline; a negative number of contours marks a composite one.
_RESTRICTED = 0x0002  # OS/2 fsType: must not be embedded.
_ARGUMENTS_ARE_WORDS, _HAS_SCALE, _MORE, _HAS_XY_SCALE, _HAS_MATRIX = 1, 8, 0x20, 0x40, 0x80
_CHECKSUM_MAGIC = 0xB1B0AFBA


@dataclass(frozen=True, slots=True)
class Metrics:
    """Of the whole font, in thousandths of the em."""

    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]


class TrueTypeFont:
    """A font file opened for reading; keep it for as long as its glyphs are wanted.

    Raises:
        OSError: The file cannot be opened.
        ValueError: It is no TrueType file, or has no outlines of that kind.
        struct.error: It is cut off.
    """

    def __init__(self, path: Path, index: int = 0) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._tables = self._directory(index)
        missing = {"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap"} - self._tables.keys()
        if missing:
            raise ValueError(f"no TrueType outlines: {sorted(missing)} missing")
        self.units_per_em, self._has_long_offsets = self._unpack("head", 18, ">H30xH")
        (self._glyph_count,) = self._unpack("maxp", 4, ">H")
        (self._metric_count,) = self._unpack("hhea", 34, ">H")
        self._pieces: dict[int, tuple[bytes, bytes]] = {}
        self.character_map: CharacterMap = parse_character_map(self.table("cmap"))

    def table(self, tag: str) -> bytes:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]

    @property
    def may_be_embedded(self) -> bool:
        """Whether the foundry allows it; a file that does not say is taken to."""
        if "OS/2" not in self._tables:
            return True
        (embedding,) = self._unpack("OS/2", 8, ">H")
        return not embedding & _RESTRICTED

    def metrics(self) -> Metrics:
        box = [self._in_thousandths(value) for value in self._unpack("head", 36, ">4h")]
        ascent, descent = self._unpack("hhea", 4, ">hh")
        cap_height = ascent * 2 // 3
        if self._tables.get("OS/2", (0, 0))[1] >= 90:
            (cap_height,) = self._unpack("OS/2", 88, ">h")
        return Metrics(
            self._in_thousandths(ascent),
            self._in_thousandths(descent),
            self._in_thousandths(cap_height),
            (box[0], box[1], box[2], box[3]),
        )

    def advance(self, glyph: int) -> int:
        """Return the width of a glyph in thousandths of the em."""
        place = min(glyph, self._metric_count - 1)
        (advance,) = self._unpack("hmtx", 4 * place, ">H")
        return self._in_thousandths(advance)

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """Return a font file of these glyphs, numbered in this order; the first must be 0.

        Parts of composite glyphs follow after the last one.  Holds the tables that a PDF's
        CIDFontType2 needs and no others: no names, no character map, no hinting.
        """
        assert glyphs[0] == 0, "glyph 0 is the one for missing characters"
        wanted = list(glyphs)
        numbers = {glyph: number for number, glyph in enumerate(wanted)}
        outlines: list[bytes] = []
        metrics: list[bytes] = []
        for glyph in wanted:  # `wanted` grows by the parts that are met on the way.
            outline, metric = self._piece(glyph)
            if len(outline) >= _HEADER_BYTES and outline[0] & 0x80:
                outline = _renumbered(outline, wanted, numbers)
            outlines.append(outline)
            metrics.append(metric)
        return self._file(outlines, metrics)

    def _piece(self, glyph: int) -> tuple[bytes, bytes]:
        """Return outline and metrics of a glyph, read once: forms repeat their words."""
        piece = self._pieces.get(glyph)
        if piece is None:
            piece = self._pieces[glyph] = self._outline(glyph), self._metric(glyph)
        return piece

    def _file(self, outlines: list[bytes], metrics: list[bytes]) -> bytes:
        offsets = [0]
        for outline in outlines:
            offsets.append(offsets[-1] + len(outline))
        head = bytearray(self.table("head"))
        head[8:12] = b"\0" * 4  # checkSumAdjustment, computed over the whole file below.
        head[50:52] = b"\0\1"  # Long offsets.
        hhea = bytearray(self.table("hhea"))
        hhea[34:36] = struct.pack(">H", len(outlines))
        maxp = bytearray(self.table("maxp"))
        maxp[4:6] = struct.pack(">H", len(outlines))
        tables = {
            b"glyf": b"".join(outlines),
            b"head": bytes(head),
            b"hhea": bytes(hhea),
            b"hmtx": b"".join(metrics),
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
            b"maxp": bytes(maxp),
        }
        return _font_file(tables)

    def _metric(self, glyph: int) -> bytes:
        place = min(glyph, self._metric_count - 1)
        advance = self.table_slice("hmtx", 4 * place, 2)
        bearing_at = 4 * glyph + 2
        if glyph >= self._metric_count:
            bearing_at = 4 * self._metric_count + 2 * (glyph - self._metric_count)
        return advance + self.table_slice("hmtx", bearing_at, 2)

    def table_slice(self, tag: str, start: int, length: int) -> bytes:
        offset, table_length = self._tables[tag]
        if start + length > table_length:
            raise ValueError(f"{tag} is too short")
        return self._data[offset + start : offset + start + length]

    def _outline(self, glyph: int) -> bytes:
        if glyph >= self._glyph_count:
            raise ValueError("a glyph number outside the font")
        if self._has_long_offsets:
            start, end = self._unpack("loca", 4 * glyph, ">II")
        else:
            start, end = (2 * value for value in self._unpack("loca", 2 * glyph, ">HH"))
        outline = self.table_slice("glyf", start, end - start)
        return outline + b"\0" * (len(outline) % 2)

    def _directory(self, index: int) -> dict[str, tuple[int, int]]:
        start = 0
        if self._data[:4] == b"ttcf":
            (start,) = struct.unpack_from(">I", self._data, 12 + 4 * index)
        (count,) = struct.unpack_from(">H", self._data, start + 4)
        tables: dict[str, tuple[int, int]] = {}
        for number in range(min(count, _TABLES_MAX)):
            entry = struct.unpack_from(">4s4xII", self._data, start + 12 + 16 * number)
            tables[entry[0].decode("latin-1")] = (entry[1], entry[2])
        return tables

    def _unpack(self, tag: str, offset: int, layout: str) -> tuple[int, ...]:
        return struct.unpack_from(layout, self._data, self._tables[tag][0] + offset)

    def _in_thousandths(self, units: int) -> int:
        return round(units * 1000 / self.units_per_em)


def _renumbered(outline: bytes, wanted: list[int], numbers: dict[int, int]) -> bytes:
    """Give the parts of a composite glyph their numbers in the small font."""
    data = bytearray(outline)
    at = 10
    flags = _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", data, at)
        if part not in numbers:
            numbers[part] = len(wanted)
            wanted.append(part)
        struct.pack_into(">H", data, at + 2, numbers[part])
        at += 8 if flags & _ARGUMENTS_ARE_WORDS else 6
        if flags & _HAS_SCALE:
            at += 2
        elif flags & _HAS_XY_SCALE:
            at += 4
        elif flags & _HAS_MATRIX:
            at += 8
    return bytes(data)


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">IHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)
    )
    at = len(header) + 16 * count
    head_at = 0
    directory: list[bytes] = []
    body: list[bytes] = []
    total = 0
    for tag in sorted(tables):
        table = tables[tag]
        checksum = _checksum(table)
        total += checksum
        directory.append(struct.pack(">4sIII", tag, checksum, at, len(table)))
        head_at = at if tag == b"head" else head_at
        padding = b"\0" * (-len(table) % 4)
        body += (table, padding)
        at += len(table) + len(padding)
    start = header + b"".join(directory)
    file = bytearray(start + b"".join(body))
    # Tables begin at multiples of four bytes, so the sum over the file is the sum of the sums.
    adjustment = (_CHECKSUM_MAGIC - total - _checksum(start)) & 0xFFFFFFFF
    struct.pack_into(">I", file, head_at + 8, adjustment)
    return bytes(file)


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF
