"""What of the county comes in pieces: the routes of bodies and of files, without an event loop.

Who may, what is kept, and when something is whole, is asked of the county's own `Pieces` and
`CountyFiles`; only the reading of the socket is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sync.server.app import EXCHANGE_KIND, EXCHANGE_LIMITS
from sync.server.attachment_routes import part_of
from sync.server.attachments import CountyFiles
from sync.server.authenticate import Caller, authenticate
from sync.server.engine import Database
from sync.server.pieces import Arriving, Body, Pieces
from sync.server.problem import Problem
from sync.server.system_clock import NowMs
from sync.simulation.request import Request
from sync.wire_attachments import ATTACHMENTS_PATH, EVENT, FILE_TYPE, RANGE_HEADER, FileStandWire
from sync.wire_pieces import FROM, OffsetWire

SEGMENT_BYTES: Final = 1_448
"""What one packet of the line carries: so much is handed to the county at once."""

Done = tuple[int, bytes]
"""Status and content of an answer."""

Finish = Callable[[Caller, Mapping[str, str], bytes], bytes]


class BodyDoor:
    """Takes large bodies of exchanges, as `sync.server.piece_routes` does."""

    def __init__(self, database: Database, now_ms: NowMs, finish: Finish) -> None:
        self._database = database
        self._now_ms = now_ms
        self._pieces = Pieces(database, EXCHANGE_KIND, EXCHANGE_LIMITS, now_ms)
        self._finish = finish

    def answer(self, request: Request) -> Done:
        """Answer `HEAD` and `PUT` of a body that is named by its hash.

        Raises:
            Problem: As the routes do.
        """
        caller = authenticate(
            self._database,
            request.headers,
            request.target.encode("ascii"),
            at_ms=self._now_ms(),
            may_be_pending=True,
        )
        body = Body(owner=caller.device, sha256=_name_in(request))
        if request.method == "HEAD":
            return 200, _told(self._pieces.offset(body))
        start = int(request.asked(FROM))
        self._pieces.begin(body, start, request.announced)
        stop = _kept(Arriving(self._pieces, body, start), request)
        whole = self._pieces.whole(body)
        if whole is None:
            return 202, _told(stop)
        return 200, self._finish(caller, request.headers, whole)


class FileDoor:
    """Takes and gives files of cases, as `sync.server.attachment_routes` does."""

    def __init__(self, database: Database, now_ms: NowMs) -> None:
        self._database = database
        self._now_ms = now_ms
        self._files = CountyFiles(database, now_ms)

    def is_for(self, request: Request) -> bool:
        """Whether a request asks for a file."""
        return request.path.startswith(ATTACHMENTS_PATH)

    def media_type_of(self, request: Request) -> str:
        """Return of which type the answer is; "" when its content says so itself."""
        return FILE_TYPE if self.is_for(request) and request.method == "GET" else ""

    def answer(self, request: Request) -> Done:
        """Answer `HEAD`, `PUT` and `GET` of a file.

        Raises:
            Problem: As the routes do.
        """
        wanted = request.headers.get(RANGE_HEADER)
        signed = f"{request.target}{wanted or ''}".encode("ascii")
        caller = authenticate(self._database, request.headers, signed, at_ms=self._now_ms())
        asked = self._files.asked(caller, _name_in(request), request.asked(EVENT))
        if request.method == "HEAD":
            return 200, _stand(self._files.stand(asked))
        if request.method == "GET":
            start, stop = part_of(wanted, asked.described.size_bytes)
            return 206, self._files.part(asked, start, stop)
        start = int(request.asked(FROM))
        if not self._files.begin(asked, start, request.announced):
            return 200, _stand(self._files.stand(asked))
        stop = _kept(self._files.arriving(asked, start), request)
        stand = self._files.finish(asked, stop)
        return (201 if stand.is_whole else 202), _stand(stand)


def _kept(arriving: Arriving, request: Request) -> int:
    """Keep a body as it comes; returns how much of it is there.

    Raises:
        Problem: 408 `body-incomplete`: the line broke, and what had come is kept.
    """
    body = request.body
    for at in range(0, len(body), SEGMENT_BYTES):
        if arriving.gather(body[at : at + SEGMENT_BYTES]):
            arriving.keep()
    if arriving.has_rest:
        arriving.keep()
    if request.is_torn:
        raise Problem(408, "body-incomplete")
    return arriving.stop


def _name_in(request: Request) -> str:
    return request.path.rpartition("/")[2]


def _told(offset: int) -> bytes:
    return OffsetWire(offset=offset).model_dump_json().encode()


def _stand(stand: FileStandWire) -> bytes:
    return stand.model_dump_json().encode()
