"""Cases at the end of a run: equal on all replicas, nothing discarded, whole where linked."""

from __future__ import annotations

import hashlib

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_fold import every_event
from counter_app.domain.conflict_record import Conflict, ConflictState
from sync.simulation.disk import Disk
from sync.simulation.found import Found
from sync.simulation.readings import FOLDS, Folded
from sync.simulation.world import World


def check_cases(world: World, found: Found) -> None:
    """See that every replica folds every case of its township to the same end."""
    for township, nodes in world.townships().items():
        hashes = {node.name: _fold_hash(world, node.disk) for node in nodes}
        if len(set(hashes.values())) > 1:
            found.failures.append(f"folds of {township} differ")
        _check_conflicts(world, township, found)
        found.folds[township] = hashes[nodes[0].name]
        for node in nodes:
            if node.cycle.state_differs:
                found.failures.append(f"open cases of {node.name} are not the county's")
    _check_joint(world, found)


def _check_conflicts(world: World, township: str, found: Found) -> None:
    """Compare the records of conflicts, and see that no act was thrown away for one."""
    nodes = world.townships()[township]
    first = nodes[0].disk
    for case_id in sorted(first.cases):
        case = _common(world, first, case_id).case
        if case is None:
            continue
        found.conflicts += len(case.conflicts)
        found.decisions += sum(each.state is ConflictState.RESOLVED for each in case.conflicts)
        found.repeats += len(case.repeats)
        acts = sorted(event.event_id for event in _common_events(world, first, case_id))
        if sorted(every_event(case)) != acts:
            found.failures.append(f"discarded: acts of {case_id[:8]} in {township}")
        for node in nodes[1:]:
            if records_of(_common(world, node.disk, case_id).case) != records_of(case):
                found.failures.append(f"conflicts of {case_id[:8]} differ at {node.name}")


def _common_events(world: World, disk: Disk, case_id: str) -> list[CaseEvent]:
    """Return the events of a case that are no single counter's: what is set aside is left out."""
    return [each for each in disk.events_of(case_id) if each.event_id not in world.set_aside]


def _common(world: World, disk: Disk, case_id: str) -> Folded:
    return FOLDS.of(_common_events(world, disk, case_id))


def records_of(case: Case | None) -> tuple[tuple[object, ...], ...]:
    """Return what a replica keeps of the conflicts of a case, without what they say."""
    return tuple(_record(conflict) for conflict in case.conflicts) if case is not None else ()


def _record(conflict: Conflict) -> tuple[object, ...]:
    return (
        conflict.event_id,
        conflict.rule,
        conflict.field,
        conflict.state,
        conflict.in_force,
        conflict.decided_by,
        tuple(act.event_id for act in conflict.against),
        conflict.second_ids,
    )


def _check_joint(world: World, found: Found) -> None:
    """A case that was shown to a township stands there as a whole, and folds as at home."""
    townships = world.townships()
    for case_id, township in world.office.links:
        shown = world.county.scopes_of(case_id)
        whole = set().union(*shown.values())
        lacking = {each for each, ids in shown.items() if ids != whole}
        if township not in shown or lacking:
            found.failures.append(f"joint case {case_id[:8]} is not whole in {township}")
        holders = [nodes[0].disk for each, nodes in townships.items() if each in shown]
        if len({_common(world, disk, case_id).hash for disk in holders}) > 1:
            found.failures.append(f"joint case {case_id[:8]} folds differently")
        found.joint += 1


def _fold_hash(world: World, disk: Disk) -> str:
    digest = hashlib.sha256()
    for case_id in sorted(disk.cases):
        digest.update(_common(world, disk, case_id).hash.encode())
    return digest.hexdigest()
