"""A newer program's database in the real window: everything that writes is grey and says why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QDialog, QLineEdit, QWidget

from counter_app.domain import errors
from counter_app.domain.case_card import Draft
from counter_app.domain.staff import Role
from counter_app.storage.engine import SCHEMA_VERSION
from counter_app.ui.frame.view_only import LOOKING, LOOKING_ON, is_writing
from counter_app.ui.keys import Action
from tests.bootstrap.conftest import site
from tests.bootstrap.sites import work
from tests.cli.test_backup_cli import hashes
from tests.e2e.test_backups_at_the_window import at, let_in

__all__ = ["site"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

WALKERS = (Role.CLERK, Role.CHIEF, Role.DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR)
SOMEBODY = "110199199001011234"  # Who came in the made-up cases.
STEPS_OUT = {"case_back", "rail_lock"}
"""Buttons that lead away from what is being walked over."""


@pytest.fixture
def refusals(monkeypatch):
    """Every refusal of the database, wherever it ends: there must be none."""
    seen = []
    usual = errors.ViewOnly.__init__

    def noted(self, *words):
        seen.append(self)
        usual(self, *words)

    monkeypatch.setattr(errors.ViewOnly, "__init__", noted)
    return seen


def made_newer(site):
    """Leave two cases, an unasked paper and a draft to a database of the next version."""
    with site.opened() as profile:
        work(profile, 2)
        profile.store.drafts.save(
            Draft(
                draft_id="1" * 32,
                staff="QH0107",
                saved_at=profile.clock.now(),
                title="草稿",
                payload={},
            )
        )
        with profile.store.ledger.transaction() as transaction:
            transaction.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
            transaction.commit()


class Walk:
    """Goes over everything that can be pressed, and comes back."""

    def __init__(self, clerk, refusals):
        self.clerk = clerk
        self.window = clerk.window.built.window
        self.presenter = clerk.window.built.presenter
        self.refusals = refusals
        self.pressed = set()

    def settle(self):
        tasks = (self.clerk.window.tasks, self.clerk.window.device_tasks)
        self.clerk.hands.look(5)
        self.clerk.wait(lambda: not any(each.is_busy for each in tasks), "nothing under way")

    def become(self, role):
        """Sign somebody of another role in: what the window shows depends on it."""
        profile = self.clerk.window.counter.profile
        operator = replace(profile.desk.operator(), role=role, staff=f"QH{len(role.value):04}")
        profile.desk.sign_in(operator)
        self.presenter._on_signed_in(operator)
        self.settle()

    def places(self):
        """Yield the name of every page and part that this role gets to, each time in front."""
        pages = self.presenter.pages()
        for action in Action:
            if action not in pages.by_action:
                continue
            self.window.message.dismiss()
            self.presenter.do(action)
            self.settle()
            page = self.window.page()
            if page is not pages.by_action[action]:
                continue
            yield page.objectName()
            for place in range(1, page.tabs.count() if action is Action.POST else 1):
                page.tabs.setCurrentIndex(place)
                self.settle()
                yield f"{page.objectName()}/{page.panel.objectName()}"
        if self.window.rail.button(Action.FIND).isVisible():
            self.presenter.open_case(self.clerk.cards()[0].case_id)
            self.settle()
            yield self.window.page().objectName()

    def try_every_key(self, words):
        """See that each action of the table looks, or answers with the words of the band."""
        page = self.window.page()
        for action in Action:
            self.window.message.dismiss()
            if action not in LOOKING and action not in LOOKING_ON.get(page.objectName(), ()):
                self.presenter.do(action)
                said = self.window.message.words.text()
                assert said == words or "您以" in said, (page, action)
                lamp = self.window.status_line.lamp("view_only")
                assert said != words or "不能“" in lamp.text()
            elif action in {Action.NEXT_PANE, Action.SUBMIT, Action.SYNC_NOW}:
                self.presenter.do(action)
                self.settle()
            assert self.window.page() is page, action

    def press_all(self):
        """Press what can be pressed on the page in front; whatever opens is walked over too."""
        page = self.window.page()
        self.press_in(page)
        for table in page.findChildren(QAbstractItemView):
            if table.isVisible() and table.model() and table.model().rowCount():
                table.activated.emit(table.model().index(0, 0))
                self.settle()
                self.back_to(page)

    def press_in(self, place):
        for button in place.findChildren(QAbstractButton):
            name = button.objectName()
            if button.isVisibleTo(place) and button.isEnabled() and name not in STEPS_OUT:
                self.pressed.add(name)
                button.click()
                self.settle()
                self.back_to(place)
        for shortcut in place.findChildren(QShortcut):
            if shortcut.isEnabled() and shortcut.parent().isVisible():
                shortcut.activated.emit()
                self.settle()
                self.back_to(place)

    def back_to(self, page):
        for dialog in self.window.dialogs_in_sight():
            if dialog is not page:
                self.look_over(dialog)
                dialog.reject()
        self.settle()
        if not isinstance(page, QDialog) and self.window.page() is not page:
            self.window.show_page(page)
            self.settle()

    def look_over(self, place):
        """See that what takes input is grey and says why, or is known to write nothing."""
        for widget in place.findChildren(QWidget):
            if is_writing(widget):
                assert not widget.isEnabled(), widget.objectName()
                assert "只能查看" in widget.toolTip(), widget.objectName()


@pytest.mark.fault("F22")
def test_every_page_and_every_key_looks_and_none_writes(site, qtbot, refusals):
    made_newer(site)
    before = hashes(site.profile)
    seen = set()
    with at(site) as clerk:
        let_in(clerk)
        refusals.clear()  # Opening notes, where it can, how far it has looked.
        walk = Walk(clerk, refusals)
        words = walk.window.view_band.text()
        assert walk.window.print_bar.isHidden(), "nobody is asked what cannot be answered"
        for role in WALKERS:
            walk.become(role)
            for place in walk.places():
                if place in seen:
                    continue
                seen.add(place)
                walk.look_over(walk.window)
                walk.try_every_key(words)
                walk.press_all()
                assert not refusals, (place, walk.pressed)
        walk.become(Role.CLERK)
        for percent in (100, 200):
            clerk.window.theme.set_scale(percent)
            walk.presenter.show_worklist()
            clerk.picture(f"28-viewing-list-{percent}")
            walk.presenter.open_case(clerk.cards()[0].case_id)
            walk.settle()
            clerk.picture(f"29-viewing-case-{percent}")
        assert walk.window.view_band.isVisible()
    assert {"worklist_page", "case_page", "devices_page", "audit_page", "exchange_page"} <= seen
    assert len([place for place in seen if place.startswith("post_page")]) == 7
    assert {"devices_check", "audit_start", "case_explain"} <= walk.pressed
    assert hashes(site.profile) == before


@pytest.mark.fault("F22")
def test_a_person_is_not_looked_for_by_number_where_no_trace_can_be_kept(site, qtbot):
    made_newer(site)
    with at(site) as clerk:
        let_in(clerk)
        search = clerk.window.built.window.findChild(QLineEdit, "worklist_search")
        number = clerk.cards()[0].number
        search.setText(SOMEBODY)
        clerk.wait_for_words("不能按证件号查找")
        search.setText(number)
        clerk.wait_for_words(f"查找“{number}”", "1件")
