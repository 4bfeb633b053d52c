"""What has come of bodies that arrive in pieces: kept as it comes, for a day, by who sent it.

The rows lie in the county's database, so that any of its processes goes on where another was when
the line broke or the process died.  Pieces of a body stand without a gap from 0; whoever wants to
add one says where it begins, and that has to be the end of what is there.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from sync.server.engine import Database
from sync.server.problem import Problem
from sync.server.schema_pieces import pieces
from sync.server.system_clock import NowMs

KEPT_MS: Final = 24 * 3_600_000
"""A body that was not added to for so long is forgotten."""

PIECE_BYTES: Final = 8 << 10
"""What is kept as soon as it has come: the most that is sent again after a cut."""

SETTLED_WAIT_S: Final = 0.5
"""A line that is dead without having broken ends only when its silence is too long."""

_FORGOTTEN_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceLimits:
    """What one device may have lying here, of one kind.

    Attributes:
        body_bytes: The largest body.
        bodies: How many at once; the oldest goes when another begins.
        bytes: Of all of them together; the oldest go when another needs the room.
    """

    body_bytes: int
    bodies: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body on its way.

    Attributes:
        owner: Device that sends it; nobody else ever sees it.
        sha256: Of the whole body, 64 hex digits.
    """

    owner: str
    sha256: str


