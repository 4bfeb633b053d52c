"""A clerk on a bad day: hands on the real window, and eyes that read every word on it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from counter_app.bootstrap.window import open_window
from counter_app.demo.world import PASSWORD, USER
from counter_app.domain.case_card import WorkQueue
from counter_app.domain.desk_news import Lamp
from counter_app.domain.print_job import PrintState
from counter_app.storage.reading import reading
from counter_app.ui.hands import Hands

SCREENS = Path(__file__).parents[2] / "build" / "screens"
SCREEN_SIZE = (1366, 768)
DAY_LONG_S = 20.0
LOOKS_TO_NOTICE = 3


class Clerk:
    """One person in front of one window of one counter.

    Attributes:
        world: County, line, reader, printers.
        window: The window that is open.
    """

    def __init__(self, world, window):
        self.world = world
        self.window = window
        self.hands = Hands(window.built.window)

    # What the clerk does.

    def sign_in(self):
        if self.hands.focus_name() != "sign_in_password":  # Who was here last stands there.
            self.hands.write(USER)
            self.hands.press("Return")
        self.hands.write(PASSWORD)
        self.hands.press("Return")
        self.wait(lambda: self.window.built.window.is_shell_shown, "signed in")
        self.wait(lambda: self.hands.sees("worklist_search"), "the work list")

    def begin(self):
        self.hands.press("F2")
        self.wait(lambda: self.hands.sees("intake_form"), "an empty intake page")

    def lay_card(self, card):
        """Lay a card down, once the reader has noticed that the one before is gone."""
        reader = self.world.reader
        reader.lift()
        assert reader.wait_for_requests(len(reader.requests) + LOOKS_TO_NOTICE)
        reader.put(card)

    def read(self, card):
        """Begin a case with somebody's card."""
        self.begin()
        self.lay_card(card)
        self.wait(lambda: self.hands.focus_name() == "intake_item_search", "the card was read")

    def choose(self, initials):
        self.hands.go_to("intake_item_search")
        self.hands.write(initials)
        self.hands.look(150)
        self.hands.press("Return")
        self.wait(lambda: self.hands.focus_name() == "intake_materials_table", "the checklist")

    def fill(self, card, initials="gljt"):
        """Fill in a page to the point where F10 is all that is missing."""
        self.read(card)
        self.choose(initials)
        self.hands.press("0")

    def submit(self):
        self.hands.press("F10")
        self.wait(lambda: self.hands.sees("intake_result_number"), "the number")

    def put_in(self, object_name, text):
        """Type into one field, over what stands there."""
        field = self.widget(QLineEdit, object_name)
        self.hands.go_to(object_name)
        field.selectAll()
        self.hands.write(text)

    def paste_in(self, object_name, text):
        """Put a text into one field as from another program: control characters and all."""
        field = self.widget(QLineEdit, object_name)
        assert field.isVisible(), object_name
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        field.selectAll()
        QApplication.clipboard().setText(text)
        self.hands.press("Ctrl+V")

    def give_reason(self):
        """Choose why somebody is typed in, by the arrow keys."""
        self.hands.go_to("intake_entry_reason")
        self.hands.press("Down", "Down")

    # What the clerk sees.

    def wait(self, is_so, what, *, timeout_s=DAY_LONG_S):
        try:
            self.hands.wait_until(is_so, what, timeout_s=timeout_s)
        except AssertionError:
            self.picture("failed")
            raise

    def read_screen(self):
        """Every word on the screen, one line for each thing that carries words."""
        return "\n".join(dict.fromkeys(words_on(self.window.built.window)))

    def wait_for_words(self, *words, timeout_s=DAY_LONG_S):
        """Wait until a widget that is in sight says all of these in one breath."""

        def is_said():
            said = words_on(self.window.built.window)
            return any(all(word in line for word in words) for line in said)

        self.wait(is_said, " ".join(words), timeout_s=timeout_s)

    def lamp(self, name):
        lamp = self.widget(QAbstractButton, f"lamp_{name}")
        assert lamp.isVisible()
        return lamp.text()

    def text(self, object_name):
        return self.widget(QLineEdit, object_name).text()

    def widget(self, kind, name):
        found = self.window.built.window.findChild(kind, name)
        assert found is not None, name
        return found

    def picture(self, name):
        self.hands.picture(SCREENS / f"bad-{name}.png")

    # What stands in the books.

    @property
    def profile(self):
        return self.window.counter.profile

    @property
    def store(self):
        return self.profile.store

    def cards(self):
        today = self.profile.office.today()
        return self.store.finder.worklist(WorkQueue.ALL, today=today).cards

    def case(self, card=None):
        case_id = (card or self.cards()[0]).case_id
        with self.store.unit_of_work(as_system=True) as work:
            return work.case(case_id)

    def rows(self, question, *values):
        with reading(self.store.reading_engine) as connection:
            return connection.execute(question, values).fetchall()

    def wait_for_papers(self):
        def are_out():
            jobs = self.store.print_queue.open_jobs()
            return not any(j.state in {PrintState.INTENDED, PrintState.SENT} for j in jobs)

        self.wait(are_out, "the papers")

    def wait_for_county(self):
        """Until the county has signed for everything."""
        self.window.counter.county.nudge()

        def has_all():
            is_online = self.window.counter.county.status().lamp is Lamp.ONLINE
            return is_online and not self.store.sync_store.unacknowledged_count()

        self.wait(has_all, "the county's signature for everything")


@contextmanager
def at_the_window(world, clock=None):
    """Open the window of a world's counter; bugs on any thread fail the test."""
    bugs = []
    window = open_window(world.profile, report_bug=bugs.append, clock=clock)
    window.built.window.resize(*SCREEN_SIZE)
    try:
        yield Clerk(world, window)
    finally:
        window.close()
        window.built.window.deleteLater()
    assert bugs == []


def words_on(window):
    """Every text in sight on a window and the dialogs in front of it."""
    found = []
    tops = [window, *(w for w in QApplication.topLevelWidgets() if w is not window)]
    for top in tops:
        for widget in (top, *top.findChildren(QWidget)):
            if widget.isVisible() and not widget.visibleRegion().isEmpty():
                found += words_of(widget)
    return [words for words in found if words]


def words_of(widget):
    """What one widget says: on its face, to a screen reader, and under the mouse."""
    said = [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    match widget:
        case QLineEdit():
            said += [widget.displayText(), widget.placeholderText()]
        case QLabel() | QAbstractButton():
            said.append(widget.text())
        case QComboBox():
            said.append(widget.currentText())
        case QPlainTextEdit():
            said.append(widget.toPlainText())
        case QAbstractItemView() if widget.model() is not None:
            said += _words_of_rows(widget)
    return said


def _words_of_rows(view):
    model, roles = view.model(), (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(min(model.rowCount(), 50)):
        for column in range(columns):
            for role in (*roles, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.index(row, column).data(role) or "")
