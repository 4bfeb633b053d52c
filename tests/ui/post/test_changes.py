"""What changed since the last shift, shown after sign-in and put aside by keyboard."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from counter_app.domain.publication_facts import refused_words
from counter_app.services.shift_changes import ReadShiftChanges
from counter_app.ui.favourites import FavouritesInMemory
from counter_app.ui.post_parts import ChangesParts
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import PreferencesInMemory
from tests.fakes.people import CLERK
from tests.fakes.published import PublishedInMemory
from tests.fakes.publishers import calendar, catalogue, staff
from tests.ui.post.conftest import take_in
from tests.ui.test_every_widget import everything, markup_in, nameless_in, what_is_cut

CONTROL = Qt.KeyboardModifier.ControlModifier
HOSTILE = {"staff": "QH0112", "name": "<b>李得水</b>", "role": "backup"}


class Moved:
    def __init__(self) -> None:
        self.cases = []
        self.by_others = []

    def newest_row(self) -> int:
        return 7

    def moved_since(self, row: int, *, limit: int):
        del row
        return self.cases[:limit]

    def done_by_others(self, staff: str, row: int, *, limit: int):
        del row, limit
        return dict.fromkeys(self.by_others, ("QH0112",)) if staff else {}


@pytest.fixture
def published():
    published = PublishedInMemory()
    published.put("catalogue", catalogue(2))
    published.put("calendar", calendar(2))
    published.put("staff", staff(1, HOSTILE))
    return published


@pytest.fixture
def moved():
    return Moved()


@pytest.fixture
def read(published, moved, store):
    marks = FavouritesInMemory()
    read = ReadShiftChanges(lambda: CLERK.staff, published, moved, store.finder.card, marks)
    read()  # The last shift: what there was then is known.
    return read


@pytest.fixture
def changed(published, moved, office, read):
    """A night in which much was published, and another counter worked on a case of ours."""
    del read  # First the marks of the last shift are kept.
    items = json.loads(catalogue(3))["items"]
    items[0]["promised_limit"] = {"days": 3, "unit": "working", "basis": "县局承诺"}
    published.put("catalogue", catalogue(3, items=items[:2]))
    day = {"date": "2026-11-11", "name": "火把节", "basis": "县政府决定"}
    published.put("calendar", calendar(3, local_holidays=[day]))
    published.put("staff", staff(2, HOSTILE | {"ended_on": "2026-11-01"}))
    published.words = refused_words("catalogue", 9, "one-signature")
    moved.cases = [take_in(office).case_id]


@pytest.fixture
def open_changed(open_counter, post_parts, read, desk):
    def open_one(**exchanged):
        parts = replace(post_parts, changes=ChangesParts(read=read, dismiss=read.dismiss))
        counter = open_counter(post=parts, operator=desk.operator, **exchanged)
        counter.sign_in()
        counter.settle()
        counter.breathe()
        counter.settle()
        return counter

    return open_one


def rows(counter) -> list[tuple[str, ...]]:
    return [row.cells for row in counter.window.page().changes.table.rows_model.rows]


def test_nothing_new_leaves_the_work_list_in_front(open_changed):
    assert open_changed().window.page().objectName() == "worklist_page"


@pytest.mark.usefixtures("changed")
def test_what_changed_is_in_front_after_sign_in(open_changed):
    counter = open_changed()
    page = counter.window.page()
    assert page.objectName() == "post_page"
    assert page.panel is page.changes
    shown = rows(counter)
    assert [cells[0] for cells in shown] == [
        "事项目录", "事项目录", "工作日历", "人员名单", "办件",
    ]  # fmt: skip
    assert "3个工作日" in shown[0][3]
    assert "不再收件" in shown[1][3]
    assert shown[2][2:] == ("2026-11-11", "上班 → 地方放假（火把节）")
    assert "已停止上岗" in shown[3][3]
    assert "缺少第二个人的签名" in page.changes.notice.text()
    assert "6 处变化" in page.changes.heading.text()


@pytest.mark.usefixtures("changed")
def test_who_took_a_case_in_reads_who_else_acted_on_it(open_changed, moved):
    moved.by_others = list(moved.cases)
    counter = open_changed()
    assert "您收的件，由 QH0112 办过，现在：" in rows(counter)[-1][3]
    assert len(rows(counter)) == 5, "one line a case"
    counter.shoot("changes-by-a-colleague")


@pytest.mark.usefixtures("changed")
def test_one_key_puts_it_aside_for_good(open_changed, read, published):
    counter = open_changed()
    published.words = ""
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    counter.breathe()
    assert counter.window.page().objectName() == "worklist_page"
    assert read().published == ()


@pytest.mark.usefixtures("changed")
def test_escape_leaves_it_for_the_next_sign_in(open_changed, read):
    counter = open_changed()
    counter.press(Qt.Key.Key_Escape)
    assert counter.window.page().objectName() == "worklist_page"
    assert read().count == 6
    counter.press(Qt.Key.Key_F11)
    counter.press(Qt.Key.Key_6, CONTROL)
    assert len(rows(counter)) == 5


@pytest.mark.usefixtures("changed")
def test_enter_opens_the_case(open_changed):
    counter = open_changed()
    table = counter.window.page().changes.table
    table.selectRow(4)
    table.setFocus()
    counter.press(Qt.Key.Key_Return)
    counter.settle()
    assert counter.window.page().objectName() == "case_page"


def test_work_in_hand_stays_in_front(open_changed, published, changed):
    del changed
    counter = open_changed()
    counter.press(Qt.Key.Key_F2)
    counter.presenter.lock()
    counter.sign_in()
    counter.breathe()
    counter.settle()
    assert counter.window.page().objectName() == "intake_page"
    assert "变化" in counter.window.message.words.text()


@pytest.mark.slow
@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(("scale", "width"), [(100, 1366), (200, 1366), (125, 1024)])
def test_the_panel_has_names_plain_words_and_room(open_changed, scale, width):
    looks = PreferencesInMemory(WindowPreferences(scale_percent=scale))
    counter = open_changed(preferences=looks)
    window = counter.window
    window.resize(width, 768)
    counter.shoot(f"post-changes-{scale}{'-1024' if width == 1024 else ''}")
    assert nameless_in(window) == []
    assert markup_in(window) == []
    assert [fault for widget in everything(window) if (fault := what_is_cut(widget))] == []
    assert window.height() == 768
