"""Files after the events: the smallest first, from where the line broke, and never in the way.

A file goes when every event has gone, in pieces that double while the line holds and halve when
it breaks.  Between two pieces anything else has the right of way: a case that was just saved, a
pause, the end of the program.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, ParamSpec, Protocol, TypeVar

from counter_app.domain.errors import (
    AttachmentNotTaken,
    AttachmentNotThere,
    CountyFault,
    StorageError,
    SyncError,
)
from counter_app.domain.ids import EventId

PIECE_START_BYTES: Final = 64 << 10
PIECE_BYTES: Final = range(8 << 10, (512 << 10) + 1)
WISHES_MAX: Final = 64
log = logging.getLogger(__name__)
_OF_THIS_FILE: Final = (AttachmentNotTaken, AttachmentNotThere, CountyFault, StorageError)
"""What stands against one file and keeps no other back: not offered, not there, damaged here."""

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class FileStand:
    """How much of a file the county has."""

    offset: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProgress:
    """How far the files are.

    Attributes:
        to_send: Files of this counter that the county does not have.
        sent_bytes: Of the file under way; size_bytes: its size, 0 when none is.
    """

    to_send: int = 0
    sent_bytes: int = 0
    size_bytes: int = 0


class FileTransport(Protocol):
    """Carries files; `sync.client.file_transport.HttpFileTransport`."""

    def stand(self, sha256: str, event: EventId) -> FileStand: ...

    def put(self, sha256: str, event: EventId, offset: int, piece: bytes) -> FileStand: ...

    def get(self, sha256: str, event: EventId, start: int, stop: int) -> bytes: ...


class FileStore(Protocol):
    """What this counter has of files, and what it knows of the county's."""

    def to_send(self) -> tuple[int, int]:
        """Return how many files the county does not have yet, and their bytes together."""

    def next_to_send(self, *, beside: frozenset[str] = frozenset()) -> tuple[str, EventId] | None:
        """Return the smallest file that the county lacks, and an act there that names it."""

    def act_of(self, sha256: str) -> EventId | None:
        """Return an act that names a file and that the county has."""

    def size_of(self, sha256: str) -> int: ...

    def is_here(self, sha256: str) -> bool: ...

    def read(self, sha256: str) -> bytes: ...

    def at_county(self, sha256: str) -> None: ...

    def take(self, content: bytes) -> str: ...


class Wishes:
    """Files that somebody wants to look at; any thread.

    Attributes:
        is_new: Something was wanted since whoever fetches began.
        is_sending_asked: A person wants what waits to be sent now, whatever the line costs.
    """

    def __init__(self) -> None:
        self.is_sending_asked = False
        self.is_new = False
        self._lock = threading.Lock()
        self._files: dict[str, None] = {}

    def add(self, sha256: str) -> None:
        """Want a file; the oldest wish goes when there are too many."""
        with self._lock:
            self._files.pop(sha256, None)
            self._files[sha256] = None
            self.is_new = True
            while len(self._files) > WISHES_MAX:
                del self._files[next(iter(self._files))]

    def fulfilled(self, sha256: str) -> None:
        with self._lock:
            self._files.pop(sha256, None)

    def all(self) -> tuple[str, ...]:
        """Return what is wanted, the newest wish first."""
        with self._lock:
            return tuple(reversed(self._files))


def no_files_told(progress: FileProgress) -> None:
    """Tell nobody."""
    del progress


