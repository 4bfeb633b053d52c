from __future__ import annotations

import itertools
import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from counter_app import fault_points
from counter_app.domain.case_card import WorkQueue
from counter_app.domain.case_event import (
    PrintFailed,
    PrintIntended,
    PrintSent,
    PrintUnknown,
    TimeAnchored,
)
from counter_app.domain.case_field import Field
from counter_app.domain.case_fold import fold
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import CommitUnknown, DiskFull, NotSignedIn
from counter_app.domain.ids import CaseId
from counter_app.domain.print_job import FormId, PrintState
from counter_app.storage.folds import Folds
from counter_app.storage.reading import reading
from sync.codec import open_header
from tests.fakes.people import CLERK, MONDAY
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import accepted, receive, received, save_whole, take_number
from tests.storage.snapshots import kept_events, projections

TODAY = MONDAY.date()
NEW = CaseId("e" * 32)


class PowerCut(Exception):
    pass


@pytest.fixture(autouse=True)
def _disarmed():
    yield
    fault_points.disarm_all()


def headers(store):
    with reading(store.reading_engine) as connection:
        rows = connection.execute("SELECT data FROM events ORDER BY id").fetchall()
    return [open_header(data) for (data,) in rows]


def test_one_save_shows_in_the_case_the_lists_and_the_print_queue(store, calendar):
    case_id = save_whole(store, calendar)
    with store.unit_of_work() as work:
        assert work.case(case_id).status is CaseStatus.ACCEPTED
    card = store.finder.card(case_id)
    assert card.status is CaseStatus.ACCEPTED
    assert store.finder.worklist(WorkQueue.IN_PROGRESS, today=TODAY).cards == (card,)
    job = store.print_queue.next_job(frozenset(FormId))
    assert job is not None
    assert (job.case_id, job.copy_number, job.state) == (case_id, 1, PrintState.INTENDED)


@pytest.mark.asvs("16.2.1")
def test_every_header_says_who_where_and_after_what(store, calendar, clock):
    save_whole(store, calendar)
    first, second, third = headers(store)
    assert (first.n, second.n, third.n) == (1, 2, 3)
    ids = [event_id for event_id, _, _ in sorted_events(store)]
    assert (first.prev, second.prev, third.prev) == ("", ids[0], ids[1])
    assert {header.counter for header in (first, second, third)} == {"51089910101"}
    assert (first.staff, first.login, first.role) == (CLERK.staff, CLERK.login, "clerk")
    assert (first.boot, first.mono) == (clock.boot_id, clock.monotonic_ms())
    assert first.wall == "2026-11-02T09:30:00.000+08:00"
    assert first.hlc < second.hlc < third.hlc


def sorted_events(store):
    with reading(store.reading_engine) as connection:
        return connection.execute("SELECT event_id, n, case_id FROM events ORDER BY id").fetchall()


@pytest.mark.fault("F9")
@pytest.mark.law("XKF 57")
def test_time_in_the_chain_never_goes_back_when_the_clock_does(store, clock):
    receive(store)
    clock.set_wall(MONDAY - timedelta(days=6_000))
    receive(store)
    clock.set_wall(MONDAY + timedelta(days=1))
    receive(store)
    times = [header.hlc for header in headers(store)]
    assert times == sorted(set(times))
    assert headers(store)[1].wall.startswith("2010-")


def test_events_name_the_newest_time_anchor_of_their_chain(store, open_again):
    receive(store)
    with store.unit_of_work(as_system=True) as work:
        anchor = work.record(CaseId(""), TimeAnchored(data="", signature=""))
        work.commit()
    receive(store)
    store.close()
    receive(open_again(run="r2"))
    assert [header.anchor for header in headers(open_again())] == ["", "", anchor, anchor]
    assert headers(open_again())[1].staff == "system"


def test_nobody_signed_in_opens_nothing(store, desk):
    desk.sign_out()
    with pytest.raises(NotSignedIn):
        store.unit_of_work()
    with store.unit_of_work(as_system=True) as work:
        assert work.generation == 1
        with pytest.raises(NotSignedIn):  # A person's act is not the program's, whoever calls.
            work.record(NEW, received("1" * 27))


