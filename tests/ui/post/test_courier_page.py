"""送件盘 by keyboard, on the real store, with a county that only a stick reaches."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from counter_app.domain.courier import BundleState, Drive
from counter_app.domain.print_job import FormId
from counter_app.ui.keys import Action
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import PreferencesInMemory
from tests.ui.test_every_widget import everything, markup_in, nameless_in, what_is_cut

COURIER = 4
EXPORT, RETURN, SLIP, FOLDER = (
    Qt.Key.Key_F10,
    Qt.Key.Key_F8,
    Qt.Key.Key_F9,
    Qt.Key.Key_F7,
)


@pytest.fixture
def usb(stick, tmp_path):
    folder = tmp_path / "USB1"
    folder.mkdir()
    stick.drives = (Drive(str(folder), "USB1"),)
    return folder


@pytest.fixture
def at(open_post, filled, usb):
    return open_post(COURIER)


def press(at, key) -> None:
    at.counter.press(key)
    at.counter.settle_post()


def cells(at) -> list[tuple[str, ...]]:
    return [row.cells for row in at.page.courier.table.rows_model.rows]


def test_everything_goes_there_and_back_by_keyboard(at, usb, stick, store, printer):
    panel = at.page.courier
    waiting = store.sync_store.unacknowledged_count()
    assert panel.waiting.text() == f"县局还没有签收 {waiting} 条，导出时全部写入 U 盘。"
    press(at, EXPORT)
    (path,) = usb.iterdir()
    assert f"已打包第 1 号，共 {waiting} 条" in panel.result.text()
    assert cells(at)[0][0] == "送件包第 1 号"
    assert cells(at)[0][4] == "已打包，等回执"
    assert store.sync_store.unacknowledged_count() == waiting

    press(at, SLIP)
    assert printer.documents[-1][0] is FormId.BUNDLE_SLIP
    assert store.courier.notes()[0].sha256 in printer.said().lower()
    assert "送件清单已出纸" in panel.result.text()
    at.counter.shoot("post-courier-packed")

    stick.answer(path)
    press(at, RETURN)
    assert f"县局已收 {waiting} 条" in panel.result.text()
    assert [row[0] for row in cells(at)] == ["回执包第 1 号", "送件包第 1 号"]
    assert cells(at)[1][3:] == (f"{waiting} 条", "已有回执")
    assert store.sync_store.unacknowledged_count() == 0
    assert len(store.courier.waiting()) == 1, "the county's time, which goes with the next one"
    at.counter.shoot("post-courier-answered")

    press(at, RETURN)
    assert "没有找到新的回执包" in panel.result.text()


def test_an_export_is_stopped_by_escape_and_leaves_nothing(at, usb, stick, store):
    gate = threading.Event()
    stick.at_push = lambda: gate.wait(5)
    at.counter.press(EXPORT)
    assert "正在写入" in at.page.courier.result.text()
    at.counter.press(Qt.Key.Key_Escape)
    gate.set()
    at.counter.settle_post()
    assert "已停止" in at.page.courier.result.text()
    assert list(usb.iterdir()) == []
    assert store.courier.notes() == []


def test_a_stick_that_is_pulled_is_told_and_nothing_counts(at, usb, stick, store):
    stick.at_push = lambda: shutil.rmtree(usb, ignore_errors=True)
    press(at, EXPORT)
    assert "U 盘没有写好" in at.page.courier.result.text()
    assert all(note.state is not BundleState.MADE for note in store.courier.notes())


def test_a_gap_stands_in_the_list_in_words(at, usb, stick):
    press(at, EXPORT)
    for path in usb.iterdir():
        path.unlink()  # The stick was lost.
    press(at, EXPORT)
    stick.answer(next(usb.iterdir()))
    press(at, RETURN)
    assert "送件包第 1 号没有收到" in cells(at)[0][4]


def test_a_damaged_return_is_named_and_changes_nothing(at, usb, stick, store):
    press(at, EXPORT)
    back = stick.answer(next(usb.iterdir()))
    back.write_bytes(back.read_bytes()[:-1])
    waiting = store.sync_store.unacknowledged_count()
    press(at, RETURN)
    assert back.name in at.page.courier.result.text()
    assert store.sync_store.unacknowledged_count() == waiting


def test_without_a_stick_it_says_what_to_do(open_post, filled, stick):
    at = open_post(COURIER)
    offers = at.page.courier.offers
    assert "插入 U 盘" in offers[Action.SUBMIT]
    assert offers[Action.MATERIALS] == ""


def test_the_last_folder_is_offered_again(open_post, filled, store, tmp_path):
    store.courier.keep_last_folder(str(tmp_path))
    at = open_post(COURIER)
    assert at.page.courier.folder() == str(tmp_path)


def test_a_counter_without_county_is_told_why(open_post, filled, stick, usb):
    stick.why_not = "本机还没有登记县局，登记以后才能导出"
    at = open_post(COURIER)
    assert at.page.courier.waiting.text() == stick.why_not
    assert at.page.courier.offers[Action.SUBMIT] == stick.why_not


def test_only_an_outgoing_bundle_has_a_slip(at, usb, stick):
    assert at.page.courier.offers[Action.PRINT_RECEIPT]
    press(at, EXPORT)
    stick.answer(next(usb.iterdir()))
    press(at, RETURN)
    at.page.courier.table.selectRow(0)
    assert at.page.courier.offers[Action.PRINT_RECEIPT] == "请先选一个送件包"
    at.page.courier.table.selectRow(1)
    assert at.page.courier.offers[Action.PRINT_RECEIPT] == ""


@pytest.mark.slow
@pytest.mark.parametrize(("scale", "width"), [(100, 1366), (200, 1366), (125, 1024)])
def test_it_has_names_plain_words_and_room(open_post, filled, usb, stick, scale, width):
    stick.drives = tuple(replace(drive, label="<b>盘</b>") for drive in stick.drives)
    looks = PreferencesInMemory(WindowPreferences(scale_percent=scale))
    at = open_post(COURIER, preferences=looks)
    at.counter.window.resize(width, 768)
    press(at, EXPORT)
    stick.answer(next(usb.iterdir()))
    press(at, RETURN)
    at.counter.shoot(f"post-courier-{scale}{'-1024' if width == 1024 else ''}")
    window = at.counter.window
    assert nameless_in(window) == []
    assert markup_in(window) == []
    assert [fault for widget in everything(window) if (fault := what_is_cut(widget))] == []
    assert window.height() == 768
