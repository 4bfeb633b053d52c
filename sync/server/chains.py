"""Looks at the chain of each device as events come in.  Evidence for people, never a gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from sync.codec import open_header
from sync.protocol import Header
from sync.server.bulk import among_given, given
from sync.server.schema import chain_flags, events

FLAG_KINDS: Final = frozenset({"gap", "forked", "wrong-prev", "foreign-counter"})


@dataclass(frozen=True, slots=True)
class Link:
    """One event as a link of its chain."""

    event_id: str
    device: str
    generation: int
    n: int
    prev: str


_HEAD_OF: Final = (
    select(events.c.n, events.c.event_id)
    .where(events.c.device == bindparam("of"), events.c.generation == bindparam("number"))
    .order_by(events.c.n.desc(), events.c.server_sequence)
    .limit(1)
)
_OPEN_FLAGS: Final = (
    select(chain_flags.c.kind)
    .distinct()
    .where(chain_flags.c.device == bindparam("of"), chain_flags.c.settled_at_ms.is_(None))
    .order_by(chain_flags.c.kind)
)
_FORK: Final = (
    select(chain_flags.c.event_id)
    .where(
        chain_flags.c.device == bindparam("of"),
        chain_flags.c.generation == bindparam("number"),
        chain_flags.c.kind == "forked",
        chain_flags.c.settled_at_ms.is_(None),
    )
    .limit(1)
)
_AT_PLACES: Final = select(events.c.n, events.c.event_id).where(
    events.c.device == bindparam("of"),
    events.c.generation == bindparam("number"),
    events.c.n.between(bindparam("first"), bindparam("last")),
)


@cache
def _links_of(dialect: str) -> Select[Any]:
    return select(events.c.event_id, events.c.device, events.c.generation, events.c.n).where(
        among_given(dialect, events.c.event_id)
    )


@cache
def _gaps_before(dialect: str) -> Select[Any]:
    """Return what asks which gaps were left by events that have come now."""
    return (
        select(chain_flags.c.event_id, chain_flags.c.missing, events.c.data)
        .join(events, events.c.event_id == chain_flags.c.event_id)
        .where(
            chain_flags.c.kind == "gap",
            among_given(dialect, chain_flags.c.missing),
            chain_flags.c.settled_at_ms.is_(None),
        )
    )


def flag(connection: Connection, stored: Sequence[tuple[str, Header, bool]], *, at_ms: int) -> None:
    """Flag what is odd about events that were just stored.

    Args:
        connection: The transaction that stored them.
        stored: Event id, header, and whether it names another counter than its device's.
        at_ms: The county's time.
    """
    links = [
        Link(name, header.device, header.generation, header.n, header.prev)
        for name, header, _ in stored
    ]
    places = _places(connection, links)
    parents = {link.event_id: link for link in links}
    parents |= _links(connection, {link.prev for link in links if link.prev} - parents.keys())
    rows: list[dict[str, Any]] = []
    for link, (_, _, is_foreign_counter) in zip(links, stored, strict=True):
        kinds = _kinds(link, parents.get(link.prev), places)
        if is_foreign_counter:
            kinds = [*kinds, "foreign-counter"]
        rows += [_row(link, kind, at_ms) for kind in kinds]
    if rows:
        connection.execute(insert(chain_flags), rows)
    _settle_gaps(connection, [link.event_id for link in links], at_ms)


def head_of(connection: Connection, device: str, generation: int) -> tuple[int, str]:
    """Return n and id of the furthest event of a chain; (0, "") when there is none."""
    row = connection.execute(_HEAD_OF, {"of": device, "number": generation}).first()
    return (0, "") if row is None else (row.n, row.event_id)


def open_flags(connection: Connection, device: str) -> tuple[str, ...]:
    """Return the kinds of flags on a device's chains that are not settled."""
    rows = connection.execute(_OPEN_FLAGS, {"of": device})
    return tuple(rows.scalars())


def is_forked(connection: Connection, device: str, generation: int) -> bool:
    """Answer whether two events stand at one place of a chain, and nobody has settled it."""
    found = connection.execute(_FORK, {"of": device, "number": generation})
    return found.first() is not None


def _kinds(
    link: Link, parent: Link | None, places: dict[tuple[str, int, int], set[str]]
) -> list[str]:
    kinds = []
    if len(places[(link.device, link.generation, link.n)]) > 1:
        kinds.append("forked")
    if link.n == 1 and link.generation == 1:
        return kinds if not link.prev else [*kinds, "wrong-prev"]
    if link.n == 1:  # May cite the end of the former generation, which may be lost.
        return kinds
    if parent is None:
        return [*kinds, "gap" if link.prev else "wrong-prev"]
    is_next = (parent.device, parent.generation, parent.n + 1) == (
        link.device,
        link.generation,
        link.n,
    )
    return kinds if is_next else [*kinds, "wrong-prev"]


def _places(connection: Connection, links: Iterable[Link]) -> dict[tuple[str, int, int], set[str]]:
    """Return which events stand at the places of these links; more than one is a fork."""
    wanted: dict[tuple[str, int], set[int]] = defaultdict(set)
    for link in links:
        wanted[(link.device, link.generation)].add(link.n)
    found: dict[tuple[str, int, int], set[str]] = defaultdict(set)
    for (device, generation), numbers in wanted.items():
        for first, last in _runs(numbers):
            span = {"of": device, "number": generation, "first": first, "last": last}
            rows = connection.execute(_AT_PLACES, span)
            for row in rows:
                found[(device, generation, row.n)].add(row.event_id)
    return found


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return first and last of each run of consecutive numbers; a push is mostly one run."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] + 1 == number:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _links(connection: Connection, names: set[str]) -> dict[str, Link]:
    if not names:
        return {}
    question = _links_of(connection.dialect.name)
    rows = connection.execute(question, given(connection, names))
    return {row.event_id: Link(row.event_id, row.device, row.generation, row.n, "") for row in rows}


def _row(link: Link, kind: str, at_ms: int) -> dict[str, Any]:
    assert kind in FLAG_KINDS, kind
    return {
        "event_id": link.event_id,
        "kind": kind,
        "device": link.device,
        "generation": link.generation,
        "n": link.n,
        "missing": link.prev if kind == "gap" else "",
        "flagged_at_ms": at_ms,
        "settled_at_ms": None,
    }


def _settle_gaps(connection: Connection, arrived: list[str], at_ms: int) -> None:
    """A parent that comes later closes the gap it left; unless it is no parent after all."""
    question = _gaps_before(connection.dialect.name)
    waiting = connection.execute(question, given(connection, arrived)).all()
    if not waiting:
        return
    parents = _links(connection, {row.missing for row in waiting})
    for row in waiting:
        header = open_header(row.data)
        link = Link(row.event_id, header.device, header.generation, header.n, header.prev)
        connection.execute(
            update(chain_flags)
            .where(chain_flags.c.event_id == row.event_id, chain_flags.c.kind == "gap")
            .values(settled_at_ms=at_ms)
        )
        if "wrong-prev" in _kinds(link, parents[row.missing], defaultdict(set)):
            connection.execute(insert(chain_flags).values(_row(link, "wrong-prev", at_ms)))
