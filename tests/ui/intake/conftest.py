"""The intake page in the real window, on the real store; papers are drawn as they print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from counter_app.domain.case_card import WorkQueue
from counter_app.domain.identity_card import CardKind, IdentityCard
from counter_app.domain.reader_news import CardRead, ReaderState, ReaderStateChanged
from counter_app.storage.profile_store import Store
from counter_app.ui.application import apply_theme
from counter_app.ui.assemble import build_window
from counter_app.ui.dialogs import Answer, Question
from counter_app.ui.intake.build import build_intake_page
from counter_app.ui.intake.page import IntakePage
from counter_app.ui.keys import Action
from counter_app.ui.theme import Theme
from counter_app.ui.window_parts import WindowParts
from printing.forms.from_case import PaperContext, form_data
from printing.forms.registry import lay_out
from printing.preview import PaperPreview
from tests.fakes.people import CLERK, PROFILE
from tests.ui.conftest import SMALL_SCREEN, Counter

READY = ReaderStateChanged(state=ReaderState.READY, text="读卡器就绪")

CARD = IdentityCard(
    kind=CardKind.RESIDENT,
    name="沈桂兰",
    english_name=None,
    sex="female",
    nation_code="01",
    nation="汉",
    birth_date=date(1942, 3, 12),
    address="青禾县石桥镇青杠村2组",
    number="510899194203120023",
    issuer="青禾县公安局",
    valid_from=date(2015, 5, 6),
    valid_to="长期",
    pass_number=None,
    issue_count=None,
    country=None,
    photo_bytes=1024,
)
OTHER_CARD = replace(
    CARD,
    name="欧阳福来",
    number="440199196807150015",
    birth_date=date(1968, 7, 15),
    address="石桥镇柳树村5组",
    valid_to="2024-06-30",
)


def news(card: IdentityCard = CARD, **more) -> CardRead:
    return CardRead(card=card, at_monotonic_ms=60_000, **more)


class QuestionsAsked:
    """Stands in for the dialogs: answers as a test has said, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.answers: dict[str, Answer] = {}

    def ask(self, question: Question, answered) -> None:
        self.asked.append(question)
        answered(self.answers.get(question.name, Answer(is_yes=False)))

    @property
    def names(self) -> list[str]:
        return [question.name for question in self.asked]


class IntakeDesk(Counter):
    """A clerk in front of the intake page, with nothing but a keyboard and a card reader."""

    def __init__(self, qtbot, built, parts: WindowParts) -> None:
        super().__init__(qtbot, built, parts, None)
        self.keys_pressed = 0

    @property
    def page(self) -> IntakePage:
        return self.child(IntakePage, "intake_page")

    def key(self, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        self.keys_pressed += 1
        self.press(key, modifiers)

    def type(self, text: str) -> None:
        """Type where the keyboard is."""
        for character in text:
            self.keys_pressed += 1
            if character.isascii():
                self.qtbot.keyClicks(self.focus, character)
            else:
                self.commit(character)

    def commit(self, words: str) -> None:
        """Enter words as an input method does; a field that has switched it off takes none."""
        event = QInputMethodEvent()
        event.setCommitString(words)
        if self.focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            QApplication.sendEvent(self.focus, event)

    def paste(self, words: str) -> None:
        """Enter words from the clipboard, with whatever characters are in them."""
        QApplication.clipboard().setText(words)
        self.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    @property
    def focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None, "the keyboard is nowhere"
        return focus

    @property
    def focus_name(self) -> str:
        return self.focus.objectName()

    def read_card(self, card: IdentityCard = CARD, **more) -> None:
        self.parts.reader.tell(news(card, **more))
        QApplication.processEvents()

    def words(self, name: str) -> str:
        return self.child(QLabel, name).text()

    def drawn(self) -> None:
        """Wait until the paper of the page is on the screen."""
        self.wait(lambda: self.page.form.outcome.preview.has_picture)

    def wait_for_result(self) -> None:
        self.wait(lambda: self.page.is_result_shown)
        self.settle()


def paper_of(office) -> PaperPreview:
    context = PaperContext(
        profile=PROFILE, calendar=office.rulebook.calendar, staff_name=lambda _n: "周小禾"
    )

    def document(form, case, paper):
        data = form_data(form, case, context, printed_at=office.clock.now())
        return lay_out(form, data, paper=paper)

    return PaperPreview(document)


@pytest.fixture(scope="module")
def theme(qapp, families):
    """Dressing the application takes longer than most of these tests: once a module."""
    theme = Theme(families=families)
    apply_theme(qapp, theme)
    yield theme
    theme.deleteLater()


@pytest.fixture
def intake_parts(parts, store: Store, desk, office):
    return replace(parts, drafts=store.drafts, operator=desk.operator, preview=paper_of(office))


@pytest.fixture
def open_intake(qtbot, theme, intake_parts):
    """Return a function that opens the window on the intake page, the clerk signed in."""

    def open_one(size=SMALL_SCREEN, **exchanged) -> IntakeDesk:
        with_these = replace(intake_parts, **exchanged)
        built = build_window(with_these, theme, build_intake_page)
        built.window.resize(*size)
        qtbot.addWidget(built.window)
        built.window.show()
        qtbot.waitExposed(built.window)
        built.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is built.window)
        desk = IntakeDesk(qtbot, built, with_these)
        desk.sign_in(CLERK)
        desk.presenter.do(Action.NEW_CASE)
        desk.settle()
        with_these.reader.tell(READY)
        desk.wait(lambda: "放在读卡器上" in desk.page.form.applicant.card_line.words.text())
        return desk

    return open_one


@pytest.fixture
def questions(intake, monkeypatch):
    """Answer what the page asks as a test says; without a word, every question is refused."""
    asked = QuestionsAsked()
    monkeypatch.setattr(intake.dialogs, "ask", asked.ask)
    return asked


@pytest.fixture
def intake(open_intake):
    return open_intake()


@pytest.fixture
def cases(store, office):
    """Return a function that reads every case of the counter from the store."""

    def read():
        page = store.finder.worklist(WorkQueue.ALL, today=office.today())
        with store.unit_of_work() as work:
            return [work.case(card.case_id) for card in page.cards]

    return read
