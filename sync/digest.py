"""What one side holds, in few bytes: blocks of chains, and the state of cases.  Pure.

A block stands for 256 places of a chain.  Where two blocks differ, the places that one side
lacks are found without sending what both have.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from itertools import groupby
from typing import Any, Final

from counter_app.domain.case import Case
from sync.protocol import ChainDigest, ChainRange

BLOCK_PLACES: Final = 256
BLOCK_HEX_DIGITS: Final = 32

Link = tuple[int, str]
"""Place in a chain and id of an event there; a fork has several at one place."""


def chain_digest(device: str, generation: int, links: Iterable[Link]) -> ChainDigest:
    """Return the digest of a chain.

    Args:
        device: 16 hex digits.
        generation: From 1.
        links: By place, and by id within a place.
    """
    blocks: list[str] = []
    n, head = 0, ""
    for number, block in groupby(links, lambda link: (link[0] - 1) // BLOCK_PLACES):
        blocks += [_EMPTY] * (number - len(blocks))
        hasher = hashlib.sha256()
        for place, event in block:
            hasher.update(bytes.fromhex(event))
            if place != n:
                n, head = place, event
        blocks.append(hasher.hexdigest()[:BLOCK_HEX_DIGITS])
    return ChainDigest(device=device, generation=generation, n=n, head=head, blocks=tuple(blocks))


def lacking(theirs: ChainDigest, ours: Iterable[Link]) -> tuple[list[ChainRange], list[ChainRange]]:
    """Compare what another side shows of a chain with what stands here.

    Where a block differs and we have holes in it, exactly these are what we lack.  Where we have
    none, it may be any place of the block: the other side has a hole, or a branch we do not know.

    Args:
        theirs: As the other side sent it.
        ours: Our links, by place, and by id within a place.

    Returns:
        What we lack and what they lack, as far as can be told from here.
    """
    links = list(ours)
    end = links[-1][0] if links else 0
    near = [link for link in links if link[0] <= theirs.n]
    blocks = chain_digest(theirs.device, theirs.generation, near).blocks
    we_lack: list[tuple[int, int]] = []
    they_lack: list[tuple[int, int]] = []
    places = {place for place, _ in near}
    for number, block in enumerate(theirs.blocks):
        first, last = number * BLOCK_PLACES + 1, min((number + 1) * BLOCK_PLACES, theirs.n)
        if last < first or block == (blocks[number] if number < len(blocks) else _EMPTY):
            continue
        missing = holes(places, first, last)
        we_lack += missing or [(first, last)]
        if sum(b - a + 1 for a, b in missing) < last - first + 1:
            they_lack.append((first, last))
    if end > theirs.n:
        they_lack.append((theirs.n + 1, end))
    name = (theirs.device, theirs.generation)
    return _ranges(name, we_lack), _ranges(name, they_lack)


def holes(places: Collection[int], first: int, last: int) -> list[tuple[int, int]]:
    """Return the spans from `first` to `last` that are not among these places."""
    found: list[tuple[int, int]] = []
    expected = first
    for place in sorted(place for place in places if first <= place <= last):
        if place > expected:
            found.append((expected, place - 1))
        expected = place + 1
    if expected <= last:
        found.append((expected, last))
    return found


def fold_hash(case: Case) -> str:
    """Return the hash of a case as its events left it; equal folds give equal hashes.

    It runs over every field of the case, so that no difference between two replicas stays
    unseen; it is never stored, and may change with `FOLD_VERSION`.
    """
    return hashlib.sha256(json.dumps(_plain(case)).encode("ascii")).hexdigest()


def state_hash(folds: Mapping[str, str]) -> str:
    """Return the hash over (case id, fold hash), by case id."""
    hasher = hashlib.sha256()
    for case_id, hashed in sorted(folds.items()):
        hasher.update(f"{case_id} {hashed}\n".encode("ascii"))
    return hasher.hexdigest()


def _ranges(name: tuple[str, int], spans: Iterable[tuple[int, int]]) -> list[ChainRange]:
    device, generation = name
    return [
        ChainRange(device=device, generation=generation, first=first, last=last)
        for first, last in _joined(spans)
    ]


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Put spans together that touch each other; they come in order."""
    open_span: tuple[int, int] | None = None
    for first, last in spans:
        if open_span is not None and first == open_span[1] + 1:
            open_span = (open_span[0], last)
            continue
        if open_span is not None:
            yield open_span
        open_span = (first, last)
    if open_span is not None:
        yield open_span


_EMPTY: Final = hashlib.sha256().hexdigest()[:BLOCK_HEX_DIGITS]


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it, in one way only."""
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value):
        return [[field.name, _plain(getattr(value, field.name))] for field in fields(value)]
    return _plain_members(value)


def _plain_members(value: Any) -> Any:
    if isinstance(value, frozenset | set):
        return sorted((_plain(member) for member in value), key=repr)
    if isinstance(value, Mapping):
        pairs = [[_plain(key), _plain(member)] for key, member in value.items()]
        return sorted(pairs, key=lambda pair: repr(pair[0]))
    if isinstance(value, tuple | list):
        return [_plain(member) for member in value]
    raise TypeError(f"no plain form for {type(value).__name__}")
