"""Checks that foreign code's answer is the one kind of bitmap a card photo can be."""

from __future__ import annotations

from struct import Struct
from typing import Final

WIDTH_DOTS: Final = 102
HEIGHT_DOTS: Final = 126

_HEADER: Final = Struct("<2sI4xIIiiHHI")
_HEADER_BYTES: Final = 54
_INFO_BYTES: Final = 40
_BITS_A_DOT: Final = 24
_ROW_BYTES: Final = (WIDTH_DOTS * 3 + 3) // 4 * 4


class PictureMalformed(ValueError):
    """The bytes are no uncompressed 24-bit BMP of 102 × 126 dots."""


def check_bitmap(data: bytes) -> bytes:
    """Return exactly the bytes of the picture, without anything behind it.

    Raises:
        PictureMalformed: It is another kind of picture, or none.
    """
    if len(data) < _HEADER_BYTES:
        raise PictureMalformed
    magic, _, start, info, width, height, planes, bits, packing = _HEADER.unpack_from(data)
    is_right_kind = (magic, info, planes, bits, packing) == (b"BM", _INFO_BYTES, 1, _BITS_A_DOT, 0)
    end = start + _ROW_BYTES * HEIGHT_DOTS
    is_right_size = width == WIDTH_DOTS and abs(height) == HEIGHT_DOTS
    if not (is_right_kind and is_right_size and start >= _HEADER_BYTES and end <= len(data)):
        raise PictureMalformed
    return data[:end]
