"""Cases that more than one township may see: joint cases, and cases handed over.

A case belongs to the townships whose counters wrote it.  To show it to another is the county's
decision, never a counter's: no event, whatever it says, makes a case visible.  What a township
has once seen it keeps; there is no way back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, exists, select

from sync.server import streams
from sync.server.bulk import among_given, given, insert_rows
from sync.server.engine import Database, lock_head
from sync.server.schema import events, scope_cases, stream_entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What became of a link.

    Attributes:
        is_new: It had not been there.
        appended: Township → how many events of the case it had not had.
    """

    is_new: bool
    appended: dict[str, int]


@cache
def _linked(dialect: str) -> Select[Any]:
    return select(scope_cases.c.case_id, scope_cases.c.scope).where(
        among_given(dialect, scope_cases.c.case_id)
    )


def link(database: Database, case_id: str, scope: str, *, at_ms: int) -> Linked:
    """Show a case to a township from now on, and all that is known of it; again changes nothing.

    Older events come at the end of the township's stream and keep their sequence.  The townships
    that have written the case so far are linked as well: from now on each sees what any writes.

    Args:
        database: The county's.
        case_id: 32 hex digits.
        scope: The township, nine digits.
        at_ms: The county's time.

    Returns:
        What was appended; `is_new` is false too when the county knows no such case.
    """
    with database.writing() as connection:
        lock_head(connection)
        known = scopes_of(connection, [case_id]).get(case_id, frozenset())
        writers = _townships_that_hold(connection, case_id)
        if not writers:
            return Linked(is_new=False, appended={})
        new = sorted(({scope} | writers) - known)
        insert_rows(connection, scope_cases, [(case_id, each, at_ms) for each in new])
        appended = {each: _catch_up(connection, case_id, each) for each in sorted(known | set(new))}
    return Linked(
        is_new=scope not in known,
        appended={each: count for each, count in appended.items() if count},
    )


def scopes_of(connection: Connection, cases: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the townships that cases are linked to; most cases are linked to none."""
    named = [case_id for case_id in cases if case_id]
    if not named:
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(_linked(connection.dialect.name), given(connection, named))
    for row in rows:
        found[row.case_id].add(row.scope)
    return {case_id: frozenset(scopes) for case_id, scopes in found.items()}


def _townships_that_hold(connection: Connection, case_id: str) -> set[str]:
    rows = connection.execute(
        select(stream_entries.c.scope)
        .distinct()
        .join(events, events.c.server_sequence == stream_entries.c.server_sequence)
        .where(events.c.case_id == case_id)
    )
    return set(rows.scalars())


def _catch_up(connection: Connection, case_id: str, scope: str) -> int:
    """Append what a township lacks of a case, in the county's order; returns how many."""
    is_there = exists().where(
        stream_entries.c.scope == scope,
        stream_entries.c.server_sequence == events.c.server_sequence,
    )
    missing = connection.execute(
        select(events.c.server_sequence, events.c.event_id)
        .where(events.c.case_id == case_id, ~is_there)
        .order_by(events.c.server_sequence)
    ).all()
    if missing:
        added = [(row.server_sequence, row.event_id) for row in missing]
        streams.append(connection, scope, added)
    return len(missing)
