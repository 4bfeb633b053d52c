"""What becomes of papers: asks where nobody knows, offers another try where nothing came out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from counter_app.domain.desk_news import PrintNews
from counter_app.domain.ids import EventId
from counter_app.domain.print_job import PrintJob, PrintState
from counter_app.domain.terms import name_of
from counter_app.ui.frame.print_bar import PrintBar
from counter_app.ui.page import Navigator
from counter_app.ui.tasks import Tasks
from counter_app.ui.tokens import Tone
from counter_app.ui.window_parts import PrintCopy

if TYPE_CHECKING:
    from counter_app.ports import PrintDesk, PrintQueue

_SAFE: Final = "办件已保存"


@dataclass(frozen=True, slots=True)
class _Question:
    job: EventId
    text: str
    yes: str
    no: str
    tone: Tone
    answered: Callable[[bool], None]


class PrintPresenter(QObject):
    """Puts one question at a time; every open paper is asked about in the end."""

    def __init__(
        self,
        bar: PrintBar,
        tasks: Tasks,
        desk: PrintDesk,
        queue: PrintQueue,
        *,
        print_document: PrintCopy,
        navigator: Navigator,
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._tasks = tasks
        self._desk = desk
        self._queue = queue
        self._print_document = print_document
        self._navigator = navigator
        self._waiting: deque[_Question] = deque()
        bar.answered.connect(self._on_answered)

    def look_for_open_jobs(self) -> None:
        """Ask about papers that an earlier run of the program left open."""
        self._tasks.start(
            self._queue.open_jobs, done=self._on_open_jobs, failed=self._navigator.show_error
        )

    def on_print_moved(self, news: PrintNews) -> None:
        """Take in a step of a job of this run."""
        if news.came_out is not None:
            return  # The answer to our own question.
        if news.state is PrintState.UNKNOWN:
            self._ask_whether_it_came_out(news.job, _paper(news), news.detail)
        elif news.state is PrintState.FAILED:
            self._offer_another_try(news)
        elif news.state is PrintState.PRINTED:
            self._navigator.say(self.tr("{}已出纸").format(name_of(news.form)))

    @property
    def is_asking(self) -> bool:
        return bool(self._waiting)

    def _on_open_jobs(self, jobs: Sequence[PrintJob]) -> None:
        for job in jobs:
            if job.state is PrintState.UNKNOWN:
                self._ask_whether_it_came_out(job.job, _paper(job), "")
            elif job.state is PrintState.INTENDED:
                self._offer_left_over(job)

    def _ask_whether_it_came_out(self, job: EventId, paper: str, detail: str) -> None:
        why = self.tr("（{}）").format(detail) if detail else ""
        self._put(
            _Question(
                job,
                self.tr("{}{}：出纸了吗？").format(paper, why),
                self.tr("出了"),
                self.tr("没出"),
                Tone.CAUTION,
                lambda is_yes: self._settle(job, came_out=is_yes),
            )
        )

    def _offer_another_try(self, news: PrintNews) -> None:
        text = self.tr("{}没有打印：{}。").format(_paper(news), news.detail.rstrip("。"))
        if _SAFE not in text:
            text += self.tr("办件已保存。")
        again = partial(self._print_document, news.case_id, news.form)
        self._put(
            _Question(
                news.job,
                text,
                self.tr("再打一次"),
                self.tr("以后再打"),
                Tone.BAD,
                lambda is_yes: self._start(again) if is_yes else None,
            )
        )

    def _offer_left_over(self, job: PrintJob) -> None:
        self._put(
            _Question(
                job.job,
                self.tr("{}上次没有打印。现在打印吗？").format(_paper(job)),
                self.tr("打印"),
                self.tr("以后再打"),
                Tone.INFO,
                lambda is_yes: (
                    self._start(partial(self._queue.take_over, job.job)) if is_yes else None
                ),
            )
        )

    def _put(self, question: _Question) -> None:
        if any(question.job == waiting.job for waiting in self._waiting):
            return
        self._waiting.append(question)
        self._show_first()

    def _show_first(self) -> None:
        if not self._waiting:
            self._bar.hide()
            return
        first = self._waiting[0]
        more = len(self._waiting) - 1
        rest = self.tr("（后面还有{}张）").format(more) if more else ""
        self._bar.ask(first.text + rest, yes=first.yes, no=first.no, tone=first.tone)

    def _on_answered(self, is_yes: bool) -> None:  # noqa: FBT001 - a signal's argument
        if self._waiting:
            question = self._waiting.popleft()
            self._show_first()
            question.answered(is_yes)

    def _settle(self, job: EventId, *, came_out: bool) -> None:
        said = (
            self.tr("已记下：出纸了") if came_out else self.tr("已记下：没有出纸，可在办件页补打")
        )
        self._tasks.start(
            partial(self._desk.settle, job, came_out=came_out),
            done=lambda _nothing: self._navigator.say(said),
            failed=self._navigator.show_error,
        )

    def _start(self, work: Callable[[], object]) -> None:
        self._tasks.start(
            work, done=lambda _job: self._desk.nudge(), failed=self._navigator.show_error
        )


def _paper(job: PrintNews | PrintJob) -> str:
    copy = f"（补打 第{job.copy_number - 1}次）" if job.copy_number > 1 else ""
    return f"《{name_of(job.form)}》{job.document_number}{copy}"
