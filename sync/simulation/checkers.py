"""What must hold when everything is quiet.  Each checker returns what it found wrong, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from counter_app.domain.deadline_verdict import DeadlineVerdict, TimeInterval, judge
from counter_app.domain.ids import CaseId
from counter_app.storage.event_times import intervals_of
from counter_app.storage.time_anchors import moment_of
from sync.client.batches import TRIES_MAX
from sync.codec import open_acks
from sync.simulation.check_cases import check_cases
from sync.simulation.check_devices import check_devices
from sync.simulation.check_files import check_files
from sync.simulation.check_posts import check_posts
from sync.simulation.found import Found
from sync.simulation.node import Node
from sync.simulation.readings import header_of
from sync.simulation.replica_tables import replica_tables
from sync.simulation.world import World

ROUNDS_ALLOWED: Final = 4
"""After the last fault, until nothing is left to exchange."""

DUE_DAYS: Final = range(-3, 4)
"""Limits that each act is judged by: days from the one on which it truly happened."""

NAMED_MAX: Final = 3


def check(world: World) -> Found:
    """Look at a world that has run."""
    found = Found()
    county = set(world.county.look())
    unproven = _unproven(world, county)
    found.unproven = len(unproven)
    world.set_aside |= unproven  # As what the county cannot read: kept, and in nobody's stream.
    _check_quiet(world, found)
    _check_loss(world, county, found)
    _check_replicas(world, found)
    check_devices(world, county, found)
    check_cases(world, found)
    check_files(world, found)
    check_posts(world, found)
    _check_times(world, found)
    _check_receipts(world, found)
    return found


def _check_quiet(world: World, found: Found) -> None:
    if not world.is_quiet:
        waiting = sum(node.disk.unacknowledged_count() for node in world.ours)
        found.failures.append(f"stall: not quiet after {world.rounds} rounds, {waiting} waiting")
    elif world.rounds > ROUNDS_ALLOWED + (TRIES_MAX if found.unproven else 0):
        found.failures.append(f"slow: {world.rounds} rounds to quiet")


def _check_loss(world: World, county: set[str], found: Found) -> None:
    """Every event is in the county's log, unless the record shows that no copy was left."""
    kept_aside = world.county.set_aside() | {
        name for name in world.set_aside if any(name in node.disk.kept for node in world.nodes)
    }
    withheld = _withheld(world)
    missing = world.truth.keys() - county - kept_aside
    for name in sorted(missing):
        if name in withheld:
            found.withheld += 1
        elif name not in world.orphaned:
            found.lost += 1
            if found.lost <= NAMED_MAX:
                found.failures.append(f"lost: {name[:16]} written by {_author(world, name)}")
        elif name in world.acked:
            found.twice_destroyed += 1
        else:
            found.unavoidable += 1
    if found.lost > NAMED_MAX:
        found.failures.append(f"lost: {found.lost} events in all")


def _unproven(world: World, county: set[str]) -> set[str]:
    """Return what counters hold, and the county takes no signature for, since it was put back."""
    if not world.faults["rollback"]:
        return set()
    held = {
        name: kept.event
        for node in world.ours
        for name, kept in node.disk.kept.items()
        if kept.parked and name not in county and name in world.truth
    }
    return {
        name
        for name, event in held.items()
        if header_of(event.data).generation > 1 and not world.county.knows_key_of(event)
    }


def _withheld(world: World) -> set[str]:
    """Return what only a counter has whose right was withdrawn for good."""
    found: set[str] = set()
    for node in world.nodes:
        if node.disk.device in world.given_up:
            found |= set(node.disk.own()) - world.acked - world.orphaned.keys()
    return found


def _check_replicas(world: World, found: Found) -> None:
    for township, nodes in world.townships().items():
        wanted = world.county.scope(township)
        for node in nodes:
            kept = set(node.disk.kept) - world.set_aside
            if kept != wanted:
                found.failures.append(
                    f"replica of {node.name}: {len(wanted - kept)} missing,"
                    f" {len(kept - wanted)} too many"
                )
        if len({node.disk.position() for node in nodes}) > 1:
            found.failures.append(f"prefix hashes of {township} differ")


def _check_times(world: World, found: Found) -> None:
    """No interval leaves the true time out, and no verdict contradicts it.

    One counter a township is asked; it judges the acts of all, by what the county signed.
    """
    for nodes in world.townships().values():
        node = world.dice.choice(nodes)
        for name, interval in _intervals(world, node):
            _check_time(world, name, interval, found)


def _check_time(world: World, name: str, interval: TimeInterval, found: Found) -> None:
    true = moment_of(world.truth[name])
    is_before = interval.earliest is not None and true < interval.earliest
    is_after = interval.latest is not None and true > interval.latest
    if is_before or is_after:
        found.failures.append(f"time: {name[:16]} happened outside its interval")
    for days in DUE_DAYS:
        due_on = true.date() + timedelta(days=days)
        verdict = judge(interval, due_on)
        found.verdicts[verdict.value] += 1
        wrong = DeadlineVerdict.LATE if days >= 0 else DeadlineVerdict.IN_TIME
        if verdict is wrong:
            found.failures.append(f"verdict: {name[:16]} is judged {verdict.value}, falsely")


def _check_receipts(world: World, found: Found) -> None:
    """The county holds no event for later than it ever signed, and somebody still can show."""
    receipts = world.county.receipts()
    for node in world.ours:
        for data, _ in node.disk.acks:
            for ack in open_acks(data).acks:
                received_at_ms = receipts.get(ack.event_id)
                if received_at_ms is None or ack.server_sequence is None:
                    continue
                found.receipts += 1
                if received_at_ms > ack.received_at_ms:
                    found.failures.append(f"receipt of {ack.event_id[:16]} became later")


def _intervals(world: World, node: Node) -> Iterator[tuple[str, TimeInterval]]:
    with replica_tables(node.disk) as connection:
        for case_id in node.disk.cases:
            times = intervals_of(connection, CaseId(case_id), lambda: world.county.key.public)
            yield from times.items()


def _author(world: World, name: str) -> str:
    for node in world.nodes:
        if kept := node.disk.kept.get(name):
            return header_of(kept.event.data).staff
    return "nobody who still has it"
