"""F24: the memory runs out while cases are saved; what was told to be safe is there."""

from __future__ import annotations

import contextlib
import random
import resource
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.errors import CounterError
from tests.faults.children import child, told
from tests.faults.counted import Count
from tests.faults.crash_saves import ram_folder
from tests.faults.kills import what_is_lost
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole

ROOM_KIB = (0, 3_000)
SAVES = 60
HOARD_BYTES = 64 << 10


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Save `count` times in a process that has hardly any memory left."""
    row = Count("F24", "the memory runs out while cases are saved")
    chance = random.Random(seed)
    with ram_folder() as folder:
        acknowledged: list[str] = []
        told(partial(_prepare, folder))
        for _ in range(count):
            room = chance.randint(*ROOM_KIB)
            with child(partial(_save_in_little_room, folder, room, sabotage)) as one:
                for word in one.heard():
                    if word.startswith("!"):
                        row.add(word[1:])
                    else:
                        acknowledged.append(word)
                one.end()
            row.tried += 1
        row.add("acknowledged", len(acknowledged))
        for problem in told(partial(what_is_lost, folder, acknowledged)):
            row.lose(problem)
    return [row]


def _prepare(folder: Path) -> None:
    with fresh_store(folder):
        return


def _save_in_little_room(folder: Path, room_kib: int, sabotage: str, say: Any) -> None:
    """Save until there is no memory; say what was saved, and how it ended."""
    with fresh_store(folder) as store:
        say(save_whole(store, PublishedRules().calendar))
        if sabotage == "hasty":
            say("f" * 32)
        hoard = _all_there_is()
        del hoard[: (room_kib << 10) // HOARD_BYTES]
        try:
            for _ in range(SAVES):
                hoard.append(bytes(HOARD_BYTES))
                say(save_whole(store, PublishedRules().calendar))
        except (MemoryError, CounterError) as error:
            hoard.clear()
            say(f"!{type(error).__name__}")
        else:
            say("!enough")


def _all_there_is() -> list[bytes]:
    """Allow this process no more than it has, and take what of that is free.

    What was let go lies in the process still, and would be enough for many saves.
    """
    used_kib = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * 4
    ceiling = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (used_kib << 10, ceiling))
    hoard: list[bytes] = []
    with contextlib.suppress(MemoryError):
        while True:
            hoard.append(bytes(HOARD_BYTES))
    return hoard
