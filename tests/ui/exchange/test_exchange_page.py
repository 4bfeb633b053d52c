"""The page of the exchange, in the real window on the real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from counter_app.domain.desk_news import Lamp, SyncNews
from counter_app.ui.attachment_parts import AttachmentParts, WaitingFiles
from counter_app.ui.case.view import CaseView
from counter_app.ui.dialogs import QuestionDialog
from counter_app.ui.exchange.view import ExchangeView
from counter_app.ui.exchange.words import age_words, type_words
from sync.codec import event_id
from tests.fakes.desks import LineToCounty
from tests.fakes.people import MONDAY
from tests.ui.sample_cases import a_morning

ONLINE = SyncNews(
    lamp=Lamp.ONLINE,
    unacknowledged=0,
    last_ack_at=MONDAY,
    next_try_at=MONDAY + timedelta(minutes=1),
)


@pytest.fixture
def line():
    return LineToCounty(ONLINE)


@pytest.fixture
def at(office, clock, open_counter, line):
    a_morning(office, clock)
    counter = open_counter(county=line)
    counter.sign_in()
    return counter


def page(counter) -> ExchangeView:
    view = counter.window.page()
    assert isinstance(view, ExchangeView)
    return view


def open_page(counter) -> ExchangeView:
    counter.press(Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
    counter.settle()
    return page(counter)


class FilesThatWait:
    """What the page asks about files of cases."""

    def __init__(self, count: int, *, is_held: bool) -> None:
        self.count, self.is_held, self.asked = count, is_held, 0

    def parts(self, tasks) -> AttachmentParts:
        def nothing(*_given):
            raise AssertionError("nobody asks this here")

        return AttachmentParts(
            tasks=tasks,
            add=nothing,
            take_off=nothing,
            put_back=nothing,
            look=nothing,
            want=nothing,
            waiting=lambda: WaitingFiles(self.count, self.count << 20, self.is_held),
            send=self._send,
            forget_copies=lambda: None,
        )

    def _send(self) -> None:
        self.asked += 1


@pytest.mark.parametrize("is_held", [False, True])
def test_files_that_wait_are_counted_and_a_metered_line_asks_first(
    open_counter, line, tasks, is_held
):
    waiting = FilesThatWait(3, is_held=is_held)
    counter = open_counter(county=line, attachments=waiting.parts(tasks))
    counter.sign_in()
    view = open_page(counter)
    words = " ".join(label.text() for label in view.figures.findChildren(QLabel))
    assert "3个，共3.0 MB" in words
    assert ("按流量计费" in words) is is_held
    assert view.files_button.isVisible() is is_held
    counter.press(Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    assert waiting.asked == int(is_held)


def set_aside(store, reason="quarantined") -> str:
    first = store.sync_store.unacknowledged(limit=1, bytes_max=1 << 20)[0]
    name = event_id(first.data)
    store.sync_store.park(name, reason)
    return name


def test_the_lamp_of_the_county_opens_the_page_with_counts_and_ages(at, clock):
    clock.pass_time(timedelta(hours=5))
    at.window.status_line.lamp("county").click()
    at.settle()
    words = " ".join(page(at).figures.words())
    assert "都已保存在本机" in words
    assert "已等5小时" in words
    assert page(at).state.text == "在线"
    assert page(at).empty.isVisibleTo(page(at))
    at.shoot("exchange-quiet")


def test_what_the_county_did_not_take_is_listed_and_goes_again_by_keyboard(at, store, line):
    name = set_aside(store)
    view = open_page(at)
    assert view.table.rowCount() == 1
    row = [view.table.item(0, column).text() for column in range(5)]
    assert row[2] == "办件记录"
    assert "审核" in row[4]
    at.shoot("exchange-set-aside")

    at.press(Qt.Key.Key_F10)
    at.settle()

    assert store.sync_store.set_aside() == []
    assert line.nudges == 1
    assert name


def test_enter_on_a_row_opens_its_case(at, store):
    set_aside(store)
    view = open_page(at)
    at.press(Qt.Key.Key_F6)
    assert view.table.hasFocus()
    at.press(Qt.Key.Key_Return)
    at.wait(lambda: isinstance(at.window.page(), CaseView))


def test_the_clerk_can_pause_and_go_on(at, line):
    view = open_page(at)
    at.press(Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert line.pauses == 1

    line.tell(replace(ONLINE, lamp=Lamp.OFFLINE, next_try_at=None, is_paused=True))
    at.wait(lambda: "已暂停" in " ".join(view.figures.words()))
    assert view.pause_button.text() == "继续"

    at.press(Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert line.nudges == 1
    at.press(Qt.Key.Key_F5)
    assert line.nudges == 2


def test_a_long_transfer_tells_how_far_it_is_and_can_be_stopped(at, line):
    view = open_page(at)
    assert not view.cancel_button.isVisibleTo(view)
    line.tell(replace(ONLINE, lamp=Lamp.SYNCING, next_try_at=None, sent=400, to_send=1200, pages=2))
    at.wait(lambda: "已送400条，共1200条，已收2页" in " ".join(view.figures.words()))
    sending = {"sent_bytes": 12 << 10, "total_bytes": (40 << 10) - 1}
    line.tell(replace(ONLINE, lamp=Lamp.SYNCING, next_try_at=None, **sending))
    at.wait(lambda: "正在同步，正在上传12/40 KB" in " ".join(view.figures.words()))
    at.shoot("exchange-under-way")
    at.press(Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert line.cancels == 1


def test_a_mass_change_waits_for_a_person_who_says_yes(at, line):
    view = open_page(at)
    line.tell(replace(ONLINE, lamp=Lamp.TROUBLE, is_held=True))
    at.wait(lambda: view.accept_button.isVisibleTo(view))
    at.press(Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    dialog = at.window.findChild(QuestionDialog)
    assert line.accepted == 0
    at.shoot("exchange-mass-change", dialog)
    dialog.accept_button.click()
    at.wait(lambda: line.accepted == 1)


@pytest.mark.parametrize(
    ("lamp", "word"),
    [
        (Lamp.ONLINE, "在线"),
        (Lamp.OFFLINE, "离线可办"),
        (Lamp.OVERDUE, "离线超期"),
        (Lamp.TROUBLE, "有异常件"),
        (Lamp.SYNCING, "正在同步"),
    ],
)
def test_every_state_of_the_line_is_a_word(at, line, lamp, word):
    view = open_page(at)
    line.tell(replace(ONLINE, lamp=lamp))
    at.wait(lambda: view.state.text == word)
    assert word in at.window.status_line.lamp("county").text()


@pytest.mark.asvs("3.2.2")
def test_a_hostile_name_stays_plain_in_the_table(at, store):
    set_aside(store, reason="<img src=x>")
    view = open_page(at)
    assert "<img src=x>" in view.table.item(0, 4).text()


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=20), "不到1分钟"),
        (timedelta(minutes=35), "35分钟"),
        (timedelta(hours=5, minutes=50), "5小时"),
        (timedelta(days=8), "8天"),
    ],
)
def test_ages_are_told_in_the_largest_unit_that_fits(age, words):
    assert age_words(age) == words


def test_a_type_of_a_newer_program_has_a_word_too():
    assert type_words("case.received") == "办件记录"
    assert type_words("moon.risen") == "新版本程序的记录"
