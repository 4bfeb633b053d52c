"""The first byte of every value in a packed batch."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

DEPTH_MAX: Final = 24
NEAR_TEXTS: Final = 192
NEAR: Final = 16


class Token(IntEnum):
    """First byte of a value in the control stream."""

    NULL = 0
    TRUE = 1
    FALSE = 2
    EMPTY = 3
    DICT = 4
    LIST = 5
    NODE = 6
    CASE = 7
    NEXT = 8
    NEXT_BY = 9
    TABLE = 10
    TEXT = 11
    DIGITS = 12
    IDENTITY = 13
    TIME = 14
    DATE = 15
    OWN_ID = 16
    BATCH_ID = 17
    KNOWN_ID = 18
    RAW_ID = 19
    HEX = 20
    BASE64_JSON = 21
    BASE64 = 22
    INTEGER = 23
    INSTANT = 24
    SAME = 25
    WORD = 26
    NEAR_INTEGER = 32
    """32 to 63: an integer that differs from the last of its column by -16 to 15."""
    NEAR_TABLE = 64
    """64 to 255: one of the first 192 texts of the column."""
