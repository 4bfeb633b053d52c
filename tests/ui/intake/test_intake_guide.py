"""The guide of an item, favourites, departments and dormant items, by keyboard alone."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.catalogue import parse_catalogue
from counter_app.domain.errors import FormDataInvalid
from counter_app.domain.print_job import PrintState
from counter_app.runtime.shipped_data import shipped_catalogue, shipped_pinyin
from counter_app.runtime.system_clock import CHINA
from counter_app.ui.guide_parts import GuidePrinted, GuidePrinting
from counter_app.ui.intake.guide_dialog import GuideDialog
from counter_app.ui.keys import Action
from counter_app.ui.preferences import WindowPreferences
from resources import load_catalogue
from tests.fakes.desks import PreferencesInMemory
from tests.fakes.people import PROFILE

pytestmark = pytest.mark.slow

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class SleepyRules:
    """The `Rulebook` port: what ships, with some items that nobody asks for."""

    def __init__(self, asleep=("T003", "T004")) -> None:
        raw = json.loads(load_catalogue().content)
        for row in raw["items"]:
            row["is_dormant"] = row["item_id"] in asleep
        content = json.dumps(raw, ensure_ascii=False).encode()
        self.catalogue = parse_catalogue(content, pinyin=shipped_pinyin())
        self.calendar = PublishedRules().calendar

    def catalogue_on(self, _today):
        return self.catalogue

    def catalogue_of(self, _version):
        return self.catalogue


class GuidesPrinted:
    """Stands in for the printers: notes what was asked, and answers as a test has said."""

    def __init__(self, state=PrintState.PRINTED, detail="") -> None:
        self.asked: list[str] = []
        self.answer = GuidePrinted(state, detail)
        self.error = None

    def __call__(self, item_id: str) -> GuidePrinted:
        self.asked.append(item_id)
        if self.error is not None:
            raise self.error
        return self.answer


@pytest.fixture
def printed():
    return GuidesPrinted()


@pytest.fixture
def open_guides(open_intake, tasks, printed):
    """Return a function that opens the page with a printer for guides."""

    def open_one(**exchanged):
        return open_intake(guide_printing=GuidePrinting(tasks, printed), **exchanged)

    return open_one


@pytest.fixture
def guides(open_guides):
    """The page with a card read: the keyboard stands in the search box."""
    opened = open_guides()
    opened.read_card()
    return opened


def guide_of(desk) -> GuideDialog:
    found = desk.window.findChild(GuideDialog)
    assert found is not None
    return found


def names(desk) -> list[str]:
    rows = desk.page.form.item.rows
    return [rows.data(rows.index(row)) for row in range(rows.rowCount())]


def texts(dialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_the_guide_of_the_highlighted_item_opens_prints_and_closes_by_keys(guides, printed):
    guides.type("gljt")
    guides.key(Qt.Key.Key_G, CONTROL)
    dialog = guide_of(guides)
    read = texts(dialog)
    for words in ("80周岁以上老年人高龄津贴", "22个工作日", "1. 申请书", "不收费"):
        assert words in read
    assert PROFILE.complaint_phone in read
    assert guides.focus_name == "guide_scroll"
    guides.key(Qt.Key.Key_P, CONTROL)
    guides.wait(lambda: dialog.result_words.text() == "办事指南已出纸")
    assert printed.asked == ["T006"]
    guides.key(Qt.Key.Key_Escape)
    assert guides.focus_name == "intake_item_search"
    assert guides.page.form.item.search.text() == "gljt"


def test_after_the_choice_the_key_shows_the_guide_of_the_chosen_item(guides):
    guides.type("gljt")
    guides.key(Qt.Key.Key_Return)
    guides.key(Qt.Key.Key_G, CONTROL)
    assert "高龄津贴" in guide_of(guides).windowTitle()


def test_without_an_item_the_clerk_is_told_to_choose_one(guides):
    guides.key(Qt.Key.Key_G, CONTROL)
    assert guides.window.findChild(GuideDialog) is None


def test_an_item_that_cannot_be_used_has_a_guide_too(guides):
    unusable = next(item for item in shipped_catalogue().items if not item.is_usable)
    guides.type(unusable.code)
    guides.key(Qt.Key.Key_G, CONTROL)
    assert unusable.why_not_usable in texts(guide_of(guides))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (GuidePrinted(PrintState.FAILED, "打印机缺纸"), "没有打印：打印机缺纸"),
        (GuidePrinted(PrintState.UNKNOWN, "没有确认"), "不知道有没有打完"),
    ],
)
def test_what_came_of_the_paper_is_told_as_it_is(guides, printed, answer, words):
    printed.answer = answer
    guides.type("gljt")
    guides.key(Qt.Key.Key_G, CONTROL)
    dialog = guide_of(guides)
    dialog.print_button.click()
    guides.wait(lambda: words in dialog.result_words.text())
    assert dialog.print_button.isEnabled()


def test_a_guide_that_does_not_fit_is_told_in_the_dialog(guides, printed):
    printed.error = FormDataInvalid("too long")
    guides.type("gljt")
    guides.key(Qt.Key.Key_G, CONTROL)
    dialog = guide_of(guides)
    dialog.print_button.click()
    guides.wait(lambda: dialog.result_words.text() == FormDataInvalid.advice)


def test_where_nothing_prints_the_button_says_so(intake):
    intake.read_card()
    intake.type("gljt")
    intake.key(Qt.Key.Key_G, CONTROL)
    dialog = guide_of(intake)
    assert not dialog.print_button.isEnabled()
    assert "没有打印机" in dialog.print_button.accessibleDescription()


def test_favourites_stand_first_and_are_each_clerks_own(guides):
    guides.type("gljt")
    guides.key(Qt.Key.Key_D, CONTROL)
    guides.key(Qt.Key.Key_Escape)
    assert names(guides)[0].startswith("收藏，80周岁以上老年人高龄津贴")
    assert "收藏的在前" in guides.page.form.item.hint.text()
    favourites = guides.parts.favourites
    assert favourites.of(guides.parts.operator().staff) == ("T006",)
    assert favourites.of("someone else") == ()
    guides.type("gljt")
    guides.key(Qt.Key.Key_D, CONTROL)
    guides.key(Qt.Key.Key_Escape)
    assert "收藏，" not in "".join(names(guides))


def test_departments_are_gone_through_with_alt_and_the_arrows(guides):
    departments = list(dict.fromkeys(item.department for item in shipped_catalogue().items))
    guides.key(Qt.Key.Key_Down, ALT)
    view = guides.page.form.item
    assert view.filter.departments.currentText() == departments[0]
    assert all(departments[0] in name or "材料清单" in name for name in names(guides))
    guides.key(Qt.Key.Key_Up, ALT)
    assert view.filter.departments.currentText() == "全部部门"
    guides.key(Qt.Key.Key_Up, ALT)
    assert view.filter.departments.currentText() == departments[-1]
    view.filter.departments.setCurrentIndex(0)
    view.filter.departments.activated.emit(0)
    assert guides.focus_name == "intake_item_search"
    assert len(names(guides)) == len(shipped_catalogue().items)


def test_dormant_items_are_folded_away_with_their_count_and_unfold_with_enter(open_guides):
    desk = open_guides(rulebook=SleepyRules())
    desk.read_card()
    listed = names(desk)
    assert listed[-1].startswith("零办理事项 2 项")
    assert not any("临时救助" in name for name in listed)
    for _ in range(len(listed)):
        desk.key(Qt.Key.Key_PageDown)
    desk.key(Qt.Key.Key_Return)
    assert names(desk)[: len(listed) - 1] == listed[:-1]
    assert any("临时救助" in name for name in names(desk)[len(listed) :])
    assert desk.page.form.item.is_choosing
    desk.type("临时救助")
    assert any("临时救助" in name for name in names(desk))


def test_unusable_items_stand_last_with_their_reason(guides):
    listed = names(guides)
    assert "材料清单" in listed[-1]
    assert "材料清单" not in listed[0]


def test_an_expired_catalogue_warns_and_cases_begin_all_the_same(open_guides, clock):
    in_force = open_guides()
    assert in_force.page.form.item.warning.isHidden()
    in_force.window.close()
    clock.set_wall(datetime(2027, 3, 1, 9, tzinfo=CHINA))
    desk = open_guides()
    desk.read_card()
    assert "2026年12月31日，已经过期" in desk.page.form.item.warning.text()
    assert not desk.page.form.item.warning.isHidden()
    desk.shoot("intake-catalogue-expired")
    desk.type("gljt")
    desk.key(Qt.Key.Key_G, CONTROL)
    assert "已过期" in texts(guide_of(desk))
    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_Return)
    assert not desk.page.form.item.is_choosing


@pytest.mark.parametrize("percent", [100, 200])
def test_pictures_of_guide_and_list(open_guides, percent):
    preferences = PreferencesInMemory(WindowPreferences(scale_percent=percent))
    desk = open_guides(preferences=preferences, rulebook=SleepyRules())
    desk.read_card()
    desk.type("gljt")
    desk.key(Qt.Key.Key_D, CONTROL)
    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_Down)
    desk.settle()
    desk.shoot(f"intake-favourites-{percent}")
    for _ in range(30):
        desk.key(Qt.Key.Key_PageDown)
    desk.settle()
    desk.shoot(f"intake-dormant-{percent}")
    desk.type("gljt")
    desk.key(Qt.Key.Key_G, CONTROL)
    dialog = guide_of(desk)
    desk.settle()
    desk.shoot(f"guide-{percent}", dialog)
    dialog.print_button.click()
    desk.wait(lambda: bool(dialog.result_words.text()) and dialog.print_button.isEnabled())
    dialog.area.verticalScrollBar().setValue(10_000)
    desk.shoot(f"guide-end-{percent}", dialog)
    assert Action.GUIDE in desk.page.page_actions()
