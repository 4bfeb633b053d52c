"""Performs the acts of a simulated reader on its endpoint, at the line's pace."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from counter_app.devices.card_frames import Request
from counter_app.devices.virtual.endpoint import Endpoint
from counter_app.devices.virtual.faults import Act, Lift, Replug, Send, Unplug, Wait
from counter_app.devices.virtual.job_box import JobBox
from counter_app.devices.virtual.module import RequestParser, SecurityModule

BITS_A_BYTE: Final = 10
BURST_BYTES: Final = 8
"""Sent at one go: 0.7 ms of line at 115,200 baud."""
READS: Final = frozenset({Request.READ, Request.READ_WITH_FINGERPRINTS})

_GARBLE: Final = bytes(byte ^ 0x5A for byte in range(256))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long the module thinks, and whether bytes leave at the line's speed.

    The defaults are guesses: no real reader has been measured.
    """

    find_ms: float = 60
    select_ms: float = 60
    read_ms: float = 600
    is_paced: bool = True

    def of(self, request: Request | int) -> float:
        """Return the delay before the answer to a request."""
        if request is Request.FIND:
            return self.find_ms
        if request is Request.SELECT:
            return self.select_ms
        return self.read_ms if request in READS else 0


INSTANT: Final = Timing(find_ms=0, select_ms=0, read_ms=0, is_paced=False)


class Performer:
    """The hands of the reader; used by its own thread only."""

    def __init__(
        self, endpoint: Endpoint, module: SecurityModule, jobs: JobBox, timing: Timing
    ) -> None:
        self.endpoint = endpoint
        self.parser = RequestParser()
        self._module = module
        self._jobs = jobs
        self._timing = timing

    def think(self, request: Request | int) -> bool:
        """Take the time that an answer takes; return whether to go on."""
        return self._jobs.pause(self._timing.of(request))

    def hears_well(self) -> bool:
        """Tell whether the client talks at the module's speed."""
        return self.endpoint.client_baud() in {None, self._module.baud}

    def perform(self, act: Act) -> None:
        """Do one act."""
        if isinstance(act, Send):
            self._send(act)
        elif isinstance(act, Wait):
            self._jobs.pause(act.wait_ms)
        elif isinstance(act, Unplug):
            self.endpoint.unplug()
        elif isinstance(act, Replug):
            self.plug_in()
        elif isinstance(act, Lift):
            self._module.lift()

    def plug_in(self) -> None:
        """Plug in again; half a request from before is forgotten."""
        self.endpoint.unplug()
        self.endpoint.plug_in()
        self.parser = RequestParser()

    def _send(self, act: Send) -> None:
        data = act.data if self.hears_well() else act.data.translate(_GARBLE)
        if not self._timing.is_paced and act.baud is None:
            self.endpoint.send(data)
            return
        baud = act.baud or self._module.baud
        started = time.monotonic()
        for at in range(0, len(data), BURST_BYTES):
            end = min(at + BURST_BYTES, len(data))
            # A burst leaves when its last byte would: against the start, so nothing adds up.
            left_s = started + end * BITS_A_BYTE / baud - time.monotonic()
            if left_s > 0 and self._jobs.wait_for_stop(left_s):
                return
            self.endpoint.send(data[at:end])
