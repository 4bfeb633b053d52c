from __future__ import annotations

from counter_app.domain.case import CaseStatus
from counter_app.domain.case_card import WorkQueue
from counter_app.domain.print_job import FormId
from tests.fakes.people import MONDAY
from tests.storage.made_up_cases import save_whole


def test_one_save_shows_in_the_case_the_lists_and_the_print_queue(store, calendar):
    case_id = save_whole(store, calendar)
    with store.unit_of_work() as work:
        assert work.case(case_id).status is CaseStatus.ACCEPTED
    card = store.finder.card(case_id)
    assert card.status is CaseStatus.ACCEPTED
    assert store.finder.search("张三").cards == (card,)
    assert store.finder.search("zsf").cards == (card,)
    assert store.finder.search("zhangs").cards == (card,)
    assert store.finder.search("011234").cards == (card,)
    assert store.finder.search("13800000001").cards == (card,)
    assert store.finder.search(card.number).cards == (card,)
    assert store.finder.search("低保").cards == (card,)
    assert store.finder.search("dbsq").cards == (card,)
    assert store.finder.worklist(WorkQueue.IN_PROGRESS, today=MONDAY.date()).cards == (card,)
    job = store.print_queue.next_job(frozenset(FormId))
    assert job is not None
    assert job.case_id == case_id
    assert store.finder.counts(today=MONDAY.date())[WorkQueue.IN_PROGRESS] == 1
