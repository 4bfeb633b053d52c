"""One run from plan to figures."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.simulation.checkers import check
from sync.simulation.found import Found
from sync.simulation.nemeses import plan_faults
from sync.simulation.plan import ALL, FAULTS, NONE, Plan
from sync.simulation.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a run.

    Attributes:
        faults: What befell it → how often.
        pieces: "file" and "body" → how often a part of one was sent.
        history: SHA-256 over the county's log and all folds: equal plans give equal histories.
        seconds: Of the processor, not of the wall: other programs do not count.
    """

    plan: Plan
    found: Found
    events: int
    rounds: int
    exchanges: int
    clones: int
    restored: int
    quarantined: int
    faults: dict[str, int]
    pieces: dict[str, int]
    history: str
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether no checker found anything wrong."""
        return not self.found.failures

    @property
    def is_converged(self) -> bool:
        """Whether every replica holds what the county holds, and folds it to the same end."""
        wrong = ("stall", "replica", "prefix", "folds")
        return not any(failure.startswith(wrong) for failure in self.found.failures)

    def as_object(self) -> dict[str, Any]:
        """Return what `counter simulate --json` prints."""
        found = self.found
        return {
            "counters": self.plan.counters,
            "days": self.plan.days,
            "seed": self.plan.seed,
            "events": self.events,
            "lost": found.lost,
            "unavoidable": found.unavoidable,
            "twice_destroyed": found.twice_destroyed,
            "unproven": found.unproven,
            "withheld": found.withheld,
            "converged": self.is_converged,
            "rounds_to_converge": self.rounds,
            "conflicts": found.conflicts,
            "decisions": found.decisions,
            "repeats": found.repeats,
            "joint_cases": found.joint,
            "generations": found.generations,
            "files": found.files,
            "files_lost": found.files_lost,
            "files_unavoidable": found.files_unavoidable,
            "passings": found.passings,
            "coverings": found.coverings,
            "cases_handed_over": found.listed,
            "acts_beside": found.beside,
            "drafts": found.drafts,
            "receipts": found.receipts,
            "flags": found.flagged,
            "flag_kinds": dict(sorted(found.flags.items())),
            "clones": self.clones,
            "restored": self.restored,
            "quarantined": self.quarantined,
            "verdicts": dict(sorted(found.verdicts.items())),
            "exchanges": self.exchanges,
            "faults": self.faults,
            "pieces": self.pieces,
            "failures": list(found.failures),
            "history": self.history,
            "rerun": rerun(self.plan),
            "seconds": round(self.seconds, 2),
        }


def simulate(plan: Plan, prepare: Callable[[World], None] | None = None) -> Outcome:
    """Run a plan and look at what came of it.

    Args:
        plan: What to run.
        prepare: Changes the world before it begins; tests break something with it.
    """
    began = time.process_time()
    world = World(plan)
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)  # Every fault would be told by each of a thousand programs.
    try:
        plan_faults(world)
        if prepare is not None:
            prepare(world)
        world.run()
        found = check(world)
        return Outcome(
            plan=plan,
            found=found,
            events=len(world.truth),
            rounds=world.rounds,
            exchanges=world.county.exchanges,
            clones=len(world.cloned),
            restored=len(world.put_back),
            quarantined=len(world.set_aside),
            faults=_faults(world),
            pieces=dict(sorted(world.network.pieces.items())),
            history=_history(world, found),
            seconds=time.process_time() - began,
        )
    finally:
        logging.disable(before)
        world.close()


def rerun(plan: Plan) -> str:
    """Return the command that does the same again."""
    faults = ALL if plan.faults == FAULTS.keys() else ",".join(sorted(plan.faults)) or NONE
    return (
        f"counter simulate --counters {plan.counters} --days {plan.days} --seed {plan.seed}"
        f" --faults {faults} --events-a-day {plan.events_a_day}"
        f" --contacts-a-day {plan.contacts_a_day} --files-a-hundred {plan.files_a_hundred}"
        f"{' --packed' if plan.is_packed else ''}{'' if plan.is_in_pieces else ' --whole-bodies'}"
    )


def _faults(world: World) -> dict[str, int]:
    counts = world.faults + world.network.counts + world.sticks.counts
    if world.posts is not None:
        counts = counts + world.posts.counts
    counts["kill"] = sum(node.killed for node in world.nodes)
    return {name: counts[name] for name in sorted(counts) if counts[name]}


def _history(world: World, found: Found) -> str:
    digest = hashlib.sha256()
    for name, sequence in sorted(world.county.log.items(), key=lambda each: each[1]):
        digest.update(f"{sequence} {name}\n".encode())
    for township, fold in sorted(found.folds.items()):
        digest.update(f"{township} {fold}\n".encode())
    return digest.hexdigest()
