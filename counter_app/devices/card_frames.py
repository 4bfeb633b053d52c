"""Bytes to frames and back: the SAM serial protocol's framing, without any input or output.

A frame is `AA AA AA 96 69`, a length (2 bytes, big endian, counting everything behind itself),
the body and CHK, the XOR of every byte from the first length byte to the last before CHK.
A request's body is CMD PARA, an answer's body SW1 SW2 SW3 and data.

Source: the SAM serial protocol of resident card readers (二代身份证读卡器).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import reduce
from itertools import accumulate
from operator import xor
from typing import Final

PREAMBLE: Final = bytes.fromhex("AAAAAA9669")
LENGTH_MIN: Final = 4
LENGTH_MAX: Final = 0x090A
"""The longest answer there is: text, photo and fingerprints.  A longer claim is noise."""
HEADER_BYTES: Final = len(PREAMBLE) + 2
FRAME_BYTES_MAX: Final = HEADER_BYTES + LENGTH_MAX

SW3_DONE: Final = 0x90
SW3_CARD_FOUND: Final = 0x9F

FIND_DATA_BYTES: Final = 4
SELECT_DATA_BYTES: Final = 8
SAM_NUMBER_DATA_BYTES: Final = 16
ADDRESS_DATA_BYTES: Final = 70


class Request(Enum):
    """What a reader can be asked: command byte and parameter byte."""

    RESET_SAM = (0x10, 0xFF)
    SAM_STATUS = (0x11, 0xFF)
    SAM_NUMBER = (0x12, 0xFF)
    FIND = (0x20, 0x01)
    SELECT = (0x20, 0x02)
    READ = (0x30, 0x01)
    READ_WITH_FINGERPRINTS = (0x30, 0x10)
    APPENDED_ADDRESS = (0x30, 0x03)
    BAUD_115200 = (0x60, 0x00)
    BAUD_57600 = (0x60, 0x01)
    BAUD_38400 = (0x60, 0x02)
    BAUD_19200 = (0x60, 0x03)
    BAUD_9600 = (0x60, 0x04)


SENT_BY_COUNTER: Final = frozenset(
    {
        Request.SAM_STATUS,
        Request.SAM_NUMBER,
        Request.FIND,
        Request.SELECT,
        Request.READ,
        Request.APPENDED_ADDRESS,
    }
)
"""All that a counter ever sends.  Fingerprints are never asked for; the speed is never changed."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One good answer.

    Attributes:
        offset: Where its preamble began, in bytes since the parser's first byte.
        sw1, sw2: The card's own status; only warned about.
        sw3: The module's status; it decides.
        data: Whatever followed.  May be a whole card: overwrite it with `wipe` after use.
    """

    offset: int
    sw1: int
    sw2: int
    sw3: int
    data: bytearray

    def __repr__(self) -> str:
        """Leave the data out: a frame in a log or a traceback must tell nothing."""
        return f"Frame({self.offset}, {self.sw1:02X}{self.sw2:02X}{self.sw3:02X}, {len(self.data)})"

    def wipe(self) -> None:
        """Overwrite the data in place."""
        self.data[:] = bytes(len(self.data))


@dataclass(frozen=True, slots=True)
class FrameError:
    """Bytes that looked like a frame and were none: bad-length, bad-checksum or truncated."""

    code: str
    offset: int


def checksum(body: bytes | bytearray) -> int:
    """Return the XOR of all bytes given: from the first length byte to the last before CHK."""
    return reduce(xor, body, 0)


def encode_frame(body: bytes | bytearray) -> bytes:
    """Wrap a body (CMD PARA, or SW1 SW2 SW3 and data) into a whole frame."""
    counted = (len(body) + 1).to_bytes(2, "big") + bytes(body)
    return PREAMBLE + counted + bytes((checksum(counted),))


def encode_request(request: Request) -> bytes:
    """Return the ten bytes that ask for `request`."""
    return encode_frame(bytes(request.value))


def is_answer_to(request: Request, frame: Frame) -> bool:
    """Tell whether a frame can be the answer to what was asked.

    One byte of XOR lets a chance frame pass about once in 256 times, and answers can come late;
    so a frame is accepted only if its status and its size fit the request.  A status without
    data that reports a failure answers anything.
    """
    size = len(frame.data)
    if frame.sw3 == SW3_CARD_FOUND:
        return request is Request.FIND and size == FIND_DATA_BYTES
    if frame.sw3 != SW3_DONE:
        return size == 0
    if request in {Request.READ, Request.READ_WITH_FINGERPRINTS}:
        return size not in _OTHER_ANSWER_SIZES
    return request is not Request.FIND and size == _DONE_DATA_BYTES.get(request, 0)


_DONE_DATA_BYTES: Final = {
    Request.SELECT: SELECT_DATA_BYTES,
    Request.SAM_NUMBER: SAM_NUMBER_DATA_BYTES,
    Request.APPENDED_ADDRESS: ADDRESS_DATA_BYTES,
}
_OTHER_ANSWER_SIZES: Final = frozenset(
    {FIND_DATA_BYTES, SELECT_DATA_BYTES, SAM_NUMBER_DATA_BYTES, ADDRESS_DATA_BYTES}
)


class FrameParser:
    """Finds frames in a stream, however it is cut into pieces.

    Every byte ends up either in a delivered frame or in `discarded_bytes`.  After a bad length or
    checksum one byte is skipped, not the frame: a cut answer swallows the next one's preamble.

    Work is linear and memory bounded: every byte is folded once into a running XOR, which makes
    each checksum two look-ups; at most 2,321 bytes and one piece are held.

    Attributes:
        discarded_bytes: Bytes that belonged to no frame so far.
        headers_examined: How often a preamble was looked at; at most once a piece and once a
            preamble, which is how a test sees that the work stays linear.
    """

    def __init__(self) -> None:
        self.discarded_bytes = 0
        self.headers_examined = 0
        self._offset = 0
        self._held = bytearray()
        self._running_xor = bytearray(1)

    @property
    def held_bytes(self) -> int:
        """How many bytes wait for more."""
        return len(self._held)

    def feed(self, piece: bytes | bytearray) -> list[Frame | FrameError]:
        """Take the next bytes; return the frames and errors they complete, by rising offset."""
        self._held += piece
        folded = accumulate(piece, xor, initial=self._running_xor.pop())
        self._running_xor += bytearray(folded)
        return self._scan(is_at_end=False)

    def finish(self) -> list[Frame | FrameError]:
        """Take the end of the input: a file's end, or the end of waiting for an answer.

        A whole preamble without its whole frame is `truncated`, and what stands inside it is
        searched once more.  The parser can be fed again; offsets go on.
        """
        return self._scan(is_at_end=True)

    def skip(self, count: int) -> None:
        """Count bytes that were taken off the line before they got here (an echo)."""
        assert not self._held, "an echo comes before everything else"
        self._offset += count
        self.discarded_bytes += count

    def _scan(self, *, is_at_end: bool) -> list[Frame | FrameError]:
        results: list[Frame | FrameError] = []
        position = 0
        while (start := self._held.find(PREAMBLE, position)) >= 0:
            self.discarded_bytes += start - position
            position = start
            judged = self._judge(start, is_at_end=is_at_end)
            if judged is None:
                self._drop(position)
                return results
            results.append(judged)
            if isinstance(judged, Frame):
                position = start + HEADER_BYTES + LENGTH_MIN + len(judged.data)
            else:
                position = start + 1
                self.discarded_bytes += 1
        kept = 0 if is_at_end else self._preamble_tail(position)
        end = len(self._held) - kept
        self.discarded_bytes += end - position
        self._drop(end)
        return results

    def _judge(self, start: int, *, is_at_end: bool) -> Frame | FrameError | None:
        """Return the frame that begins at `start`, what is wrong with it, or None: wait."""
        self.headers_examined += 1
        held = self._held
        offset = self._offset + start
        too_short = FrameError("truncated", offset) if is_at_end else None
        if len(held) < start + HEADER_BYTES:
            return too_short
        length_at = start + len(PREAMBLE)
        length = held[length_at] << 8 | held[length_at + 1]
        if not LENGTH_MIN <= length <= LENGTH_MAX:
            return FrameError("bad-length", offset)
        body = start + HEADER_BYTES
        end = body + length
        if len(held) < end:
            return too_short
        if self._running_xor[end] != self._running_xor[length_at]:
            return FrameError("bad-checksum", offset)
        return Frame(offset, held[body], held[body + 1], held[body + 2], held[body + 3 : end - 1])

    def _preamble_tail(self, position: int) -> int:
        """Return how many of the last bytes could begin a preamble (at most 4)."""
        for size in range(min(len(PREAMBLE) - 1, len(self._held) - position), 0, -1):
            if self._held.endswith(PREAMBLE[:size]):
                return size
        return 0

    def _drop(self, count: int) -> None:
        """Overwrite and forget the first bytes: they may have been a card."""
        self._held[:count] = bytes(count)
        self._running_xor[:count] = bytes(count)
        del self._held[:count]
        del self._running_xor[:count]
        self._offset += count
