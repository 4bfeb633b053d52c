"""What the county remembers of courier bundles: who sent which number, what is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from sync.bundle import Cover
from sync.bundle_keys import KEY_BYTES
from sync.bundle_records import ChainRange
from sync.server.authenticate import Caller
from sync.server.device_keys import authors
from sync.server.engine import Database
from sync.server.schema import device_key_aliases, device_keys, events
from sync.server.schema_courier import (
    bundle_answers,
    bundles_received,
    bundles_returned,
    device_bundle_keys,
)
from sync.signing import key_id

KEPT_BUNDLES: Final = 8
"""Of so many bundles a device the answers are kept: the next bundle asks for the older ones again,
because it holds everything that is still unacknowledged."""

MISSING_MAX: Final = 1_000
"""Most numbers or ranges that are named in one answer."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose key a bundle names.

    Attributes:
        fault: Why this key may not send: `key-revoked` or `key-expired`; "" when it may.  A
            device that nobody has approved yet may, as by wire: its events go to quarantine.
    """

    caller: Caller
    key: Ed25519PublicKey
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A bundle that was opened, as it is kept.

    Attributes:
        hello: The exchange with its hello alone, in wire form.
    """

    bundle: str
    number: int
    anchor_nonce: str
    hello: bytes


def sender_of(connection: Connection, identifier: str, *, at_ms: int) -> Sender | None:
    """Find whose key has this id (16 hex digits); a county has thousands of keys, not millions."""
    keys = [
        *connection.execute(select(device_keys.c.device, device_keys.c.public_key)),
        *connection.execute(select(device_key_aliases.c.device, device_key_aliases.c.public_key)),
    ]
    for row in keys:
        if key_id(Ed25519PublicKey.from_public_bytes(row.public_key)) == identifier:
            found = _senders(connection, row.device, at_ms=at_ms)
            return next((each for each in found if key_id(each.key) == identifier), None)
    return None


def newest_of(connection: Connection, device: str, *, at_ms: int) -> Sender | None:
    """Return a device in its newest generation."""
    return next(iter(_senders(connection, device, at_ms=at_ms)), None)


def _senders(connection: Connection, device: str, *, at_ms: int) -> list[Sender]:
    """Return every key of a device, the newest generation first."""
    author = authors(connection, {device}, at_ms=at_ms).get(device)
    if author is None:
        return []
    return [
        Sender(
            Caller(device, generation, author.counter_code, author.is_approved),
            key.public,
            key.fault,
        )
        for generation in sorted(author.keys, reverse=True)
        for key in author.keys[generation]
    ]


_BUNDLE_KEY_OF: Final = select(device_bundle_keys.c.public_key).where(
    device_bundle_keys.c.device == bindparam("of")
)


def keep_bundle_key(database: Database, device: str, public_key: bytes) -> None:
    """Keep to which key a device's return bundles are sealed; writes only when it is another."""
    if len(public_key) != KEY_BYTES:
        return
    table = device_bundle_keys
    with database.reading() as connection:
        present = connection.execute(_BUNDLE_KEY_OF, {"of": device}).scalar()
    if present == public_key:
        return
    with database.writing() as connection:
        changed = connection.execute(
            update(table).where(table.c.device == device).values(public_key=public_key)
        )
        if changed.rowcount == 0:
            connection.execute(insert(table).values(device=device, public_key=public_key))


def bundle_key_of(connection: Connection, device: str) -> bytes | None:
    """Return to which key a device's return bundles are sealed; None = never told."""
    return connection.execute(_BUNDLE_KEY_OF, {"of": device}).scalar()


def keep_received(
    connection: Connection,
    caller: Caller,
    cover: Cover,
    answers: Sequence[bytes],
    values: dict[str, Any],
) -> bool:
    """Keep that a bundle was opened, and what was answered; False when it had been before.

    Args:
        connection: A transaction that writes.
        caller: Who sent it.
        cover: Of the bundle.
        answers: What was answered to its pushes, in wire form; they replace older ones.
        values: Further columns: `sha256`, `received_at_ms`, `events`, `anchor_nonce`, `void`,
            `hello`.
    """
    known = connection.execute(
        select(bundles_received.c.bundle).where(bundles_received.c.bundle == cover.bundle)
    ).first()
    if known is None:
        connection.execute(
            insert(bundles_received).values(
                bundle=cover.bundle,
                device=caller.device,
                generation=caller.generation,
                number=cover.number,
                previous=cover.previous,
                **values | {"void": json.dumps(list(values["void"]))},
            )
        )
    connection.execute(delete(bundle_answers).where(bundle_answers.c.bundle == cover.bundle))
    if answers:
        connection.execute(
            insert(bundle_answers),
            [
                {"bundle": cover.bundle, "place": place, "body": body}
                for place, body in enumerate(answers)
            ],
        )
    _forget_old_answers(connection, caller.device)
    return known is None