class Pieces:
    """The bodies of one kind, shared by threads and processes through the database."""

    def __init__(self, database: Database, kind: str, limits: PieceLimits, now_ms: NowMs) -> None:
        self._database = database
        self._kind = kind
        self.limits: Final = limits
        self._now_ms = now_ms
        self._coming: dict[Body, set[asyncio.Event]] = {}

    def offset(self, body: Body) -> int:
        """Return how much of a body is here: where its next piece has to begin."""
        with self._database.reading() as connection:
            return self._offset(connection, body)

    def begin(self, body: Body, start: int, size: int | None) -> None:
        """Make room for a piece and for what it announces.

        Args:
            body: Of which it is a part.
            start: Where it begins: the present offset, or 0 to begin anew.
            size: Of the piece, in bytes; None when nobody said.

        Raises:
            Problem: 413 `too-large`; 409 `offset-differs`.
        """
        limits = self.limits
        stop = limits.body_bytes if size is None else start + size
        if stop > limits.body_bytes:
            raise Problem(413, "too-large")
        with self._database.writing() as connection:
            self._forget_the_old(connection)
            if start == 0:
                connection.execute(delete(pieces).where(self._is(body)))
            elif start != self._offset(connection, body):
                raise Problem(409, "offset-differs")
            self._make_room(connection, body, stop)

    def append(self, body: Body, start: int, content: bytes) -> int:
        """Keep what has come, if anything; returns where the next piece begins.

        Raises:
            Problem: 409 `offset-differs`: somebody else is adding to the same body.
        """
        if not content:
            return start
        try:
            with self._database.writing() as connection:
                if start != self._offset(connection, body):
                    raise Problem(409, "offset-differs")
                connection.execute(
                    insert(pieces).values(
                        kind=self._kind,
                        owner=body.owner,
                        sha256=body.sha256,
                        start=start,
                        stop=start + len(content),
                        at_ms=self._now_ms(),
                        content=content,
                    )
                )
        except IntegrityError as error:
            raise Problem(409, "offset-differs") from error
        return start + len(content)

    def whole(self, body: Body) -> bytes | None:
        """Return the body if all of it is here: if its hash is the one it is named by."""
        rows = select(pieces.c.start, pieces.c.content).where(self._is(body))
        content = bytearray()
        with self._database.reading() as connection:
            for row in connection.execute(rows.order_by(pieces.c.start)):
                if row.start != len(content):
                    return None
                content += row.content
        found = bytes(content)
        return found if hashlib.sha256(found).hexdigest() == body.sha256 else None

    def drop(self, body: Body) -> None:
        """Forget a body."""
        with self._database.writing() as connection:
            connection.execute(delete(pieces).where(self._is(body)))

    @contextmanager
    def announced(self, body: Body) -> Iterator[tuple[asyncio.Event, ...]]:
        """Note that some of a body comes while the block runs.

        Gives what ends when those end that are coming already; for `settled`.
        """
        ended, earlier = asyncio.Event(), tuple(self._coming.get(body, ()))
        self._coming.setdefault(body, set()).add(ended)
        try:
            yield earlier
        finally:
            ended.set()
            self._coming[body].discard(ended)
            if not self._coming[body]:
                del self._coming[body]

    async def settled(self, earlier: Iterable[asyncio.Event]) -> None:
        """Wait, but not long, until what this process still reads of a body is kept.

        A line that broke is noticed in the same moment as the next try over a new one.
        """
        for ended in earlier:
            with suppress(TimeoutError):
                async with asyncio.timeout(SETTLED_WAIT_S):
                    await ended.wait()

    async def take_in(self, body: Body, start: int, stream: AsyncIterable[bytes]) -> int:
        """Keep a stream as it comes, every `PIECE_BYTES` and what is left when it ends or breaks.

        Returns:
            How much of the body is here.

        Raises:
            Problem: 413 `too-large`; 409 `offset-differs`; whatever the stream raises.
        """
        arriving = Arriving(self, body, start)
        try:
            async for some in stream:
                if arriving.gather(some):
                    await run_in_threadpool(arriving.keep)
        finally:
            if arriving.has_rest:
                await run_in_threadpool(arriving.keep)  # The end, or the line broke.
        return arriving.stop

    def _is(self, body: Body) -> ColumnElement[bool]:
        is_theirs = (pieces.c.kind == self._kind) & (pieces.c.owner == body.owner)
        return is_theirs & (pieces.c.sha256 == body.sha256)

    def _offset(self, connection: Connection, body: Body) -> int:
        last = select(pieces.c.stop, pieces.c.at_ms).where(self._is(body))
        row = connection.execute(last.order_by(pieces.c.start.desc()).limit(1)).first()
        return row.stop if row is not None and row.at_ms > self._now_ms() - KEPT_MS else 0

    def _make_room(self, connection: Connection, body: Body, stop: int) -> None:
        """Let the oldest bodies of this device go until there is room for one more."""
        others = connection.execute(
            select(pieces.c.sha256, func.max(pieces.c.stop).label("size"))
            .where(
                pieces.c.kind == self._kind,
                pieces.c.owner == body.owner,
                pieces.c.sha256 != body.sha256,
            )
            .group_by(pieces.c.sha256)
            .order_by(func.max(pieces.c.at_ms).desc())
        ).all()
        taken = stop
        for count, other in enumerate(others, 2):
            taken += other.size
            if count > self.limits.bodies or taken > self.limits.bytes:
                gone = Body(owner=body.owner, sha256=other.sha256)
                connection.execute(delete(pieces).where(self._is(gone)))

    def _forget_the_old(self, connection: Connection) -> None:
        """Delete bodies that nobody has added to for a day, whosever they are."""
        before_ms = self._now_ms() - KEPT_MS
        name = (pieces.c.kind, pieces.c.owner, pieces.c.sha256)
        old = connection.execute(
            select(*name).where(pieces.c.at_ms <= before_ms).distinct().limit(_FORGOTTEN_AT_ONCE)
        ).all()
        for kind, owner, sha256 in old:
            is_it = (name[0] == kind) & (name[1] == owner) & (name[2] == sha256)
            newest = select(func.max(pieces.c.at_ms)).where(is_it)
            if connection.execute(newest).scalar_one() <= before_ms:
                connection.execute(delete(pieces).where(is_it))


class Arriving:
    """What comes of a body in one request, gathered until there is enough to be kept.

    Attributes:
        stop: How much of the body is kept.
    """

    def __init__(self, pieces: Pieces, body: Body, start: int) -> None:
        self._pieces = pieces
        self._body = body
        self._waiting = bytearray()
        self.stop = start

    def gather(self, some: bytes) -> bool:
        """Take what has come; returns whether it is so much that it has to be kept now.

        Raises:
            Problem: 413 `too-large`.
        """
        self._waiting += some
        if self._is_too_large():
            raise Problem(413, "too-large")
        return len(self._waiting) >= PIECE_BYTES

    @property
    def has_rest(self) -> bool:
        """Whether something has come that is not kept yet, and may be."""
        return bool(self._waiting) and not self._is_too_large()

    def keep(self) -> None:
        """Keep what was gathered.

        Raises:
            Problem: 409 `offset-differs`: somebody else is adding to the same body.
        """
        piece = bytes(self._waiting)
        self._waiting.clear()
        self.stop = self._pieces.append(self._body, self.stop, piece)

    def _is_too_large(self) -> bool:
        return self.stop + len(self._waiting) > self._pieces.limits.body_bytes
