"""Carries messages to the county over HTTP and believes nothing that the county did not sign."""

from __future__ import annotations

import base64
import binascii
import secrets
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol
from urllib.parse import urlsplit

import requests
import urllib3
from urllib3.util import SKIP_HEADER

from counter_app.domain.errors import (
    CountyBusy,
    CountyFault,
    DeviceKeyExpired,
    DevicePending,
    DeviceRevoked,
    DeviceUnknown,
    NotTheCounty,
    Offline,
    ProgramTooOld,
    SettingsInvalid,
    SyncError,
)
from sync.client.connections import OpenSockets, WatchedAdapter
from sync.client.forms import UNREADABLE, Forms, decode, wants_signatures
from sync.client.idling import IdleAsking
from sync.codec import Sign
from sync.packing_wire import PACKED_TYPE
from sync.protocol import Exchange, ExchangeAnswer
from sync.signing import NONCE_HEX_DIGITS, Verifier, is_response, request_bytes
from sync.wire import (
    ANSWER_BYTES_MAX,
    DEVICE_HEADER,
    EXCHANGE_PATH,
    JSON_TYPE,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    ProblemWire,
)

CONNECT_WAIT_S: Final = 5.0
READ_WAIT_S: Final = 20.0
EXCHANGE_WAIT_S: Final = 60.0
PIECE_BYTES: Final = 64 << 10
USER_AGENT: Final = "township-counter"

PROGRAM_TOO_OLD: Final = "program-too-old"

_FORBIDDEN: Final[Mapping[str, type[SyncError]]] = MappingProxyType(
    {"key-expired": DeviceKeyExpired, "device-pending": DevicePending}
)
_NO_HEADERS: Final[Mapping[str, str | None]] = {
    "User-Agent": SKIP_HEADER,
    "Accept-Encoding": SKIP_HEADER,
    "Accept": None,
    "Connection": None,
}
"""What the libraries would add by themselves; HTTP/1.1 keeps a connection without being asked."""

_GATEWAY: Final = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyAddress:
    """Where the county is, as the installer entered it.

    Attributes:
        url: `https://host[:port]`; plain `http` for this machine only.
        ca_file: PEM file with the only authorities that are trusted; None for the usual ones.
        may_use_plain_http: Plain HTTP to other machines; messages stay signed, but readable.
    """

    url: str
    ca_file: Path | None = None
    may_use_plain_http: bool = False

    def __post_init__(self) -> None:
        """Check the address.

        Raises:
            SettingsInvalid: It is no usable address, or plain HTTP to another machine.
        """
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise SettingsInvalid("县局地址应为 https://主机[:端口]")
        if parts.username or parts.password or parts.path.strip("/"):
            raise SettingsInvalid("县局地址里不能有用户名、密码或路径")
        is_open = parts.scheme == "http" and not _is_this_machine(parts.hostname)
        if is_open and not self.may_use_plain_http:
            raise SettingsInvalid("县局地址必须是 https（本机地址除外）")

    @property
    def base(self) -> str:
        return self.url.rstrip("/")


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


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came, not believed yet."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def is_signed_by(self, county_key: Verifier, nonce: str) -> bool:
        """Answer whether the county signed exactly this status and body for this nonce."""
        try:
            signature = base64.b64decode(self.headers.get(SIGNATURE_HEADER, ""), validate=True)
        except (binascii.Error, ValueError):
            return False
        return is_response(county_key, (nonce, self.status, self.body), signature)

    def header(self, name: str) -> str:
        """Return a header; "" when it is not there."""
        return self.headers.get(name, "")

    def is_ours(self) -> bool:
        """Answer whether the content is of a type that the county sends."""
        return self._content_type() in {JSON_TYPE, PACKED_TYPE}

    def is_packed(self) -> bool:
        return self._content_type() == PACKED_TYPE

    def _content_type(self) -> str:
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    def problem(self) -> str:
        """Return the code of a refusal; "" when there is none to be read."""
        told = self._told()
        return told.error if told else ""

    def retry_after_s(self) -> int | None:
        """Return when a refusal asks us to come again; what is signed counts, not the header."""
        told = self._told()
        return told.retry_after_s if told else None

    def _told(self) -> ProblemWire | None:
        try:
            return ProblemWire.model_validate_json(self.body)
        except ValueError:
            return None


class Line(Protocol):
    """Carries one request to whoever answers there, and the answer back."""

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> RawAnswer:
        """Raise `Offline` or `NotTheCounty` when nothing usable comes back."""

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> RawAnswer:
        """Ask for something by path and query; raises as `post` does."""


