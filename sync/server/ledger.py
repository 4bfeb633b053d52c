"""The county's log: every validly signed event once, in one order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, select, update

from sync.codec import ack_of, encode_acks
from sync.protocol import Ack, Acks, Header, Push, PushAnswer, Refused
from sync.server import chains, evidence, security_log, streams
from sync.server.authenticate import Caller
from sync.server.bulk import among_given, given, insert_rows
from sync.server.case_scopes import scopes_of
from sync.server.county_key import CountyKey
from sync.server.engine import HEAD_ID, Database, lock_head
from sync.server.field_at_fault import field_at_fault
from sync.server.judgement import Judged, judge
from sync.server.schema import events, ledger_head, quarantine

QUARANTINE_EVENTS_MAX: Final = 5_000
"""Most events one device may leave in quarantine; beyond it they are refused, not stored."""


_IN_QUARANTINE: Final = select(func.count()).where(
    quarantine.c.received_from == bindparam("sender"), quarantine.c.settled_at_ms.is_(None)
)
_MOVE_HEAD: Final = (
    update(ledger_head).where(ledger_head.c.id == HEAD_ID).values(last_sequence=bindparam("to"))
)


@cache
def _known_of(dialect: str) -> tuple[Select[Any], Select[Any]]:
    """Return what asks which events stand in the log, and which in quarantine."""
    in_log = select(events.c.event_id, events.c.server_sequence, events.c.received_at_ms)
    aside = select(quarantine.c.event_id, quarantine.c.received_at_ms)
    return (
        in_log.where(among_given(dialect, events.c.event_id)),
        aside.where(among_given(dialect, quarantine.c.event_id)),
    )


def receive(
    database: Database, key: CountyKey, caller: Caller, push: Push, *, at_ms: int
) -> PushAnswer:
    """Store what is new of a push and sign for all of it; sending it again changes nothing.

    Signatures are checked before the lock is taken, so that counters do not wait for each other.
    """
    earliest, is_all_ours = evidence.read(key, push.evidence)
    with database.reading() as connection:
        judged = judge(connection, caller.device, push.events, at_ms=at_ms, county_keys=key.publics)
    with database.writing() as connection:
        epoch, last_sequence = lock_head(connection)
        if push.epoch != epoch:
            return PushAnswer(refused="epoch", acks=None)
        writer = _Writer(connection, caller, last_sequence, at_ms)
        acks, refusals = writer.write(judged)
        evidence.keep(connection, earliest)
        if not is_all_ours:
            security_log.note(connection, evidence.REFUSED, caller.device, at_ms=at_ms)
    data = encode_acks(Acks(epoch=epoch, device=caller.device, acks=tuple(acks)))
    return PushAnswer(refused="", acks=key.sign_acks(data), refusals=tuple(refusals))


def let_in(
    connection: Connection, sender: str, judged: Sequence[Judged], *, received_at_ms: int
) -> None:
    """Put events into the log that the county had received before and set aside.

    Args:
        connection: The transaction; this takes the head's lock.
        sender: The device that had brought them.
        judged: Not in the log yet, readable.
        received_at_ms: When they had come, as the county signed for then.
    """
    _, last_sequence = lock_head(connection)
    _Writer(connection, Caller(sender, 1, ""), last_sequence, received_at_ms).let_in(judged)


class _Writer:
    """Writes one push inside the transaction that holds the head's lock."""

    def __init__(
        self, connection: Connection, caller: Caller, last_sequence: int, at_ms: int
    ) -> None:
        self._connection = connection
        self._caller = caller
        self._sequence = last_sequence
        self._at_ms = at_ms
        self._stored: list[tuple[int, Judged, Header]] = []
        self._set_aside: list[Judged] = []

    def write(self, judged: Sequence[Judged]) -> tuple[list[Ack], list[Refused]]:
        known = self._known([each.event_id for each in judged])
        room = QUARANTINE_EVENTS_MAX - self._in_quarantine()
        acks: list[Ack] = []
        refusals: list[Refused] = []
        aside: list[Refused] = []
        for each in judged:
            refusal = each.refusal
            if each.quarantine and each.event_id not in known and room <= len(self._set_aside):
                refusal = "quarantine-full"
            if refusal:
                refusals.append(Refused(event_id=each.event_id, reason=refusal))
                continue
            if each.event_id not in known:
                acks.append(self._take(each))
                known[each.event_id] = acks[-1]
            else:
                acks.append(_again(known[each.event_id]))
            if acks[-1].server_sequence is None:
                aside.append(_why(each))
        self._flush()
        if refusals:
            security_log.note(
                self._connection, "event-refused", self._caller.device, at_ms=self._at_ms
            )
        return acks, [*refusals, *aside]

    def let_in(self, judged: Sequence[Judged]) -> None:
        """Put events into the log that stood in quarantine; each has a header and a scope."""
        for each in judged:
            assert each.header is not None, each.event_id
            self._sequence += 1
            self._stored.append((self._sequence, each, each.header))
        self._flush()

    def _take(self, judged: Judged) -> Ack:
        if judged.header is None or judged.quarantine:
            self._set_aside.append(judged)
            return ack_of(judged.event_id, None, self._at_ms, "quarantined")
        self._sequence += 1
        self._stored.append((self._sequence, judged, judged.header))
        return ack_of(judged.event_id, self._sequence, self._at_ms, "stored")

    def _known(self, names: Sequence[str]) -> dict[str, Ack]:
        in_log_of, aside_of = _known_of(self._connection.dialect.name)
        parameters = given(self._connection, names)
        in_log = self._connection.execute(in_log_of, parameters).all()
        aside = self._connection.execute(aside_of, parameters).all()
        known = {
            row.event_id: ack_of(row.event_id, None, row.received_at_ms, "quarantined")
            for row in aside
        }
        return known | {
            row.event_id: ack_of(row.event_id, row.server_sequence, row.received_at_ms, "duplicate")
            for row in in_log
        }

    def _in_quarantine(self) -> int:
        return int(
            self._connection.execute(_IN_QUARANTINE, {"sender": self._caller.device}).scalar_one()
        )

    def _flush(self) -> None:
        if self._set_aside:
            insert_rows(self._connection, quarantine, [self._aside(e) for e in self._set_aside])
            security_log.note(
                self._connection, "quarantined", self._caller.device, at_ms=self._at_ms
            )
        if not self._stored:
            return
        insert_rows(self._connection, events, [self._row(*each) for each in self._stored])
        linked = scopes_of(self._connection, {header.case for *_, header in self._stored})
        by_scope: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for sequence, judged, header in self._stored:
            for scope in {judged.scope} | linked.get(header.case, frozenset()):
                by_scope[scope].append((sequence, judged.event_id))
        for scope, added in sorted(by_scope.items()):
            streams.append(self._connection, scope, added)
        chains.flag(
            self._connection,
            [(j.event_id, header, j.is_foreign_counter) for _, j, header in self._stored],
            at_ms=self._at_ms,
        )
        self._connection.execute(_MOVE_HEAD, {"to": self._sequence})

    def _row(self, sequence: int, judged: Judged, header: Header) -> tuple[Any, ...]:
        return (
            sequence,
            judged.event_id,
            header.device,
            header.generation,
            header.n,
            header.case,
            header.type,
            judged.event.data,
            judged.event.signature,
            self._at_ms,
            self._caller.device,
        )

    def _aside(self, judged: Judged) -> tuple[Any, ...]:
        return (
            judged.event_id,
            judged.event.data,
            judged.event.signature,
            judged.quarantine,
            self._at_ms,
            self._caller.device,
            judged.device or None,
            judged.generation or None,
            None,  # Nobody has settled it.
            None,
        )


def _why(judged: Judged) -> Refused:
    """Tell the sender why an event stands in quarantine, with the field at fault if it is one."""
    reason = judged.quarantine or "quarantined"
    field = field_at_fault(judged.event.data) if reason == "unreadable" else ""
    return Refused(event_id=judged.event_id, reason=reason, field=field)


def _again(ack: Ack) -> Ack:
    """Return the ack of an event that came again: same sequence, same time."""
    outcome = "quarantined" if ack.server_sequence is None else "duplicate"
    return replace(ack, outcome=outcome)
