"""Pictures of the intake page in every state, at both ends of the text scale, to be looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counter_app.domain.case_card import Draft
from counter_app.domain.desk_news import PrintNews
from counter_app.domain.errors import DiskFull
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import PrintState
from counter_app.runtime.shipped_data import shipped_catalogue
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.ui.intake.conclusion import Place
from counter_app.ui.intake.payload import to_payload
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.keys import Action
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.clocks import START
from tests.fakes.desks import PreferencesInMemory
from tests.fakes.people import CLERK, GRANNY
from tests.services.intake import submission
from tests.ui.intake.conftest import CARD
from tests.ui.intake.strategies import USABLE, whole_person

pytestmark = pytest.mark.slow


@pytest.fixture(params=[100, 200])
def desk_at(request, open_intake):
    """Return a function that opens the page at one text size."""
    preferences = PreferencesInMemory(WindowPreferences(scale_percent=request.param))

    def open_one(**exchanged):
        desk = open_intake(preferences=preferences, **exchanged)
        desk.picture = lambda name, shown=None: desk.shoot(f"intake-{name}-{request.param}", shown)
        return desk

    return open_one


def test_pictures_of_filling_in(desk_at):
    desk = desk_at()
    desk.picture("empty")
    desk.read_card()
    desk.picture("card")
    desk.type("sh")
    desk.picture("search")
    desk.type("xyz")
    desk.picture("nothing-found")
    for _ in range(5):
        desk.key(Qt.Key.Key_Backspace)
    desk.type("gljt")
    desk.key(Qt.Key.Key_Return)
    desk.picture("materials")
    desk.type("1123")
    desk.picture("defective")
    desk.type("1")
    desk.picture("half")
    desk.type("11")
    desk.drawn()
    desk.settle()
    desk.picture("notice")
    desk.presenter.do(Action.CONTRAST)
    desk.settle()
    desk.picture("contrast")
    desk.presenter.do(Action.CONTRAST)
    assert "告知" in desk.page.action_words()[Action.SUBMIT]


def test_pictures_of_the_end(desk_at):
    desk = desk_at()
    desk.read_card()
    desk.type("gljt")
    desk.key(Qt.Key.Key_Return)
    outcome = desk.page.form.outcome
    outcome.buttons[Outcome.REFUSE].click()
    desk.type("户籍不在本镇")
    desk.key(Qt.Key.Key_Return)
    desk.type("柳河镇人民政府")
    desk.drawn()
    desk.settle()
    desk.picture("refusal")
    outcome.buttons[Outcome.RECEIVE].click()
    assert not outcome.preview.has_picture, "the paper of another outcome is still there"
    desk.drawn()
    desk.settle()
    desk.picture("receive")
    outcome.buttons[Outcome.RECEIVE].click()
    desk.page.form.go_to(Place.MATERIALS)
    desk.key(Qt.Key.Key_0)
    desk.drawn()
    desk.settle()
    desk.window.show_error(DiskFull())
    desk.picture("error")
    desk.window.message.dismiss()
    outcome.corrections.toggle.click()
    desk.picture("correction")
    outcome.corrections.toggle.click()
    desk.page.form.applicant.proxy_button.click()
    desk.picture("proxy")
    desk.page.form.applicant.proxy_button.click()
    desk.key(Qt.Key.Key_F10)
    desk.wait_for_result()
    jobs = desk.page.result
    [card] = desk.parts.finder.search(CARD.number).cards
    file = desk.parts.show_case(card.case_id)
    for document, state, detail in zip(
        file.case.documents,
        (PrintState.PRINTED, PrintState.FAILED),
        ("", "打印机缺纸"),
        strict=True,
    ):
        desk.parts.print_desk.tell(
            PrintNews(
                job=document.job,
                case_id=card.case_id,
                form=document.form,
                document_number=document.document_number,
                copy_number=1,
                state=state,
                detail=detail,
            )
        )
    desk.wait(lambda: "缺纸" in jobs._papers[1][1].text())
    desk.picture("submitted")
    assert desk.page.is_result_shown


def test_pictures_of_what_waits(desk_at, office, store):
    made = submission(office, [Verdict.MISSING], outcome=Outcome.NOTICE)
    applicant = replace(GRANNY, number=CARD.number, name=CARD.name)
    SubmitIntake(office)(replace(made, form=replace(made.form, applicant=applicant)))
    page = IntakeState(person=whole_person()).pick(USABLE[0])
    store.drafts.save(
        Draft(
            draft_id="e" * 32,
            staff=CLERK.staff,
            saved_at=START - timedelta(minutes=8),
            title="最低生活保障 · 沈**",
            payload=to_payload(page),
        )
    )
    desk = desk_at()
    desk.picture("draft-offered")
    desk.page.form.draft_bar.put_off_button.click()
    desk.read_card()
    desk.settle()
    desk.picture("earlier-cases")
    desk.type("gljt")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_0)
    desk.settle()
    desk.picture("duplicate")
    assert desk.page.form.duplicate_bar.isVisible()


def test_pictures_of_service_and_pledge(desk_at):
    desk = desk_at()
    desk.read_card()
    desk.type("nccmzjd")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    for box in ("green-channel", "appointment", "courier"):
        form = QApplication.activeModalWidget()
        form.fields["modes"].set_value((*form.fields["modes"].value(), box))
    form.fields["reason"].set_value("抢险救灾")
    form.fields["appointed_time"].set_value("9:30")
    desk.picture("terms-form", form)
    desk.key(Qt.Key.Key_F10)
    desk.wait(lambda: QApplication.activeModalWidget() is None)
    desk.picture("terms")


def test_pictures_of_a_provisional_acceptance(desk_at):
    desk = desk_at()
    desk.read_card()
    desk.type("ncjtjjzz")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_0)
    place = [line.is_deferrable for line in shipped_catalogue().by_id("T069").materials].index(True)
    desk.page.form.materials.focus_table(place)
    desk.key(Qt.Key.Key_4)
    desk.page.form.outcome.buttons[Outcome.PROVISIONAL].click()
    desk.drawn()
    desk.picture("provisional")
    desk.key(Qt.Key.Key_F10)
    desk.wait_for_result()
    desk.picture("provisional-result")