class HttpLine:
    """One kept-alive connection to the county.

    No proxy, no environment, no redirect, no second try: what was sent and what came back is
    all there is.  Used by one thread; `break_off` may be called from any other.
    """

    def __init__(self, address: CountyAddress) -> None:
        self._address = address
        self._sockets = OpenSockets()
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", WatchedAdapter(self._sockets))
        session.mount("https://", WatchedAdapter(self._sockets))
        session.verify = str(address.ca_file) if address.ca_file else True
        session.headers.update({"User-Agent": USER_AGENT, "Accept": JSON_TYPE})
        session.headers["Accept-Encoding"] = "identity"  # The cap counts what we hold in memory.
        self._session = session

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> RawAnswer:
        """Send one request and read the answer within `EXCHANGE_WAIT_S`.

        Raises:
            Offline: No whole answer, or not in time.
            NotTheCounty: The certificate is not the county's, or the answer has no end.
        """
        return self._within_limits(
            lambda: self._request("POST", path, body, {"Content-Type": JSON_TYPE, **headers})
        )

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> RawAnswer:
        """Ask by path and query; without headers with as few bytes as HTTP allows."""
        with_these = _NO_HEADERS if headers is None else headers
        return self._within_limits(lambda: self._request("GET", target, None, with_these))

    def _within_limits(self, ask: Callable[[], RawAnswer]) -> RawAnswer:
        try:
            with self._sockets.at_most(EXCHANGE_WAIT_S):
                return ask()
        except (requests.exceptions.SSLError, ssl.SSLError) as error:
            raise NotTheCounty(f"TLS: {type(error).__name__}") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Offline(type(error).__name__) from error

    def break_off(self) -> None:
        """End whatever is going on; the line can be used again."""
        self._sockets.break_off()

    def hang_up(self) -> None:
        """End whatever is going on, for good."""
        self._sockets.break_for_good()

    def close(self) -> None:
        """Close the connection; by the thread that used it."""
        self._session.close()

    def _request(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str | None]
    ) -> RawAnswer:
        with self._session.request(
            method,
            self._address.base + path,
            data=body,
            headers=headers,
            timeout=(CONNECT_WAIT_S, READ_WAIT_S),
            allow_redirects=False,
            stream=True,
        ) as response:
            return RawAnswer(response.status_code, response.headers, _body(response))


class Requester(Protocol):
    """Who speaks, asked at each request: a device may go on under a new key."""

    @property
    def device(self) -> str: ...

    @property
    def generation(self) -> int: ...

    @property
    def sign_request(self) -> Sign:
        """Ed25519 by the device's key with purpose `request`."""


class HttpTransport:
    """Implements `sync.protocol.Transport` for one device and one county key."""

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

    def is_quiet(self, position: int, prefix_hash: str) -> bool:
        """Ask the short question; see `sync.client.idling.QuietLine`."""
        return self._idle.ask(self._line.get, position, prefix_hash)

    def exchange(self, message: Exchange) -> ExchangeAnswer:
        """Send one exchange, packed or as JSON; see `sync.protocol.Transport`."""
        sent_bytes = received_bytes = 0
        for body, content_type in self._forms.of(message):
            nonce = self._draw_nonce()
            headers = self._headers(nonce, body) | {"Content-Type": content_type}
            raw = self._line.post(EXCHANGE_PATH, body, headers)
            require_county(raw, self._county_key, nonce)
            sent_bytes += len(body)
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

    def fetch(self, target: str) -> bytes:
        """Ask for something by path and query, which stand for the body in the signature.

        Returns:
            The body of a signed answer with status 200.

        Raises:
            Offline, NotTheCounty, DeviceUnknown, DeviceRevoked, CountyBusy, CountyFault: As for
                an exchange.
        """
        nonce = new_nonce()
        raw = self._line.get(target, self._headers(nonce, target.encode("ascii")))
        require_county(raw, self._county_key, nonce)
        if raw.status != 200:
            raise refusal_of(raw)
        return raw.body

    def _headers(self, nonce: str, body: bytes) -> dict[str, str]:
        signature = self._identity.sign_request(request_bytes(nonce, body))
        return {
            DEVICE_HEADER: f"{self._identity.device}.{self._identity.generation}",
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: base64.b64encode(signature).decode("ascii"),
        }


def new_nonce() -> str:
    """Return a fresh nonce, 32 hex digits."""
    return secrets.token_hex(NONCE_HEX_DIGITS // 2)


def require_county(raw: RawAnswer, county_key: Verifier, nonce: str) -> None:
    """See that the county, and nobody else, answered this request.

    Raises:
        Offline: A gateway on the way said that it cannot reach the county.
        NotTheCounty: Anything else without the county's signature: a login page, a redirect,
            a proxy, another server, an answer to another request.
    """
    if raw.is_ours() and raw.is_signed_by(county_key, nonce):
        return
    if raw.status in _GATEWAY:
        raise Offline(f"a gateway answered {raw.status}")
    raise NotTheCounty(f"an unsigned answer with status {raw.status}")


def refusal_of(raw: RawAnswer) -> SyncError:
    """Return what a refusal that the county signed means."""
    code = raw.problem() or "no reason"
    match raw.status:
        case 409 if code == PROGRAM_TOO_OLD:
            return ProgramTooOld(code)
        case 401:
            return DeviceUnknown(code)
        case 403:
            return _FORBIDDEN.get(code, DeviceRevoked)(code)
        case 408 | 409 | 429 | 503:
            return CountyBusy(code, retry_after_s=raw.retry_after_s())
        case _:
            return CountyFault(f"{raw.status} {code}")


def _body(response: requests.Response) -> bytes:
    """Read an answer to its declared end, but never more than a counter can hold."""
    body = bytearray()
    end = time.monotonic() + EXCHANGE_WAIT_S
    while piece := response.raw.read1(PIECE_BYTES):
        body += piece
        if len(body) > ANSWER_BYTES_MAX:
            raise NotTheCounty("an answer without an end")
        if time.monotonic() > end:
            raise Offline("the answer took too long")
    declared = response.headers.get("Content-Length")
    if declared is not None and declared != str(len(body)):
        raise Offline("the answer was cut off")
    return bytes(body)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