def last_received(connection: Connection, device: str, bundle: str = "") -> Received | None:
    """Return one bundle of a device, or the one that was opened last."""
    table = bundles_received
    chosen = select(table).where(table.c.device == device)
    if bundle:
        chosen = chosen.where(table.c.bundle == bundle)
    row = connection.execute(
        chosen.order_by(table.c.received_at_ms.desc(), table.c.number.desc()).limit(1)
    ).first()
    if row is None:
        return None
    return Received(
        bundle=row.bundle, number=row.number, anchor_nonce=row.anchor_nonce, hello=row.hello
    )


def answers_of(connection: Connection, bundle: str) -> list[bytes]:
    """Return what was answered to the pushes of a bundle, in order."""
    rows = connection.execute(
        select(bundle_answers.c.body)
        .where(bundle_answers.c.bundle == bundle)
        .order_by(bundle_answers.c.place)
    )
    return [row.body for row in rows]


def missing_numbers(connection: Connection, device: str) -> tuple[int, ...]:
    """Return the numbers below the highest that were never seen and never declared void."""
    table = bundles_received
    rows = connection.execute(
        select(table.c.number, table.c.void).where(table.c.device == device)
    ).all()
    seen = {row.number for row in rows}
    void = {number for row in rows for number in json.loads(row.void)}
    return tuple(sorted(set(range(1, max(seen, default=0))) - seen - void)[:MISSING_MAX])


def is_beside(connection: Connection, device: str, cover: Cover, void: Sequence[int]) -> bool:
    """Answer whether a bundle contradicts those before it.

    Another file bears its number, or it cites another file than the one that came before it:
    the sender's list of bundles was restored from a backup, or somebody else has its key.
    """
    table = bundles_received
    twin = connection.execute(
        select(table.c.bundle).where(
            table.c.device == device,
            table.c.number == cover.number,
            table.c.bundle != cover.bundle,
        )
    ).first()
    if twin is not None:
        return True
    before = connection.execute(
        select(table.c.number, table.c.sha256)
        .where(table.c.device == device, table.c.number < cover.number)
        .order_by(table.c.number.desc())
        .limit(1)
    ).first()
    if before is None or set(range(before.number + 1, cover.number)) - set(void):
        return False  # The one before is missing; that is named elsewhere.
    return bool(before.sha256 != cover.previous)


def missing_places(connection: Connection, caller: Caller) -> tuple[ChainRange, ...]:
    """Return the holes in a device's chain, up to the last place the county has."""
    former = func.lag(events.c.n, 1, 0).over(order_by=events.c.n).label("former")
    links = (
        select(events.c.n, former)
        .where(events.c.device == caller.device, events.c.generation == caller.generation)
        .subquery()
    )
    rows = connection.execute(
        select(links.c.former, links.c.n)
        .where(links.c.n > links.c.former + 1)
        .order_by(links.c.n)
        .limit(MISSING_MAX)
    )
    return tuple((caller.device, caller.generation, r.former + 1, r.n - 1) for r in rows)


def revoked_devices(connection: Connection) -> tuple[str, ...]:
    """Return whom the county no longer trusts: devices all of whose keys are withdrawn."""
    keys = device_keys
    rows = connection.execute(
        select(keys.c.device)
        .group_by(keys.c.device)
        .having(func.count() == func.count(keys.c.revoked_at_ms))
        .order_by(keys.c.device)
    )
    return tuple(row.device for row in rows)


def next_return(connection: Connection, device: str) -> tuple[int, str]:
    """Return number and `previous` of the next return bundle for a device."""
    row = connection.execute(
        select(bundles_returned.c.number, bundles_returned.c.sha256)
        .where(bundles_returned.c.device == device)
        .order_by(bundles_returned.c.number.desc())
        .limit(1)
    ).first()
    return (1, "") if row is None else (row.number + 1, row.sha256)


def keep_returned(
    database: Database, device: str, cover: Cover, *, sha256: str, answers: str, at_ms: int
) -> None:
    """Keep that a return bundle was made."""
    with database.writing() as connection:
        connection.execute(
            insert(bundles_returned).values(
                bundle=cover.bundle,
                device=device,
                number=cover.number,
                sha256=sha256,
                answers=answers,
                made_at_ms=at_ms,
            )
        )


def _forget_old_answers(connection: Connection, device: str) -> None:
    table = bundles_received
    kept = (
        select(table.c.bundle)
        .where(table.c.device == device)
        .order_by(table.c.received_at_ms.desc(), table.c.number.desc())
        .limit(KEPT_BUNDLES)
    )
    names = [row.bundle for row in connection.execute(kept)]
    old = select(table.c.bundle).where(table.c.device == device, table.c.bundle.not_in(names))
    connection.execute(delete(bundle_answers).where(bundle_answers.c.bundle.in_(old)))
