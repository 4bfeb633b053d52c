"""One connection to the county: carries requests and answers, and believes none of them."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import requests
import urllib3
from urllib3.util import SKIP_HEADER

from counter_app.domain.errors import NotTheCounty, Offline
from sync.client.answers import RawAnswer
from sync.client.connections import OpenSockets, WatchedAdapter
from sync.client.county_address import CountyAddress
from sync.wire import ANSWER_BYTES_MAX, JSON_TYPE
from sync.wire_pieces import TOLD_HEADER

CONNECT_WAIT_S: Final = 5.0
READ_WAIT_S: Final = 20.0
EXCHANGE_WAIT_S: Final = 60.0
READ_BYTES: Final = 64 << 10
USER_AGENT: Final = "township-counter"

_NO_HEADERS: Final[Mapping[str, str | None]] = {
    "User-Agent": SKIP_HEADER,
    "Accept-Encoding": SKIP_HEADER,
    "Accept": None,
    "Connection": None,
}
"""What the libraries would add by themselves; HTTP/1.1 keeps a connection without being asked."""


_WITH_BODY: Final = frozenset({200, 202})
"""Answers that always say how long they are, if anybody lets them end."""


class Readable(Protocol):
    """A body that is read while it is sent."""

    def __len__(self) -> int:
        """Return how many bytes there are, read or not."""

    def read(self, size: int = -1) -> bytes: ...


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
        self._is_called_off = threading.Event()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> RawAnswer:
        """Send one request and read the answer within `EXCHANGE_WAIT_S`.

        Raises:
            Offline: No whole answer, or not in time.
            NotTheCounty: The certificate is not the county's, or the answer has no end.
        """
        return self._within_limits(
            lambda: self._request("POST", path, body, {"Content-Type": JSON_TYPE, **headers})
        )

    def put(self, target: str, body: Readable, headers: Mapping[str, str]) -> RawAnswer:
        """Bring something by path and query; raises as `post` does."""
        # Without a length the libraries would send it in chunks, and announce nothing.
        rest = body if len(body) else b""
        return self._within_limits(lambda: self._request("PUT", target, rest, headers))

    def head(self, target: str, headers: Mapping[str, str]) -> RawAnswer:
        """Ask for what stands in `TOLD_HEADER`, which becomes the body; raises as `post` does."""
        raw = self._within_limits(lambda: self._request("HEAD", target, None, headers))
        if raw.status == 200 and not (raw.header("Content-Length") and raw.header("Content-Type")):
            raise Offline("the answer was cut off in its head")
        told = raw.header(TOLD_HEADER).encode("latin-1", "replace")
        return RawAnswer(raw.status, raw.headers, told)

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> RawAnswer:
        """Ask by path and query; without headers with as few bytes as HTTP allows."""
        with_these = _NO_HEADERS if headers is None else headers
        return self._within_limits(lambda: self._request("GET", target, None, with_these))

    def _within_limits(self, ask: Callable[[], RawAnswer]) -> RawAnswer:
        try:
            with self._sockets.at_most(EXCHANGE_WAIT_S):
                return ask()
        except (requests.exceptions.SSLError, ssl.SSLError) as error:
            if _is_cut(error):
                raise Offline("a line that ended in the middle") from error
            raise NotTheCounty(f"TLS: {type(error).__name__}") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Offline(type(error).__name__) from error

    def break_off(self) -> None:
        """End whatever is going on; the line can be used again."""
        self._is_called_off.set()
        self._sockets.break_off()

    def hang_up(self) -> None:
        """End whatever is going on, for good."""
        self._is_called_off.set()
        self._sockets.break_for_good()

    @property
    def is_called_off(self) -> bool:
        """Whether somebody has broken off what is going on since `begin`: then it was no fault."""
        return self._is_called_off.is_set()

    def begin(self) -> None:
        """Something new begins, which nobody has broken off yet."""
        self._is_called_off.clear()

    def close(self) -> None:
        """Close the connection; by the thread that used it."""
        self._session.close()

    def _request(
        self,
        method: str,
        path: str,
        body: bytes | Readable | None,
        headers: Mapping[str, str | None],
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
            # Read to its end, empty as it is, so that the connection can be used again.
            content = response.content if method == "HEAD" else _body(response)
            return RawAnswer(response.status_code, response.headers, content)


def _is_cut(error: BaseException) -> bool:
    """Answer whether TLS complains of nothing but that the line ended."""
    seen: BaseException | None = error
    while seen is not None:
        causes = [seen, getattr(seen, "reason", None), *seen.args]
        causes += [getattr(each, "reason", None) for each in seen.args]
        if any(isinstance(each, ssl.SSLEOFError | ssl.SSLZeroReturnError) for each in causes):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _body(response: requests.Response) -> bytes:
    """Read an answer to its declared end, but never more than a counter can hold."""
    body = bytearray()
    end = time.monotonic() + EXCHANGE_WAIT_S
    while piece := response.raw.read1(READ_BYTES):
        body += piece
        if len(body) > ANSWER_BYTES_MAX:
            raise NotTheCounty("an answer without an end")
        if time.monotonic() > end:
            raise Offline("the answer took too long")
    declared = response.headers.get("Content-Length")
    is_cut_in_its_head = declared is None and not body and response.status_code in _WITH_BODY
    if is_cut_in_its_head or (declared is not None and declared != str(len(body))):
        raise Offline("the answer was cut off")
    return bytes(body)
