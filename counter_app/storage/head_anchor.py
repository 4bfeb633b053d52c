"""The end of the own chain, kept outside the database: knowing that the past is complete.

A deleted `-wal` or an old copy put back leaves a database that is whole by every check of its
own.  So after each commit 512 bytes beside it say how far the chain had come:

    generation, n, event id, writes: ASCII, divided by blanks and padded to 480 bytes
    HMAC-SHA256, 32 bytes

Two such slots are written in turn, so that a torn write leaves the other one.
"""

from __future__ import annotations

import contextlib
import hmac
import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from counter_app.domain.errors import StorageError
from counter_app.storage.durable_file import replace_file, sync_folder
from counter_app.storage.event_log import ChainEnd
from counter_app.storage.statements import EVENT_AT_PLACE, LAST_PLACE

SLOT_BYTES: Final = 512
_MAC_BYTES: Final = 32
_TEXT_BYTES: Final = SLOT_BYTES - _MAC_BYTES
_NO_EVENT: Final = "-"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain as it stood after a commit.

    Attributes:
        n: 0, with no event id, before the first event.
        writes: Goes up with every write of the anchor.
    """

    generation: int
    n: int
    event_id: str
    writes: int


class HeadVerdict(Enum):
    """What comparing the anchor with the database says.

    Everything from LOST on means: restored, replaced or cut; a person has to know.
    """

    FRESH = "fresh"
    EQUAL = "equal"
    BEHIND = "behind"
    LOST = "anchor-lost"
    CUT = "chain-cut"
    REPLACED = "chain-replaced"


@dataclass(frozen=True, slots=True)
class HeadCheck:
    """The comparison at start.

    Attributes:
        outside: What the anchor says; None if there is no valid one.
        inside_n: End of the chain in the database; 0 when empty.
        missing: First and last place that the database lacks; None when it lacks none.
    """

    verdict: HeadVerdict
    outside: Head | None
    inside_n: int
    missing: tuple[int, int] | None = None

    @property
    def is_sound(self) -> bool:
        return self.verdict in {HeadVerdict.FRESH, HeadVerdict.EQUAL, HeadVerdict.BEHIND}


class HeadAnchor:
    """The file with the two slots."""

    def __init__(self, path: Path, key: bytes, mirror: Path | None = None) -> None:
        """Take the file, which may be missing, and 32 bytes derived from the device secret.

        Args:
            path: Beside the database.
            key: 32 bytes.
            mirror: A copy outside the profile, as old as the last `sync`: whoever puts a whole
                profile of last week back does not put this back.
        """
        assert len(key) == 32
        self._path = path
        self._mirror = mirror
        self._key = key
        self._handle: int | None = None

    def read(self) -> Head | None:
        """Return the newest valid slot, the mirror's included; None if there is none."""
        heads = [*self._heads(self._path), *(self._heads(self._mirror) if self._mirror else ())]
        return max(heads, key=lambda head: (head.generation, head.writes), default=None)

    def _heads(self, path: Path) -> list[Head]:
        try:
            content = path.read_bytes()
        except OSError:
            return []
        slots = [content[:SLOT_BYTES], content[SLOT_BYTES : 2 * SLOT_BYTES]]
        return [head for slot in slots if (head := self._opened(slot)) is not None]

    def write(self, head: Head) -> None:
        """Write a head into the slot whose turn it is; one write, not synced."""
        handle = self._opened_file()
        os.lseek(handle, (head.writes % 2) * SLOT_BYTES, os.SEEK_SET)
        os.write(handle, self._sealed(head))

    def write_again(self, head: Head) -> None:
        """Put a head back that only the mirror still has."""
        if head not in self._heads(self._path):
            self.write(head)

    def begin(self, generation: int) -> None:
        """Make the file before the first event, durably: a power cut may not lose its name."""
        self.write(Head(generation, 0, "", 1))
        self.sync()
        sync_folder(self._path.parent)

    def sync(self) -> None:
        """Wait until the disk has it, and mirror it: at sign-out, day close, backup and exit."""
        os.fsync(self._opened_file())
        if self._mirror is not None:
            content = self._path.read_bytes()
            if not self._mirror.exists() or self._mirror.read_bytes() != content:
                self._mirror.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                replace_file(self._mirror, content)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _opened_file(self) -> int:
        if self._handle is None:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._handle = os.open(self._path, flags, 0o600)
        return self._handle

    def _sealed(self, head: Head) -> bytes:
        line = f"{head.generation} {head.n} {head.event_id or _NO_EVENT} {head.writes}"
        text = line.encode("ascii").ljust(_TEXT_BYTES)
        assert len(text) == _TEXT_BYTES
        return text + hmac.digest(self._key, text, "sha256")

    def _opened(self, slot: bytes) -> Head | None:
        text, mac = slot[:_TEXT_BYTES], slot[_TEXT_BYTES:]
        if not hmac.compare_digest(hmac.digest(self._key, text, "sha256"), mac):
            return None
        generation, n, event_id, writes = text.decode("ascii").split()
        known = "" if event_id == _NO_EVENT else event_id
        return Head(int(generation), int(n), known, int(writes))


