"""What must hold when everything is quiet.  Each checker returns what it found wrong, in words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.deadline_verdict import DeadlineVerdict, TimeInterval, judge
from counter_app.domain.ids import CaseId
from counter_app.storage.event_times import intervals_of
from counter_app.storage.time_anchors import moment_of
from sync.digest import fold_hash
from sync.simulation.county import FORKED
from sync.simulation.node import Disk, Node
from sync.simulation.replica_tables import replica_tables
from sync.simulation.world import World

ROUNDS_ALLOWED: Final = 4
"""After the last fault, until nothing is left to exchange."""

DUE_DAYS: Final = range(-3, 4)
"""Limits that each act is judged by: days from the one on which it truly happened."""

NAMED_MAX: Final = 3


@dataclass(slots=True)
class Found:
    """What the checkers found out about a run.

    Attributes:
        failures: What must not be, in words; empty = the run is good.
        lost: Events that are nowhere, though a copy was somewhere all the time.
        unavoidable: Events whose last copy went with a disk before the county or anybody had it.
        twice_destroyed: Events that the county had signed for; its disk and the only other were
            both put back to before them.
        verdicts: Deadline verdict → how often it was given.
        folds: Township → hash over the folds of its cases.
    """

    failures: list[str] = field(default_factory=list)
    lost: int = 0
    unavoidable: int = 0
    twice_destroyed: int = 0
    conflicts: int = 0
    repeats: int = 0
    flagged: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    folds: dict[str, str] = field(default_factory=dict)


def check(world: World) -> Found:
    """Look at a world that has run."""
    found = Found()
    county = set(world.county.look())
    _check_quiet(world, found)
    _check_loss(world, county, found)
    _check_replicas(world, found)
    _check_flags(world, county, found)
    _check_folds(world, found)
    _check_times(world, found)
    return found


def _check_quiet(world: World, found: Found) -> None:
    if not world.is_quiet:
        waiting = sum(node.disk.unacknowledged_count() for node in world.nodes)
        found.failures.append(f"stall: not quiet after {world.rounds} rounds, {waiting} waiting")
    elif world.rounds > ROUNDS_ALLOWED:
        found.failures.append(f"slow: {world.rounds} rounds to quiet")


def _check_loss(world: World, county: set[str], found: Found) -> None:
    """Every event is in the county's log, unless the record shows that no copy was left."""
    kept_aside = world.county.set_aside() | {
        name for name in world.set_aside if any(name in node.disk.kept for node in world.nodes)
    }
    missing = world.truth.keys() - county - kept_aside
    for name in sorted(missing):
        if name not in world.orphaned:
            found.lost += 1
            if found.lost <= NAMED_MAX:
                found.failures.append(f"lost: {name[:16]} written by {_author(world, name)}")
        elif name in world.acked:
            found.twice_destroyed += 1
        else:
            found.unavoidable += 1
    if found.lost > NAMED_MAX:
        found.failures.append(f"lost: {found.lost} events in all")


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


def _check_flags(world: World, county: set[str], found: Found) -> None:
    """Every clone is flagged, and nobody who never was copied or put back."""
    forked: set[str] = set()
    touched = {*world.cloned, *world.put_back}
    gone = world.orphaned.keys() | world.set_aside
    for kind, device, missing in world.county.flags():
        found.flags[kind] += 1
        if kind == FORKED:
            forked.add(device)
        is_hole = kind == "gap" and missing not in county and missing in gone
        if device not in touched and not is_hole:
            found.failures.append(f"false flag: {kind} on {device}")
    found.flagged = len(forked)
    for device in sorted(set(world.cloned) - forked):
        found.failures.append(f"clone not flagged: {device}")


def _check_folds(world: World, found: Found) -> None:
    """Every replica folds every case of its township to the same end."""
    for township, nodes in world.townships().items():
        hashes = {node.name: _fold_hash(node.disk) for node in nodes}
        if len(set(hashes.values())) > 1:
            found.failures.append(f"folds of {township} differ")
        for case in _cases(nodes[0].disk):
            found.conflicts += len(case.conflicts)
            found.repeats += len(case.repeats)
        found.folds[township] = hashes[nodes[0].name]


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


def _intervals(world: World, node: Node) -> Iterator[tuple[str, TimeInterval]]:
    with replica_tables(node.disk) as connection:
        for case_id in node.disk.cases:
            times = intervals_of(connection, CaseId(case_id), lambda: world.county.key.public)
            yield from times.items()


def _cases(disk: Disk) -> Iterator[Case]:
    for case_id in sorted(disk.cases):
        if case := disk.case(case_id):
            yield case


def _fold_hash(disk: Disk) -> str:
    digest = hashlib.sha256()
    for case in _cases(disk):
        digest.update(fold_hash(case).encode())
    return digest.hexdigest()


def _author(world: World, name: str) -> str:
    for node in world.nodes:
        if kept := node.disk.kept.get(name):
            return world.reader.event(name, kept.event).staff
    return "nobody who still has it"
