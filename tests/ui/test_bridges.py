from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from counter_app.domain.desk_news import Lamp, Light, PrinterNews, PrintNews, SyncNews
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.print_job import FormId, PrintState
from counter_app.domain.reader_news import PortsSearched, ReaderState, ReaderStateChanged
from counter_app.ui.device_bridge import DeviceBridge
from counter_app.ui.sync_bridge import SyncBridge
from tests.fakes.desks import LineToCounty, PrintersOnDesk, ReaderOnDesk

ONLINE = SyncNews(lamp=Lamp.ONLINE, unacknowledged=0, last_ack_at=None, next_try_at=None)
PRINTED = PrintNews(
    job=EventId("e" * 64),
    case_id=CaseId("c" * 32),
    form=FormId.INTAKE_RECEIPT,
    document_number="收〔2026〕10101-00001号",
    copy_number=1,
    state=PrintState.PRINTED,
    detail="",
)


def on_another_thread(act, *arguments):
    thread = threading.Thread(target=act, args=arguments, name="device")
    thread.start()
    thread.join(5)
    assert not thread.is_alive()


@pytest.fixture
def heard(qapp):
    class Ear(list):
        def __call__(self, news):
            assert QThread.currentThread() is QApplication.instance().thread()
            self.append(news)

    return Ear()


def test_news_of_the_county_cross_to_the_gui_thread_in_order(qtbot, heard):
    line = LineToCounty()
    bridge = SyncBridge(line)
    bridge.changed.connect(heard)
    on_another_thread(line.tell, ONLINE)
    on_another_thread(line.tell, ONLINE)
    assert heard == [], "a queued signal waits for the GUI thread"
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[0] is ONLINE


@pytest.mark.parametrize(
    ("signal", "news"),
    [
        ("printer_changed", PrinterNews(printer="小票80", light=Light.FAILED, text="缺纸")),
        ("print_moved", PRINTED),
        ("reader_changed", ReaderStateChanged(state=ReaderState.READY, text="读卡器就绪")),
    ],
)
def test_each_kind_of_news_reaches_its_own_signal_only(qtbot, heard, signal, news):
    printers, reader = PrintersOnDesk(), ReaderOnDesk()
    bridge = DeviceBridge(printers, reader)
    others = []
    for name in ("printer_changed", "print_moved", "reader_changed", "card_read"):
        getattr(bridge, name).connect(heard if name == signal else others.append)
    teller = reader if signal == "reader_changed" else printers
    on_another_thread(teller.tell, news)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [news]
    assert others == []


def test_news_that_the_window_has_no_use_for_are_passed_over(qtbot, heard):
    printers, reader = PrintersOnDesk(), ReaderOnDesk()
    bridge = DeviceBridge(printers, reader)
    bridge.reader_changed.connect(heard)
    on_another_thread(reader.tell, PortsSearched(findings=(), is_finished=True))
    ready = ReaderStateChanged(state=ReaderState.READY, text="读卡器就绪")
    on_another_thread(reader.tell, ready)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [ready]
