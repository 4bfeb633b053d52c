"""The program killed at every place where it hurts: never two unmarked originals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app import fault_points
from counter_app.domain.print_job import PrintState
from printing.drivers.virtual import VirtualPrinter
from printing.drivers.virtual_engine import VirtualEngine
from printing.drivers.virtual_faults import VirtualFaults
from tests.fakes.print_queue import PrintBook
from tests.fakes.print_shop import ANSWERING, engine_shop

FAULT_POINTS = (
    "print.before_sent",
    "print.after_sent",
    "print.after_write",
    "print.before_outcome",
)
ROOT = Path(__file__).parents[2]


class Killed(BaseException):
    """The program ends here: nothing after it runs."""


@pytest.fixture(autouse=True)
def _disarmed():
    yield
    fault_points.disarm_all()


def kill():
    raise Killed


def originals(engine) -> int:
    return sum(sheet.is_complete and not sheet.copy_mark for sheet in engine.mechanism.sheets)


@pytest.mark.fault("F18")
@pytest.mark.parametrize("point", FAULT_POINTS)
def test_after_a_kill_nothing_prints_by_itself_and_the_doubt_is_recorded(point):
    book, engine = PrintBook(), VirtualEngine(ANSWERING)
    job = book.intend()
    fault_points.arm(point, kill)
    with pytest.raises(Killed):
        engine_shop(book, engine).print_next()
    fault_points.disarm_all()
    papers_before = len(engine.mechanism.sheets)

    book.restart()
    closed = book.close_left_over_jobs()

    was_sent = point != "print.before_sent"
    assert closed == int(was_sent)
    assert book.state_of(job.job) is (PrintState.UNKNOWN if was_sent else PrintState.INTENDED)
    assert book.next_job(frozenset({job.form})) is None
    assert len(engine.mechanism.sheets) == papers_before


@pytest.mark.fault("F18")
@pytest.mark.lesson(35)
@pytest.mark.parametrize("point", FAULT_POINTS)
def test_the_paper_wished_for_after_a_kill_is_marked_unless_nothing_can_be_out(point):
    book, engine = PrintBook(), VirtualEngine(ANSWERING)
    first = book.intend()
    fault_points.arm(point, kill)
    with pytest.raises(Killed):
        engine_shop(book, engine).print_next()
    fault_points.disarm_all()
    book.restart()
    book.close_left_over_jobs()

    if point == "print.before_sent":
        book.take_over(first.job)  # The clerk's key: the same job, still copy 1.
        engine_shop(book, engine).print_next()
        assert engine.mechanism.sheets[-1].copy_mark == ""
    else:
        engine_shop(book, engine).print_copy()
        assert engine.mechanism.sheets[-1].copy_mark == "补打 第1次"
    assert originals(engine) <= 1


ACTS = st.sampled_from(
    ["print", "kill", "dead", "cover", "cut-off", "paper-out", "power", "refill", "restart"]
)


@pytest.mark.fault("F18")
@pytest.mark.lesson(37)
@given(acts=st.lists(st.tuples(ACTS, st.integers(1, 160)), min_size=1, max_size=12))
def test_whatever_happens_there_is_never_a_second_unmarked_original(acts):
    """A clerk who presses the key again and again, a bad printer and a bad power line."""
    book, engine = PrintBook(), VirtualEngine(ANSWERING)
    shop = engine_shop(book, engine)
    for act, at in acts:
        match act:
            case "dead" | "cover" | "cut-off" | "paper-out":
                name = {
                    "dead": "dead_after",
                    "cover": "cover_open_at",
                    "cut-off": "drop_connection_at",
                    "paper-out": "paper_out_at",
                }[act]
                engine.arm(VirtualFaults(**{name: at}))
            case "power":
                engine.power_on()
                engine.is_cover_open = False
            case "refill":
                engine.refill()
                engine.is_cover_open = False
                engine.run()
            case "restart":
                shop = restarted(book, engine)
            case "kill":
                fault_points.arm(FAULT_POINTS[at % len(FAULT_POINTS)], kill)
                book.intend()
                try:
                    shop.print_next()
                except Killed:
                    shop = restarted(book, engine)
                fault_points.disarm_all()
            case "print":
                shop.print_copy()
    engine.refill()
    engine.is_cover_open = False
    engine.run()
    assert originals(engine) <= 1
    failed = [paper for paper in book.case.documents if paper.state is PrintState.FAILED]
    assert len(engine.mechanism.sheets) <= len(book.case.documents) - len(failed)


def restarted(book, engine):
    book.restart()
    book.close_left_over_jobs()
    return engine_shop(book, engine)


CHILD = """
import os, signal, sys
from counter_app import fault_points
from tests.fakes.print_queue import PrintBook
from tests.fakes.print_shop import Shop

address, point, journal = sys.argv[1:]
book = PrintBook()
book.intend()
commit = book.append
def journalled(fact, case_id):
    job = commit(fact, case_id)
    with open(journal, "a") as file:
        file.write(type(fact).__name__ + "\\n")
        file.flush()
        os.fsync(file.fileno())
    return job
book.append = journalled
fault_points.arm(point, lambda: os.kill(os.getpid(), signal.SIGKILL))
Shop(book, address).print_next()
"""


@pytest.mark.fault("F18")
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize(
    ("point", "facts", "papers"),
    [
        ("print.before_sent", [], 0),
        ("print.after_sent", ["PrintSent"], 0),
        ("print.after_write", ["PrintSent"], 1),
        ("print.before_outcome", ["PrintSent"], 1),
    ],
)
def test_a_process_killed_outright_had_recorded_the_sending_before_any_paper(
    tmp_path, point, facts, papers
):
    journal = tmp_path / "journal"
    with VirtualPrinter(ANSWERING) as virtual:
        child = subprocess.run(
            [sys.executable, "-c", CHILD, virtual.address, point, str(journal)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
            timeout=60,
        )
        assert child.returncode == -signal.SIGKILL
        assert (journal.read_text().split() if journal.exists() else []) == facts
        assert virtual.wait_until(lambda: virtual.originals == papers)
