"""What each role sees and may do in the real window: pages, keys, navigation."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from counter_app.domain.permissions import Right, may
from counter_app.domain.staff import Role
from counter_app.services.guarded_reading import GuardedExchange, GuardedFinder
from counter_app.services.submit_intake import SubmitIntake
from counter_app.ui.keys import Action
from counter_app.ui.role_gate import NEEDED
from tests.fakes.desks import Doorkeeper
from tests.services.intake import submission
from tests.services.life import PEOPLE

CANARY = "沈桂兰"
KEYS = {
    Action.NEW_CASE: (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
    Action.FIND: (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier),
    Action.CONFLICTS: (Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier),
    Action.EXCHANGE: (Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier),
    Action.HELP: (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
}
HOMES = {
    Role.ADMINISTRATOR: "exchange_page",  # These windows have no page of the devices.
    Role.AUDITOR: "exchange_page",
}


@pytest.fixture
def shared(open_counter, parts, store, desk):
    """A counter where people of every role can sign in, as the program joins it."""
    counter = open_counter(
        finder=GuardedFinder(store.finder, desk),
        exchange_desk=GuardedExchange(store.sync_store, desk),
        sign_in=Doorkeeper(desk, *(person for person in PEOPLE.values() if person.staff)),
    )

    def enter(role: Role) -> None:
        counter.presenter.lock()
        counter.sign_in(PEOPLE[role])

    counter.enter = enter
    return counter


def visible_words(counter) -> str:
    window = counter.window
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    spoken = [
        each.accessibleName() + each.toolTip()
        for each in window.findChildren(QWidget)
        if each.isVisible()
    ]
    return window.windowTitle() + "".join(labels + spoken)


def test_every_role_gets_to_its_pages_and_to_no_other(shared):
    counter = shared
    pages = counter.presenter.pages().by_action
    for role in Role:
        if role is Role.SYSTEM:
            continue
        counter.enter(role)
        assert counter.window.page().objectName() == HOMES.get(role, "worklist_page"), role
        for action, (key, modifiers) in KEYS.items():
            counter.press(Qt.Key.Key_F1)
            counter.press(key, modifiers)
            counter.settle()
            is_open = action not in NEEDED or may(role, NEEDED[action])
            assert (counter.window.page() is pages[action]) is is_open, (role, action)
            if not is_open:
                said = counter.window.message.words.text()
                assert "不能" in said
                assert "您以" in said
                counter.press(Qt.Key.Key_Escape)
        for action in (Action.NEW_CASE, Action.FIND, Action.POST, Action.DEVICES):
            button = counter.window.rail.button(action)
            assert button.isVisible() is may(role, NEEDED[action]), (role, action)
        counter.presenter.show_worklist()


@pytest.mark.asvs("8.2.3")
def test_who_may_see_no_case_finds_none_that_a_colleague_left_open(shared, office, store):
    """A clerk leaves a case and a search on the screen; the administrator signs in after."""
    case = SubmitIntake(office)(submission(office))
    assert case.applicant.name == CANARY
    shared.enter(Role.CLERK)
    shared.presenter.open_case(case.case_id)
    shared.settle()
    assert CANARY in visible_words(shared)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        shared.enter(Role.CLERK)
        shared.presenter.open_case(case.case_id)
        shared.enter(role)
        assert shared.window.page().objectName() == "exchange_page"
        assert CANARY not in visible_words(shared)
        shared.presenter.open_case(case.case_id)
        shared.settle()
        assert shared.window.page().objectName() == "exchange_page"
        assert CANARY not in visible_words(shared)
        shared.shoot(f"role-{role.value}")


def test_a_colleague_with_the_same_rights_finds_the_page_as_it_was_left(shared, office):
    case = SubmitIntake(office)(submission(office))
    shared.enter(Role.CLERK)
    shared.presenter.open_case(case.case_id)
    shared.settle()
    shared.enter(Role.CHIEF)
    assert shared.window.page() is shared.presenter.pages().case_page


def test_every_page_that_a_key_leads_to_asks_for_a_right_or_is_everybodys(shared):
    shared.enter(Role.CLERK)
    assert set(shared.presenter.pages().by_action) - set(NEEDED) == {Action.HELP}
    assert set(NEEDED.values()) <= set(Right)
