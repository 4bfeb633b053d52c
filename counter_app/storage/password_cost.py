"""What a guess at a password costs, and how much of that this machine can bear.

Measured once a machine and kept there: a guess takes a quarter to half a second, so that nobody
waits at sign-in and nobody tries many.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from counter_app.storage.secret_store import SecretStore

GUESS_MS: Final = range(250, 501)
"""How long one guess should take here."""

_STORED_AS: Final = "password-cost"
_ITERATIONS_MAX: Final = 64
_LANES_MAX: Final = 64
_MEMORY_A_LANE_KIB: Final = 8
"""RFC 9106, section 3.1: at least eight blocks of 1 KiB a lane."""
_MEMORY_MAX_KIB: Final = 1_048_576
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What one guess at a password costs (Argon2id, RFC 9106)."""

    memory_kib: int
    iterations: int
    lanes: int

    @property
    def work(self) -> int:
        """A figure to compare two costs by: memory times passes."""
        return self.memory_kib * self.iterations


def cost_from(told: object) -> PasswordCost:
    """Read the figures of a file; nothing vouches for them until the wrap has opened.

    A guess with them ends within memory and time that a counter has: a flipped bit or a planted
    figure neither stops the program nor keeps it busy for ever.

    Raises:
        ValueError: They are no figures, or ones that Argon2id or this program never takes.
    """
    if not isinstance(told, dict) or set(told) != {"memory_kib", "iterations", "lanes"}:
        raise ValueError("these are not the figures of a password's cost")
    if any(type(figure) is not int for figure in told.values()):
        raise ValueError("a figure of a password's cost is no whole number")
    cost = PasswordCost(**told)
    is_possible = (
        1 <= cost.iterations <= _ITERATIONS_MAX
        and 1 <= cost.lanes <= _LANES_MAX
        and _MEMORY_A_LANE_KIB * cost.lanes <= cost.memory_kib <= _MEMORY_MAX_KIB
    )
    if not is_possible:
        raise ValueError("a figure of a password's cost is out of bounds")
    return cost


COST_FLOOR: Final = PasswordCost(memory_kib=19_456, iterations=2, lanes=1)
"""OWASP's least for Argon2id; 38 ms on a slow desk PC."""
COST_USUAL: Final = PasswordCost(memory_kib=65_536, iterations=3, lanes=4)


def measured_ms(cost: PasswordCost) -> float:
    """Return how long one guess of this cost takes on this machine, in milliseconds."""
    kdf = Argon2id(
        salt=secrets.token_bytes(16),
        length=_KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    began = time.perf_counter()
    kdf.derive(b"how long does this take?")
    return (time.perf_counter() - began) * 1_000


def calibrated(
    measure: Callable[[PasswordCost], float] = measured_ms, *, cores: int | None = None
) -> PasswordCost:
    """Return the cost at which a guess takes 250 to 500 ms here, never below the floor.

    It starts at 64 MiB and three passes; a quick machine gets more passes, a slow one fewer, and
    then less memory.  A machine that is too slow for the floor gets the floor.
    """
    lanes = max(1, min(COST_USUAL.lanes, cores or os.cpu_count() or 1))
    cost = replace(COST_USUAL, lanes=lanes)
    goal_ms = (GUESS_MS.start + GUESS_MS.stop) / 2
    for _ in range(6):
        took_ms = max(measure(cost), 0.001)
        if GUESS_MS.start <= took_ms < GUESS_MS.stop:
            return cost
        passes = round(cost.iterations * goal_ms / took_ms)
        if passes > _ITERATIONS_MAX:
            return replace(cost, iterations=_ITERATIONS_MAX)
        if passes >= COST_FLOOR.iterations:
            if passes == cost.iterations:
                return cost
            cost = replace(cost, iterations=passes)
            continue
        memory = int(cost.memory_kib * goal_ms / took_ms * cost.iterations / COST_FLOOR.iterations)
        if memory <= COST_FLOOR.memory_kib:
            return COST_FLOOR
        cost = replace(cost, memory_kib=memory, iterations=COST_FLOOR.iterations)
    return cost


def kept_cost(store: SecretStore) -> PasswordCost | None:
    """Return what was measured on this machine; None when nobody has, or it is no such figure."""
    found = store.load(_STORED_AS)
    try:
        cost = cost_from(json.loads(found)) if found else None
    except ValueError:
        return None
    if cost is None:
        return None
    is_enough = cost.work >= COST_FLOOR.work and cost.memory_kib >= COST_FLOOR.memory_kib
    return cost if is_enough and 1 <= cost.lanes <= COST_USUAL.lanes else None


def machine_cost(
    store: SecretStore, measure: Callable[[PasswordCost], float] = measured_ms
) -> PasswordCost:
    """Return this machine's cost, measured now if nobody has, which takes a second or two."""
    kept = kept_cost(store)
    if kept is not None:
        return kept
    cost = calibrated(measure)
    store.save(_STORED_AS, json.dumps(asdict(cost)).encode("ascii"))
    return cost
