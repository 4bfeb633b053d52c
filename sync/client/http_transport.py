"""Carries messages to the county over HTTP and believes nothing that the county did not sign."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Protocol

from counter_app.domain.errors import CountyFault, Offline
from sync.client.answers import RawAnswer, refusal_of, require_county
from sync.client.county_address import CountyAddress
from sync.client.forms import UNREADABLE, Forms, decode, wants_signatures
from sync.client.http_line import CONNECT_WAIT_S, READ_WAIT_S, HttpLine, Line
from sync.client.idling import IdleAsking
from sync.client.pieces import NoPieces, Parcel, PieceLine, PieceSender, Told
from sync.codec import Sign
from sync.packing_wire import PACKED_TYPE
from sync.protocol import Exchange, ExchangeAnswer
from sync.signing import NONCE_HEX_DIGITS, Verifier, request_bytes
from sync.wire import DEVICE_HEADER, EXCHANGE_PATH, NONCE_HEADER, SIGNATURE_HEADER

__all__ = [
    "CONNECT_WAIT_S",
    "READ_WAIT_S",
    "CountyAddress",
    "DeviceIdentity",
    "HttpLine",
    "HttpTransport",
    "Line",
    "RawAnswer",
    "new_nonce",
    "refusal_of",
    "require_county",
]

PIECES_FROM_BYTES: Final = 8 << 10
"""A body that is larger goes so that a cut costs no more than this."""

NO_PIECES_FOR_S: Final = 3_600.0
"""Whoever takes no pieces is asked again after this time."""

ANSWERS_LOST_MAX: Final = 2
"""When a whole body has come and its answer does not get through so often, a smaller one may."""

_LATER: Final = frozenset({408, 429, 503})
"""The county has what it was sent, and is to be asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceIdentity:
    """Who this device is to the county.

    Attributes:
        device: 16 hex digits.
        sign_request: Ed25519 by the device's key with purpose `request`.
    """

    device: str
    generation: int
    sign_request: Sign


class Requester(Protocol):
    """Who speaks, asked at each request: a device may go on under a new key."""

    @property
    def device(self) -> str: ...

    @property
    def generation(self) -> int: ...

    @property
    def sign_request(self) -> Sign:
        """Ed25519 by the device's key with purpose `request`."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A body of which a part may have come."""

    message: Exchange
    body: bytes
    content_type: str


