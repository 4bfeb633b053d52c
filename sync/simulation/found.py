"""What the checkers found out about a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Found:
    """What is wrong, and the figures.

    Attributes:
        failures: What must not be, in words; empty = the run is good.
        lost: Events that are nowhere, though a copy was somewhere all the time.
        unavoidable: Events whose last copy went with a disk before the county or anybody had it.
        twice_destroyed: Events that the county had signed for; its disk and the only other were
            both put back to before them.
        unproven: Events whose key nobody can show any more: the county forgot it, and the machine
            that had it was put back to before it.
        withheld: Events that only a counter has whose right was withdrawn for good.
        conflicts: Of all cases, decided or not; decisions: how many were decided.
        receipts: Acks that were compared with what the county says of the time of receipt.
        files: Files that acts in the county's log name.
        files_lost: Those that are not at the county, though a copy was somewhere all the time.
        files_unavoidable: Those whose last copy went with a disk before the county had it.
        passings, coverings: Hand-overs and take-overs.
        listed: Cases on their sheets; listed_gone: those whose intake went with a disk.
        beside: Acts on a case whose post somebody else held by then, in the county's order.
        drafts: Unfinished intakes that were begun before a hand-over.
        flagged: Devices with a fork.
        verdicts: Deadline verdict → how often it was given.
        folds: Township → hash over the folds of its cases.
    """

    failures: list[str] = field(default_factory=list)
    lost: int = 0
    unavoidable: int = 0
    twice_destroyed: int = 0
    unproven: int = 0
    withheld: int = 0
    conflicts: int = 0
    decisions: int = 0
    repeats: int = 0
    joint: int = 0
    receipts: int = 0
    generations: int = 0
    files: int = 0
    files_lost: int = 0
    files_unavoidable: int = 0
    passings: int = 0
    coverings: int = 0
    listed: int = 0
    listed_gone: int = 0
    beside: int = 0
    drafts: int = 0
    flagged: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    folds: dict[str, str] = field(default_factory=dict)
