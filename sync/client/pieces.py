"""Brings something large to the county so that a line that breaks costs no more than a piece.

The rest of a body goes in one request and is kept there as it comes, so a good line costs one
round trip.  After a cut the county is asked how much it has, and the rest goes at once, as long as
each try gets further.  See `sync.wire_pieces`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from counter_app.domain.errors import CountyFault, Offline
from sync.client.answers import RawAnswer, refusal_of, require_county
from sync.client.http_line import Readable
from sync.signing import Verifier
from sync.wire_pieces import FROM, OFFSET_DIFFERS, OffsetWire

READ_BYTES: Final = 4 << 10
"""What is handed to the network layer at once, and so how finely progress is told."""

DISAGREEMENTS_MAX: Final = 3
"""How often the county may say that a piece begins at the wrong place, or that a whole body is
not the one that it is named by; then it is at fault."""

_NO_ROUTE: Final = frozenset({400, 403, 404, 405, 411, 501})
"""What a county before this, or a gateway that lets no PUT through, answers."""

Told = Callable[[int, int], None]
"""Told how many bytes of how many are on their way."""


@runtime_checkable
class PieceLine(Protocol):
    """A line that can bring pieces; `sync.client.http_line.HttpLine`."""

    def begin(self) -> None: ...

    @property
    def is_called_off(self) -> bool: ...

    def put(self, target: str, body: Readable, headers: Mapping[str, str]) -> RawAnswer: ...

    def head(self, target: str, headers: Mapping[str, str]) -> RawAnswer: ...


@runtime_checkable
class HalfWay(Protocol):
    """A transport that can go on with a message where the line broke."""

    on_sending: Told

    @property
    def is_half_way(self) -> bool:
        """Whether a part of the last message may have come; the same message goes on there."""


class NoPieces(Exception):
    """Whoever answers there takes no pieces; bring the whole body as before."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the county answered when the body was whole.

    Attributes:
        nonce: Of the request that it answers.
        sent_bytes: Of bodies, in all requests together, as far as the county took them.
    """

    raw: RawAnswer
    nonce: str
    sent_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something large.

    Attributes:
        path: With the SHA-256 of the body at its end.
        headers: Beside those of the signature.
        is_begun: A part of it may be there; then the county is asked first.
    """

    path: str
    body: bytes
    headers: Mapping[str, str]
    is_begun: bool = False


class PieceSender:
    """Brings bodies of one device over one line; used by one thread.

    Attributes:
        told: Told how much is on its way.
        answers_lost: How often in a row a body was there whole and its answer did not come.
    """

    def __init__(
        self,
        line: PieceLine,
        sign: Callable[[bytes], tuple[str, Mapping[str, str]]],
        county_key: Verifier,
    ) -> None:
        """Send over a line; `sign` returns a fresh nonce and the headers that sign bytes."""
        self._line = line
        self._sign = sign
        self._county_key = county_key
        self.told: Told = _tell_nobody
        self.answers_lost = 0

    def begin(self) -> None:
        """Something new begins: what is broken off from now on is broken off by intent."""
        self._line.begin()

    def send(self, parcel: Parcel) -> Arrived:
        """Bring a body; returns the county's signed answer to it, a refusal of it included.

        Raises:
            Offline: The line broke, and what came next did not get further; try again later with
                `is_begun`.
            NoPieces: Nobody there takes pieces.
            NotTheCounty, DeviceUnknown, DeviceRevoked, CountyBusy, CountyFault: As an exchange.
        """
        size, disagreements = len(parcel.body), 0
        start = self.offset(parcel.path) if parcel.is_begun else 0
        began = start
        self.answers_lost *= parcel.is_begun
        while disagreements < DISAGREEMENTS_MAX:
            try:
                raw, nonce = self._put(parcel, start)
            except Offline:
                if self._line.is_called_off:
                    raise
                reached = self.offset(parcel.path)
                self.answers_lost += start == reached == size
                if not start < reached <= size:
                    raise
                start = reached
                continue
            if raw.status == 409 and raw.problem() == OFFSET_DIFFERS:
                disagreements += 1
                start = self._usable(self.offset(parcel.path), size)
            elif raw.status == 202:
                reached = _offset_in(raw)
                disagreements += not start < reached < size
                start = self._usable(reached, size - 1)
            else:
                self.answers_lost = 0
                return Arrived(raw, nonce, size - began)
        raise CountyFault("the county keeps other pieces than it was sent")

    def offset(self, path: str) -> int:
        """Ask how much of a body is there.

        Raises:
            As `send`.
        """
        nonce, headers = self._sign(path.encode("ascii"))
        raw = self._line.head(path, headers)
        self._require_pieces(raw, nonce)
        if raw.status != 200:
            raise refusal_of(raw)
        return _offset_in(raw)

    def _put(self, parcel: Parcel, start: int) -> tuple[RawAnswer, str]:
        target = f"{parcel.path}?{FROM}={start}"
        nonce, headers = self._sign(target.encode("ascii"))
        rest = _Rest(parcel.body, start, self.told)
        raw = self._line.put(target, rest, {**headers, **parcel.headers})
        self._require_pieces(raw, nonce)
        return raw, nonce

    def _require_pieces(self, raw: RawAnswer, nonce: str) -> None:
        is_signed = raw.is_ours() and raw.is_signed_by(self._county_key, nonce)
        if raw.status in _NO_ROUTE and (not is_signed or raw.status in {404, 405}):
            raise NoPieces
        require_county(raw, self._county_key, nonce)

    @staticmethod
    def _usable(offset: int, most: int) -> int:
        """Return where to go on; what cannot be is begun anew."""
        return offset if offset <= most else 0


class _Rest:
    """What is left of a body, read while it is sent."""

    def __init__(self, body: bytes, start: int, told: Told) -> None:
        self._body = memoryview(body)
        self._start = start
        self._at = start
        self._told = told

    def __len__(self) -> int:
        return len(self._body) - self._start

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; what was read before is on its way."""
        if self._at > self._start:
            self._told(self._at, len(self._body))
        size = READ_BYTES if size < 0 else min(size, READ_BYTES)
        piece = bytes(self._body[self._at : self._at + size])
        self._at += len(piece)
        return piece


def _offset_in(raw: RawAnswer) -> int:
    try:
        return OffsetWire.model_validate_json(raw.body).offset
    except ValueError as error:
        raise CountyFault("the county does not say how much it has") from error


def _tell_nobody(_sent: int, _total: int) -> None: ...
