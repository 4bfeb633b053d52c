from __future__ import annotations

import pytest

from counter_app.domain.case_event import PrintPrinted, PrintSent, PrintSettled, PrintUnknown
from counter_app.domain.print_job import FormId, PrintState
from tests.storage.made_up_cases import save_whole

ALL = frozenset(FormId)


@pytest.fixture
def job(store, calendar):
    save_whole(store, calendar)
    job = store.print_queue.next_job(ALL)
    assert job is not None
    return job


def tell(store, job, *facts) -> None:
    with store.unit_of_work(as_system=True) as work:
        for fact in facts:
            work.record(job.case_id, fact)
        work.commit()


def states(store) -> list[PrintState]:
    return [one.state for one in store.print_queue.open_jobs()]


def test_the_oldest_job_comes_first_and_only_for_the_asked_forms(store, calendar, job):
    save_whole(store, calendar)
    assert store.print_queue.next_job(ALL) == job
    assert store.print_queue.next_job(frozenset({FormId.ACCEPTANCE_NOTICE})) == job
    assert store.print_queue.next_job(frozenset({FormId.INTAKE_RECEIPT})) is None
    assert store.print_queue.next_job(frozenset()) is None


def test_a_job_that_was_sent_is_not_next_but_still_open(store, job):
    tell(store, job, PrintSent(job=job.job, printer="热敏"))
    assert store.print_queue.next_job(ALL) is None
    assert states(store) == [PrintState.SENT]
    tell(store, job, PrintPrinted(job=job.job))
    assert states(store) == []


@pytest.mark.fault("F17")
def test_an_unknown_job_stays_open_until_a_person_has_answered(store, job):
    tell(store, job, PrintUnknown(job=job.job, detail="silence"))
    assert states(store) == [PrintState.UNKNOWN]
    tell(store, job, PrintSettled(job=job.job, came_out=False))
    assert states(store) == []


@pytest.mark.fault("F18")
def test_after_a_restart_nothing_prints_by_itself(store, job, open_again):
    store.close()
    again = open_again(run="r2")
    assert again.print_queue.next_job(ALL) is None
    assert [one.job for one in again.print_queue.open_jobs()] == [job.job]
    assert again.print_queue.close_left_over_jobs() == 0
    again.print_queue.take_over(job.job)
    taken = again.print_queue.next_job(ALL)
    assert taken is not None
    assert (taken.job, taken.run) == (job.job, "r2")


@pytest.mark.fault("F18")
def test_a_job_sent_before_a_crash_becomes_unknown_and_is_not_taken_over(store, job, open_again):
    tell(store, job, PrintSent(job=job.job, printer="热敏"))
    assert store.print_queue.close_left_over_jobs() == 0, "this run is still printing it"
    store.close()
    again = open_again(run="r2")
    assert again.print_queue.close_left_over_jobs() == 1
    assert states(again) == [PrintState.UNKNOWN]
    again.print_queue.take_over(job.job)
    assert again.print_queue.next_job(ALL) is None
    assert again.print_queue.close_left_over_jobs() == 0


def test_made_anew_from_events_no_job_of_the_past_prints(store, job, open_again):
    store.close()
    again = open_again(run="r2")
    again.rebuild_projections()
    assert again.print_queue.next_job(ALL) is None
    again.print_queue.take_over(job.job)
    again.rebuild_projections()
    assert again.print_queue.next_job(ALL) is not None, "a person had taken it over"
