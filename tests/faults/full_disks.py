"""F4 and F6: a disk that is really full, and one that really takes no writing.

A small file system in memory is mounted where this is allowed (root); elsewhere the database is
forbidden to grow, which shows the same face to the program.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.errors import CommitUnknown, CounterError, DiskFull, DiskReadOnly
from tests.faults.children import told
from tests.faults.counted import Count
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole
from tests.storage.snapshots import projections

SIZE_KIB = (1_400, 3_000)
BALLAST_BYTES = 200_000


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Fill `count` disks, and take the pen away from as many."""
    full = Count("F4", "the disk is full, then has room again")
    fixed = Count("F6", "the disk takes no writing, then takes it again")
    if not _may_mount():
        full.skipped = fixed.skipped = "may not mount a disk"
        return [full, fixed]
    chance = random.Random(seed)
    for turn in range(count):
        with small_disk(chance.randint(*SIZE_KIB)) as folder:
            _count(full, turn, told(partial(_fill, folder, sabotage)))
        with small_disk(SIZE_KIB[1]) as folder:
            acknowledged = told(partial(_work, folder, chance.randint(1, 6)))
            _remount(folder, "ro")
            shown = told(partial(_look, folder))
            _remount(folder, "rw")
            found = told(partial(_judged, folder, acknowledged))
            _count(fixed, turn, (shown + found, []))
    return [full, fixed]


def _count(row: Count, turn: int, found: tuple[list[str], list[str]]) -> None:
    row.tried += 1
    lost, names = found
    for words in lost:
        row.lose(f"disk {turn}: {words}")
    for name in names:
        row.add(name)


def _may_mount() -> bool:
    if os.geteuid() or not shutil.which("mount"):
        return False
    try:
        with small_disk(SIZE_KIB[0]):
            return True
    except subprocess.CalledProcessError:
        return False


@contextmanager
def small_disk(size_kib: int) -> Iterator[Path]:
    """Mount a file system in memory that holds so much."""
    with tempfile.TemporaryDirectory() as place:
        words = ["mount", "-t", "tmpfs", "-o", f"size={size_kib}k", "tmpfs", place]
        subprocess.run(words, check=True, capture_output=True)
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", "--lazy", place], check=True)


def _remount(place: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(place)], check=True)


def _work(folder: Path, saves: int) -> list[str]:
    with fresh_store(folder) as store:
        return [save_whole(store, PublishedRules().calendar) for _ in range(saves)]


def _fill(folder: Path, sabotage: str) -> tuple[list[str], list[str]]:
    """Save until the disk is full; read; make room; save again; look at all of it."""
    ballast = folder / "ballast"
    acknowledged: list[str] = []
    lost: list[str] = []
    names: list[str] = []
    with fresh_store(folder) as store:
        ballast.write_bytes(bytes(BALLAST_BYTES))
        for _ in range(400):
            try:
                acknowledged.append(save_whole(store, PublishedRules().calendar))
            except (DiskFull, CommitUnknown) as error:
                names.append(type(error).__name__)
                break
        else:
            lost.append("the disk was never full")
        if len(projections(store)["cases"]) < len(acknowledged):
            lost.append("reading stopped with the disk")
        ballast.unlink()
        if sabotage == "hasty":
            acknowledged.append("f" * 32)
        acknowledged.append(save_whole(store, PublishedRules().calendar))
    return lost + _judged(folder, acknowledged), names


def _look(folder: Path) -> list[str]:
    """Start on a disk that takes no writing: a failure with a name, and no other."""
    try:
        with fresh_store(folder):
            return ["the store opened for writing on a disk that takes none"]
    except DiskReadOnly:
        return []
    except CounterError as error:
        return [f"the disk takes no writing, and the program says {type(error).__name__}"]


def _judged(folder: Path, acknowledged: list[str]) -> list[str]:
    with fresh_store(folder) as store:
        cases = {row[0]: row[1] for row in projections(store)["cases"]}
        lost = [f"case {case_id[:6]} is gone" for case_id in acknowledged if case_id not in cases]
        lost += [flag.code for flag in store.audit().flags]
        if sorted(number[21:26] for number in cases.values()) != [
            f"{place:05d}" for place in range(1, len(cases) + 1)
        ]:
            lost.append("numbers with gaps")
    return lost
