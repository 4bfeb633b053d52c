"""The window on a real store and real services; devices and county are fakes behind ports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.device_trust import KnownDevices
from counter_app.domain.staff import Operator, Role
from counter_app.services.accept_case import AcceptCase
from counter_app.services.issue_notice import IssueOneTimeNotice
from counter_app.services.judge_materials import JudgeMaterials
from counter_app.services.perform_step import PerformStep
from counter_app.services.preview_intake import PreviewIntake
from counter_app.services.print_document import PrintDocument
from counter_app.services.refuse_case import RefuseCase
from counter_app.services.show_case import ShowCase
from counter_app.services.show_conflicts import ShowConflicts
from counter_app.services.submit_intake import SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from counter_app.services.verify_receipt import VerifyReceipt
from counter_app.ui.application import apply_theme, load_font_families, prepare_application
from counter_app.ui.assemble import build_window
from counter_app.ui.keys import Action, KeyTable
from counter_app.ui.page import Page
from counter_app.ui.tasks import TaskRunner
from counter_app.ui.theme import Theme
from counter_app.ui.window_parts import WindowParts
from tests import counter_fixtures
from tests.fakes.clocks import SettableClock
from tests.fakes.desks import (
    Doorkeeper,
    DraftsInMemory,
    JobsLeftOpen,
    LineToCounty,
    PictureOfPaper,
    PreferencesInMemory,
    PrintersOnDesk,
    ReaderOnDesk,
)
from tests.fakes.people import CLERK, PROFILE
from tests.windows_left import no_window_left

clock, desk = counter_fixtures.clock, counter_fixtures.desk
store, office = counter_fixtures.store, counter_fixtures.office
__all__ = ["no_window_left"]

SCREENS = Path(__file__).parents[2] / "build" / "screens"
SMALL_SCREEN = (1366, 768)
CHIEF = Operator(staff="QH0101", name="高远", role=Role.CHIEF, login="f" * 16)


def pytest_collection_modifyitems(items):
    """The offscreen window system says so of every dialog with a least size."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="session")
def qapp():
    return prepare_application(["tests"])


@pytest.fixture(scope="session")
def families(qapp):
    return load_font_families()


@pytest.fixture
def theme(qapp, families):
    """The shipped look, put on the application for one test."""
    theme = Theme(families=families)
    apply_theme(qapp, theme)
    yield theme
    theme.deleteLater()


@pytest.fixture
def tasks(qapp):
    runner = TaskRunner()
    yield runner
    runner.stop()


@pytest.fixture
def parts(store, office, clock, desk, tasks):
    return WindowParts(
        profile=PROFILE,
        clock=clock,
        timekeeper=store.timekeeper,
        tasks=tasks,
        keys=KeyTable.from_settings({}),
        preferences=PreferencesInMemory(),
        sign_in=Doorkeeper(desk, CLERK, CHIEF),
        rulebook=PublishedRules(),
        finder=store.finder,
        drafts=DraftsInMemory(),
        preview=PictureOfPaper(paper_png()),
        print_desk=PrintersOnDesk(),
        print_queue=JobsLeftOpen(),
        reader=ReaderOnDesk(),
        county=LineToCounty(),
        show_case=ShowCase(office, store.finder, file_states=store.attachments.states),
        accept_case=AcceptCase(office),
        issue_notice=IssueOneTimeNotice(office),
        judge_materials=JudgeMaterials(office),
        supplement_case=SupplementCase(office),
        refuse_case=RefuseCase(office),
        print_document=PrintDocument(office),
        submit_intake=SubmitIntake(office),
        preview_intake=PreviewIntake(office),
        perform_step=PerformStep(office),
        exchange_desk=store.sync_store,
        verify_receipt=VerifyReceipt(KnownDevices(), lambda _: ""),
        show_conflicts=ShowConflicts(office, store.finder),
        operator=desk.operator,
    )


class BlankIntake(Page):
    """Stands where the intake page stands, so that these tests are about the window."""

    def __init__(self) -> None:
        super().__init__("intake_page")
        self.title = "收件"
        self.setAccessibleName("收件")
        self.asked: list[Action] = []
        self.offers: dict[Action, str] = {Action.NEW_CASE: "", Action.SUBMIT: "还没有选事项"}

    def page_actions(self):
        return self.offers

    def act(self, action: Action) -> None:
        self.asked.append(action)


class Counter:
    """A window with somebody in front of it."""

    def __init__(self, qtbot, built, parts: WindowParts, intake: BlankIntake) -> None:
        self.qtbot = qtbot
        self.window = built.window
        self.presenter = built.presenter
        self.dialogs = built.dialogs
        self.parts = parts
        self.intake = intake

    def press(self, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is, as the window system delivers it.

        The offscreen window system may take the activation away when the window of an earlier
        test goes; a clerk's window that is in front has it.
        """
        target = QApplication.activeModalWidget() or self.window
        if not target.isActiveWindow():
            target.activateWindow()
            self.wait(target.isActiveWindow)
        self.qtbot.keyClick(target.windowHandle(), key, modifiers)

    def sign_in(self, operator: Operator = CLERK) -> None:
        view = self.window.sign_in
        view.login.setText(operator.staff)
        view.password.setText(operator.staff[::-1])
        view.sign_in_button.click()
        self.wait(lambda: self.window.is_shell_shown)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way on the database thread."""
        self.wait(lambda: not self.parts.tasks.is_busy)

    def wait(self, condition) -> None:
        self.qtbot.waitUntil(condition, timeout=5_000)

    def breathe(self) -> None:
        """Let everything happen that is waiting to: layouts, queued signals, paints."""
        for _ in range(3):
            QApplication.processEvents()

    def child(self, kind: type, name: str):
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def shoot(self, name: str, widget: QWidget | None = None) -> QImage:
        """Keep a picture of what stands on the screen, to be looked at by people."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.breathe()
        picture = (widget or self.window).grab().toImage()
        picture.save(str(SCREENS / f"{name}.png"))
        return picture


@pytest.fixture
def open_counter(qtbot, theme, parts):
    """Return a function that builds a window; parts can be exchanged by name."""
    built_windows = []

    def open_one(**exchanged) -> Counter:
        with_these = replace(parts, **exchanged)
        intake = BlankIntake()
        built = build_window(with_these, theme, lambda _context: intake)
        built.window.resize(*SMALL_SCREEN)
        qtbot.addWidget(built.window)
        built.window.show()
        built.window.activateWindow()
        qtbot.waitUntil(built.window.isActiveWindow)
        built_windows.append(built.window)
        return Counter(qtbot, built, with_these, intake)

    return open_one


@pytest.fixture
def counter(open_counter):
    """A window with the clerk signed in, in front of the work list."""
    counter = open_counter()
    counter.sign_in()
    return counter


def paper_png() -> bytes:
    """Return a picture that looks a little like a receipt."""
    picture = QImage(576, 900, QImage.Format.Format_Grayscale8)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    font = painter.font()
    for line, (size, text) in enumerate(
        [(34, "收 件 凭 证"), (22, "青禾县石桥镇人民政府"), (22, "申请人：沈桂兰")]
    ):
        font.setPixelSize(size)
        painter.setFont(font)
        area = QRect(20, 20 + line * 60, 536, 50)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(data.data())


def days_later(clock: SettableClock, days: int) -> None:
    clock.pass_time(timedelta(days=days))
