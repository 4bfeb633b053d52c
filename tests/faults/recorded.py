"""What the shim wrote down, and every disk that a power cut could have left at each moment.

The disk is modelled as POSIX promises it and no better: what was written to a file since its last
sync may be lost, in part or whole, in any order, and torn at 512 bytes; renames and unlinks since
the folder's last sync happened up to some one of them.  Making a file is durable at once.
"""

from __future__ import annotations

import hashlib
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

NAME_BYTES = 128
HEAD = struct.Struct(f"<c{NAME_BYTES}sQQ")
SECTOR_BYTES = 512
UNKEPT = ("-shm",)
"""Ends of names that no power cut keeps: SQLite makes the shared memory anew."""

State = dict[str, bytes]


class Step(NamedTuple):
    """One record of the log."""

    operation: str
    name: str
    offset: int
    data: bytes


def read_log(log: Path) -> list[Step]:
    """Read a recording."""
    content = log.read_bytes()
    steps, at = [], 0
    while at < len(content):
        operation, name, offset, length = HEAD.unpack_from(content, at)
        at += HEAD.size
        steps.append(
            Step(operation.decode(), name.rstrip(b"\0").decode(), offset, content[at : at + length])
        )
        at += length
    assert at == len(content)
    return steps


@dataclass
class _File:
    """What of a file is on the platter, and what is still on its way."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def settle(self) -> None:
        for change in self.pending:
            _apply(self.durable, change)
        self.pending.clear()


def _apply(content: bytearray, change: tuple[int, bytes | None]) -> None:
    offset, data = change
    end = offset if data is None else offset + len(data)
    if len(content) < (offset if data is None else end):
        content.extend(bytes(end - len(content)))
    if data is None:
        del content[offset:]
    else:
        content[offset:end] = data


class Disk:
    """The disk under a recording, moved on step by step.

    Attributes:
        said: Words of the file ACK so far, in their order.
    """

    def __init__(self, before: State) -> None:
        self._durable = {name: _File(bytearray(data)) for name, data in before.items()}
        self._names: list[tuple[str, str]] = []  # Unlinks and renames not yet durable.
        self._now = dict(self._durable)
        self.said = b""

    def take(self, step: Step) -> None:
        """Let one step of the recording happen."""
        name = step.name
        if name.endswith(UNKEPT):
            return
        match step.operation:
            case "A":
                self.said += step.data
            case "O":
                self._opened(name, is_emptied=bool(step.offset))
            case "W":
                self._file(name).pending.append((step.offset, step.data))
            case "T":
                self._file(name).pending.append((step.offset, None))
            case "S":
                self._file(name).settle()
            case "U":
                self._now.pop(name, None)
                self._names.append((name, ""))
            case "R":
                self._now[step.data.decode()] = self._now.pop(name)
                self._names.append((name, step.data.decode()))
            case "D":
                self._settle_names(len(self._names))

    def _file(self, name: str) -> _File:
        if name not in self._now:
            self._opened(name, is_emptied=False)
        return self._now[name]

    def _opened(self, name: str, *, is_emptied: bool) -> None:
        if name in self._now:
            if is_emptied:
                self._now[name].pending.append((0, None))
            return
        if any(name in pair for pair in self._names):  # A new file under a name on its way out.
            self._settle_names(len(self._names))
        self._now[name] = self._durable[name] = _File()

    def _settle_names(self, number: int) -> None:
        self._durable = self._named(number)
        del self._names[:number]

    def _named(self, number: int) -> dict[str, _File]:
        """Return the names as they stand when so many of the changes have reached the disk."""
        files = dict(self._durable)
        for old, new in self._names[:number]:
            file = files.pop(old, None)
            if new and file is not None:
                files[new] = file
        return files

    def left(self, chance: random.Random) -> State:
        """Return one of the states in which a cut just now could leave the disk."""
        files = self._named(chance.randint(0, len(self._names)))
        return {name: _left_of(file, chance) for name, file in files.items()}

    def end(self) -> State:
        """Return the state of a machine that was switched off in good order."""
        for file in self._now.values():
            file.settle()
        return {name: bytes(file.durable) for name, file in self._now.items()}


def _left_of(file: _File, chance: random.Random) -> bytes:
    content = bytearray(file.durable)
    fate = chance.random()
    if fate < 0.25:
        return bytes(content)
    for change in file.pending:
        if fate < 0.5:
            _apply(content, change)
        elif chance.random() < 0.5:
            _torn(content, change, chance)
    return bytes(content)


def _torn(content: bytearray, change: tuple[int, bytes | None], chance: random.Random) -> None:
    offset, data = change
    if data is None or chance.random() >= 0.3:
        _apply(content, change)
        return
    for start in range(0, len(data), SECTOR_BYTES):
        if chance.random() < 0.5:
            _apply(content, (offset + start, data[start : start + SECTOR_BYTES]))


class Cut(NamedTuple):
    """A power cut: what the program had said by then, and what the disk has."""

    said: bytes
    files: State
    digest: bytes


def cuts(before: State, steps: list[Step], number: int, chance: random.Random) -> Iterator[Cut]:
    """Yield about so many cuts, spread evenly over a recording from the word READY on."""
    begin = next(i for i, step in enumerate(steps) if step.operation == "A") + 1
    moments = max(1, len(steps) - begin)
    disk, given = Disk(before), 0
    for place, step in enumerate(steps):
        disk.take(step)
        if place < begin:
            continue
        due = number * (place - begin + 1) // moments
        for _ in range(due - given):
            files = disk.left(chance)
            yield Cut(disk.said, files, digest_of(files))
        given = due


def digest_of(files: State) -> bytes:
    """Return what two equal states have in common."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name} {len(files[name])}\n".encode() + files[name])
    return whole.digest()


def put_down(folder: Path, files: State) -> None:
    """Make a folder hold exactly these files."""
    for path in folder.rglob("*"):
        if path.is_file() and str(path.relative_to(folder)) not in files:
            path.unlink()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def picked_up(folder: Path) -> State:
    """Return the files of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(UNKEPT)
    }
