"""Signed events <-> tokens of a packed batch: headers by what differs from the event before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sync.codec import TYPE_VERSION, canonical, event_id, open_header
from sync.packing_read import ValueReader
from sync.packing_streams import Reader, Stream, Writer
from sync.packing_tables import CHINA, MS_OF_OUR_TIME, Context, Tables, plain_json, zone_of
from sync.packing_write import ValueWriter
from sync.protocol import EVENT_BYTES_MAX, HEADER_VERSION, SUITE, Header, SignedEvent

SIGNATURE_BYTES: Final = 64
_RAW: Final = 255
_WALL_SPEC: Final = 4
_KEYS: Final = frozenset(Header.__dataclass_fields__)


class Flag:
    """Bits of what is as expected in a header."""

    CHAIN = 1
    CLOCK = 2
    BOOT = 4
    WHO = 8
    FORM = 16
    CASE = 32
    BASE = 64
    SIGNED = 128


_GROUPS: Final = (
    (Flag.CHAIN, ("device", "generation", "n", "prev")),
    (Flag.CLOCK, ("hlc_counter", "wall")),
    (Flag.BOOT, ("boot", "anchor")),
    (Flag.WHO, ("counter", "staff", "login", "role")),
    (Flag.FORM, ("v", "suite", "type_version", "attachments")),
    (Flag.CASE, ("case",)),
    (Flag.BASE, ("base",)),
)
"""Which fields each flag speaks of, in the order in which they are told."""


class _Last:
    """The event before, as far as the next one is told by it."""

    def __init__(self) -> None:
        self.header: dict[str, Any] = dict.fromkeys(_KEYS, "")
        self.header |= {"generation": 0, "mono": 0}
        self.ms = 0
        self.zone = CHINA
        self._ends: dict[tuple[str, int], tuple[int, str]] = {}

    def next_link(self, device: str, generation: int) -> tuple[int, str]:
        """Return n and prev of the next event of a chain; (0, "") when nothing came of it yet."""
        n, end = self._ends.get((device, generation), (-1, ""))
        return n + 1, end

    def note(self, header: dict[str, Any], identifier: str) -> None:
        self.header = header
        self.ms = header["hlc"][0]
        self.zone = zone_of(header["wall"]) or self.zone
        self._ends[header["device"], header["generation"]] = header["n"], identifier

    def expected(self, flat: Mapping[str, Any]) -> int:
        """Return the flags of what a header shares with what would be expected of it."""
        return sum(
            flag
            for flag, names in _GROUPS
            if all(flat[name] == value for name, value in self.guess(flag, names, flat).items())
        )

    def guess(self, flag: int, names: Sequence[str], flat: Mapping[str, Any]) -> dict[str, Any]:
        """Return what would be expected of some fields; `flat` holds what was told before."""
        if flag == Flag.CHAIN:
            device, generation = self.header["device"], self.header["generation"]
            n, prev = self.next_link(device, generation)
            return dict(zip(names, (device, generation, n, prev), strict=True))
        if flag == Flag.CLOCK:
            wall = Context(ms=flat["ms"], zone=self.zone).instant(_WALL_SPEC, 0)
            return dict(zip(names, (0, wall), strict=True))
        if flag == Flag.FORM:
            return dict(zip(names, (HEADER_VERSION, SUITE, TYPE_VERSION, []), strict=True))
        if flag == Flag.BASE:
            return {"base": {}}
        return {name: self.header[name] for name in names}


class EventWriter:
    """Writes the events of a batch."""

    def __init__(self, tables: Tables, known: Mapping[str, int]) -> None:
        self.writer = Writer()
        self.values = ValueWriter(tables, self.writer, known)
        self._last = _Last()

    def write(self, event: SignedEvent, *, is_raw: bool) -> None:
        header = None if is_raw else packable(event.data)
        if header is None:
            self._raw(event)
        else:
            self._packed(header, event)

    def _raw(self, event: SignedEvent) -> None:
        writer = self.writer
        writer.byte(Stream.CONTROL, _RAW)
        for content in (event.data, event.signature):
            writer.number(Stream.NUMBERS, len(content))
            writer.raw(content)
        self.values.tables.add_id("", event_id(event.data))

    def _packed(self, header: dict[str, Any], event: SignedEvent) -> None:
        values, last, writer = self.values, self._last, self.writer
        tables = values.tables
        ms, hlc_counter = header["hlc"]
        flat = {**header, "ms": ms, "hlc_counter": hlc_counter}
        values.context = Context(ms=ms, zone=last.zone)
        values.value(tables.column(0, "type"), header["type"])
        expected = last.expected(flat)
        is_signed = len(event.signature) == SIGNATURE_BYTES
        writer.byte(Stream.CONTROL, expected | (Flag.SIGNED if is_signed else 0))
        writer.signed(Stream.NUMBERS, ms - last.ms)
        writer.signed(Stream.NUMBERS, header["mono"] - last.header["mono"] - (ms - last.ms))
        for flag, names in _GROUPS[:-1]:
            if not expected & flag:
                for name in names:
                    values.value(tables.column(0, name), flat[name])
        values.context = Context(header["case"], ms, zone_of(header["wall"]) or last.zone)
        if not expected & Flag.BASE:
            values.value(tables.column(1, header["type"]), header["base"])
        values.value(tables.column(2, header["type"]), header["body"])
        if not is_signed:
            writer.number(Stream.CONTROL, len(event.signature))
        writer.raw(event.signature)
        identifier = event_id(event.data)
        tables.add_id(header["case"], identifier)
        last.note(header, identifier)


class EventReader:
    """Reads the events of a batch."""

    def __init__(self, tables: Tables, reader: Reader, known: Sequence[str]) -> None:
        self._reader = reader
        self.values = ValueReader(tables, reader, known)
        self._last = _Last()

    def read(self) -> SignedEvent:
        if self._reader.peek(Stream.CONTROL) == _RAW:
            return self._raw()
        reader, values, last = self._reader, self.values, self._last
        tables = values.tables
        values.context = Context(zone=last.zone)
        kind = values.value(tables.column(0, "type"))
        told = reader.byte(Stream.CONTROL)
        step = reader.signed(Stream.NUMBERS)
        ms, mono = last.ms + step, last.header["mono"] + step + reader.signed(Stream.NUMBERS)
        if ms not in MS_OF_OUR_TIME:
            raise ValueError("an event of another age")
        values.context = Context(ms=ms, zone=last.zone)
        flat: dict[str, Any] = {"type": kind, "mono": mono, "ms": ms}
        for flag, names in _GROUPS[:-1]:
            if told & flag:
                flat |= last.guess(flag, names, flat)
            else:
                flat |= {name: values.value(tables.column(0, name)) for name in names}
        _require_types(flat)
        values.context = Context(flat["case"], ms, zone_of(flat["wall"]) or last.zone)
        base = {} if told & Flag.BASE else values.value(tables.column(1, kind))
        body = values.value(tables.column(2, kind))
        flat |= {"base": base, "body": body, "hlc": [flat.pop("ms"), flat.pop("hlc_counter")]}
        length = SIGNATURE_BYTES if told & Flag.SIGNED else reader.number(Stream.CONTROL)
        return self._done(flat, reader.raw(length))

    def _done(self, header: dict[str, Any], signature: bytes) -> SignedEvent:
        data = plain_json(header).encode()
        self.values.spend(len(data))
        identifier = event_id(data)
        self.values.tables.add_id(header["case"], identifier)
        self._last.note(header, identifier)
        return SignedEvent(data=data, signature=signature)

    def _raw(self) -> SignedEvent:
        reader = self._reader
        reader.byte(Stream.CONTROL)
        data, signature = (reader.raw(reader.number(Stream.NUMBERS)) for _ in range(2))
        self.values.tables.add_id("", event_id(data))
        return SignedEvent(data=data, signature=signature)


def packable(data: bytes) -> dict[str, Any] | None:
    """Return the header of an event that can be packed; None when it must travel as it is."""
    if len(data) > EVENT_BYTES_MAX or b"\\u0000" in data:
        return None
    try:
        header = json.loads(data)
        if not isinstance(header, dict) or header.keys() != _KEYS or canonical(header) != data:
            return None
        open_header(data)
    except (ValueError, RecursionError):
        return None
    return header if header["hlc"][0] in MS_OF_OUR_TIME else None


def _require_types(flat: Mapping[str, Any]) -> None:
    """See that what the next event is told by is what it must be.

    Raises:
        ValueError: It is not.
    """
    texts = ("type", "device", "prev", "wall", "case")
    if not all(type(flat[name]) is str for name in texts):
        raise ValueError("no text where one must be")
    if not all(type(flat[name]) is int for name in ("generation", "n", "mono")):
        raise ValueError("no number where one must be")
