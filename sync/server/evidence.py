"""Acks of an earlier epoch, shown to a county that was put back: nobody becomes late by that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, Table, Update, bindparam, update

from sync.codec import open_acks
from sync.protocol import Signed
from sync.server.county_key import CountyKey
from sync.server.schema import events, quarantine
from sync.signing import Purpose

REFUSED: Final = "evidence-refused"
"""Kind of the security event when something is shown that we never signed."""


def _earlier(table: Table) -> Update:
    is_later = table.c.received_at_ms > bindparam("shown_at_ms")
    named = table.c.event_id == bindparam("shown_event")
    return update(table).where(named, is_later).values(received_at_ms=bindparam("shown_at_ms"))


_EARLIER: Final = (_earlier(events), _earlier(quarantine))


def read(key: CountyKey, evidence: Sequence[Signed]) -> tuple[dict[str, int], bool]:
    """Return the earliest receipt of each event that we signed, and whether all was ours.

    It does not matter who shows it: our signature is what counts.
    """
    earliest: dict[str, int] = {}
    is_all_ours = True
    for shown in evidence:
        if not key.has_signed(Purpose.ACKS, shown):
            is_all_ours = False
            continue
        for ack in open_acks(shown.data).acks:
            known = earliest.get(ack.event_id, ack.received_at_ms)
            earliest[ack.event_id] = min(known, ack.received_at_ms)
    return earliest, is_all_ours


def keep(connection: Connection, earliest: dict[str, int]) -> None:
    """Take the times back to the earliest ever signed; events that are not here are passed over.

    Quarantine too: a county that was put back to before it knew a key sets aside what it had in
    its log, and who shows this does so once, not again when a person lets the events in.
    """
    if earliest:
        rows = [{"shown_event": event, "shown_at_ms": at} for event, at in sorted(earliest.items())]
        for statement in _EARLIER:
            connection.execute(statement, rows)
