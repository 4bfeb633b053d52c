"""Pictures of every page under build/screens, for people to look at; none may be empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QWidget

from counter_app.domain.errors import DiskFull
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ui.keys import Action
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import OFFLINE, LineToCounty, PreferencesInMemory
from tests.storage.made_up_anchors import anchored
from tests.ui.sample_cases import a_morning

pytestmark = pytest.mark.slow

LOOKS = {
    "100": WindowPreferences(scale_percent=100),
    "200": WindowPreferences(scale_percent=200),
    "contrast": WindowPreferences(scale_percent=100, is_high_contrast=True),
}


def sign_in(counter, cases) -> QWidget:
    return counter.window


def worklist(counter, cases) -> QWidget:
    counter.sign_in()
    return counter.window


def worklist_at_1024(counter, cases) -> QWidget:
    counter.window.resize(1024, 768)
    return worklist(counter, cases)


def case_at_1024(counter, cases) -> QWidget:
    counter.window.resize(1024, 768)
    return case(counter, cases)


def search(counter, cases) -> QWidget:
    counter.sign_in()
    page = counter.window.page()
    page.search.setText("沈")
    counter.wait(page.result.isVisible)
    return counter.window


def empty_list(counter, cases) -> QWidget:
    counter.sign_in()
    page = counter.window.page()
    page.search.setText("查无此人")
    counter.wait(page.empty.isVisible)
    return counter.window


def case(counter, cases, place: int = 1) -> QWidget:
    counter.sign_in()
    counter.presenter.open_case(cases[place].case_id)
    counter.settle()
    return counter.window


def whole_case(counter, cases) -> QWidget:
    case(counter, cases)
    return counter.window.page().findChild(QWidget, "case_scroll").widget()


def decided_case(counter, cases) -> QWidget:
    return case(counter, cases, 0)


def supplement(counter, cases) -> QWidget:
    case(counter, cases)
    counter.presenter.do(Action.MATERIALS)
    return counter.window


def explanation(counter, cases) -> QWidget:
    case(counter, cases, 0)
    counter.window.page().head.explain_button.click()
    return counter.window.findChild(QDialog)


def reprint(counter, cases) -> QWidget:
    case(counter, cases)
    counter.window.page().papers.print_requested.emit(FormId.ONE_TIME_NOTICE)
    return counter.window.findChild(QDialog)


def paper(counter, cases) -> QWidget:
    case(counter, cases)
    counter.window.page().papers.picture_requested.emit(FormId.ONE_TIME_NOTICE)
    counter.settle()
    return counter.window.findChild(QDialog)


def refusal(counter, cases) -> QWidget:
    case(counter, cases, 2)
    counter.window.page().steps.buttons[Act.REFUSE].click()
    return counter.window.findChild(QDialog)


def crash(counter, cases) -> QWidget:
    counter.sign_in()
    counter.dialogs.tell_crash("1102-0930-7F3A")
    return counter.window.findChild(QDialog)


def messages(counter, cases) -> QWidget:
    case(counter, cases)
    counter.presenter.show_error(DiskFull())
    counter.window.print_bar.ask(
        "《收件凭证》收〔2026〕10101-00012号：出纸了吗？", yes="出了", no="没出"
    )
    counter.presenter.offer_undo("已提交，编号 51089910101-20261102-01-000075", lambda: None)
    counter.presenter.mark_saved("已保存 14:32:05")
    return counter.window


def locked(counter, cases) -> QWidget:
    case(counter, cases)
    counter.presenter.lock()
    return counter.window


def wrong_clock(counter, cases) -> QWidget:
    clock = counter.parts.clock
    clock.set_wall(clock.now() + timedelta(days=3 * 365))
    counter.sign_in()
    counter.wait(counter.window.clock_warning.isVisible)
    return counter.window


def help_page(counter, cases) -> QWidget:
    counter.sign_in()
    counter.presenter.do(Action.HELP)
    return counter.window


SCENES: tuple[Callable, ...] = (
    sign_in,
    worklist,
    worklist_at_1024,
    case_at_1024,
    search,
    empty_list,
    case,
    whole_case,
    decided_case,
    supplement,
    explanation,
    reprint,
    paper,
    refusal,
    crash,
    messages,
    locked,
    wrong_clock,
    help_page,
)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_picture_of_the_scene_shows_something(open_counter, office, store, clock, scene, look):
    cases = a_morning(office, clock)
    anchored(store, clock.now())
    slow_clock = replace(OFFLINE, last_ack_at=clock.now(), clock_offset_ms=-400_000)
    counter = open_counter(
        preferences=PreferencesInMemory(LOOKS[look]), county=LineToCounty(slow_clock)
    )
    widget = scene(counter, cases)
    picture = counter.shoot(f"{scene.__name__}-{look}", widget)
    assert picture.width() >= 400
    assert colours_in(picture) > 20


def colours_in(picture: QImage) -> int:
    small = picture.scaled(120, 80)
    return len({small.pixel(x, y) for x in range(120) for y in range(80)})