class HttpTransport:
    """Implements `sync.protocol.Transport` for one device and one county key.

    Attributes:
        on_sending: Told how much of a large body is on its way.
    """

    def __init__(
        self,
        line: Line,
        identity: Requester,
        county_key: Verifier,
        forms: Forms | None = None,
        *,
        draw_nonce: Callable[[], str] | None = None,
    ) -> None:
        self._line = line
        self._draw_nonce = draw_nonce or new_nonce
        self._identity = identity
        self._county_key = county_key
        self._forms = forms or Forms()
        self._idle = IdleAsking(identity, county_key)
        self._pieces = (
            PieceSender(line, self._signed, county_key) if isinstance(line, PieceLine) else None
        )
        self._whole_until_s = 0.0
        self._begun: _Begun | None = None
        self.on_sending: Told = _tell_nobody

    @property
    def is_half_way(self) -> bool:
        """Whether a part of the last message may have come; see `HalfWay`."""
        return self._begun is not None

    def is_quiet(self, position: int, prefix_hash: str) -> bool:
        """Ask the short question; see `sync.client.idling.QuietLine`."""
        return self._idle.ask(self._line.get, position, prefix_hash)

    def exchange(self, message: Exchange) -> ExchangeAnswer:
        """Send one exchange, packed or as JSON; see `sync.protocol.Transport`."""
        if self._pieces is not None:
            self._pieces.begin()
        sent_bytes = received_bytes = 0
        for body, content_type in self._bodies(message):
            raw, nonce, sent = self._carry(message, body, content_type)
            sent_bytes += sent
            received_bytes += len(raw.body)
            if content_type == PACKED_TYPE and raw.status in UNREADABLE:
                self._forms.not_read(raw.problem())
                continue
            if raw.status != 200:
                raise refusal_of(raw)
            try:
                answer = decode(raw.body, message, nonce, is_packed=raw.is_packed())
            except ValueError as error:
                raise CountyFault("the county's answer cannot be read") from error
            if content_type == PACKED_TYPE and wants_signatures(answer):
                continue
            return replace(
                answer, nonce=nonce, sent_bytes=sent_bytes, received_bytes=received_bytes
            )
        raise CountyFault("the county reads no form of this message")

    def _bodies(self, message: Exchange) -> Iterator[tuple[bytes, str]]:
        """Yield the forms of a message; first the one of which a part may have come."""
        begun, self._begun = self._begun, None
        if begun is not None and begun.message == message:
            self._begun = begun
            yield begun.body, begun.content_type
        for body, content_type in self._forms.of(message):
            if begun is None or begun.message != message or content_type != begun.content_type:
                yield body, content_type

    def _carry(
        self, message: Exchange, body: bytes, content_type: str
    ) -> tuple[RawAnswer, str, int]:
        """Send a body, in pieces if it is large; returns answer, nonce, and bytes sent."""
        headers = {"Content-Type": content_type}
        is_large = len(body) > PIECES_FROM_BYTES and time.monotonic() >= self._whole_until_s
        if self._pieces is not None and is_large:
            begun, self._begun = self._begun, _Begun(message, body, content_type)
            path = f"{EXCHANGE_PATH}/{hashlib.sha256(body).hexdigest()}"
            self._pieces.told = self.on_sending
            try:
                parcel = Parcel(path=path, body=body, headers=headers, is_begun=begun is not None)
                came = self._pieces.send(parcel)
            except NoPieces:
                self._whole_until_s = time.monotonic() + NO_PIECES_FOR_S
            except Offline:
                if self._pieces.answers_lost >= ANSWERS_LOST_MAX:
                    self._begun = None
                raise
            else:
                if came.raw.status not in _LATER:
                    self._begun = None
                return came.raw, came.nonce, came.sent_bytes
        self._begun = None
        nonce, signed = self._signed(body)
        raw = self._line.post(EXCHANGE_PATH, body, signed | headers)
        require_county(raw, self._county_key, nonce)
        return raw, nonce, len(body)

    def fetch(self, target: str) -> bytes:
        """Ask for something by path and query, which stand for the body in the signature.

        Returns:
            The body of a signed answer with status 200.

        Raises:
            Offline, NotTheCounty, DeviceUnknown, DeviceRevoked, CountyBusy, CountyFault: As for
                an exchange.
        """
        nonce, headers = self._signed(target.encode("ascii"), new_nonce())
        raw = self._line.get(target, headers)
        require_county(raw, self._county_key, nonce)
        if raw.status != 200:
            raise refusal_of(raw)
        return raw.body

    def _signed(self, data: bytes, nonce: str = "") -> tuple[str, dict[str, str]]:
        """Return a fresh nonce and the headers of a request that signs these bytes with it."""
        nonce = nonce or self._draw_nonce()
        return nonce, signed_headers(self._identity, nonce, data)


def signed_headers(identity: Requester, nonce: str, data: bytes) -> dict[str, str]:
    """Return the headers of a request in which a device signs these bytes with a nonce."""
    signature = identity.sign_request(request_bytes(nonce, data))
    return {
        DEVICE_HEADER: f"{identity.device}.{identity.generation}",
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: base64.b64encode(signature).decode("ascii"),
    }


def new_nonce() -> str:
    """Return a fresh nonce, 32 hex digits."""
    return secrets.token_hex(NONCE_HEX_DIGITS // 2)


def _tell_nobody(_sent_bytes: int, _total_bytes: int) -> None: ...
