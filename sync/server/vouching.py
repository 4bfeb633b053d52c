"""Events of the log that vouch for events which come without a signature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from sync.segments import Link, link_of
from sync.server.schema import events


def vouched_in_log(connection: Connection, links: Sequence[Link]) -> set[str]:
    """Return those events that are in the log, or that the next of their chain there names."""
    if not links:
        return set()
    names = {link.event_id for link in links}
    found = set(
        connection.execute(select(events.c.event_id).where(events.c.event_id.in_(names))).scalars()
    )
    after: dict[tuple[str, int], set[int]] = defaultdict(set)
    for link in links:
        after[link.device, link.generation].add(link.n + 1)
    places = {link.place for link in links}
    for (device, generation), numbers in after.items():
        rows = connection.execute(
            select(events.c.data).where(
                events.c.device == device,
                events.c.generation == generation,
                events.c.n.in_(numbers),
            )
        )
        for data in rows.scalars():
            child = link_of(bytes(data))
            if child is not None and child.parent in places:
                found.add(child.prev)
    return found
