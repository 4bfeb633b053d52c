"""Letting things in: devices that wait for a person, and events that stand in quarantine.

What a person of the county decides is an event of the county's own chain.  Nothing is deleted:
a row of the quarantine that was settled stays, with what became of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update

from counter_app.domain.errors import DeviceUnknown, EventUnknown
from sync.protocol import SignedEvent
from sync.server import county_chain, ledger, security_log, trust
from sync.server.county_key import CountyKey
from sync.server.engine import Database, lock_head
from sync.server.judgement import Judged, judge
from sync.server.schema import device_keys, devices, events, quarantine

ADMITTED: Final = "admitted"
KEPT_OUT: Final = "kept-out"
IDS_AN_EVENT_MAX: Final = 200
"""Ids that fit into one event of the county's chain, far below its 32 KiB."""

_BY_A_PERSON: Final = frozenset({"key-revoked", "key-expired", "device-pending"})
"""What a person may admit: the signature is good, only its right is in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """One event in quarantine, without anything of its contents.

    Attributes:
        device, generation: Whose it says it is; None when it names nobody.
        received_from: The device that brought it.
        settlement: "", `admitted` or `kept-out`.
    """

    event_id: str
    device: str | None
    generation: int | None
    reason: str
    received_from: str
    received_at_ms: int
    settlement: str


def approve(database: Database, key: CountyKey, device: str, *, at_ms: int) -> int:
    """Let a device in; returns how many of its events left the quarantine.

    Raises:
        DeviceUnknown: There is no such device.
    """
    with database.writing() as connection:
        lock_head(connection)
        row = _device(connection, device)
        if row.approved_at_ms is None:
            connection.execute(
                update(devices).where(devices.c.device == device).values(approved_at_ms=at_ms)
            )
            fact = ("device.approved", {"device": device, "counter": row.counter_code})
            county_chain.record(connection, key, fact, counter_code=row.counter_code, at_ms=at_ms)
        return admit_known(connection, device, at_ms=at_ms)


def revoke(database: Database, key: CountyKey, device: str, *, at_ms: int) -> bool:
    """Withdraw a device's right to send, with every key it has; False when there is none."""
    with database.writing() as connection:
        lock_head(connection)
        try:
            row = _device(connection, device)
        except DeviceUnknown:
            return False
        if row.revoked_at_ms is not None:
            return True
        connection.execute(
            update(devices).where(devices.c.device == device).values(revoked_at_ms=at_ms)
        )
        connection.execute(
            update(device_keys)
            .where(device_keys.c.device == device, device_keys.c.revoked_at_ms.is_(None))
            .values(revoked_at_ms=at_ms)
        )
        fact = ("device.revoked", {"device": device, "counter": row.counter_code})
        county_chain.record(connection, key, fact, counter_code=row.counter_code, at_ms=at_ms)
        security_log.note(connection, "revoked-by-county", device, at_ms=at_ms)
    trust.refresh(database, key, at_ms=at_ms, at_once=True)  # Whoever asks next is told.
    return True


def reinstate(database: Database, key: CountyKey, device: str, *, at_ms: int) -> int:
    """Give a device its right back: it had been withdrawn by mistake, or the device was found.

    Returns:
        How many of its events left the quarantine.

    Raises:
        DeviceUnknown: There is no such device.
    """
    with database.writing() as connection:
        lock_head(connection)
        row = _device(connection, device)
        if row.revoked_at_ms is not None:
            for table in (devices, device_keys):
                connection.execute(
                    update(table).where(table.c.device == device).values(revoked_at_ms=None)
                )
            fact = ("device.reinstated", {"device": device, "counter": row.counter_code})
            county_chain.record(connection, key, fact, counter_code=row.counter_code, at_ms=at_ms)
        admitted = admit_known(connection, device, at_ms=at_ms)
    trust.refresh(database, key, at_ms=at_ms, at_once=True)
    return admitted


