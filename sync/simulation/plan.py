"""What to simulate: how many counters, for how long, and what befalls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lost-request": "a request never arrives",
        "lost-answer": "the county has done it, and its answer never arrives",
        "duplicate": "a request arrives twice",
        "late": "a request arrives long after the counter has given it up",
        "partial": "the county breaks off after the first part of an exchange",
        "busy": "the county is slow, or answers 503",
        "portal": "somebody else answers in the county's place",
        "cut": "the line breaks at any byte of what is sent",
        "offline": "a counter is cut off for hours or days",
        "swizzle": "counters are cut off one by one, and come back in another order",
        "absence": "a counter is away for the whole time and comes back at the end",
        "clock": "a PC's clock jumps by up to three years, or drifts",
        "kill": "the program is killed between any two steps of an exchange",
        "restore": "a counter's disk is put back to an older image",
        "clone": "a counter's disk is copied, and both go on",
        "rollback": "the county's database is put back to an older backup, twice a run",
        "newer-program": "an event comes that this county's program cannot read",
        "courier": "a counter has no line, and its bundles are carried to the county and back",
        "bundle-lost": "a stick is lost on its way, there or back",
        "bundle-torn": "a stick comes with a bit turned over, or cut off",
        "bundle-repeated": "a stick comes twice",
        "bundle-swapped": "a stick comes after those that were made later",
        "joint-case": "the county shows a case to another township, and both go on with it",
        "handover": "posts change hands: in person, by county, by stick, in an emergency",
        "revoke": "a counter's right is withdrawn, for good or by mistake",
    }
)
"""Name on the command line → what it does."""

COURIER: Final = "courier"

ALL: Final = "all"
NONE: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run.  Equal plans give equal results.

    Attributes:
        counters: 1 or more; about five of them make a township.
        days: 0 = nobody works and nothing happens but the exchange.
        faults: Names out of `FAULTS`.
        events_a_day: What a clerk writes a day, on average; time anchors come on top.
        contacts_a_day: How often a counter that is not cut off speaks with the county, besides
            its tries after a failure.  The real program tries every minute.
        is_connected: False = nobody ever speaks with the county.
        files_a_hundred: Of a hundred acts of a clerk, how many add a file to a case; 0 = no files.
        is_in_pieces: Large messages go so that a line that breaks costs a piece; files always do.
        is_packed: Messages travel in the packed form, as they do over the real line; three times
            as slow here.
    """

    counters: int
    days: int
    seed: int
    faults: frozenset[str] = frozenset()
    events_a_day: int = 3
    contacts_a_day: int = 3
    township_counters: int = 5
    is_connected: bool = True
    is_packed: bool = False
    files_a_hundred: int = 10
    is_in_pieces: bool = True

    def has(self, fault: str) -> bool:
        """Answer whether a fault is switched on; what befalls bundles needs couriers."""
        assert fault in FAULTS, fault
        has_bundles = any(name.startswith("bundle-") for name in self.faults)
        return fault in self.faults or (fault == COURIER and has_bundles)


def faults_of(text: str) -> frozenset[str]:
    """Read `all`, `none` or a list of names separated by commas.

    Raises:
        ValueError: A name is not known; the message names it.
    """
    if text == ALL:
        return frozenset(FAULTS)
    if text == NONE:
        return frozenset()
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    if unknown := sorted(names - FAULTS.keys()):
        raise ValueError(", ".join(unknown))
    return names
