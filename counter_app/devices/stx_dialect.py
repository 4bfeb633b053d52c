"""Recognises, and does not speak, the STX/ETX protocol of some readers.

`02 | length, 2 bytes big endian | data | LRC = XOR of the data | 03`.  Source: one vendor paper.
"""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Final

STX: Final = 0x02
ETX: Final = 0x03
_DATA_BYTES_MIN: Final = 2
_OVERHEAD: Final = 5


def encode_stx(data: bytes) -> bytes:
    """Wrap data into a frame of this dialect."""
    head = bytes((STX,)) + len(data).to_bytes(2, "big")
    return head + data + bytes((reduce(xor, data, 0), ETX))


def is_stx_answer(first: bytes) -> bool:
    """Tell whether the first bytes of an answer are a whole frame with a right LRC."""
    if len(first) < _OVERHEAD + _DATA_BYTES_MIN or first[0] != STX:
        return False
    size = first[1] << 8 | first[2]
    if size < _DATA_BYTES_MIN or len(first) < size + _OVERHEAD:
        return False
    data = first[3 : 3 + size]
    return first[3 + size] == reduce(xor, data, 0) and first[4 + size] == ETX