def admit_known(connection: Connection, device: str, *, at_ms: int) -> int:
    """Let in what stood in quarantine only because a key or an approval was missing.

    The caller holds the head's lock.  Nobody decides anything here, so no event of the county
    is made; what is still not to be let in stays, with the reason it has now.
    """
    waiting = connection.execute(_waiting().where(quarantine.c.device == device)).all()
    judged = _judged_again(connection, waiting, at_ms=at_ms)
    ready = [(row, each) for row, each in judged if _may_enter(each)]
    for row, each in judged:
        reason = each.refusal or each.quarantine
        if reason and reason != row.reason:
            connection.execute(
                update(quarantine)
                .where(quarantine.c.event_id == row.event_id)
                .values(reason=reason)
            )
    _let_in(connection, ready, at_ms=at_ms)
    return len(ready)


def admit_by_person(
    database: Database, key: CountyKey, *, at_ms: int, event: str = "", device: str = ""
) -> tuple[str, ...]:
    """Let in one event, or all of a device, whose key was revoked or is too old.

    Returns:
        Ids of what entered the log; an event without a valid signature never does.

    Raises:
        EventUnknown: No such event waits, or nobody can let it in.
    """
    with database.writing() as connection:
        lock_head(connection)
        judged = _judged_again(connection, _chosen(connection, event, device), at_ms=at_ms)
        ready = [
            (row, each)
            for row, each in judged
            if _may_enter(each) or (each.header is not None and each.quarantine in _BY_A_PERSON)
        ]
        if not ready:
            raise EventUnknown(event[:64] or device[:16])
        _let_in(connection, ready, at_ms=at_ms)
        _record_settlement(connection, key, "device.events_admitted", ready, at_ms=at_ms)
        return tuple(each.event_id for _, each in ready)


def keep_out(
    database: Database, key: CountyKey, *, at_ms: int, event: str = "", device: str = ""
) -> tuple[str, ...]:
    """Note that a person looked at events and left them outside; they stay where they are.

    Raises:
        EventUnknown: No such event waits.
    """
    with database.writing() as connection:
        lock_head(connection)
        judged = _judged_again(connection, _chosen(connection, event, device), at_ms=at_ms)
        _settle(connection, [row.event_id for row, _ in judged], KEPT_OUT, at_ms=at_ms)
        _record_settlement(connection, key, "device.events_kept_out", judged, at_ms=at_ms)
        return tuple(row.event_id for row, _ in judged)


def set_aside(
    database: Database, *, is_settled_too: bool = False, limit: int = 1_000
) -> list[SetAside]:
    """Return what stands in quarantine, oldest first."""
    question = select(quarantine).order_by(quarantine.c.received_at_ms, quarantine.c.event_id)
    if not is_settled_too:
        question = question.where(quarantine.c.settled_at_ms.is_(None))
    with database.reading() as connection:
        return [
            SetAside(
                event_id=row.event_id,
                device=row.device,
                generation=row.generation,
                reason=row.reason,
                received_from=row.received_from,
                received_at_ms=row.received_at_ms,
                settlement=row.settlement or "",
            )
            for row in connection.execute(question.limit(limit))
        ]


_ADMITTED_COUNT: Final = select(func.count()).where(
    quarantine.c.received_from == bindparam("sender"), quarantine.c.settlement == ADMITTED
)


def admitted_count(connection: Connection, sender: str) -> int:
    """Return how many events that a device brought were let in later; it then asks again."""
    return int(connection.execute(_ADMITTED_COUNT, {"sender": sender}).scalar_one())


def _device(connection: Connection, device: str) -> Any:
    row = connection.execute(
        select(devices.c.counter_code, devices.c.approved_at_ms, devices.c.revoked_at_ms).where(
            devices.c.device == device
        )
    ).first()
    if row is None:
        raise DeviceUnknown(f"没有登记过设备 {device[:32]}")
    return row


