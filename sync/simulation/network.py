"""The line between a counter and the county, and everything that goes wrong on it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Protocol

from counter_app.domain.errors import Offline
from sync.client.http_line import Readable
from sync.client.http_transport import RawAnswer
from sync.server.authenticate import nonce_of
from sync.server.problem import Problem
from sync.simulation.county import SimulatedCounty
from sync.simulation.plan import Plan
from sync.simulation.request import Request
from sync.simulation.timeline import HOUR_MS, MINUTE_MS, Timeline
from sync.wire_attachments import ATTACHMENTS_PATH

CHANCES: Final = (
    ("lost-request", 0.05),
    ("lost-answer", 0.05),
    ("duplicate", 0.03),
    ("late", 0.02),
    ("partial", 0.05),
    ("busy", 0.03),
    ("portal", 0.02),
    ("cut", 0.06),
)
"""How often each fault meets a request, as long as faults last."""

FLIGHT_MS: Final = (20, 1_500)
SLOW_FLIGHT_MS: Final = 25_000
LATEST_MS: Final = 3 * HOUR_MS
_LOGIN_PAGE: Final = RawAnswer(200, {"Content-Type": "text/html"}, b"<html>Wi-Fi</html>")


class OnTheLine(Protocol):
    """Whoever waits for an answer."""

    @property
    def is_cut_off(self) -> bool: ...

    def pass_by(self, wait_ms: int) -> None: ...


class Network:
    """Decides what becomes of each request."""

    def __init__(
        self, timeline: Timeline, county: SimulatedCounty, plan: Plan, dice: random.Random
    ) -> None:
        self.timeline = timeline
        self.county = county
        self.dice = dice
        self.plan = plan
        self.is_faulty = True
        self.counts: Counter[str] = Counter()
        self.pieces: Counter[str] = Counter()
        """How often a part of a file, or of a body, was sent."""
        self.under_way: list[Request] = []
        """Requests that will still arrive."""
        self._chances = [(name, chance) for name, chance in CHANCES if plan.has(name)]

    def fate(self) -> str:
        """Draw what befalls a request; "" when it arrives and is answered."""
        if not self.is_faulty:
            return ""
        drawn = self.dice.random()
        for name, chance in self._chances:
            if drawn < chance:
                self.counts[name] += 1
                return name
            drawn -= chance
        return ""

    def flight_ms(self) -> int:
        """Draw how long a message takes, one way."""
        return self.dice.randint(*FLIGHT_MS)

    def torn(self, request: Request) -> Request:
        """Return what comes of a request when the line breaks at any byte of its body."""
        arrived = self.dice.randrange(len(request.body)) if request.body else 0
        return replace(request, body=request.body[:arrived])

    def arrive_later(self, request: Request) -> None:
        """Let a request reach the county long after the counter has given it up."""
        self.under_way.append(request)

        def arrive() -> None:
            self.under_way.remove(request)
            self.county.answer(request)

        self.timeline.after(self.dice.randint(MINUTE_MS, LATEST_MS), arrive)


class SimulatedLine:
    """The line of one counter; implements `sync.client.http_transport.Line`."""

    def __init__(self, network: Network, node: OnTheLine) -> None:
        self._network = network
        self._node = node

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> RawAnswer:
        """Ask for a file; the short question finds a county that does not know it."""
        if headers is not None:
            return self._carried(Request("GET", target, headers))
        if self._node.is_cut_off:
            raise Offline("no line")
        return RawAnswer(404, {}, b"")

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> RawAnswer:
        """Carry a request to the county and its answer back, if all goes well."""
        return self._carried(Request("POST", path, headers, body, len(body)))

    def _carried(self, request: Request) -> RawAnswer:
        network, node, county = self._network, self._node, self._network.county
        if node.is_cut_off:
            raise Offline("no line")
        fate = network.fate()
        node.pass_by(network.flight_ms())
        if fate == "late":
            network.arrive_later(request)
        if fate == "cut":
            county.answer(network.torn(request))
        if fate in {"late", "cut", "lost-request"} or node.is_cut_off:
            raise Offline("no answer")
        if fate == "portal":
            return _LOGIN_PAGE
        if fate == "busy":
            node.pass_by(SLOW_FLIGHT_MS)
            return county.refusal(nonce_of(request.headers), Problem(503, "county-busy"))
        raw = county.answer(request, is_breaking_off=fate == "partial")
        if fate == "duplicate":
            county.answer(request)
        node.pass_by(network.flight_ms())
        if fate == "lost-answer" or node.is_cut_off:
            raise Offline("the answer was cut off")
        return raw


class PiecesLine(SimulatedLine):
    """A line that brings pieces too; implements `sync.client.pieces.PieceLine` and `FileLine`.

    Nobody breaks it off by intent: a program that is killed is gone with it.
    """

    is_called_off: Final = False

    def begin(self) -> None:
        """Do nothing: nothing is broken off by intent."""

    def put(self, target: str, body: Readable, headers: Mapping[str, str]) -> RawAnswer:
        """Bring something by path and query."""
        content = b"".join(iter(body.read, b""))
        kind = "file" if target.startswith(ATTACHMENTS_PATH) else "body"
        self._network.pieces[kind] += 1
        return self._carried(Request("PUT", target, headers, content, len(content)))

    def head(self, target: str, headers: Mapping[str, str]) -> RawAnswer:
        """Ask how much is there; what the county tells becomes the body."""
        return self._carried(Request("HEAD", target, headers))
