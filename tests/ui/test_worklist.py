from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTabBar, QTableView

from counter_app.domain.case_card import WorkQueue
from counter_app.domain.errors import DatabaseDamaged
from counter_app.services.submit_intake import Outcome
from counter_app.ui.case.view import CaseView
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.worklist.records_model import Column
from counter_app.ui.worklist.view import WorklistView
from tests.fakes.desks import OFFLINE, ManyCases
from tests.ui.sample_cases import a_morning, take_in
from tests.ui.test_records_model import card


@pytest.fixture
def morning(office, clock):
    return a_morning(office, clock)


def page(counter) -> WorklistView:
    view = counter.window.page()
    assert isinstance(view, WorklistView)
    return view


def names(counter) -> list[str]:
    model = page(counter).table.model()
    return [model.index(row, Column.APPLICANT).data() for row in range(model.rowCount())]


def test_the_list_opens_where_something_is_to_do_and_counts_stand_on_the_tabs(morning, counter):
    tabs = counter.child(QTabBar, "worklist_tabs")
    words = [tabs.tabText(place) for place in range(tabs.count())]
    assert words == [
        "① 已超期 0",
        "② 今日到期 0",
        "③ 待群众补正 2",
        "④ 待上级答复 0",
        "⑤ 待领取 0",
        "⑥ 办理中 4",
        "⑦ 县局未收 7",
        "⑧ 全部 7",
        "⑨ 冲突待定 0",
    ]
    assert tabs.tabText(tabs.currentIndex()) == "⑥ 办理中 4"
    assert len(names(counter)) == 4


def test_overdue_cases_are_in_front_the_next_week_and_in_the_title(morning, clock, open_counter):
    clock.pass_time(timedelta_days(9))
    counter = open_counter()
    counter.sign_in()
    assert counter.child(QTabBar, "worklist_tabs").currentIndex() == 0
    assert "已超期 2" in counter.window.header.title.text()
    assert names(counter)


def timedelta_days(days: int):
    from datetime import timedelta

    return timedelta(days=days)


def test_the_whole_way_from_list_to_case_and_back_goes_by_keyboard(morning, counter):
    assert counter.child(QTableView, "worklist_table").hasFocus()
    chosen = names(counter)[1]
    counter.press(Qt.Key.Key_Down)
    counter.press(Qt.Key.Key_Return)
    counter.settle()
    case_page = counter.window.page()
    assert isinstance(case_page, CaseView)
    assert chosen in case_page.applicant.values()
    counter.press(Qt.Key.Key_Escape)
    counter.settle()
    assert page(counter).chosen_case() is not None
    assert names(counter)[page(counter).table.currentIndex().row()] == chosen


@pytest.mark.parametrize("key", [Qt.Key.Key_F3, Qt.Key.Key_Slash])
def test_the_search_box_is_one_key_away_and_finds_by_name(morning, counter, key):
    counter.press(key)
    search = counter.child(QLineEdit, "worklist_search")
    assert search.hasFocus()
    search.setText("沈桂")
    counter.wait(lambda: names(counter) == ["沈桂兰"])
    assert "沈桂" in page(counter).result.text()
    counter.press(Qt.Key.Key_Return)
    assert counter.child(QTableView, "worklist_table").hasFocus()


def test_escape_ends_the_search_and_shows_the_list_again(morning, counter):
    search = counter.child(QLineEdit, "worklist_search")
    search.setText("沈桂兰")
    counter.wait(lambda: names(counter) == ["沈桂兰"])
    search.setFocus()
    counter.press(Qt.Key.Key_Escape)
    counter.wait(lambda: len(names(counter)) == 4)
    assert search.text() == ""


def test_nothing_found_says_what_else_could_be_tried(morning, counter):
    counter.child(QLineEdit, "worklist_search").setText("没有这个人")
    empty = counter.child(EmptyState, "worklist_empty")
    counter.wait(empty.isVisible)
    assert "没有这个人" in empty.sentence.text()
    assert "后六位" in empty.hint.text()


