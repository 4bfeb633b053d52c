"""Every gap of a day is named: numbers, papers, doubts, originals."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.case_event import PrintSent, PrintUnknown
from counter_app.domain.numbering import case_number
from counter_app.services.close_day import CloseDay
from counter_app.services.day_gaps import (
    IN_DOUBT,
    NO_CASE,
    NO_CASE_FOR_PAPER,
    NOT_AT_COUNTY,
    NoBooks,
    missing_numbers,
)
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.report_day import ReportDay
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.storage.day_log import SqlDayLog
from tests.fakes.people import PROFILE
from tests.services.intake import submission

DAY = date(2026, 11, 2)


@pytest.fixture
def log(store, clock):
    return SqlDayLog(store, clock)


@pytest.fixture
def close_day(office, store, log):
    return CloseDay(office, store.finder, log)


@pytest.fixture
def days(office, store, close_day, log):
    desk = ReadDesk(office, store.finder, store.drafts)
    return ReportDay(office, close_day, desk, log)


def take_in(office, outcome=Outcome.ACCEPT):
    return SubmitIntake(office)(submission(office, outcome=outcome))


def change(store, statement, *values):
    with store.ledger.transaction() as transaction:
        transaction.connection.execute(statement, values)
        transaction.commit()


def number(sequence, generation=1):
    return case_number(
        counter_code=PROFILE.counter_code, on=DAY, generation=generation, sequence=sequence
    )


@pytest.mark.threat("T4")
def test_a_number_without_a_case_and_a_paper_without_a_case_are_named(
    office, store, close_day, days
):
    whole, gone = take_in(office), take_in(office)
    change(store, "DELETE FROM cases WHERE case_id = ?", gone.case_id)
    told = close_day.preview().fact.differences
    assert f"{gone.number}：{NO_CASE}" in told
    assert f"{gone.received_document_number}：{NO_CASE_FOR_PAPER}" in told
    assert f"{whole.number}：{NOT_AT_COUNTY}" in told
    assert not any(words.startswith(whole.number) and NO_CASE in words for words in told)
    assert not days.look().agrees


def test_a_receipt_in_doubt_is_told_apart_from_one_that_never_came(office, store, close_day):
    case = take_in(office)
    with store.unit_of_work(as_system=True) as work:
        for document in work.case(case.case_id).documents:
            work.record(case.case_id, PrintSent(job=document.job, printer="小票"))
            work.record(case.case_id, PrintUnknown(job=document.job, detail="断电"))
        work.commit()
    assert f"{case.number}：{IN_DOUBT}" in close_day.preview().fact.differences


def test_equal_numbers_with_a_hole_in_the_row_do_not_agree(store, days):
    change(store, "INSERT INTO numbers (key, value) VALUES ('case/01/20261102', 2)")
    report = days.look()
    fact = report.fact
    assert fact.receipts_printed == fact.cases_stored == fact.acknowledged == 0
    assert fact.differences == (f"{number(1)}：{NO_CASE}", f"{number(2)}：{NO_CASE}")
    assert not report.agrees


@pytest.mark.threat("T20")
def test_the_sheet_knows_the_county_s_record_as_well_as_our_own(store, log):
    state = log.state()
    assert (state.county_count, state.county_code) == (0, "")
    change(store, "INSERT INTO stream VALUES (7, ?, ?)", "e" * 32, "ab" * 32)
    state = log.state()
    assert (state.county_count, state.county_code) == (7, "ab" * 32)


class Cards:
    """Cards of some sequences of two generations."""

    def __init__(self, first, second) -> None:
        self.first, self.second = first, second

    def __iter__(self):
        for generation, sequences in ((1, self.first), (2, self.second)):
            for sequence in sequences:
                yield type("Card", (), {"number": number(sequence, generation)})


class Books(NoBooks):
    def __init__(self, taken) -> None:
        self.taken = taken

    def numbers_taken(self, day):
        return self.taken


sequences = st.sets(st.integers(1, 40), max_size=20)


@given(
    first=sequences, second=sequences, taken=st.dictionaries(st.integers(1, 2), st.integers(0, 50))
)
def test_exactly_the_holes_below_the_last_known_number_are_named(first, second, taken):
    told = list(missing_numbers(PROFILE.counter_code, DAY, Cards(first, second), Books(taken)))
    wanted = [
        number(sequence, generation)
        for generation, there in ((1, first), (2, second))
        for sequence in range(1, max([taken.get(generation, 0), *there]) + 1)
        if sequence not in there
    ]
    assert told == [f"{one}：{NO_CASE}" for one in wanted]
