"""Files of cases at the county: who may bring or see one, and what is there of it.

A file belongs to whoever may see an act that names it: nobody can bring what no event names, nor
ask for a file by its hash alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from counter_app.domain.attachment import (
    ATTACHMENT_BYTES_MAX,
    Attachment,
    MaterialAttached,
    media_type_of,
)
from sync.bundle_attachments import PackedFile
from sync.codec import open_event
from sync.server import streams
from sync.server.authenticate import Caller
from sync.server.engine import Database
from sync.server.pieces import Arriving, Body, PieceLimits, Pieces
from sync.server.problem import Problem
from sync.server.schema import events, stream_entries
from sync.server.schema_pieces import attachments
from sync.server.system_clock import NowMs
from sync.wire_attachments import EVENT_FIRST, HASH_DIFFERS, QUOTA, FileStandWire

KIND: Final = "attachment"
LIMITS: Final = PieceLimits(
    body_bytes=ATTACHMENT_BYTES_MAX, bodies=4, bytes=2 * ATTACHMENT_BYTES_MAX
)
"""A counter brings one file after the other; two copies of a device make more."""

DAY_MS: Final = 24 * 3_600_000
DAY_BYTES_MAX: Final = 2 << 30
"""What one device may bring in a day: a hundred files of the largest size."""

DAY_RETRY_S: Final = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAsked:
    """A file that a device speaks of.

    Attributes:
        described: As the act says that names it.
    """

    caller: Caller
    described: Attachment

    @property
    def body(self) -> Body:
        return Body(owner=self.caller.device, sha256=self.described.sha256)


class CountyFiles:
    """The files of one county, shared by threads and processes through the database.

    Attributes:
        announced, settled: As `Pieces` has them, for one body at a time.
    """

    def __init__(self, database: Database, now_ms: NowMs) -> None:
        self._database = database
        self._now_ms = now_ms
        self._pieces = Pieces(database, KIND, LIMITS, now_ms)
        self.announced = self._pieces.announced
        self.settled = self._pieces.settled

    def asked(self, caller: Caller, sha256: str, event: str) -> FileAsked:
        """Return what is asked for, if an act that the caller may see names it.

        Raises:
            Problem: 409 `event-first`.
        """
        with self._database.reading() as connection:
            scope = streams.scope_of(caller.counter_code)
            data = connection.execute(
                select(events.c.data)
                .join(stream_entries, stream_entries.c.server_sequence == events.c.server_sequence)
                .where(events.c.event_id == event, stream_entries.c.scope == scope)
            ).scalar()
        fact = open_event(data).fact if data is not None else None
        if not isinstance(fact, MaterialAttached) or fact.attachment.sha256 != sha256:
            raise Problem(409, EVENT_FIRST)
        return FileAsked(caller=caller, described=fact.attachment)

    def stand(self, asked: FileAsked) -> FileStandWire:
        """Return how much of a file is there."""
        size = asked.described.size_bytes
        if self._is_whole(asked):
            return FileStandWire(offset=size, is_whole=True)
        return FileStandWire(offset=self._pieces.offset(asked.body))

    def begin(self, asked: FileAsked, start: int, size: int | None) -> bool:
        """Make room for a piece; False when the file is here already and nothing is to come.

        Raises:
            Problem: 409 `offset-differs`; 413 `too-large`; 429 `attachment-quota`.
        """
        if self._is_whole(asked):
            return False
        whole = asked.described.size_bytes
        if start + (size or 0) > whole:
            raise Problem(413, "too-large")
        with self._database.reading() as connection:
            if self._brought_today(connection, asked.caller.device) + whole > DAY_BYTES_MAX:
                raise Problem(429, QUOTA, retry_after_s=DAY_RETRY_S)
        self._pieces.begin(asked.body, start, whole - start if size is None else size)
        return True

    async def take_in(self, asked: FileAsked, start: int, stream: AsyncIterable[bytes]) -> int:
        """Keep a stream as it comes; returns how much is there.

        Raises:
            Problem: 413 `too-large`; 409 `offset-differs`; 408 `body-incomplete`.
        """
        return await self._pieces.take_in(asked.body, start, stream)

    def arriving(self, asked: FileAsked, start: int) -> Arriving:
        """Return what gathers and keeps what comes, for whoever reads it without waiting."""
        return Arriving(self._pieces, asked.body, start)

    def finish(self, asked: FileAsked, offset: int) -> FileStandWire:
        """Keep a file for good if all of it has come.

        Raises:
            Problem: 422 `hash-differs`: it is not what it was named, and is forgotten.
        """
        size = asked.described.size_bytes
        if offset < size:
            return FileStandWire(offset=offset)
        content = self._pieces.whole(asked.body)
        is_it = content is not None and len(content) == size
        if content is None or not is_it or media_type_of(content) != asked.described.media_type:
            self._pieces.drop(asked.body)
            raise Problem(422, HASH_DIFFERS)
        self.keep(asked, content)
        self._pieces.drop(asked.body)
        return FileStandWire(offset=size, is_whole=True)

    def keep(self, asked: FileAsked, content: bytes) -> None:
        """Keep a whole file; again changes nothing.  The caller has compared its hash."""
        assert hashlib.sha256(content).hexdigest() == asked.described.sha256
        try:
            with self._database.writing() as connection:
                connection.execute(
                    insert(attachments).values(
                        sha256=asked.described.sha256,
                        size_bytes=len(content),
                        media_type=asked.described.media_type.value,
                        stored_at_ms=self._now_ms(),
                        received_from=asked.caller.device,
                        content=content,
                    )
                )
        except IntegrityError:
            assert self._is_whole(asked), "a file that could not be kept"

    def bring_all(self, caller: Caller, files: Iterable[PackedFile]) -> tuple[int, int]:
        """Keep files that came on a stick; whoever calls this has compared their hashes.

        Returns:
            How many the county has now, and how many were left because no act that the caller
            may see names them as they are.
        """
        came = [self._bring(caller, file) for file in files]
        return came.count(True), came.count(False)

    def _bring(self, caller: Caller, file: PackedFile) -> bool:
        try:
            asked = self.asked(caller, file.sha256, file.event)
        except Problem:
            return False
        described = asked.described
        fits = len(file.content) == described.size_bytes
        if not fits or media_type_of(file.content) != described.media_type:
            return False
        if not self._is_whole(asked):
            self.keep(asked, file.content)
        return True

    def brought_by(self, device: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return (SHA-256, size) of the newest files that a device has brought."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(attachments.c.sha256, attachments.c.size_bytes)
                .where(attachments.c.received_from == device)
                .order_by(attachments.c.stored_at_ms.desc(), attachments.c.sha256)
                .limit(limit)
            ).all()
        return tuple((row.sha256, row.size_bytes) for row in rows)

    def part(self, asked: FileAsked, start: int, stop: int) -> bytes:
        """Return the bytes of a file from `start` up to, and without, `stop`.

        Raises:
            Problem: 404 `not-found`: the file has not come yet; 416 `no-such-range`.
        """
        if not 0 <= start < stop <= asked.described.size_bytes:
            raise Problem(416, "no-such-range")
        with self._database.reading() as connection:
            part = connection.execute(
                select(func.substr(attachments.c.content, start + 1, stop - start)).where(
                    attachments.c.sha256 == asked.described.sha256
                )
            ).scalar()
        if part is None:
            raise Problem(404, "not-found")
        return bytes(part)

    def _is_whole(self, asked: FileAsked) -> bool:
        with self._database.reading() as connection:
            found = connection.execute(
                select(attachments.c.size_bytes).where(
                    attachments.c.sha256 == asked.described.sha256
                )
            ).scalar()
        return found is not None

    def _brought_today(self, connection: Connection, device: str) -> int:
        since_ms = self._now_ms() - DAY_MS
        brought = connection.execute(
            select(func.coalesce(func.sum(attachments.c.size_bytes), 0)).where(
                attachments.c.received_from == device, attachments.c.stored_at_ms > since_ms
            )
        ).scalar_one()
        return int(brought)
