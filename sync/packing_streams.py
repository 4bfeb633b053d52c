"""Streams of a packed batch: kinds of figures and texts apart from each other, one compression.

Every stream is primed with that of the shipped primer, so that the first name on the wire costs
no more than the hundredth.  What arrives is hostile: sizes are checked before anything is
allocated, and nothing but `ValueError` comes out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from operator import itemgetter
from typing import Final

import pyppmd

UNPACKED_MAX: Final = 4 << 20
"""Most bytes of all streams of one batch together."""

RATIO_MAX: Final = 400
"""Most bytes of a stream for each byte that came; the best seen is about 60."""

VARINT_BYTES_MAX: Final = 9
_ORDER: Final = 5
_MEMORY_BYTES: Final = 8 << 20
_MARK_BYTES: Final = 64
_AHEAD_BYTES: Final = 64
_RATIO_FREE_BYTES: Final = 64 << 10
"""A batch this small may be as empty as it likes."""


class Stream(IntEnum):
    """What is written apart; the order on the wire."""

    CONTROL = 0
    NUMBERS = 1
    DIGITS = 2
    TEXT = 3
    RAW = 4
    """Ids, keys, signatures: random bytes, which are sent as they are."""


COMPRESSED: Final = (Stream.CONTROL, Stream.NUMBERS, Stream.DIGITS, Stream.TEXT)
Primer = Mapping[Stream, bytes]
"""What each stream is primed with."""

NO_PRIMER: Final[Primer] = {}


class Writer:
    """Streams that are being filled."""

    def __init__(self) -> None:
        self.streams: Final = {stream: bytearray() for stream in Stream}

    def byte(self, stream: Stream, value: int) -> None:
        self.streams[stream].append(value)

    def number(self, stream: Stream, value: int) -> None:
        """Write a number from 0 to 2**62, seven bits a byte."""
        write_varint(self.streams[stream], value)

    def signed(self, stream: Stream, value: int) -> None:
        """Write a number of either sign; small ones are short."""
        write_varint(self.streams[stream], value * 2 if value >= 0 else -value * 2 - 1)

    def raw(self, content: bytes) -> None:
        self.streams[Stream.RAW] += content

    def text(self, stream: Stream, text: str) -> None:
        """Write a text without NUL.

        Raises:
            ValueError: It holds one.
        """
        if "\0" in text:
            raise ValueError("a text with NUL in it")
        self.streams[stream] += text.encode()
        self.streams[stream].append(0)


class Reader:
    """Streams that are being emptied."""

    def __init__(self, streams: Mapping[Stream, bytes]) -> None:
        self._streams = [bytes(streams[stream]) for stream in Stream]
        self._at = [0] * len(self._streams)

    def byte(self, stream: Stream) -> int:
        at = self._at[stream]
        content = self._streams[stream]
        if at >= len(content):
            raise ValueError("a stream that ends too early")
        self._at[stream] = at + 1
        return content[at]

    def peek(self, stream: Stream) -> int:
        """Return the byte that comes next and leave it there; -1 at the end."""
        content, at = self._streams[stream], self._at[stream]
        return content[at] if at < len(content) else -1

    def number(self, stream: Stream) -> int:
        value, self._at[stream] = read_varint(self._streams[stream], self._at[stream])
        return value

    def signed(self, stream: Stream) -> int:
        value = self.number(stream)
        return -(value + 1) // 2 if value & 1 else value // 2

    def raw(self, length: int) -> bytes:
        at = self._at[Stream.RAW]
        content = self._streams[Stream.RAW][at : at + length]
        if length < 0 or len(content) != length:
            raise ValueError("a stream that ends too early")
        self._at[Stream.RAW] = at + length
        return content

    def text(self, stream: Stream) -> str:
        at = self._at[stream]
        end = self._streams[stream].find(b"\0", at)
        if end < 0:
            raise ValueError("a text without an end")
        self._at[stream] = end + 1
        return self._streams[stream][at:end].decode()

    def require_end(self) -> None:
        """See that nothing is left over."""
        if any(at != len(content) for at, content in zip(self._at, self._streams, strict=True)):
            raise ValueError("more in a stream than was read")


def write_varint(target: bytearray, value: int) -> None:
    """Append a number from 0 on, seven bits a byte, least first."""
    if not 0 <= value < 1 << 62:
        raise ValueError("a number out of range")
    while value > 0x7F:
        target.append(value & 0x7F | 0x80)
        value >>= 7
    target.append(value)


def read_varint(content: bytes, at: int) -> tuple[int, int]:
    """Return the number at a place and the place after it.

    Raises:
        ValueError: It has no end, or is too long.
    """
    value = 0
    for place in range(VARINT_BYTES_MAX):
        if at >= len(content):
            raise ValueError("a number without an end")
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at
    raise ValueError("a number out of range")


def squeeze(streams: Mapping[Stream, bytes | bytearray], primer: Primed) -> bytes:
    """Return streams as they travel: their lengths, then each compressed by itself."""
    head, body = bytearray(), bytearray()
    for stream in Stream:
        content = bytes(streams[stream])
        packed = primer.squeeze(stream, content) if stream in COMPRESSED and content else content
        write_varint(head, len(content))
        if stream in COMPRESSED:
            write_varint(head, len(packed))
        body += packed
    return bytes(head + body)


def expand(content: bytes, at: int, primer: Primed) -> dict[Stream, bytes]:
    """Return the streams that stand from a place to the end of a packed batch.

    Raises:
        ValueError: They do not, or are larger than a batch can be.
    """
    lengths: dict[Stream, tuple[int, int]] = {}
    for stream in Stream:
        length, at = read_varint(content, at)
        packed = length
        if stream in COMPRESSED:
            packed, at = read_varint(content, at)
        lengths[stream] = length, packed
    total = sum(length for length, _ in lengths.values())
    came = len(content) - at
    if total > UNPACKED_MAX or total > _RATIO_FREE_BYTES + RATIO_MAX * came:
        raise ValueError("a batch that would not end")
    if sum(packed for _, packed in lengths.values()) != came:
        raise ValueError("streams of another length")
    streams: dict[Stream, bytes] = {}
    for stream, (length, packed) in lengths.items():
        piece = content[at : at + packed]
        at += packed
        is_plain = stream not in COMPRESSED or length == 0
        streams[stream] = piece if is_plain else primer.expand(stream, piece, length)
    return streams


class Primed:
    """Compresses streams as if the primer's had come before."""

    def __init__(self, primer: Primer) -> None:
        self._primer = dict(primer)
        self._known = {
            stream: _KnownStart.of(content) for stream, content in self._primer.items() if content
        }

    def squeeze(self, stream: Stream, content: bytes) -> bytes:
        known = self._known.get(stream, _NOTHING_KNOWN).squeezed
        whole = _encode(self._primer.get(stream, b"") + content)
        same = _common_prefix(known, whole)
        return bytes([len(known) - same]) + whole[same:]

    def expand(self, stream: Stream, piece: bytes, length: int) -> bytes:
        known, primer = self._known.get(stream, _NOTHING_KNOWN), self._primer.get(stream, b"")
        if not piece or piece[0] > len(known.squeezed):
            raise ValueError("a stream without a beginning")
        kept = len(known.squeezed) - piece[0]
        doubtful = len(primer) - known.certain(kept) + length
        whole = known.squeezed[:kept] + piece[1:]
        return _decode(whole, len(primer) + length, doubtful)[len(primer) :]