Waiting = Row[tuple[str, bytes, bytes, str, str, int]]
Rejudged = list[tuple[Waiting, Judged]]


def _waiting() -> Select[tuple[str, bytes, bytes, str, str, int]]:
    return (
        select(
            quarantine.c.event_id,
            quarantine.c.data,
            quarantine.c.signature,
            quarantine.c.reason,
            quarantine.c.received_from,
            quarantine.c.received_at_ms,
        )
        .where(quarantine.c.settled_at_ms.is_(None))
        .order_by(quarantine.c.received_at_ms, quarantine.c.event_id)
    )


def _chosen(connection: Connection, event: str, device: str) -> Sequence[Waiting]:
    column, value = (quarantine.c.event_id, event) if event else (quarantine.c.device, device)
    rows = connection.execute(_waiting().where(column == value)).all()
    if not rows:
        raise EventUnknown(value[:64])
    return rows


def _judged_again(connection: Connection, rows: Sequence[Waiting], *, at_ms: int) -> Rejudged:
    """Judge events anew, each sender's together: one signature may vouch for a run of them."""
    found: dict[str, Judged] = {}
    senders = {row.received_from for row in rows}
    together = connection.execute(_waiting().where(quarantine.c.received_from.in_(senders))).all()
    for sender in senders:
        its = [row for row in together if row.received_from == sender]
        pushed = [SignedEvent(data=row.data, signature=row.signature) for row in its]
        judged = judge(connection, sender, pushed, at_ms=at_ms)
        found |= {row.event_id: each for row, each in zip(its, judged, strict=True)}
    return [(row, found[row.event_id]) for row in rows]


def _may_enter(judged: Judged) -> bool:
    return judged.header is not None and not judged.quarantine and not judged.refusal


def _let_in(connection: Connection, ready: Rejudged, *, at_ms: int) -> None:
    """Put events into the log under the time at which they had come; order of chains first."""
    if not ready:
        return
    names = [each.event_id for _, each in ready]
    there = set(
        connection.execute(select(events.c.event_id).where(events.c.event_id.in_(names))).scalars()
    )
    came: dict[tuple[int, str], list[Judged]] = defaultdict(list)
    for row, each in sorted(ready, key=_place):
        if each.event_id not in there:
            came[row.received_at_ms, row.received_from].append(each)
    for (received_at_ms, sender), judged in sorted(came.items(), key=lambda item: item[0]):
        ledger.let_in(connection, sender, judged, received_at_ms=received_at_ms)
    _settle(connection, names, ADMITTED, at_ms=at_ms)


def _place(pair: tuple[Waiting, Judged]) -> tuple[str, int, int]:
    header = pair[1].header
    assert header is not None
    return header.device, header.generation, header.n


def _settle(connection: Connection, names: Sequence[str], how: str, *, at_ms: int) -> None:
    for start in range(0, len(names), IDS_AN_EVENT_MAX):
        connection.execute(
            update(quarantine)
            .where(quarantine.c.event_id.in_(names[start : start + IDS_AN_EVENT_MAX]))
            .values(settled_at_ms=at_ms, settlement=how)
        )


def _record_settlement(
    connection: Connection, key: CountyKey, name: str, settled: Rejudged, *, at_ms: int
) -> None:
    """Tell the township of whoever brought the events what became of them."""
    by_counter: dict[str, list[str]] = defaultdict(list)
    for row, each in settled:
        found = connection.execute(
            select(devices.c.counter_code).where(
                devices.c.device.in_({row.received_from, each.device})
            )
        ).scalars()
        by_counter[min(found, default="")].append(each.event_id)
    for counter_code, ids in sorted(by_counter.items()):
        for start in range(0, len(ids), IDS_AN_EVENT_MAX):
            body = {"events": ids[start : start + IDS_AN_EVENT_MAX]}
            county_chain.record(
                connection, key, (name, body), counter_code=counter_code, at_ms=at_ms
            )
