from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.domain.case_card import PAGE_ROWS, SyncStage, WorkQueue
from counter_app.domain.case_event import OneTimeNoticeIssued
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import CaseNotFound
from counter_app.domain.ids import CaseId
from counter_app.domain.material import Verdict
from counter_app.domain.notice import NoticeLine, OneTimeNotice
from counter_app.storage import case_search, set_aside, statements, sync_store
from counter_app.storage.case_search import COUNTS, LISTS, SEARCH
from counter_app.storage.reading import reading
from counter_app.storage.search_text import SearchEntry, parse_query
from tests.fakes.people import MONDAY
from tests.storage.bulk import insert_many
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import ITEM, accepted, receive, received, save_whole

TODAY = MONDAY.date()
NAMES = [
    "张三丰",
    "张",
    "三丰",
    "㐱",
    "䶮某",
    "𬘘",
    "李·阿依古丽",
    "单小月",
    "O'Neil",
    "张三",
    "NEAR",
]
PIECES = st.sampled_from(
    [*"张三丰㐱䶮𬘘李·单月zsfdbsq0189-\"'*()^:% \t", "OR ", "NEAR(", "AND", "号", "青禾"]
)
HOSTILE = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=20)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    with fresh_store(tmp_path_factory.mktemp("many")) as store:
        for place, name in enumerate(NAMES):
            receive(
                store, name=name, identity=f"5108991980010{place:04d}X", phone=f"1380000{place:04d}"
            )
        insert_many(store, 300)
        yield store


def naive(store, text: str) -> list[str]:
    """Look at every case with the plain meaning of the search box, newest first."""
    query = parse_query(text)
    with reading(store.reading_engine) as connection:
        rows = connection.execute(
            "SELECT case_id, search_text, search_keys FROM cases ORDER BY id DESC"
        ).fetchall()
    if query is None:
        return []
    return [row[0] for row in rows if query.finds(SearchEntry(row[1], row[2]))]


def all_found(store, text: str) -> list[str]:
    found, after = [], None
    while True:
        page = store.finder.search(text, after=after)
        found += [card.case_id for card in page.cards]
        after = page.next_key
        if after is None:
            return found


@pytest.mark.asvs("1.2.4")
@pytest.mark.threat("T17")
@given(HOSTILE)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_finds_exactly_what_a_plain_filter_finds(many, text):
    assert all_found(many, text) == naive(many, text)


@pytest.mark.threat("T17")
@pytest.mark.parametrize("name", NAMES)
def test_every_name_and_each_of_its_characters_is_found(many, name):
    for text in (name, *name):
        assert all_found(many, text) == naive(many, text)
    assert naive(many, name)


@pytest.mark.threat("T17")
@pytest.mark.parametrize(
    "text", ["OR", "NEAR(张 三)", "*", '"', "张*", "x' OR 1=1 --", "name:张", "\x00", "\ud800"]
)
def test_operators_are_only_words(many, text):
    assert all_found(many, text) == naive(many, text)


@pytest.mark.parametrize("text", ["王", "w", "低保", "青禾镇", "138"])
def test_pages_follow_each_other_without_a_gap_or_a_double(many, text):
    found = all_found(many, text)
    assert len(found) == len(set(found))
    assert found == naive(many, text)


