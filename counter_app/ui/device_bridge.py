"""Brings what printer and reader threads tell onto the GUI thread: one queued signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from counter_app.domain.desk_news import PrinterNews, PrintNews
from counter_app.domain.reader_news import CardRead, ReaderStateChanged

if TYPE_CHECKING:
    from counter_app.ports import CardReaderDesk, PrintDesk

DeviceNews = PrinterNews | PrintNews | ReaderStateChanged | CardRead


class DeviceBridge(QObject):
    """Subscribes to the printers and the card reader.

    Signals, all emitted on the GUI thread:
        printer_changed: PrinterNews: a printer's state.
        print_moved: PrintNews: a job took a step.
        reader_changed: ReaderStateChanged: what the reader is doing.
        card_read: CardRead: a card was read.

    Attributes:
        reader_news: How the reader stood last, for pages that are built later; None before it
            has said anything.
    """

    printer_changed = Signal(object)
    print_moved = Signal(object)
    reader_changed = Signal(object)
    card_read = Signal(object)
    _arrived = Signal(object)

    def __init__(
        self, printers: PrintDesk, reader: CardReaderDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.reader_news: ReaderStateChanged | None = None
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        printers.subscribe(self._arrived.emit)
        reader.subscribe(self._arrived.emit)

    @Slot(object)
    def _tell(self, news: DeviceNews) -> None:
        match news:
            case PrinterNews():
                self.printer_changed.emit(news)
            case PrintNews():
                self.print_moved.emit(news)
            case ReaderStateChanged():
                self.reader_news = news
                self.reader_changed.emit(news)
            case CardRead():
                self.card_read.emit(news)
