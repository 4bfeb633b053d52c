from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.case_card import CaseCard, SyncStage
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.ids import CaseId
from counter_app.domain.item import HandlingType
from counter_app.ui.worklist.records_model import CARD_ROLE, TIME_ROLE, Column, RecordsModel
from tests.fakes.people import MONDAY

PAGE = 64
CALENDAR = PublishedRules().calendar


def card(place: int) -> CaseCard:
    return CaseCard(
        case_id=CaseId(f"{place:032x}"),
        number=f"{place:027d}",
        item_name="最低生活保障",
        applicant_name=f"群众{place}",
        number_masked="510***********0025",
        handling_type=HandlingType.COMMITTED,
        status=CaseStatus.RECEIVED,
        received_at=MONDAY - timedelta(days=3),
        next_due_on=date(2026, 11, 4),
        is_provisional=False,
        stage=SyncStage.STORED,
    )


def paged(model: RecordsModel, count: int) -> list[str]:
    """Fill a model from `count` cards as a presenter does; returns the keys asked for."""
    cards = [card(place) for place in range(count)]
    keys: list[str] = []

    def give(key: str) -> None:
        keys.append(key)
        first = int(key)
        end = first + PAGE
        model.append(cards[first:end], str(end) if end < count else None)

    model.more_wanted.connect(give)
    model.replace(cards[:PAGE], str(PAGE) if count > PAGE else None, now=MONDAY, calendar=CALENDAR)
    return keys


@pytest.fixture
def model(qapp):
    model = RecordsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield model
    del tester


def texts(model: RecordsModel, row: int) -> dict[Column, str]:
    return {column: model.index(row, column).data() for column in Column}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(count=st.sampled_from([0, 1, 63, 64, 65, 128, 500]))
def test_reading_page_after_page_gives_every_row_once_and_in_order(qapp, count):
    model = RecordsModel()
    keys = paged(model, count)
    while model.canFetchMore():
        model.fetchMore()
    assert [model.card(row).number for row in range(model.rowCount())] == [
        f"{place:027d}" for place in range(count)
    ]
    assert keys == [str(first) for first in range(PAGE, count, PAGE)]


def test_only_one_page_is_under_way_at_a_time(model, qtbot):
    asked = []
    model.more_wanted.connect(asked.append)
    model.replace([card(0)], "1", now=MONDAY, calendar=CALENDAR)
    model.fetchMore()
    model.fetchMore()
    assert asked == ["1"]
    model.give_up_page()
    model.fetchMore()
    assert asked == ["1", "1"], "a page that failed may be asked for again"


def test_a_row_says_everything_in_words(model):
    model.replace([card(7)], None, now=MONDAY, calendar=CALENDAR)
    assert texts(model, 0) == {
        Column.APPLICANT: "群众7",
        Column.NUMBER_MASKED: "510***********0025",
        Column.ITEM: "最低生活保障",
        Column.STATUS: "已收件",
        Column.TIME_LEFT: "还剩2个工作日6小时",
        Column.STAGE: "本机已存",
        Column.RECEIVED: "10-30 09:30",
    }
    assert model.index(0, 0).data(CARD_ROLE) == card(7)
    assert model.index(0, 0).data(TIME_ROLE).days == 2


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (MONDAY.replace(day=4, hour=16), "还剩30分钟"),
        (MONDAY.replace(day=5), "超1天"),
        (MONDAY.replace(day=9), "超3天"),
    ],
)
def test_the_time_left_is_told_as_of_now(model, now: datetime, words):
    model.replace([card(0)], None, now=now, calendar=CALENDAR)
    assert texts(model, 0)[Column.TIME_LEFT] == words


def test_a_provisional_date_and_a_missing_one_say_so(model):
    model.replace(
        [replace(card(0), is_provisional=True), replace(card(1), next_due_on=None)],
        None,
        now=MONDAY,
        calendar=CALENDAR,
    )
    assert texts(model, 0)[Column.TIME_LEFT].startswith("预计")
    assert texts(model, 1)[Column.TIME_LEFT] == "—"


def test_on_the_day_of_receipt_no_hours_are_told_for_it_never_counts(model):
    today = replace(card(0), received_at=MONDAY, next_due_on=date(2026, 11, 9))
    model.replace([today], None, now=MONDAY, calendar=CALENDAR)
    assert texts(model, 0)[Column.TIME_LEFT] == "还剩5个工作日"
    assert texts(model, 0)[Column.RECEIVED] == "今天 09:30"


@pytest.mark.parametrize(
    ("clock_from", "words"),
    [
        (MONDAY.date(), "还剩5个工作日"),
        (date(2026, 11, 1), "还剩5个工作日6小时"),
        (None, "还剩5个工作日6小时"),
    ],
)
def test_a_case_accepted_later_than_received_is_told_no_hours_that_do_not_count_yet(
    model, clock_from, words
):
    row = replace(card(0), next_due_on=date(2026, 11, 9), clock_from=clock_from)
    model.replace([row], None, now=MONDAY, calendar=CALENDAR)
    assert texts(model, 0)[Column.TIME_LEFT] == words


def test_heads_are_words_and_rows_have_none(model):
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(len(Column))]
    assert all(heads)
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_a_row_is_found_again_by_its_case(qapp):
    model = RecordsModel()
    paged(model, 70)
    assert model.row_of(card(5).case_id) == 5
    assert model.row_of(card(69).case_id) == -1, "that page has not been read yet"
