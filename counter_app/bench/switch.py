"""One person locks, another signs in at the same window, beside the bare price of a guess.

Ours is what the second person waits for: the try counted on the disk, Argon2id, the wrap opened,
the desk and its lists drawn.  The floor is Argon2id alone with the same figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from counter_app.bench.rows import Plan, Row, row
from counter_app.bench.start import PASSWORD, USER, throwaway_counter
from counter_app.bootstrap.profile import profile_door, sign_in
from counter_app.domain.staff import Role
from counter_app.storage.passwords import Passwords
from counter_app.storage.vault import COST_USUAL, Person

_OTHER: Final = Person(user="backup", staff="QH0112", name="李得水", role=Role.BACKUP)
_LENT: Final = "Lend-me-4-once"
_OTHERS: Final = "Kessel.Flicker-8"


def switch(plan: Plan) -> list[Row]:
    """Measure one window in a process of its own, every switch with a floor after it."""
    with throwaway_counter(plan.folder, plan.pick(2_000, 200)) as profile:
        _enrol_the_other(profile)
        told = take_turns(profile, plan.pick(20, 4))
    return [row("access.switch", "ms", told["ours_ms"], told["floor_ms"])]


def take_turns(profile: Path, switches: int) -> dict[str, list[float]]:
    """Let the two take so many turns."""
    people = (USER, PASSWORD, _OTHER.user, _OTHERS)
    command = [sys.executable, "-m", "counter_app.bench.child_switch", str(profile), str(switches)]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [*command, *people], capture_output=True, check=True
    )
    told: dict[str, list[float]] = json.loads(done.stdout)
    return told


def _enrol_the_other(profile: Path) -> None:
    """Let a second person in, each under a password of their own at the same price."""
    opened = sign_in(profile, USER, PASSWORD)
    try:
        now = opened.clock.now()
        door = profile_door(profile, opened.settings, opened.clock)
        passwords = Passwords(door, cost=COST_USUAL)
        passwords.enrol(opened.keys.vault, _OTHER, _LENT, at=now)
        passwords.choose(door.open(_OTHER.user, _LENT).vault, _OTHERS, at=now)
        own, terms = opened.keys.vault, opened.keys.vault.terms
        door.vault.enrol(own, own.person, PASSWORD, COST_USUAL, terms=terms)
    finally:
        opened.close()