def test_an_empty_list_says_so_and_names_the_next_key(counter):
    empty = counter.child(EmptyState, "worklist_empty")
    assert empty.isVisible()
    assert "F2" in empty.hint.text()


def test_a_list_that_cannot_be_read_says_why_with_its_code(open_counter):
    finder = ManyCases([])
    finder.fails_with = DatabaseDamaged()
    counter = open_counter(finder=finder)
    counter.sign_in()
    assert "列表读不出来" in counter.child(EmptyState, "worklist_empty").sentence.text()
    assert "L105" in counter.window.message.code.text()
    finder.fails_with = None
    finder.cards = [card(1)]
    counter.press(Qt.Key.Key_F5)
    counter.wait(lambda: names(counter) == ["群众1"])


def test_the_county_list_is_another_tab_by_mouse(morning, counter, qtbot):
    tabs = counter.child(QTabBar, "worklist_tabs")
    place = list(WorkQueue).index(WorkQueue.ALL)
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(place).center())
    counter.wait(lambda: len(names(counter)) == 7)


def test_digits_lead_to_the_lists_and_back_from_an_empty_one(morning, counter):
    tabs = counter.child(QTabBar, "worklist_tabs")
    counter.press(Qt.Key.Key_5)
    counter.wait(counter.child(EmptyState, "worklist_empty").isVisible)
    assert "待领取" in counter.child(EmptyState, "worklist_empty").sentence.text()
    counter.press(Qt.Key.Key_8)
    counter.wait(lambda: len(names(counter)) == 7)
    assert tabs.currentIndex() == list(WorkQueue).index(WorkQueue.ALL)
    assert counter.child(QTableView, "worklist_table").hasFocus()


@pytest.mark.lesson(7)
def test_five_thousand_waiting_cases_are_read_page_by_page_as_the_clerk_scrolls(open_counter):
    finder = ManyCases([card(place) for place in range(5_000)])
    counter = open_counter(finder=finder)
    counter.sign_in()
    table = counter.child(QTableView, "worklist_table")
    first = table.model().rowCount()
    assert first < 400, "the first look reads a few pages and not all of them"
    table.scrollToBottom()
    counter.wait(lambda: table.model().rowCount() > first)
    counter.settle()
    assert table.model().rowCount() < 1_000


def test_a_late_answer_to_an_older_search_is_thrown_away(morning, counter):
    search = counter.child(QLineEdit, "worklist_search")
    page(counter).searched.emit("沈桂兰")
    page(counter).refresh_requested.emit()
    search.setText("欧阳明")
    counter.wait(lambda: names(counter) == ["欧阳明"])
    counter.settle()
    assert names(counter) == ["欧阳明"]


def test_news_of_the_county_refresh_the_list_and_keep_the_chosen_row(
    morning, office, counter, clock
):
    from dataclasses import replace

    counter.press(Qt.Key.Key_Down)
    chosen = page(counter).chosen_case()
    take_in(office, Outcome.ACCEPT, place=6)
    counter.parts.county.tell(replace(OFFLINE, last_ack_at=clock.now()))
    counter.wait(lambda: len(names(counter)) == 5)
    assert page(counter).chosen_case() == chosen


def test_f6_goes_round_search_tabs_and_table(morning, counter):
    seen = []
    for _ in range(3):
        counter.press(Qt.Key.Key_F6)
        seen.append(counter.window.focusWidget().objectName())
    assert sorted(seen) == ["worklist_search", "worklist_table", "worklist_tabs"]


@pytest.mark.parametrize(
    ("width", "scale", "columns"), [(1366, 100, 7), (1024, 100, 4), (1366, 200, 4), (1920, 125, 7)]
)
def test_columns_that_have_no_room_go_into_a_second_line(
    morning, counter, theme, width, scale, columns
):
    theme.set_scale(scale)
    counter.window.resize(width, 768)
    table = counter.child(QTableView, "worklist_table")

    def shown() -> int:
        return sum(not table.isColumnHidden(column) for column in Column)

    counter.wait(lambda: shown() == columns)
    assert table.columnWidth(Column.ITEM) >= theme.sizes.scaled(100)
    assert table.rowHeight(0) >= theme.sizes.scaled(42)
