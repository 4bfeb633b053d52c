"""Printing on the real store: killed outright at every place, opened again, asked what is known."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app import fault_points
from counter_app.bootstrap.desk import PublishedRules, SignedInDesk
from counter_app.domain.case_event import PrintIntended
from counter_app.domain.ids import CaseId, DeviceId, EventId
from counter_app.domain.print_job import FormId, PrintState
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import Setting, StoreKeys, open_store
from printing.drivers.virtual import VirtualPrinter
from sync.signing import Purpose, sign
from tests.fakes.clocks import SettableClock
from tests.fakes.people import CLERK, MONDAY, PROFILE, received
from tests.fakes.print_shop import ALL_FORMS, ANSWERING, Shop

ROOT = Path(__file__).parents[2]
CASE_ID = CaseId("c" * 32)
NUMBER = "收〔2026〕10101-00001号"
DEVICE_KEY = Ed25519PrivateKey.from_private_bytes(b"d" * 32)


@contextmanager
def opened(folder: Path, *, run: str):
    desk = SignedInDesk(PROFILE)
    desk.sign_in(CLERK)
    store = open_store(
        folder,
        StoreKeys(key=b"k" * 32, salt=b"s" * 16, head_key=b"h" * 32),
        Signatory(
            device=DeviceId("d0d0d0d0d0d0d0d0"),
            generation=1,
            sign=partial(sign, DEVICE_KEY, Purpose.EVENT),
            public_key=DEVICE_KEY.public_key(),
        ),
        Setting(desk=desk, clock=SettableClock(), rulebook=PublishedRules()),
        run=run,
    )
    try:
        yield store
    finally:
        store.close()


def intend(store) -> None:
    """Wish for the receipt, as the reprint service does."""
    with store.unit_of_work() as work:
        case = work.case(CASE_ID)
        work.record(
            CASE_ID,
            PrintIntended(
                form=FormId.INTAKE_RECEIPT,
                document_number=NUMBER,
                copy_number=case.next_copy_number(
                    form=FormId.INTAKE_RECEIPT, document_number=NUMBER
                ),
                about=EventId(case.history[0]),
                intended_at=MONDAY,
            ),
        )
        work.commit()


def print_next(store, address: str) -> PrintState:
    shop = Shop(store.print_queue, address, unit_of_work=store.unit_of_work)
    return shop.spooler.print_one(store.print_queue.next_job(ALL_FORMS))


def run_and_be_killed(folder: str, address: str, point: str) -> None:
    """The program up to its end: a case, a receipt wished for, and SIGKILL at a fault point."""
    fault_points.arm(point, lambda: os.kill(os.getpid(), signal.SIGKILL))
    with opened(Path(folder), run="1" * 32) as store:
        with store.unit_of_work() as work:
            work.record(CASE_ID, received())
            work.commit()
        intend(store)
        print_next(store, address)


def state_of_first(store) -> PrintState:
    with store.unit_of_work() as work:
        return work.case(CASE_ID).documents[0].state


@pytest.fixture
def virtual():
    with VirtualPrinter(ANSWERING) as printer:
        yield printer


@pytest.mark.fault("F18")
@pytest.mark.lesson(35)
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize(
    ("point", "state", "papers"),
    [
        ("print.before_sent", PrintState.INTENDED, 0),
        ("print.after_sent", PrintState.UNKNOWN, 0),
        ("print.after_write", PrintState.UNKNOWN, 1),
        ("print.before_outcome", PrintState.UNKNOWN, 1),
    ],
)
def test_killed_outright_the_store_knows_what_may_be_on_paper(
    tmp_path, virtual, point, state, papers
):
    child = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from tests.printing.test_spooler_store import run_and_be_killed;"
            " run_and_be_killed(*sys.argv[1:])",
            str(tmp_path),
            virtual.address,
            point,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    assert child.returncode == -signal.SIGKILL
    assert virtual.wait_until(lambda: len(virtual.sheets) == papers)

    with opened(tmp_path, run="2" * 32) as store:
        store.print_queue.close_left_over_jobs()
        assert state_of_first(store) is state
        assert store.print_queue.next_job(ALL_FORMS) is None

        if state is PrintState.INTENDED:
            store.print_queue.take_over(store.print_queue.open_jobs()[0].job)
        else:
            intend(store)
        assert print_next(store, virtual.address) is PrintState.PRINTED
    assert virtual.originals <= 1
    assert virtual.copies == int(state is PrintState.UNKNOWN)


def test_a_job_goes_from_the_store_onto_paper_and_back(tmp_path, virtual):
    with opened(tmp_path, run="1" * 32) as store:
        with store.unit_of_work() as work:
            work.record(CASE_ID, received())
            work.commit()
        intend(store)
        assert print_next(store, virtual.address) is PrintState.PRINTED
        assert state_of_first(store) is PrintState.PRINTED
        assert store.print_queue.open_jobs() == []
