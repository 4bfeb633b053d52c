"""Power cuts and kills on the real thing: another process, killed while it saves."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from counter_app.domain.case_card import WorkQueue
from counter_app.storage.head_anchor import HeadVerdict
from tests.fakes.people import MONDAY
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import receive
from tests.storage.snapshots import projections

ROOT = Path(__file__).parents[2]
KILLS = 150
NAME, IDENTITY, PHONE = "奚㐱宁", "650199197707077777", "13911112222"

NURSERY = """
import os, sys
from pathlib import Path
from counter_app.bootstrap.desk import PublishedRules
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole
calendar = PublishedRules().calendar
for _ in sys.stdin:  # One child a line; each opens its own connection.
    child = os.fork()
    if not child:
        with fresh_store(Path(sys.argv[1])) as store:
            while True:
                os.write(1, b"case " + save_whole(store, calendar).encode() + b"\\n")
    os.write(1, b"child %d\\n" % child)
    os.waitpid(child, 0)
    os.write(1, b"gone\\n")
"""


def save_until_killed(nursery, *, saves: int, delay_s: float) -> list[str]:
    """Have a child save, kill it in the middle; return what it had acknowledged."""
    nursery.stdin.write("again\n")
    nursery.stdin.flush()
    child, told = 0, []
    while not child or len(told) < saves:
        word, value = nursery.stdout.readline().split()
        if word == "child":
            child = int(value)
        else:
            told.append(value)
    with contextlib.suppress(subprocess.TimeoutExpired):
        nursery.wait(timeout=delay_s)
    os.kill(child, signal.SIGKILL)
    while (line := nursery.stdout.readline()) != "gone\n":
        told.append(line.split()[1])
    return told


@pytest.mark.slow
@pytest.mark.fault("F1")
@pytest.mark.skipif(os.name != "posix", reason="needs fork and SIGKILL")
def test_whatever_was_acknowledged_is_there_after_a_kill(tmp_path, soak_factor):
    chance = random.Random(20261102)
    acknowledged: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as nursery:
        for cycle in range(KILLS * soak_factor):
            delay_s = chance.uniform(0, 0.012)
            acknowledged += save_until_killed(nursery, saves=1 + cycle % 3, delay_s=delay_s)
    assert len(acknowledged) >= 2 * KILLS - 1
    check_after_kills(tmp_path, acknowledged)


def check_after_kills(folder: Path, acknowledged: list[str]) -> None:
    with fresh_store(folder) as store:
        with store.unit_of_work() as work:
            cases = [work.case(case_id) for case_id in acknowledged]
        numbers = [case.number for case in cases]
        assert len(set(numbers)) == len(numbers)
        assert all(len(case.documents) == 1 for case in cases), "a case is whole or absent"
        shown = projections(store)
        store.rebuild_projections()
        assert without_runs(projections(store)) == without_runs(shown)
        assert store.head_check.verdict in {HeadVerdict.EQUAL, HeadVerdict.BEHIND}
        assert store.audit().is_valid
        count = store.finder.counts(today=MONDAY.date())[WorkQueue.ALL]
        with store.unit_of_work() as work:
            assert work.next_number("case/01/20261102") == count + 1, "numbers are gapless"


def without_runs(shown):
    return {**shown, "print_jobs": [(*row[:8], row[9]) for row in shown["print_jobs"]]}


@pytest.mark.asvs("14.2.4")
@pytest.mark.threat("T1")
def test_no_name_or_number_of_a_citizen_stands_in_any_file(tmp_path):
    with fresh_store(tmp_path) as store:
        receive(store, name=NAME, identity=IDENTITY, phone=PHONE)
        assert len(store.finder.search(NAME).cards) == 1
        while_open = contents(tmp_path)
    canaries = [NAME, IDENTITY, PHONE, IDENTITY[-6:], "青禾镇二村"]
    for content in (while_open, contents(tmp_path)):
        assert len(content) > 4_096
        for canary in canaries:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
                assert canary.encode(encoding) not in content


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


SAVES = 60
SAVER = """
import sys
from pathlib import Path
from counter_app.bootstrap.desk import PublishedRules
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole
calendar = PublishedRules().calendar
with fresh_store(Path(sys.argv[1])) as store:
    for _ in range(int(sys.argv[2])):
        save_whole(store, calendar)
"""


def flushes(folder: Path, saves: int) -> int:
    """Count how often a process waits for the disk while it opens, saves and closes."""
    folder.mkdir()
    report = folder / "report"
    traced = ["strace", "-f", "-o", report, "-e", "trace=fsync,fdatasync"]
    subprocess.run(
        [*traced, sys.executable, "-c", SAVER, str(folder), str(saves)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    return sum("sync(" in line for line in report.read_text("utf-8").splitlines())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to count")
def test_a_save_waits_for_the_disk_exactly_once(tmp_path):
    few, many = flushes(tmp_path / "few", 1), flushes(tmp_path / "many", 1 + SAVES)
    assert many - few == SAVES