class HeadKeeper:
    """Moves the anchor after each commit, unless the anchor has found the database wanting.

    An anchor that disagrees stays where it is until a new generation begins: the next commit
    would otherwise wipe out the only witness.
    """

    def __init__(self, anchor: HeadAnchor, check: HeadCheck, *, is_viewing: bool = False) -> None:
        self._anchor = anchor
        self._check = check
        outside = None if is_viewing else check.outside or anchor.read()
        self._writes = outside.writes if outside is not None else 0

    @property
    def check(self) -> HeadCheck:
        return self._check

    def move(self, generation: int, end: ChainEnd) -> None:
        """Write down the end of the chain that was just committed.

        A disk that refuses changes nothing about the commit: the anchor is then behind,
        which is what it is after a power cut too.
        """
        if not self._check.is_sound:
            return
        self._writes += 1
        try:
            self._anchor.write(Head(generation, end.n, end.event_id, self._writes))
        except OSError:
            self._writes -= 1

    def begin_again(self, generation: int, end: ChainEnd) -> None:
        """Follow a new generation, whose first event has been committed, from now on."""
        head = Head(generation, end.n, end.event_id, self._writes + 1)
        self._check = HeadCheck(HeadVerdict.EQUAL, head, end.n)
        self.move(generation, end)
        self.sync()

    def close(self) -> None:
        """Make the anchor durable, if there is one, and let go of it."""
        self.sync()
        self._anchor.close()

    def sync(self) -> None:
        """Make the anchor durable if there is one; where the disk refuses, it is behind."""
        if self._writes and self._check.is_sound:
            with contextlib.suppress(OSError, StorageError):
                self._anchor.sync()


def check_head(
    anchor: HeadAnchor, connection: Any, chain: tuple[str, int], end: ChainEnd
) -> HeadCheck:
    """Compare the anchor with the database.

    The commit always comes first, so after a power cut the anchor can only be behind.

    Args:
        anchor: The file outside.
        connection: Driver connection to the database.
        chain: This device's id and the generation it writes in.
        end: Where the chain of that generation ends.
    """
    device, generation = chain
    outside = anchor.read()
    if outside is None:
        verdict = HeadVerdict.FRESH if end.n == 0 and not end.event_id else HeadVerdict.LOST
        return HeadCheck(verdict, None, end.n)
    if outside.generation < generation and end.n:
        return HeadCheck(HeadVerdict.BEHIND, outside, end.n)  # The new chain has begun.
    if outside.n == 0:
        return HeadCheck(HeadVerdict.BEHIND if end.n else HeadVerdict.EQUAL, outside, end.n)
    place = (device, outside.generation, outside.n)
    inside = {row[0] for row in connection.execute(EVENT_AT_PLACE, place)}
    if outside.event_id in inside:
        is_end = outside.event_id == end.event_id
        return HeadCheck(HeadVerdict.EQUAL if is_end else HeadVerdict.BEHIND, outside, end.n)
    if inside:
        return HeadCheck(HeadVerdict.REPLACED, outside, end.n)
    known = _last_place(connection, device, outside.generation)
    return HeadCheck(HeadVerdict.CUT, outside, end.n, missing=(known + 1, outside.n))


def _last_place(connection: Any, device: str, generation: int) -> int:
    (last,) = connection.execute(LAST_PLACE, (device, generation)).fetchone()
    return int(last or 0)
