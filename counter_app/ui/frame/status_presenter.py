"""Turns news of devices and county into the lamps of the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from counter_app.domain.desk_news import Lamp, PrinterNews, SyncNews
from counter_app.domain.reader_news import READER_STATE_WORDS, ReaderState, ReaderStateChanged
from counter_app.domain.terms import name_of
from counter_app.ui.device_bridge import DeviceBridge
from counter_app.ui.frame.status_line import StatusLine
from counter_app.ui.looks import look_of
from counter_app.ui.sync_bridge import SyncBridge

if TYPE_CHECKING:
    from counter_app.ports import CountyLine, PrintDesk


class StatusPresenter(QObject):
    """Keeps the lamps true; the long story stands behind each of them."""

    def __init__(self, line: StatusLine, devices: DeviceBridge, county: SyncBridge) -> None:
        super().__init__(line)
        self._line = line
        devices.printer_changed.connect(self.show_printer)
        devices.reader_changed.connect(self.show_reader)
        county.changed.connect(self.show_county)

    def show_now(self, printers: PrintDesk, county: CountyLine) -> None:
        """Show how everything stands before the first news arrive."""
        self.show_county(county.status())
        state = ReaderState.SEARCHING
        self.show_reader(ReaderStateChanged(state=state, text=READER_STATE_WORDS[state]))
        for news in printers.statuses():
            self.show_printer(news)

    def show_printer(self, news: PrinterNews) -> None:
        words = f"{news.printer} {name_of(news.light)}"
        story = f"{news.printer}：{news.text}"
        self._line.lamp(f"printer_{news.printer}").show_look(look_of(news.light), words, story)

    def show_reader(self, news: ReaderStateChanged) -> None:
        story = f"{news.text}（{news.detail_code}）" if news.detail_code else news.text
        words = READER_STATE_WORDS[news.state]
        self._line.lamp("reader").show_look(look_of(news.state), words, story)

    def show_county(self, news: SyncNews) -> None:
        words = self.tr("县局 {}").format(name_of(news.lamp))
        if news.unacknowledged:
            words += self.tr(" · {}条未确认").format(news.unacknowledged)
        if news.uncopied:
            words += self.tr(" · 未备份{}件").format(news.uncopied)
        self._line.lamp("county").show_look(look_of(news.lamp), words, self._story(news))

    def _story(self, news: SyncNews) -> str:
        parts = [
            self.tr("县局：{}。").format(name_of(news.lamp)),
            self.tr("等待县局确认：{}条，都已保存在本机。").format(news.unacknowledged),
        ]
        if news.last_ack_at is None:
            parts.append(self.tr("县局还没有确认过本机的记录。"))
        else:
            parts.append(self.tr("最后确认：{}。").format(f"{news.last_ack_at:%m-%d %H:%M}"))
        if news.lamp is Lamp.SYNCING:
            parts.append(self.tr("正在同步。"))
        elif news.next_try_at is not None:
            parts.append(self.tr("下次自动同步：{}。").format(f"{news.next_try_at:%H:%M:%S}"))
        if news.advice:
            parts.append(news.advice)
        return "".join(parts)