class FileCarrier:
    """Sends and fetches files; one object lives as long as the program, on the sync thread.

    Attributes:
        wishes: What to fetch, and whether to send on a metered line too; any thread.
    """

    def __init__(
        self,
        store: FileStore,
        transport: FileTransport,
        wishes: Wishes | None = None,
        *,
        is_metered: bool = False,
        told: Callable[[FileProgress], None] = no_files_told,
    ) -> None:
        self._store = store
        self._transport = transport
        self._is_metered = is_metered
        self._piece_bytes = PIECE_START_BYTES
        self._arrived: dict[str, bytearray] = {}
        self.told = told
        self.wishes: Final = wishes or Wishes()
        self.progress = FileProgress()

    def run(self, may_go_on: Callable[[], bool]) -> int:
        """Fetch what is wanted, then send what waits, while nothing else has the right of way.

        Returns:
            How many files are where they were to go.

        Raises:
            SyncError: The line broke, or the county said no to the device; the rest goes later.
        """
        done = 0
        for sha256 in self.wishes.all():
            if may_go_on():
                done += self._fetch(sha256, may_go_on)
        if self._is_metered and not self.wishes.is_sending_asked:
            self._tell()
            return done
        return done + self._send_all(may_go_on)

    def _send_all(self, may_go_on: Callable[[], bool]) -> int:
        done = 0
        tried: set[str] = set()
        self._tell()
        while may_go_on():
            found = self._store.next_to_send(beside=frozenset(tried))
            if found is None:
                self.wishes.is_sending_asked = False
                break
            sha256, event = found
            tried.add(sha256)
            try:
                done += self._send(sha256, event, may_go_on)
            except _OF_THIS_FILE as error:
                log.warning("file %s not sent: %s", sha256[:8], error.code)
            finally:
                self._tell()
        return done

    def _send(self, sha256: str, event: EventId, may_go_on: Callable[[], bool]) -> bool:
        content = self._store.read(sha256)
        stand = self._transport.stand(sha256, event)
        while not stand.is_whole:
            self._tell(sent_bytes=stand.offset, size_bytes=len(content))
            if not may_go_on():
                return False
            start = stand.offset if stand.offset < len(content) else 0
            piece = content[start : start + self._piece_bytes]
            stand = self._carried(self._transport.put, sha256, event, start, piece)
            if not stand.is_whole and stand.offset <= start:
                raise CountyFault("a file that does not grow")
        self._store.at_county(sha256)
        return True

    def _fetch(self, sha256: str, may_go_on: Callable[[], bool]) -> bool:
        if self._store.is_here(sha256):
            self.wishes.fulfilled(sha256)
            return False
        event, size = self._store.act_of(sha256), self._store.size_of(sha256)
        if event is None:
            return False
        try:
            return self._fetch_pieces((sha256, event, size), may_go_on)
        except _OF_THIS_FILE as error:
            self._arrived.pop(sha256, None)
            log.warning("file %s not fetched: %s", sha256[:8], error.code)
            return False

    def _fetch_pieces(
        self, wanted: tuple[str, EventId, int], may_go_on: Callable[[], bool]
    ) -> bool:
        sha256, event, size = wanted
        arrived = self._arrived.setdefault(sha256, bytearray())
        while len(arrived) < size:
            self._tell(sent_bytes=len(arrived), size_bytes=size)
            if not may_go_on():
                return False
            start, stop = len(arrived), min(len(arrived) + self._piece_bytes, size)
            arrived += self._carried(self._transport.get, sha256, event, start, stop)
        content = bytes(self._arrived.pop(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise CountyFault("a file that is not what it was named")
        self._store.take(content)
        self.wishes.fulfilled(sha256)
        self._tell()
        return True

    def _carried(
        self, carry: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
    ) -> Answer:
        """Carry one piece; the next is larger, or smaller if the line broke."""
        try:
            answer = carry(*args, **kwargs)
        except SyncError:
            self._piece_bytes = max(PIECE_BYTES.start, self._piece_bytes // 2)
            raise
        self._piece_bytes = min(PIECE_BYTES.stop - 1, self._piece_bytes * 2)
        return answer

    def _tell(self, *, sent_bytes: int = 0, size_bytes: int = 0) -> None:
        count, _ = self._store.to_send()
        self.progress = FileProgress(to_send=count, sent_bytes=sent_bytes, size_bytes=size_bytes)
        self.told(self.progress)
