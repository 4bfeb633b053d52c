"""One part of the canary's day, in a process of its own that is made to be killed.

Usage: python -m tests.e2e.canary_program PROFILE STICK

Takes the canary in at the window, shows it in full, copies, adds and opens files from STICK,
breaks, locks, types a second page half, says "ready" and stays until it is killed.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit

from counter_app.bootstrap.program import VERSION
from counter_app.bootstrap.window import open_window
from counter_app.runtime.crash import CrashReporter, hard_crashes_to
from counter_app.runtime.logs import logging_to
from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.system_clock import SystemClock
from counter_app.services.attach_file import FileToAdd
from counter_app.services.submit_intake import SubmitIntake
from counter_app.ui.case.applicant_card import ApplicantCard
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.hands import Hands
from tests.bootstrap.sites import PASSWORD, PERSON
from tests.e2e.canary import ADDRESS, NAME, NUMBER, PHONE, submission


def main(profile: str, stick: str) -> None:
    paths = ProfilePaths(Path(profile))
    reporter = CrashReporter(paths.logs, lambda _: None, now=SystemClock().now, version=VERSION)
    with hard_crashes_to(paths.logs), logging_to(paths.logs, level=logging.DEBUG):
        window = open_window(paths.root, report_bug=reporter.report)
        hands = Hands(window.built.window)
        sign_in(window, hands)
        work_on_the_case(window, hands, Path(stick))
        break_down(reporter)
        half_a_page(window, hands)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        hands.look(60_000)


def sign_in(window, hands) -> None:
    for words in (PERSON.user, PASSWORD):
        hands.write(words)
        hands.press("Return")
    hands.wait_until(lambda: window.built.window.is_shell_shown, "signed in")


def work_on_the_case(window, hands, stick: Path) -> None:
    counter, office = window.counter, window.counter.profile.office
    case = counter.nudging(SubmitIntake(office))(submission(office))
    for path in sorted(stick.iterdir()):
        case = window.attachments.add(case.case_id, FileToAdd(path=path))
    window.built.presenter.open_case(case.case_id)
    hands.wait_until(lambda: hands.sees("case_reveal"), "the case")
    top = window.built.window
    top.findChild(ApplicantCard).reveal_requested.emit()
    form = top.findChild(FormDialog, "form_reveal")
    form.fields["reason"].set_value("核对本人身份")
    form.submitted.emit()
    card = top.findChild(ApplicantCard)
    hands.wait_until(lambda: card.is_in_full, "the number in full")
    assert NUMBER in card.values()
    QApplication.clipboard().setText(NUMBER)
    for file in case.files.shown:
        seen = window.attachments.look(case.case_id, file.attachment.sha256)
        assert seen.picture or seen.path.read_bytes()


def break_down(reporter) -> None:
    """Let a bug and a library's warning speak of the person, as they like to."""
    try:
        int(f"{NAME} {NUMBER} {PHONE}")
    except ValueError as error:
        reporter.report(error)
        logging.getLogger("anything").warning("failed", exc_info=error)
    logging.getLogger("sqlalchemy.engine").info("INSERT %s %s", NAME, ADDRESS)


def half_a_page(window, hands) -> None:
    window.built.presenter.start_intake()
    hands.wait_until(lambda: hands.sees("intake_form"), "the form")
    for field, words in (("name", NAME), ("number", NUMBER), ("phone", PHONE)):
        edit = window.built.window.findChild(QLineEdit, f"intake_applicant_{field}")
        edit.setText(words)
        edit.textEdited.emit(words)
        edit.editingFinished.emit()
    drafts = window.counter.profile.store.drafts
    hands.wait_until(lambda: any(NAME in str(draft.payload) for draft in drafts.all()), "a draft")
    window.built.presenter.lock()


if __name__ == "__main__":
    main(*sys.argv[1:])