@pytest.mark.asvs("2.3.3")
def test_what_was_not_committed_never_happened(store, calendar):
    kept = receive(store)
    before = (kept_events(store), projections(store))
    with store.unit_of_work() as work:
        standing = work.case(kept)
        work.record(kept, accepted(calendar), base={Field.STATUS: standing.status_set_by})
        assert work.case(kept).status is CaseStatus.ACCEPTED
        work.next_number("受/2026")
        assert work.find_case(standing.number) == kept

    assert (kept_events(store), projections(store)) == before
    with store.unit_of_work() as work:
        assert work.case(kept) == standing
        assert work.next_number("受/2026") == 1


@pytest.mark.asvs("2.3.3", "16.5.3")
def test_an_exception_in_the_middle_rolls_back_and_the_chain_goes_on_without_a_gap(store):
    def break_off():
        with store.unit_of_work() as work:
            work.record(NEW, received(take_number(work)))
            raise PowerCut

    with pytest.raises(PowerCut):
        break_off()
    receive(store)
    receive(store)
    assert [row[1] for row in sorted_events(store)] == [1, 2]
    with store.unit_of_work() as work:
        numbers = [work.case(CaseId(row[2])).number[21:26] for row in sorted_events(store)]
    assert numbers == ["00001", "00002"]


@pytest.fixture(scope="module")
def numbering(tmp_path_factory):
    with fresh_store(tmp_path_factory.mktemp("numbers")) as store:
        yield store


KEYS_OF_COUNTERS = itertools.count()


@pytest.mark.asvs("2.3.4")
@given(st.lists(st.booleans(), max_size=12))
def test_numbers_have_no_gap_whatever_is_rolled_back(numbering, commits):
    key, taken = f"counter {next(KEYS_OF_COUNTERS)}", []
    for is_kept in commits:
        with numbering.unit_of_work() as work:
            value = work.next_number(key)
            if is_kept:
                work.commit()
                taken.append(value)
    assert taken == list(range(1, len(taken) + 1))


def test_counters_of_other_names_do_not_touch_each_other(store):
    with store.unit_of_work() as work:
        assert [work.next_number(key) for key in ("a", "a", "b", "a")] == [1, 2, 1, 3]


def test_the_case_at_hand_is_the_case_in_the_log(store, calendar, open_again):
    case_id = save_whole(store, calendar)
    with store.unit_of_work() as work:
        at_hand = work.case(case_id)
        assert fold(work.events_of(case_id)) == at_hand
    store.close()
    with open_again(run="r2").unit_of_work() as work:
        assert work.case(case_id) == at_hand


def test_more_cases_than_are_kept_at_hand_are_still_right(store):
    store.ledger.folds = Folds(limit=4)
    first = receive(store, name="第一")
    for _ in range(6):
        receive(store)
    assert len(store.ledger.folds._folds) == 4
    with store.unit_of_work() as work:
        assert work.case(first).applicant.name == "第一"


def test_a_case_without_an_intake_is_a_bug_of_the_caller(store):
    with store.unit_of_work() as work, pytest.raises(AssertionError, match="intake"):
        work.case(NEW)


def test_an_act_before_its_intake_is_found_again_in_the_case(store, calendar):
    with store.unit_of_work() as work:
        act = work.record(NEW, accepted(calendar))
        work.record(NEW, received("1" * 27))
        work.commit()
    with store.unit_of_work() as work:
        assert [conflict.event_id for conflict in work.case(NEW).conflicts] == [act]
    assert store.finder.card(NEW).open_conflicts == 1


def test_a_case_is_found_by_its_number_within_the_act_that_made_it(store):
    with store.unit_of_work() as work:
        number = take_number(work)
        assert work.find_case(number) is None
        work.record(NEW, received(number))
        assert work.find_case(number) == NEW
        assert work.find_case(number[:-1]) is None


def test_nothing_is_recorded_after_the_commit(store):
    with store.unit_of_work() as work:
        work.commit()
        with pytest.raises(AssertionError, match="after the commit"):
            work.record(NEW, received("1" * 27))


def test_a_unit_of_work_inside_another_one_is_a_bug_not_a_wait(store):
    with store.unit_of_work(), pytest.raises(AssertionError, match="inside another"):
        store.unit_of_work().__enter__()