@dataclass(frozen=True, slots=True)
class _KnownStart:
    """What a primer's stream is compressed to, and how far each part of that reaches.

    Attributes:
        marks: (bytes of output so far, bytes of the primer they stand for), ascending.
    """

    squeezed: bytes
    marks: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, content: bytes) -> _KnownStart:
        encoder = pyppmd.Ppmd7Encoder(_ORDER, _MEMORY_BYTES)
        squeezed, marks = bytearray(), [(0, 0)]
        for start in range(0, len(content), _MARK_BYTES):
            part = content[start : start + _MARK_BYTES]
            squeezed += encoder.encode(part)
            marks.append((len(squeezed), start + len(part)))
        squeezed += encoder.flush(endmark=False)
        return cls(bytes(squeezed), tuple(marks))

    def certain(self, kept: int) -> int:
        """Return how much of the primer comes out of the first bytes, whatever follows them.

        The decoder reads some bytes ahead, and the encoder may hold some back.
        """
        place = bisect_right(self.marks, kept - _AHEAD_BYTES, key=itemgetter(0))
        return self.marks[place - 1][1] if place else 0


_NOTHING_KNOWN: Final = _KnownStart(b"", ())


def _encode(content: bytes) -> bytes:
    encoder = pyppmd.Ppmd7Encoder(_ORDER, _MEMORY_BYTES)
    return bytes(encoder.encode(content) + encoder.flush(endmark=False))


def _decode(content: bytes, length: int, doubtful: int) -> bytes:
    """Decompress to exactly so many bytes.

    The library waits for more input in a thread of its own when it runs out, and must not be
    asked again after an error: it gets more bytes than it can want, and one question.  What it
    does not use it never gives back to the system (pyppmd 1.3.1), so it gets no more than that.

    Args:
        content: The compressed stream.
        length: Of the plain one.
        doubtful: How many bytes of the plain stream depend on what a stranger sent; each can cost
            eight at most.
    """
    decoder = pyppmd.Ppmd7Decoder(_ORDER, _MEMORY_BYTES)
    try:
        plain: bytes = decoder.decode(content + bytes(8 * doubtful + 64), length)
    except (SystemError, pyppmd.PpmdError) as error:
        raise ValueError("a stream that cannot be read") from error
    if len(plain) != length:
        raise ValueError("a stream that ends too early")
    return plain


def _common_prefix(one: bytes, other: bytes) -> int:
    same = min(len(one), len(other))
    while one[:same] != other[:same]:
        same -= 1
    assert len(one) - same < 256, "an encoder carries over a few bytes only"
    return same