def test_a_page_never_holds_more_than_its_limit(many):
    page = many.finder.search("收")
    assert len(page.cards) == PAGE_ROWS
    assert page.next_key is not None
    pages = 1
    while page.next_key is not None:
        page = many.finder.search("收", after=page.next_key)
        pages += 1
    assert pages == -(-len(naive(many, "收")) // PAGE_ROWS)


@pytest.mark.parametrize("text", ["三丰 00000X", "zsf 51089919800100000X", "13800000000 张三"])
def test_a_number_beside_a_name_is_found_as_a_number(many, text):
    assert all_found(many, text) == naive(many, text)
    assert len(naive(many, text)) == 1


def test_hits_behind_very_many_near_misses_are_still_found(store):
    meant = receive(store, address="甲乙丙")
    for _ in range(2 * PAGE_ROWS + 1):
        receive(store, address="甲乙 乙丙")
    assert [card.case_id for card in store.finder.search("甲乙丙").cards] == [meant]


def test_a_case_found_again_after_a_correction_is_not_found_by_its_old_words(store, calendar):
    case_id = receive(store)
    assert [card.case_id for card in store.finder.search("逾期说明").cards] == []
    told(store, case_id, problem="缺逾期说明")
    save_whole(store, calendar)
    assert len(store.finder.search("张三丰").cards) == 2


def told(store, case_id: CaseId, *, problem: str = "没有带") -> None:
    """Issue a one-time notice about one material."""
    line = NoticeLine(
        name="照片", verdict=Verdict.MISSING, problem=problem, standard="", originals=1, copies=0
    )
    notice = OneTimeNotice(
        document_number="告〔2026〕10101-00001号",
        issued_at=MONDAY,
        lines=(line,),
        received=(),
        is_repeat=False,
    )
    with store.unit_of_work() as work:
        base = {Field.STATUS: work.case(case_id).status_set_by}
        work.record(case_id, OneTimeNoticeIssued(notice=notice), base=base)
        work.commit()


def queues_of(store, case_id: CaseId, today: date) -> set[WorkQueue]:
    return {
        queue
        for queue in WorkQueue
        for card in store.finder.worklist(queue, today=today).cards
        if card.case_id == case_id
    }


def test_a_received_case_goes_from_in_progress_to_due_to_overdue(store):
    case_id = receive(store)  # On Monday; the fifth working day is the next Monday.
    due = TODAY + timedelta(days=7)
    everywhere = {WorkQueue.ALL, WorkQueue.NOT_AT_COUNTY}
    assert queues_of(store, case_id, TODAY) == everywhere | {WorkQueue.IN_PROGRESS}
    assert queues_of(store, case_id, due) == everywhere | {WorkQueue.DUE_TODAY}
    assert queues_of(store, case_id, due + timedelta(days=1)) == everywhere | {WorkQueue.OVERDUE}


def test_a_case_nobody_spoke_about_in_time_is_shown_as_accepted_from_its_receipt(store, clock):
    case_id = receive(store)
    assert store.finder.card(case_id).status is CaseStatus.RECEIVED
    assert store.finder.card(case_id).next_due_on == TODAY + timedelta(days=7)

    clock.pass_time(timedelta(days=7))
    assert store.finder.card(case_id).status is CaseStatus.RECEIVED, "told today is in time"
    clock.pass_time(timedelta(days=1))
    card = store.finder.card(case_id)
    assert card.status is CaseStatus.DEEMED_ACCEPTED
    assert card.next_due_on == date(2026, 11, 30), "20 working days after the receipt"
    assert store.finder.search("张三丰").cards == (card,)
    page = store.finder.worklist(WorkQueue.ALL, today=TODAY)
    assert page.cards[0].status is CaseStatus.RECEIVED, "a list is of the day it is asked for"


def test_a_notice_stops_the_clock_until_the_citizen_comes(store):
    case_id = receive(store)
    told(store, case_id)
    later = TODAY + timedelta(days=400)
    waiting = {WorkQueue.ALL, WorkQueue.NOT_AT_COUNTY, WorkQueue.WAITING_FOR_CITIZEN}
    assert queues_of(store, case_id, later) == waiting
    card = store.finder.card(case_id)
    assert (card.status, card.next_due_on) == (CaseStatus.AWAITING_SUPPLEMENT, None)


def test_an_accepted_case_is_bound_by_the_promised_date(store, calendar):
    case_id = save_whole(store, calendar)
    due = store.finder.card(case_id).next_due_on
    assert due == date(2026, 11, 30)
    assert WorkQueue.IN_PROGRESS in queues_of(store, case_id, due - timedelta(days=1))
    assert WorkQueue.DUE_TODAY in queues_of(store, case_id, due)
    assert WorkQueue.OVERDUE in queues_of(store, case_id, due + timedelta(days=1))


def test_a_case_accepted_without_any_limit_is_in_progress_and_stands_last(store, calendar):
    endless = CaseId("e" * 32)
    limitless = replace(ITEM, promised_limit=None, statutory_limit=None)
    with store.unit_of_work() as work:
        work.record(endless, replace(received("510899101012026110201099999"), item=limitless))
        base = {Field.STATUS: work.case(endless).status_set_by}
        work.record(endless, accepted(calendar), base=base)
        work.commit()
    bound = save_whole(store, calendar)
    page = store.finder.worklist(WorkQueue.IN_PROGRESS, today=TODAY)
    assert [card.case_id for card in page.cards] == [bound, endless]
    assert page.cards[1].next_due_on is None


@pytest.mark.parametrize("queue", WorkQueue)
def test_lists_page_through_everything_once_and_counts_agree(many, queue):
    for today in (TODAY, TODAY + timedelta(days=31), TODAY + timedelta(days=90)):
        found, after = [], None
        while True:
            page = many.finder.worklist(queue, today=today, after=after)
            found += page.cards
            after = page.next_key
            if after is None:
                break
        assert len({card.case_id for card in found}) == len(found)
        assert many.finder.counts(today=today)[queue] == len(found)


def test_no_case_stands_in_two_of_the_lists_that_divide_the_work(many):
    for today in (TODAY, TODAY + timedelta(days=31)):
        counts = many.finder.counts(today=today)
        dividing = list(WorkQueue)[:4]
        assert sum(counts[queue] for queue in dividing) <= counts[WorkQueue.ALL]


def test_what_the_county_has_is_told_apart(store):
    case_id = receive(store)
    assert store.finder.card(case_id).stage is SyncStage.STORED
    assert set(store.finder.stages(case_id).values()) == {SyncStage.STORED}


def test_a_case_that_is_not_here_is_said_so(store):
    with pytest.raises(CaseNotFound):
        store.finder.card(CaseId("0" * 32))


SMALL_INDEXES = {
    "SCAN print_jobs USING INDEX ix_print_jobs_open",
    "SCAN events USING INDEX ix_events_open",
    "SCAN e USING INDEX ix_events_open",
    "SCAN cases USING INDEX ix_cases_contested",
    "SCAN bundles",
}
"""They hold only what is still open, whatever the size of the table; and a row a stick."""
ONCE_A_YEAR = {
    "CASES_IN_ORDER",
    "PRINT_EVENTS",
    "EVENTS_OF_TYPE",
    "DELETE_CASES",
    "DELETE_PRINT_JOBS",
}
"""Statements of a rebuild, which has to look at everything."""


def every_query() -> dict[str, str]:
    found = {f"list {queue.value}": query for queue, query in LISTS.items()}
    found |= {f"count {queue.value}": query for queue, query in COUNTS.items()}
    found |= {"search": SEARCH, "card": case_search.CARD}
    found |= {
        name: query
        for module in (statements, sync_store, set_aside)
        for name, query in vars(module).items()
        if isinstance(query, str)
        and query.startswith(("SELECT", "UPDATE", "DELETE"))
        and name not in ONCE_A_YEAR
        and not name.startswith(("_FORGET", "_COUNT_OPEN_AGAIN", "_SHARED"))
    }
    return found


@pytest.mark.parametrize(("name", "query"), every_query().items())
def test_no_query_walks_through_a_whole_table_or_sorts_it(many, name, query):
    with reading(many.reading_engine) as connection:
        values = dict.fromkeys(("today", "binding_on", "id", "rows", "before", "case_id"), 1)
        values |= {"expression": '"张"', "sequence": 1, "at_ms": 1, "event": "e"}
        bound = values if ":" in query else [1] * query.count("?")
        plan = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + query, bound)]
    walks = [step for step in plan if step.startswith("SCAN") and "VIRTUAL" not in step]
    assert set(walks) <= SMALL_INDEXES, plan
    is_list = name.startswith(("list", "search"))
    assert not (is_list and any("TEMP B-TREE" in step for step in plan)), plan
