"""The work list: what happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer

from counter_app.domain.case_card import Page, WorkQueue
from counter_app.domain.desk_news import SyncNews
from counter_app.domain.errors import CounterError
from counter_app.domain.ids import CaseId
from counter_app.domain.terms import name_of
from counter_app.ui.page import Navigator
from counter_app.ui.window_parts import WindowParts
from counter_app.ui.worklist.records_model import RecordsModel
from counter_app.ui.worklist.view import WorklistView

SEARCH_PAUSE_MS: Final = 120
"""A search starts when the clerk pauses this long; each keystroke alone would be too many."""

_FIRST: Final = (WorkQueue.OVERDUE, WorkQueue.DUE_TODAY, WorkQueue.IN_PROGRESS, WorkQueue.ALL)


class WorklistPresenter(QObject):
    """Fills the list.  An answer that was overtaken by a later question is thrown away."""

    def __init__(
        self,
        view: WorklistView,
        model: RecordsModel,
        parts: WindowParts,
        navigator: Navigator,
        takes_scan: Callable[[str], bool],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._tasks = parts.tasks
        self._finder = parts.finder
        self._rulebook = parts.rulebook
        self._timekeeper = parts.timekeeper
        self._navigator = navigator
        self._takes_scan = takes_scan
        self._queue: WorkQueue | None = None
        self._text = ""
        self._ask: Callable[[str | None], Page] = self._asker()
        self._question = 0
        self._last_ack_at: object = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        view.queue_chosen.connect(self._on_queue_chosen)
        view.searched.connect(self._on_searched)
        view.refresh_requested.connect(self.refresh)
        view.case_chosen.connect(lambda case_id: navigator.open_case(CaseId(case_id)))
        model.more_wanted.connect(self._on_more_wanted)

    def refresh(self) -> None:
        """Read counts and rows anew; the chosen row stays chosen."""
        self._tasks.start(
            partial(self._finder.counts, today=self._present().date()),
            done=self._on_counts,
            failed=self._on_failed,
        )
        if self._queue is not None or self._text:
            self._load()

    def on_county_news(self, news: SyncNews) -> None:
        """Read the list anew when the county has signed for something."""
        if news.last_ack_at != self._last_ack_at:
            self._last_ack_at = news.last_ack_at
            if self._view.isVisible():
                self.refresh()

    def _on_counts(self, counts: Mapping[WorkQueue, int]) -> None:
        self._view.show_counts(counts)
        if self._queue is None:  # The first time: begin where something is pressing.
            pressing = (queue for queue in _FIRST if counts.get(queue))
            self._queue = next(pressing, WorkQueue.ALL)
            self._load()

    def _on_queue_chosen(self, queue: WorkQueue) -> None:
        self._queue = queue
        self._load()

    def _on_searched(self, text: str) -> None:
        is_scanned = self._takes_scan(text)
        self._text = "" if is_scanned else text.strip()
        self._pause.start()

    def _load(self) -> None:
        self._question += 1
        self._ask = self._asker()
        self._tasks.start(
            partial(self._ask, None),
            done=partial(self._on_first_page, self._question, self._text),
            failed=self._on_failed,
        )

    def _asker(self) -> Callable[[str | None], Page]:
        """Fix now what is asked: by the time it is read the clerk may have typed on."""
        text, queue, today = self._text, self._queue, self._present().date()
        if text:
            return lambda after: self._finder.search(text, after=after)
        asked = WorkQueue.ALL if queue is None else queue
        return lambda after: self._finder.worklist(asked, today=today, after=after)

    def _on_first_page(self, question: int, text: str, page: Page) -> None:
        if question != self._question:
            return
        keep = self._view.chosen_case()
        now, calendar = self._present(), self._rulebook.calendar
        self._model.replace(page.cards, page.next_key, now=now, calendar=calendar)
        if text:
            more = self.tr("，还有更多") if page.next_key else ""
            words = self.tr("查找“{}”：{}件{}")
            self._view.show_result(words.format(text, len(page.cards), more))
        else:
            assert self._queue is not None
            self._view.show_queue(self._queue)
        if page.cards:
            self._view.show_rows(keep)
        else:
            self._show_nothing(text)

    def _present(self) -> datetime:
        """Return the trusted present: a clock that jumps must not make a case late."""
        return self._timekeeper.estimate().now

    def _show_nothing(self, text: str) -> None:
        if text:
            self._view.show_nothing(
                self.tr("没有找到“{}”").format(text),
                self.tr("可以换姓名、拼音首字母、编号后六位、证件号或电话再查。"),
                "search",
            )
            return
        assert self._queue is not None
        self._view.show_nothing(
            self.tr("“{}”里没有办件").format(name_of(self._queue)),
            self.tr("按 F2 收新件，或在上面查找。"),
            "inbox",
        )

    def _on_more_wanted(self, key: str) -> None:
        question = self._question
        self._tasks.start(
            partial(self._ask, key),
            done=lambda page: self._on_next_page(question, page),
            failed=self._on_page_failed,
        )

    def _on_next_page(self, question: int, page: Page) -> None:
        if question == self._question:
            self._model.append(page.cards, page.next_key)

    def _on_page_failed(self, error: CounterError) -> None:
        self._model.give_up_page()
        self._on_failed(error)

    def _on_failed(self, error: CounterError) -> None:
        self._navigator.show_error(error)
        if not self._model.rowCount():
            self._view.show_nothing(
                self.tr("列表读不出来"), self.tr("{} 可按 F5 再试。").format(error.advice), "alert"
            )
