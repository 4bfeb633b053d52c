"""The number of a reader's security module, as it is printed on paper."""

from __future__ import annotations

from struct import Struct
from typing import Final

_FIELDS: Final = Struct("<HHIII")


def format_sam_number(data: bytes | bytearray) -> str:
    """Return 16 bytes as `05.01-20240115-0001234567-0987654321`.

    Two 2-byte and three 4-byte numbers, little endian; it names a device, not a person.
    """
    maker, kind, made_on, first, second = _FIELDS.unpack(data)
    return f"{maker:02d}.{kind:02d}-{made_on:08d}-{first:010d}-{second:010d}"
