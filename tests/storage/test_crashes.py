"""Power cuts and kills on the real thing: another process, killed while it saves."""

from __future__ import annotations

import os
import random
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
KILLS = 30
NAME, IDENTITY, PHONE = "奚㐱宁", "650199197707077777", "13911112222"

WORKER = """
import sys
from pathlib import Path
from counter_app.bootstrap.desk import PublishedRules
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole
calendar = PublishedRules().calendar
with fresh_store(Path(sys.argv[1])) as store:
    while True:
        case_id = save_whole(store, calendar)
        sys.stdout.write(case_id + "\\n")
        sys.stdout.flush()
"""


def save_until_killed(folder: Path, *, saves: int, delay_s: float) -> list[str]:
    """Let another process save, kill it in the middle; return what it had acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        told = [worker.stdout.readline().strip() for _ in range(saves)]
        try:
            worker.wait(timeout=delay_s)
        except subprocess.TimeoutExpired:
            worker.send_signal(signal.SIGKILL)
        told += [line.strip() for line in worker.stdout if line.endswith("\n")]
    assert worker.returncode == -signal.SIGKILL
    return [line for line in told if len(line) == 32]


@pytest.mark.slow
@pytest.mark.fault("F1")
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_whatever_was_acknowledged_is_there_after_a_kill(tmp_path, soak_factor):
    chance = random.Random(20261102)
    acknowledged: list[str] = []
    for cycle in range(KILLS * soak_factor):
        delay_s = chance.uniform(0, 0.012)
        acknowledged += save_until_killed(tmp_path, saves=1 + cycle % 3, delay_s=delay_s)
    with fresh_store(tmp_path) as store:
        with store.unit_of_work() as work:
            cases = [work.case(case_id) for case_id in acknowledged]
            numbers = [case.number for case in cases]
        assert len(set(numbers)) == len(numbers) >= KILLS
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
