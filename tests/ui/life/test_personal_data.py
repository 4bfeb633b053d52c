"""Masked data on the case page: in full with a reason, for a while; the citizen's sheet."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from counter_app.domain.data_sheet import CopyAsked
from counter_app.domain.errors import RevealReasonMissing
from counter_app.domain.print_job import PrintState
from counter_app.domain.service_facts import DetailField
from counter_app.services.give_data_copy import GiveDataCopy
from counter_app.services.reveal_data import RevealData
from counter_app.ui.case.reveal_presenter import RevealPresenter
from counter_app.ui.preferences import WindowPreferences
from counter_app.ui.privacy_parts import DestructionParts, PrivacyParts, SheetPrinted
from tests.fakes.desks import PreferencesInMemory
from tests.fakes.people import GRANNY
from tests.ui.test_every_widget import everything, what_is_cut

NOTHING_DESTROYED = DestructionParts(
    lists=lambda: (),
    print_list=lambda one: pytest.fail("no list is printed here"),
    save_list=lambda one, path: pytest.fail("no list is saved here"),
)


@pytest.fixture
def printed():
    return []


@pytest.fixture
def privacy(parts, office, store, printed):
    def print_sheet(sheet):
        printed.append(sheet)
        return SheetPrinted(PrintState.PRINTED)

    return PrivacyParts(
        tasks=parts.tasks,
        reveal=RevealData(office),
        give_copy=GiveDataCopy(office, store.finder),
        print_sheet=print_sheet,
        audit=lambda told: pytest.fail("nobody audits here"),
        accesses=lambda: (),
        destruction=NOTHING_DESTROYED,
    )


@pytest.fixture
def keys(open_keys, privacy, life):
    life.begin()
    keys = open_keys(privacy=privacy)
    keys.open(life.case_id)
    return keys


def on_screen(keys, page=None):
    return "\n".join((page or keys.page).applicant.values())


def ask(keys, reason="电话通知申请人"):
    keys.tap("Ctrl+Shift+V")
    keys.go_to("form_reveal_reason")
    keys.type(reason)


@pytest.mark.asvs("8.2.3", "14.2.6")
@pytest.mark.threat("T2")
def test_a_number_is_shown_in_full_by_keys_with_a_reason_and_hidden_again(keys, life):
    assert GRANNY.number not in on_screen(keys)
    ask(keys, "看看")
    keys.tap("F10")
    keys.settle()
    assert RevealReasonMissing.advice in keys.form.message.words.text()
    assert GRANNY.number not in on_screen(keys)

    keys.go_to("form_reveal_reason")
    keys.tap("Ctrl+A")
    keys.type("电话通知申请人")
    keys.do_form()
    assert GRANNY.number in on_screen(keys)
    assert "60秒后自动遮盖" in keys.page.applicant.note.text()
    (seen,) = life.file().case.reveals
    assert (seen.staff, seen.reveal.reason) == ("QH0107", "电话通知申请人")
    assert seen.reveal.fields == (DetailField.NUMBER,)
    assert keys.page.timeline.isVisible()

    keys.tap("Ctrl+Shift+V")  # The same key hides.
    assert GRANNY.number not in on_screen(keys)
    assert len(life.file().case.reveals) == 1


@pytest.mark.asvs("14.3.1")
@pytest.mark.parametrize("leaves", ["F12", "F3", "later"])
def test_full_values_go_at_the_lock_with_the_page_and_after_a_minute(keys, leaves):
    ask(keys)
    keys.do_form()
    page = keys.page
    presenter = page.findChild(RevealPresenter)
    assert GRANNY.number in on_screen(keys)
    if leaves == "later":
        assert presenter._timer.isActive()
        assert presenter._timer.interval() == 60_000
        presenter._timer.timeout.emit()
    else:
        keys.tap(leaves)
        keys.settle()
    assert GRANNY.number not in on_screen(keys, page)
    assert not page.applicant.is_in_full
    assert not presenter._timer.isActive()


def test_who_thinks_better_of_it_sees_nothing_and_nothing_is_recorded(keys, life):
    ask(keys)
    form = keys.form
    keys.tap("Esc", "Esc")
    keys.wait(lambda: QApplication.activeModalWidget() is not form)
    assert life.file().case.reveals == ()


def test_the_sheet_is_recorded_then_printed_and_a_wish_to_delete_gets_its_reason(
    keys, life, printed
):
    ask(keys)
    keys.do_form()
    keys.tap("Ctrl+Shift+M")
    keys.form.fields["asked"].set_value((CopyAsked.LOOK.name, CopyAsked.DELETE.name))
    assert "删除不能照办" in keys.form.warning.text()
    keys.do_form()
    keys.settle()
    (sheet,) = printed
    (copy,) = life.file().case.data_copies
    assert copy.document_number == sheet.document_number
    assert copy.requests == ("查阅", "删除")
    assert copy.refused == sheet.request.refused
    assert [line.reason for line in sheet.seen] == ["电话通知申请人"]
    assert "已出纸" in keys.window.toast.words.text()


def test_without_parts_there_is_nothing_to_press(open_keys, life):
    life.begin()
    keys = open_keys()
    keys.open(life.case_id)
    assert not keys.page.findChild(QPushButton, "case_reveal").isVisible()
    keys.tap("Ctrl+Shift+V", "Ctrl+Shift+M")
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("percent", [100, 200])
def test_a_picture_of_full_values_and_of_the_question(open_keys, privacy, life, percent):
    life.begin()
    looks = PreferencesInMemory(WindowPreferences(scale_percent=percent))
    keys = open_keys(privacy=privacy, preferences=looks)
    keys.open(life.case_id)
    ask(keys)
    keys.shoot(f"reveal-question-{percent}", keys.form)
    assert [fault for one in everything(keys.form) if (fault := what_is_cut(one))] == []
    keys.do_form()
    keys.page._area.ensureWidgetVisible(keys.page.applicant)
    keys.shoot(f"reveal-card-{percent}")
