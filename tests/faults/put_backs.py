"""F8: logs that are deleted, a database that somebody replaces by an older one of its own.

Every file of these is whole by itself; only the head anchor outside knows that the past is
missing.  Whatever is lost is told: by the anchor, by a check, or because nothing opens.
"""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.errors import CounterError
from counter_app.storage.audit import find_damage
from counter_app.storage.profile_store import DATABASE_NAME, HEAD_NAME
from tests.faults.children import told
from tests.faults.counted import Count
from tests.faults.crash_saves import ram_folder
from tests.faults.recorded import State, put_down
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole

SAVES = 10
NAMES = (DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm")


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Put `count` mixtures of old and missing files back."""
    with ram_folder() as folder:
        found = told(partial(_tried, folder, seed, count, sabotage))
    return [Count(**found)]


def _tried(folder: Path, seed: int, number: int, sabotage: str) -> dict[str, object]:
    row = Count("F8", "logs deleted, older files put back")
    chance = random.Random(seed)
    history = _history(folder / "first")
    whole, events = history[-1]
    place = folder / "site"
    place.mkdir()
    for turn in range(number):
        files = dict(whole)
        for name in chance.sample(NAMES, chance.randint(1, len(NAMES))):
            older = chance.choice(history)[0] if chance.random() < 0.6 else {}
            files.pop(name, None)
            if name in older:
                files[name] = older[name]
        if sabotage == "no-anchor":
            files[HEAD_NAME] = history[0][0][HEAD_NAME]
        put_down(place, files)
        row.tried += 1
        told_of, present = _looked_at(place)
        row.add("told" if told_of else "nothing was missing")
        if present < events and not told_of:
            row.lose(f"mixture {turn}: {events - present} events are gone, and nobody says so")
    return row.__dict__


def _history(folder: Path) -> list[tuple[State, int]]:
    """Work with checkpoints in between; copy the files as they lie there after each save."""
    folder.mkdir()
    history = []
    with fresh_store(folder) as store:
        for save in range(SAVES):
            if save % 4 == 3:
                with store.ledger.transaction() as transaction:
                    transaction.commit()
                connection = store.engine.raw_connection()
                connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.close()
            save_whole(store, PublishedRules().calendar)
            files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
            history.append((files, store.sync_store.head()[1]))
    return history


def _looked_at(folder: Path) -> tuple[bool, int]:
    """Open what is there; returns whether anything is said to be wrong, and what is there."""
    try:
        with fresh_store(folder) as store:
            present = store.audit().events
            is_told = not store.audit().is_valid or bool(find_damage(store.reading_engine))
            return is_told, present
    except CounterError:
        return True, 0
