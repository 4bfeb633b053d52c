"""Looks at the chain of each device as events come in.  Evidence for people, never a gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from sync.codec import open_header
from sync.protocol import Header
from sync.server.bulk import among
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
    row = connection.execute(
        select(events.c.n, events.c.event_id)
        .where(events.c.device == device, events.c.generation == generation)
        .order_by(events.c.n.desc(), events.c.server_sequence)
        .limit(1)
    ).first()
    return (0, "") if row is None else (row.n, row.event_id)


def open_flags(connection: Connection, device: str) -> tuple[str, ...]:
    """Return the kinds of flags on a device's chains that are not settled."""
    rows = connection.execute(
        select(chain_flags.c.kind)
        .distinct()
        .where(chain_flags.c.device == device, chain_flags.c.settled_at_ms.is_(None))
        .order_by(chain_flags.c.kind)
    )
    return tuple(rows.scalars())


def is_forked(connection: Connection, device: str, generation: int) -> bool:
    """Answer whether two events stand at one place of a chain, and nobody has settled it."""
    table = chain_flags
    found = connection.execute(
        select(table.c.event_id)
        .where(
            table.c.device == device,
            table.c.generation == generation,
            table.c.kind == "forked",
            table.c.settled_at_ms.is_(None),
        )
        .limit(1)
    )
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
            rows = connection.execute(
                select(events.c.n, events.c.event_id).where(
                    events.c.device == device,
                    events.c.generation == generation,
                    events.c.n.between(first, last),
                )
            )
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
    rows = connection.execute(
        select(events.c.event_id, events.c.device, events.c.generation, events.c.n).where(
            among(connection, events.c.event_id, names)
        )
    )
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
    waiting = connection.execute(
        select(chain_flags.c.event_id, chain_flags.c.missing, events.c.data)
        .join(events, events.c.event_id == chain_flags.c.event_id)
        .where(
            chain_flags.c.kind == "gap",
            among(connection, chain_flags.c.missing, arrived),
            chain_flags.c.settled_at_ms.is_(None),
        )
    ).all()
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
