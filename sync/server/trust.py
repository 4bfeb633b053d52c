"""The trust list, made whenever devices or publishing keys change and signed by the county."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, true, update

from sync.publication import TRUST, Manifest, encode_manifest, open_manifest, pack, sign_publication
from sync.server import publications as published
from sync.server.county_key import CountyKey
from sync.server.engine import Database, lock_head
from sync.server.schema import device_key_aliases, device_keys, devices
from sync.server.schema_publications import publications, publisher_keys, trust_state
from sync.signing import key_id
from sync.trust_list import ListedDevice, TrustList, encode_trust_list

_STATE_ID: Final = 1
_URGENT: Final = 6
"""So many figures of the state, from the first, never wait: keys of the county, revocations,
publishing keys."""

GATHER_MS: Final = 5 * 60_000
"""New devices are gathered: each list is an event at each counter, and counters come in crowds."""

LISTS_KEPT: Final = 20
"""Older lists are of no use to anybody: a counter takes the newest only."""


def refresh(database: Database, key: CountyKey, *, at_ms: int, at_once: bool = False) -> None:
    """Publish a new trust list if devices or publishing keys have changed since the last.

    Its number is the county's time in seconds, so that a county that was restored from an old
    backup stands above what counters hold as soon as anything changes.

    Args:
        database: The county's.
        key: Signs the list.
        at_ms: The county's time.
        at_once: Do not wait for more new devices.  A revocation or new publishing keys never
            wait.
    """
    with database.reading() as connection:
        if not _is_due(connection, key, at_ms, at_once=at_once):
            return
    with database.writing() as connection:
        lock_head(connection)  # On PostgreSQL two writers would give out one number.
        if not _is_due(connection, key, at_ms, at_once=at_once):  # Another process was first.
            return
        state, kept = _state(connection, key), _kept_state(connection)
        before = published.last_manifest(connection, TRUST)
        last = open_manifest(before).version if before else 0
        version = max(last + 1, at_ms // 1000)
        _publish(connection, key, version, before, at_ms)
        if kept is None:
            connection.execute(insert(trust_state).values(id=_STATE_ID, fingerprint=state))
        else:
            connection.execute(update(trust_state).values(fingerprint=state))
        connection.execute(
            delete(publications).where(
                publications.c.kind == TRUST,
                publications.c.version.not_in(
                    select(publications.c.version)
                    .where(publications.c.kind == TRUST)
                    .order_by(publications.c.version.desc())
                    .limit(LISTS_KEPT)
                ),
            )
        )


def _is_due(connection: Connection, key: CountyKey, at_ms: int, *, at_once: bool) -> bool:
    state, kept = _state(connection, key), _kept_state(connection)
    if state == kept:
        return False
    if at_once or kept is None or state.split()[:_URGENT] != kept.split()[:_URGENT]:
        return True
    last = connection.execute(
        select(func.max(publications.c.published_at_ms)).where(publications.c.kind == TRUST)
    ).scalar_one()
    return last is None or at_ms - last >= GATHER_MS


def _publish(
    connection: Connection, key: CountyKey, version: int, before: bytes | None, at_ms: int
) -> None:
    trust = TrustList(
        version=version,
        county_keys=tuple(each.public_key().public_bytes_raw().hex() for each in key.listed),
        devices=_devices(connection),
        key_sets=published.key_sets(connection),
    )
    content = encode_trust_list(trust)
    manifest = encode_manifest(
        Manifest(
            kind=TRUST,
            version=version,
            valid_from="",
            valid_until="",
            previous_sha256=hashlib.sha256(before).hexdigest() if before else "",
            content_sha256=hashlib.sha256(content).hexdigest(),
        )
    )
    signatures = tuple(sign_publication(each, manifest) for each in key.listed)
    published.keep(
        connection,
        manifest,
        signatures,
        pack(content),
        made_at_ms=at_ms,
        published_at_ms=at_ms,
    )


def _devices(connection: Connection) -> dict[str, ListedDevice]:
    """Return the devices that a person let in, with the keys that are theirs alone."""
    shared = {
        (row.device, row.generation) for row in connection.execute(select(device_key_aliases))
    }
    rows = connection.execute(
        select(
            devices.c.device,
            devices.c.counter_code,
            devices.c.revoked_at_ms.label("stopped_at_ms"),
            device_keys.c.generation,
            device_keys.c.public_key,
            device_keys.c.revoked_at_ms,
        )
        .join(device_keys, device_keys.c.device == devices.c.device)
        .where(devices.c.approved_at_ms.is_not(None) | devices.c.revoked_at_ms.is_not(None))
        .order_by(devices.c.device, device_keys.c.generation)
    )
    found: dict[str, ListedDevice] = {}
    for row in rows:
        known = found.get(row.device)
        keys = dict(known.keys) if known else {}
        revoked = set(known.revoked) if known else set()
        if (row.device, row.generation) not in shared:
            keys[row.generation] = bytes(row.public_key).hex()
            if row.revoked_at_ms is not None:
                revoked.add(row.generation)
        found[row.device] = ListedDevice(
            row.device,
            row.counter_code,
            keys,
            is_revoked=row.stopped_at_ms is not None,
            revoked=frozenset(revoked),
        )
    return found


def _state(connection: Connection, key: CountyKey) -> str:
    """Return a few figures that change whenever the list has to: cheap enough for each hello."""
    county_keys = "+".join(key_id(each.public_key()) for each in key.listed)
    figures = connection.execute(_FIGURES).one()
    return " ".join([county_keys, *(str(each or 0) for each in figures)])


def _kept_state(connection: Connection) -> str | None:
    return connection.execute(_KEPT_STATE).scalar_one_or_none()


def _figures() -> Select[Any]:
    """Return the question for all figures at once; the urgent ones stand first."""
    known = select(
        func.count(devices.c.revoked_at_ms).label("revoked"),
        func.max(devices.c.revoked_at_ms).label("last_revoked_at_ms"),
        func.count(devices.c.approved_at_ms).label("approved"),
    ).subquery("known")
    keys = select(
        func.count(device_keys.c.revoked_at_ms).label("revoked"),
        func.count().label("count"),
        func.sum(device_keys.c.generation).label("generations"),
    ).subquery("keys")
    sets = select(func.max(publisher_keys.c.version).label("version")).subquery("sets")
    shared = select(func.count().label("count")).select_from(device_key_aliases).subquery("shared")
    return select(
        known.c.revoked,
        known.c.last_revoked_at_ms,
        sets.c.version,
        keys.c.revoked,
        shared.c.count,
        keys.c.count,
        keys.c.generations,
        known.c.approved,
    ).select_from(known.join(keys, true()).join(sets, true()).join(shared, true()))


_FIGURES: Final = _figures()
_KEPT_STATE: Final = select(trust_state.c.fingerprint)