@pytest.mark.asvs("2.3.4", "15.4.1", "15.4.2")
def test_threads_take_turns_and_no_event_is_lost(store):
    threads = [
        threading.Thread(target=lambda: [receive(store) for _ in range(5)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert [row[1] for row in sorted_events(store)] == list(range(1, 21))
    assert store.audit().is_valid


def test_another_process_that_wrote_is_noticed(store, open_again):
    receive(store)
    other = open_again(run="r2")
    case_id = receive(other, name="别人")
    assert store.finder.card(case_id).applicant_name == "别人"
    receive(store)
    assert [row[1] for row in sorted_events(store)] == [1, 2, 3]
    assert store.audit().flags == ()


class FailingCommit:
    """A connection whose disk reports an error at COMMIT, before or after it was done."""

    def __init__(self, real, *, code: int, is_done: bool) -> None:
        self._real = real
        self._code = code
        self._is_done = is_done

    def __getattr__(self, name):
        return getattr(self._real, name)

    def execute(self, statement, *values):
        if statement != "COMMIT":
            return self._real.execute(statement, *values)
        self._real.execute("COMMIT" if self._is_done else "ROLLBACK")
        error = dbapi2.OperationalError("disk I/O error")
        error.sqlite_errorcode = self._code
        raise error


def commit_badly(store, *, code: int, is_done: bool) -> None:
    with store.unit_of_work() as work:
        work.record(NEW, received(take_number(work)))
        real = work._transaction.connection
        work._transaction.connection = FailingCommit(real, code=code, is_done=is_done)
        work.commit()


@pytest.mark.fault("F5")
@pytest.mark.parametrize("is_done", [True, False])
def test_a_commit_error_says_unknown_and_reopening_tells(store, is_done):
    with pytest.raises(CommitUnknown) as caught:
        commit_badly(store, code=10, is_done=is_done)
    (event_id,) = caught.value.event_ids
    assert store.ledger.look_up([event_id]) == ({event_id} if is_done else frozenset())
    with store.unit_of_work() as work:
        sequence = take_number(work)[21:26]
    assert sequence == ("00002" if is_done else "00001"), "the number is used once"
    receive(store)
    assert store.audit().is_valid


@pytest.mark.fault("F5")
def test_a_connection_whose_disk_failed_is_never_used_again(store):
    receive(store)
    before = store.ledger._pooled

    def fail():
        with store.unit_of_work() as work:
            work.record(NEW, received(take_number(work)))
            error = dbapi2.OperationalError("disk I/O error")
            error.sqlite_errorcode = 10
            raise error

    with pytest.raises(CommitUnknown):
        fail()
    receive(store)
    assert store.ledger._pooled is not before
    assert [row[1] for row in sorted_events(store)] == [1, 2]


@pytest.mark.asvs("16.5.3")
@pytest.mark.fault("F4")
def test_a_full_disk_at_commit_is_certain_only_after_a_look(store):
    with pytest.raises(DiskFull):
        commit_badly(store, code=13, is_done=False)
    assert kept_events(store) == []
    commit_badly(store, code=13, is_done=True)
    assert len(kept_events(store)) == 1


def test_a_cut_before_the_commit_keeps_nothing_and_after_it_everything(store):
    def cut():
        raise PowerCut

    fault_points.arm("save.before_commit", cut)
    with pytest.raises(PowerCut):
        receive(store)
    assert kept_events(store) == []
    fault_points.disarm_all()
    fault_points.arm("save.after_commit", cut)
    with pytest.raises(PowerCut):
        receive(store)
    assert len(kept_events(store)) == 1


def test_projections_are_what_a_rebuild_makes(store, calendar, clock):
    for name in ("张三丰", "单小月"):
        case_id = save_whole(store, calendar, name=name)
        receive(store, name=name)
    with store.unit_of_work() as work:
        job = work.case(case_id).documents[0].job
        work.record(case_id, PrintSent(job=job, printer="热敏"))
        work.record(case_id, PrintUnknown(job=job, detail="silence"))
        work.commit()
    shown = projections(store)
    told = []
    store.rebuild_projections(lambda done, total: told.append((done, total)))
    assert projections(store) == shown
    assert told[-1] == (4, 4)
    assert len(store.finder.search("单").cards) == 2


def test_a_job_whose_paper_certainly_failed_is_no_longer_owed(store, calendar):
    case_id = save_whole(store, calendar)
    (job,) = store.print_queue.open_jobs()
    with store.unit_of_work(as_system=True) as work:
        work.record(case_id, PrintFailed(job=job.job, detail="paper-out"))
        work.commit()
    with store.unit_of_work() as work:
        work.record(
            case_id,
            PrintIntended(
                form=job.form,
                document_number=job.document_number,
                copy_number=1,
                about=job.job,
                intended_at=MONDAY,
            ),
        )
        work.commit()
    assert [one.job for one in store.print_queue.open_jobs()] != [job.job]
    assert len(store.print_queue.open_jobs()) == 1
