"""The disaster mode at the window: told to all, switched by the director, a band while it is on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counter_app.domain.desk_news import Lamp
from counter_app.domain.disaster import DisasterStanding, DisasterWord
from counter_app.domain.errors import NotAuthorised
from counter_app.domain.staff import Role
from counter_app.ui.dialogs import QuestionDialog
from counter_app.ui.disaster_parts import DisasterParts
from counter_app.ui.keys import Action
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import Doorkeeper, LineToCounty, PreferencesInMemory
from tests.fakes.people import CLERK, MONDAY
from tests.services.life import PEOPLE
from tests.ui.test_every_widget import everything, what_is_cut

DIRECTOR = PEOPLE[Role.DIRECTOR]


class Township:
    """Keeps the words, as the log does."""

    def __init__(self, desk):
        self.desk = desk
        self.words = ()
        self.fails_with = None
        self.parts = DisasterParts(standing=self.standing, switch=self.switch)

    def standing(self):
        return DisasterStanding(
            usual_day=date(2026, 11, 9),
            disaster_day=date(2026, 12, 2),
            words=self.words,
            may_switch=self.desk.operator().role is Role.DIRECTOR,
        )

    def switch(self, *, is_on, reason):
        if self.fails_with is not None:
            raise self.fails_with
        who = self.desk.operator().name
        word = DisasterWord(is_on=is_on, reason=reason, set_at=MONDAY, who=who)
        self.words = (word, *self.words)


@pytest.fixture
def township(desk):
    return Township(desk)


@pytest.fixture
def at_exchange(open_counter, township, desk):
    def open_one(person=DIRECTOR, **more):
        counter = open_counter(
            disaster=township.parts, sign_in=Doorkeeper(desk, DIRECTOR, CLERK), **more
        )
        counter.sign_in(person)
        counter.presenter.do(Action.EXCHANGE)
        counter.settle()
        return counter

    return open_one


def answer(counter, reason):
    """Type a reason and accept with Enter."""
    counter.wait(lambda: isinstance(QApplication.activeModalWidget(), QuestionDialog))
    dialog = QApplication.activeModalWidget()
    assert not dialog.accept_button.isEnabled(), "nothing is switched without a reason"
    dialog.reason.setText(reason)
    counter.press(Qt.Key.Key_Return)
    counter.wait(lambda: QApplication.activeModalWidget() is None)
    counter.settle()


def test_a_director_switches_it_on_and_off_by_keys_and_everybody_sees_it(at_exchange, township):
    counter = at_exchange()
    card, band = counter.window.page().disaster, counter.window.disaster_band
    assert card.state.text == "没有启用"
    assert "离线授权到 2026-11-09；启用后到 2026-12-02" in card.days.text()
    assert "从来没有启用过" in card.history.text()
    assert band.isHidden()

    counter.press(Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    answer(counter, "洪水断网")
    assert [(word.is_on, word.reason) for word in township.words] == [(True, "洪水断网")]
    assert card.state.text == "启用中"
    assert "延长到 2026-12-02（平常到 2026-11-09）" in card.days.text()
    assert band.isVisible()
    assert "洪水断网" in band.text()
    assert DIRECTOR.name in band.text()
    assert "到 12月02日" in band.text()

    counter.presenter.lock()
    counter.sign_in(CLERK)
    assert band.isVisible(), "a clerk sees it on every page"
    counter.presenter.do(Action.EXCHANGE)
    counter.settle()
    assert not card.button.isVisible()
    assert "由中心主任启用、停用" in card.who.text()
    counter.press(Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert QApplication.activeModalWidget() is None

    counter.presenter.lock()
    counter.sign_in(DIRECTOR)
    counter.presenter.do(Action.EXCHANGE)
    counter.settle()
    card.button.click()
    answer(counter, "灾情已解除")
    assert band.isHidden()
    cells = [row.cells[1:] for row in card.table.rows_model.rows]
    assert cells == [
        ("停用", DIRECTOR.name, "灾情已解除"),
        ("启用", DIRECTOR.name, "洪水断网"),
    ]


def test_a_refusal_is_told_and_nothing_looks_switched(at_exchange, township):
    counter = at_exchange()
    township.fails_with = NotAuthorised()
    counter.window.page().disaster.button.click()
    answer(counter, "停电")
    assert NotAuthorised.advice in counter.window.message.words.text()
    assert counter.window.disaster_band.isHidden()


def test_what_a_colleague_switched_elsewhere_is_seen_after_the_next_exchange(
    open_counter, township, desk
):
    line = LineToCounty()
    counter = open_counter(disaster=township.parts, county=line, sign_in=Doorkeeper(desk, CLERK))
    line.tell(replace(line.status(), lamp=Lamp.ONLINE))  # Nobody is signed in: nothing is said.
    counter.breathe()
    counter.settle()
    assert counter.window.message.isHidden()
    counter.sign_in(CLERK)
    township.words = (DisasterWord(is_on=True, reason="地震断网", set_at=MONDAY, who="何中心"),)
    line.tell(replace(line.status(), lamp=Lamp.SYNCING))
    line.tell(replace(line.status(), lamp=Lamp.ONLINE))
    counter.wait(counter.window.disaster_band.isVisible)
    assert "地震断网" in counter.window.disaster_band.text()


def test_a_counter_that_never_met_the_county_has_no_days_to_tell(at_exchange, township):
    usual = township.standing
    township.parts = DisasterParts(
        standing=lambda: replace(usual(), usual_day=None, disaster_day=None),
        switch=township.switch,
    )
    counter = at_exchange()
    assert "还没有联系过县局" in counter.window.page().disaster.days.text()


@pytest.mark.parametrize("percent", [100, 200])
def test_pictures_of_card_band_and_question(at_exchange, township, percent):
    looks = PreferencesInMemory(WindowPreferences(scale_percent=percent))
    on = DisasterWord(is_on=True, reason="洪水断网", set_at=MONDAY, who="何中心")
    township.words = (on, replace(on, is_on=False, reason="网络已恢复"), on)
    counter = at_exchange(preferences=looks)
    counter.window.page().disaster.button.setFocus()
    counter.shoot(f"disaster-{percent}")
    cut = [fault for one in everything(counter.window) if (fault := what_is_cut(one))]
    counter.window.page().disaster.button.click()
    counter.wait(lambda: isinstance(QApplication.activeModalWidget(), QuestionDialog))
    dialog = QApplication.activeModalWidget()
    counter.shoot(f"disaster-question-{percent}", dialog)
    cut += [fault for one in everything(dialog) if (fault := what_is_cut(one))]
    dialog.reject()
    assert cut == []
