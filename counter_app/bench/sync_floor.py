"""What a good plain program would send: columns, msgpack, zstd with a dictionary; no signatures.

Headers and bodies become columns by type and path.  Ids become numbers of events, a case's id
stands once, clocks are steps.  Nothing is primed but by the dictionary, which is trained on other
days of the same counter.
"""

from __future__ import annotations

import json
import re
import struct
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import zstandard

from sync.codec import event_id

DICTIONARY_BYTES: Final = 64 << 10
_ID: Final = re.compile(r"[0-9a-f]{64}")
_CASE: Final = re.compile(r"[0-9a-f]{32}")
_DROPPED: Final = frozenset({"prev", "v", "suite", "n"})

Columns = dict[str, list[Any]]


def columns_of(events: Sequence[bytes]) -> Columns:
    """Return events as columns; `prev` follows from the order."""
    columns: Columns = defaultdict(list)
    numbers: dict[str, int] = {}
    clock = [0, 0]
    for data in events:
        header = json.loads(data)
        ms, mono = header["hlc"][0], header["mono"]
        columns["hlc"] += [ms - clock[0], header["hlc"][1]]
        columns["mono"].append(mono - clock[1])
        clock = [ms, mono]
        kind = header["type"]
        for key, value in header.items():
            if key in _DROPPED or key in {"hlc", "mono", "wall"}:
                continue
            name = f"{kind}.{key}" if key in {"body", "base"} else key
            _spread(columns, name, value, numbers)
        numbers[event_id(data)] = len(numbers)
    return columns


def encoded(columns: Columns) -> bytes:
    """Return columns in MessagePack."""
    return _packed(columns)


def train(days: Sequence[Sequence[bytes]]) -> list[zstandard.ZstdCompressionDict]:
    """Return dictionaries of 64 KiB from other days: one trained, one of plain content."""
    whole = [encoded(columns_of(day)) for day in days]
    samples: list[bytes | bytearray | memoryview[int]] = [
        encoded({name: values[i : i + 8]})
        for day in days
        for name, values in columns_of(day).items()
        for i in range(0, len(values), 8)
    ]
    plain = b"".join(whole)[-DICTIONARY_BYTES:]
    return [
        zstandard.train_dictionary(DICTIONARY_BYTES, samples),
        zstandard.ZstdCompressionDict(plain, dict_type=zstandard.DICT_TYPE_RAWCONTENT),
    ]


def smallest(
    content: bytes, dictionaries: Sequence[zstandard.ZstdCompressionDict], level: int = 19
) -> int:
    """Return the bytes of the best of several ways to compress."""
    ways = [zstandard.ZstdCompressor(level=level)]
    ways += [zstandard.ZstdCompressor(level=level, dict_data=each) for each in dictionaries]
    return min(len(way.compress(content)) for way in ways)


def _spread(columns: Columns, name: str, value: Any, numbers: dict[str, int]) -> None:
    if isinstance(value, dict):
        columns[f"{name}#"].append(",".join(value))
        for key, member in value.items():
            _spread(columns, f"{name}.{key}", member, numbers)
    elif isinstance(value, list):
        columns[f"{name}#"].append(len(value))
        for member in value:
            _spread(columns, f"{name}[]", member, numbers)
    elif isinstance(value, str) and _ID.fullmatch(value):
        known = numbers.get(value)
        columns[name].append(len(numbers) - known if known is not None else len(numbers))
    elif isinstance(value, str) and _CASE.fullmatch(value):
        if value not in numbers:
            numbers[value] = len(numbers)
            columns[f"{name}!"].append(bytes.fromhex(value))
        columns[name].append(numbers[value])
    else:
        columns[name].append(value)


def _packed(value: Any) -> bytes:
    """Return a value in MessagePack."""
    if value is None or isinstance(value, bool):
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[value]
    if isinstance(value, int):
        return _packed_integer(value)
    if isinstance(value, bytes):
        return b"\xc5" + struct.pack(">H", len(value)) + value
    if isinstance(value, str):
        content = value.encode()
        short = bytes([0xA0 | len(content)]) if len(content) < 32 else b""
        return (short or b"\xda" + struct.pack(">H", len(content))) + content
    if isinstance(value, list):
        return b"\xdc" + struct.pack(">H", len(value)) + b"".join(map(_packed, value))
    members = b"".join(_packed(key) + _packed(member) for key, member in value.items())
    return b"\xde" + struct.pack(">H", len(value)) + members


def _packed_integer(value: int) -> bytes:
    if -32 <= value < 128:
        return struct.pack(">b", value)
    for code, form, limit in (("d1", ">h", 15), ("d2", ">i", 31), ("d3", ">q", 63)):
        if -(1 << limit) <= value < 1 << limit:
            return bytes.fromhex(code) + struct.pack(form, value)
    raise ValueError(value)
