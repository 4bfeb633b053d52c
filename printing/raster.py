"""One-bit pictures as rows of integers, and the commands that print them.

A row is an integer of `width_dots` bits, the leftmost dot in the highest one; 1 is black.  At
receipt sizes that is as fast as any picture library, and needs none.
"""

from __future__ import annotations

from dataclasses import dataclass

REAL_TIME_PAIRS = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""Byte pairs that some models take for real-time commands even inside picture data."""

_SHIFTS_MAX = 8
_COLUMN_DOTS = 24
_COLUMN_BYTES = _COLUMN_DOTS // 8


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A one-bit picture."""

    width_dots: int
    rows: tuple[int, ...]

    @property
    def height_dots(self) -> int:
        return len(self.rows)

    @property
    def width_bytes(self) -> int:
        return (self.width_dots + 7) // 8

    def data(self) -> bytes:
        """Return the rows from top to bottom, each filled up with white to whole bytes."""
        width_bytes = self.width_bytes
        spare = 8 * width_bytes - self.width_dots
        return b"".join((row << spare).to_bytes(width_bytes, "big") for row in self.rows)

    def columns_data(self) -> bytes:
        """Return the columns from left to right, three bytes each, for ESC * and FS 2."""
        assert self.height_dots == _COLUMN_DOTS, "a glyph is 24 dots high"
        columns = []
        for shift in range(self.width_dots - 1, -1, -1):
            bits = 0
            for row in self.rows:
                bits = bits << 1 | (row >> shift & 1)
            columns.append(bits.to_bytes(_COLUMN_BYTES, "big"))
        return b"".join(columns)

    @classmethod
    def from_columns_data(cls, data: bytes) -> Bitmap:
        """Return the picture of such columns; bytes that fill no column are left out."""
        starts = range(0, len(data) - _COLUMN_BYTES + 1, _COLUMN_BYTES)
        columns = [int.from_bytes(data[at : at + _COLUMN_BYTES], "big") for at in starts]
        rows = []
        for row in range(_COLUMN_DOTS - 1, -1, -1):
            bits = 0
            for column in columns:
                bits = bits << 1 | (column >> row & 1)
            rows.append(bits)
        return cls(len(columns), tuple(rows))

    def doubled(self) -> Bitmap:
        """Return the picture twice as wide and high."""
        wide = [_stretched(row, self.width_dots) for row in self.rows]
        return Bitmap(2 * self.width_dots, tuple(row for row in wide for _ in range(2)))

    def shifted(self, dots: int) -> Bitmap:
        """Return the picture with so many white columns before it."""
        return Bitmap(self.width_dots + dots, self.rows)


def _stretched(row: int, width: int) -> int:
    stretched = 0
    for shift in range(width - 1, -1, -1):
        stretched = stretched << 2 | (row >> shift & 1) * 3
    return stretched


def has_real_time_pair(data: bytes) -> bool:
    """Return whether the bytes 10h 04h, 10h 05h or 10h 14h stand side by side."""
    return any(pair in data for pair in REAL_TIME_PAIRS)


def without_real_time_pairs(bitmap: Bitmap, width_max_dots: int, *, is_exact: bool) -> Bitmap:
    """Return the picture so placed that no real-time command can be read in it.

    It is moved right dot by dot; if that does not help, single dots of it turn white, or, for a
    picture whose every dot counts (a QR code), it is moved by white bytes.

    Args:
        bitmap: The picture; its data is sent row by row.
        width_max_dots: Width of the paper.
        is_exact: Whether no dot may change.
    """
    for shift in range(_SHIFTS_MAX):
        moved = bitmap.shifted(shift)
        if moved.width_dots <= width_max_dots and not has_real_time_pair(moved.data()):
            return moved
    if is_exact:
        return _beside_white_bytes(bitmap, width_max_dots)
    return _with_dots_whitened(bitmap)


def _beside_white_bytes(bitmap: Bitmap, width_max_dots: int) -> Bitmap:
    """Add whole white bytes on the right, so that a row's last byte meets a zero."""
    for spare in range(8, width_max_dots - bitmap.width_dots + 1, 8):
        for shift in range(_SHIFTS_MAX):
            rows = tuple(row << spare for row in bitmap.rows)
            moved = Bitmap(bitmap.width_dots + spare, rows).shifted(shift)
            if moved.width_dots <= width_max_dots and not has_real_time_pair(moved.data()):
                return moved
    return bitmap


def _with_dots_whitened(bitmap: Bitmap) -> Bitmap:
    data = bytearray(bitmap.data())
    for pair in REAL_TIME_PAIRS:
        start = data.find(pair)
        while start >= 0:
            data[start] = 0  # 10h is a single black dot.
            start = data.find(pair, start)
    width = bitmap.width_bytes
    spare = 8 * width - bitmap.width_dots
    rows = (data[start : start + width] for start in range(0, len(data), width))
    return Bitmap(bitmap.width_dots, tuple(int.from_bytes(row, "big") >> spare for row in rows))


def raster_commands(bitmap: Bitmap, rows_max: int, *, is_doubled: bool = False) -> bytes:
    """Return GS v 0 blocks that print the picture; the line buffer must be empty.

    Args:
        bitmap: The picture.
        rows_max: Rows of one block at most.
        is_doubled: Let the printer draw every dot twice as wide and high (m = 3).
    """
    width = bitmap.width_bytes
    data = bitmap.data()
    parts: list[bytes] = []
    for top in range(0, bitmap.height_dots, rows_max):
        rows = min(rows_max, bitmap.height_dots - top)
        head = b"\x1dv0" + bytes((3 * is_doubled,))
        parts.append(head + width.to_bytes(2, "little") + rows.to_bytes(2, "little"))
        parts.append(data[top * width : (top + rows) * width])
    return b"".join(parts)
