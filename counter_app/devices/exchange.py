"""One request and its answer on a live line: time-outs, echo, late answers, other dialects.

Nothing of an answer's data is logged, at any level: only request, status, sizes and times.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from counter_app.devices.card_frames import (
    SENT_BY_COUNTER,
    SW3_CARD_FOUND,
    SW3_DONE,
    Frame,
    FrameError,
    FrameParser,
    Request,
    encode_request,
    is_answer_to,
)
from counter_app.devices.link import Line
from counter_app.devices.sam_status import status_name
from counter_app.devices.stx_dialect import STX, is_stx_answer
from counter_app.domain.errors import OtherDialect

SILENCE_BETWEEN_BYTES_MS: Final = 500
SLOW_BELOW_BAUD: Final = 38_400
READ_ANSWER_BYTES: Final = 1_295
ERRORS_KEPT_MAX: Final = 10_000
TIMEOUT_MS: Final = {
    Request.SAM_STATUS: 300,
    Request.SAM_NUMBER: 300,
    Request.FIND: 300,
    Request.SELECT: 300,
    Request.READ: 3_000,
    Request.APPENDED_ADDRESS: 1_500,
}
"""From the last byte of the request to the last byte of the answer."""

_DIALECT_SHOWS_ON: Final = frozenset({Request.FIND, Request.SAM_STATUS})
_FIRST_BYTES_KEPT: Final = 512

_log = logging.getLogger(__name__)


class ReadingCancelled(Exception):
    """Somebody stopped the reading, or its time is over.  Never leaves the device code."""


def monotonic_ms() -> int:
    """Return the monotonic clock in milliseconds."""
    return time.monotonic_ns() // 1_000_000


def timeout_ms(request: Request, baud: int) -> int:
    """Return how long to wait for a whole answer; slow lines get twice the line's own time."""
    line_ms = READ_ANSWER_BYTES * 10 * 1000 // baud
    extra = 2 * line_ms if request is Request.READ and baud < SLOW_BELOW_BAUD else 0
    return TIMEOUT_MS[request] + extra


class Exchange:
    """Asks one request at a time and keeps the account of the whole run.

    Attributes:
        frames: Good frames of any status.
        late_frames: Good frames that answered nothing that was asked.
        errors: Line errors, failing statuses and refused answers; the last 10,000.
    """

    def __init__(
        self,
        line: Line,
        *,
        now_ms: Callable[[], int] = monotonic_ms,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._line = line
        self._now_ms = now_ms
        self._is_cancelled = is_cancelled
        self._parser = FrameParser()
        self.frames = 0
        self.late_frames = 0
        self.errors: deque[FrameError] = deque(maxlen=ERRORS_KEPT_MAX)

    @property
    def discarded_bytes(self) -> int:
        """Bytes that belonged to no frame so far."""
        return self._parser.discarded_bytes

    def ask(self, request: Request) -> Frame | None:
        """Send a request; return the first frame that fits it, or None for silence.

        Raises:
            Unplugged: The line broke.
            OtherDialect: The answer is a good frame of the STX/ETX protocol.
            ReadingCancelled: `is_cancelled` said so; seen within 100 ms.
        """
        assert request in SENT_BY_COUNTER, request
        self._line.flush_input()
        self._take(self._parser.finish(), None)
        self._line.write(encode_request(request))
        sent_ms = self._now_ms()
        frame = self._await(request, sent_ms)
        took_ms = self._now_ms() - sent_ms
        if frame is None:
            _log.debug("%s: no answer after %d ms", request.name, took_ms)
        else:
            status = f"{frame.sw1:02X}{frame.sw2:02X}{frame.sw3:02X}"
            size = len(frame.data)
            _log.debug("%s: %s, %d bytes, %d ms", request.name, status, size, took_ms)
        return frame

    def close(self) -> None:
        """End the run: what waits for more bytes is counted as truncated."""
        self._take(self._parser.finish(), None)

    def _await(self, request: Request, sent_ms: int) -> Frame | None:
        opening = _Opening(request)
        ends_ms = sent_ms + timeout_ms(request, self._line.baud)
        while True:
            if self._is_cancelled():
                raise ReadingCancelled
            piece = self._line.read_some()
            now_ms = self._now_ms()
            if piece:
                ends_ms = min(
                    sent_ms + timeout_ms(request, self._line.baud),
                    now_ms + SILENCE_BETWEEN_BYTES_MS,
                )
                frame = self._take(self._feed(opening, piece), request)
                if frame is not None:
                    return frame
            if now_ms >= ends_ms:
                break
        # What was held back as a possible echo, and half a frame's inside, may still hold it.
        held = self._parser.feed(opening.release())
        return self._take(held + self._parser.finish(), request)

    def _feed(self, opening: _Opening, piece: bytes) -> list[Frame | FrameError]:
        rest = opening.take(piece)
        if opening.is_other_dialect:
            raise OtherDialect
        if opening.echo_bytes:
            self._parser.skip(opening.echo_bytes)
            opening.echo_bytes = 0
        return self._parser.feed(rest) if rest else []

    def _take(self, results: list[Frame | FrameError], request: Request | None) -> Frame | None:
        """Count what came; return the first frame that fits, and drop the others."""
        fitting: Frame | None = None
        for result in results:
            if isinstance(result, FrameError):
                self.errors.append(result)
                continue
            self.frames += 1
            if result.sw3 not in {SW3_DONE, SW3_CARD_FOUND}:
                self.errors.append(FrameError(status_name(result.sw3), result.offset))
            if fitting is None and request is not None and is_answer_to(request, result):
                fitting = result
            else:
                self.late_frames += 1
                result.wipe()
        return fitting


class _Opening:
    """Watches the first bytes of an answer for an echo of the request, or another dialect.

    Some adapters send the request back first.  Request and answer begin alike for six bytes,
    so as long as all bytes equal the request's, they are held back.
    """

    def __init__(self, request: Request) -> None:
        self._echo = encode_request(request)
        self._held = b""
        self._is_decided = False
        self._may_be_dialect = request in _DIALECT_SHOWS_ON
        self._first = b""
        self.echo_bytes = 0

    @property
    def is_other_dialect(self) -> bool:
        """Whether the first bytes are a whole good STX/ETX frame."""
        return self._may_be_dialect and is_stx_answer(self._first)

    def take(self, piece: bytes) -> bytes:
        """Return the bytes that belong to the answer; keep those that may be an echo."""
        if self._may_be_dialect and len(self._first) < _FIRST_BYTES_KEPT:
            self._first += piece[:_FIRST_BYTES_KEPT]
            # Anything else may be a late card: it is not kept here.
            self._may_be_dialect = self._first[0] == STX
        if self._is_decided:
            return piece
        self._held += piece
        if self._held.startswith(self._echo):
            self.echo_bytes = len(self._echo)
            self._held = self._held[len(self._echo) :]
        elif self._echo.startswith(self._held):
            return b""
        return self.release()

    def release(self) -> bytes:
        """Return what is held: it is no echo, or the waiting is over."""
        self._is_decided = True
        held, self._held = self._held, b""
        return held
