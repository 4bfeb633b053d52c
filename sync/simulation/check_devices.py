"""Devices at the end of a run: copies are known, and each writes under a key of its own."""

from __future__ import annotations

from collections import defaultdict

from counter_app.domain.case_event import CaseReceived
from sync.simulation.county_view import FORKED
from sync.simulation.found import Found
from sync.simulation.readings import header_of, reading_of
from sync.simulation.world import World

STARTED = "device.generation_started"


def check_devices(world: World, county: set[str], found: Found) -> None:
    """Look at flags, keys, numbers and withdrawn rights.

    Args:
        world: That has run.
        county: Ids of the events of the county's log.
        found: Written to.
    """
    _check_flags(world, county, found)
    _check_keys(world, found)
    _check_numbers(world, found)
    _check_rights(world, county, found)


def _check_flags(world: World, county: set[str], found: Found) -> None:
    """Every clone is found out, and nobody is flagged who never was copied or put back."""
    forked: set[str] = set()
    touched = {*world.cloned, *world.put_back}
    counters = {node.disk.device for node in world.nodes}
    was_put_back = world.faults["rollback"] > 0  # Then people may have decided beside its chain.
    gone = world.orphaned.keys() | world.set_aside
    for kind, device, missing in world.county.flags():
        found.flags[kind] += 1
        if kind == FORKED:
            forked.add(device)
        is_hole = kind == "gap" and missing not in county and missing in gone
        is_touched = device in touched or (was_put_back and device not in counters)
        if not is_touched and not is_hole:
            found.failures.append(f"false flag: {kind} on {device}")
    found.flagged = len(forked)
    noticed = {node.disk.device for node in world.nodes if node.machine.keyring.reason}
    for device in sorted(set(world.cloned) - forked - noticed - world.given_up):
        found.failures.append(f"clone not flagged: {device}")


def _check_keys(world: World, found: Found) -> None:
    """No two machines write under one key, and each later generation says why it began."""
    writers: dict[tuple[str, int], list[str]] = defaultdict(list)
    for node in world.ours:
        writers[node.disk.device, node.disk.generation].append(node.name)
    for names in writers.values():
        if len(names) > 1:
            found.failures.append(f"two copies write under one key: {', '.join(sorted(names))}")
    for device, generation, type_name in world.county.beginnings():
        found.generations += 1
        if type_name != STARTED:
            found.failures.append(f"generation {generation} of {device} began with {type_name}")


def _check_numbers(world: World, found: Found) -> None:
    """No number is given twice, but by two copies in one generation, which the fork shows."""
    forked = world.county.forked_generations()
    given: dict[str, set[str]] = defaultdict(set)
    places: dict[str, tuple[str, int]] = {}
    for node in world.ours:
        for name, kept in node.disk.kept.items():
            if name in places or name in world.set_aside:
                continue
            header = header_of(kept.event.data)
            fact = reading_of(kept.event.data).fact
            places[name] = (header.device, header.generation)
            if isinstance(fact, CaseReceived):
                given[fact.number].add(name)
    for number, names in given.items():
        if len(names) > 1 and not {places[name] for name in names} & forked:
            found.failures.append(f"number {number} was given {len(names)} times")


def _check_rights(world: World, county: set[str], found: Found) -> None:
    """What was signed after a right was withdrawn for good stands in no log."""
    for node in world.nodes:
        since_ms = world.office.revoked.get(node.disk.device)
        if since_ms is None:
            continue
        for name in node.disk.own():
            if name in county and world.truth[name] > since_ms:
                found.failures.append(f"taken from a revoked device: {name[:16]}")
