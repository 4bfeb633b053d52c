"""Tells once why a publication of the county was not taken; the old one stays in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from counter_app.domain.desk_news import SyncNews


class CountyNotice(QObject):
    """Shows a bar until somebody has read it; the same words are not told again."""

    def __init__(self, bar: MessageBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self._read = ""
        self._shown = ""
        bar.closed.connect(self._on_read)

    def show_county(self, news: SyncNews) -> None:
        """Show what the news tell, unless it was read."""
        if not news.notice:
            self._bar.hide()
        elif news.notice != self._read:
            self._bar.show_text(news.notice, Tone.CAUTION, "alert")
        self._shown = news.notice

    def _on_read(self) -> None:
        self._read = self._shown
