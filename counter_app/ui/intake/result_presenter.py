"""What becomes of a case just submitted: its papers, its way to the county, what comes next."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from counter_app.domain.case import Case
from counter_app.domain.case_card import CaseCard, SyncStage
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.desk_news import PrintNews, SyncNews
from counter_app.domain.errors import CounterError
from counter_app.domain.ids import EventId
from counter_app.domain.numbering import grouped
from counter_app.domain.print_job import FormId, PrintState
from counter_app.domain.privacy import mask_name
from counter_app.domain.terms import name_of
from counter_app.ui.dialogs import Answer
from counter_app.ui.intake.outcome_words import next_step_words, refusal_words
from counter_app.ui.intake.questions import Asker, reprint
from counter_app.ui.intake.result_view import PaperShown, ResultShown, ResultView
from counter_app.ui.looks import look_of
from counter_app.ui.page import Navigator
from counter_app.ui.window_parts import WindowParts

_NEWS_MAX: Final = 64


class ResultPresenter(QObject):
    """Keeps the result true while papers come out and the county answers."""

    def __init__(
        self, view: ResultView, parts: WindowParts, navigator: Navigator, asker: Asker
    ) -> None:
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._navigator = navigator
        self._asker = asker
        self._case: Case | None = None
        self._jobs: OrderedDict[EventId, PaperShown] = OrderedDict()
        self._news: OrderedDict[EventId, PrintNews] = OrderedDict()

    @property
    def case(self) -> Case | None:
        return self._case

    def show(self, case: Case) -> None:
        self._case = case
        self._view.show_result(self._words(case))
        self._jobs = OrderedDict(
            (
                document.job,
                PaperShown(
                    title=f"《{name_of(document.form)}》{document.document_number}",
                    state=document.state,
                    detail=document.detail,
                ),
            )
            for document in case.documents
        )
        for news in self._news.values():
            self._take(news)
        self._view.show_papers(tuple(self._jobs.values()))
        self._view.show_stage(SyncStage.STORED)
        self._view.take_focus()

    def forget(self) -> None:
        """Another case begins; news about this one are not shown any more."""
        self._case = None
        self._jobs.clear()

    def on_print_moved(self, news: PrintNews) -> None:
        """Take in a step of a paper; it may come before the result is on screen."""
        self._news[news.job] = news
        while len(self._news) > _NEWS_MAX:
            self._news.popitem(last=False)
        if self._case is not None and news.case_id == self._case.case_id:
            self._take(news)
            self._view.show_papers(tuple(self._jobs.values()))

    def on_county_changed(self, _news: SyncNews) -> None:
        """Ask whether the county has the case now."""
        if self._case is not None:
            case_id = self._case.case_id
            self._parts.tasks.start(
                lambda: self._parts.finder.card(case_id),  # Asked there: the store may be closed.
                done=self._on_card,
                failed=self._on_unknown,
            )

    def print_receipt(self) -> None:
        """Print the intake receipt: the first one at once, another one with a reason."""
        case = self._case
        if case is None:
            return
        has_one = any(document.form is FormId.INTAKE_RECEIPT for document in case.documents)
        if has_one:
            self._asker.ask(reprint(), lambda answer: self._print(case, answer))
        else:
            self._print(case, Answer(is_yes=True))

    def open_case(self) -> None:
        if self._case is not None:
            self._navigator.open_case(self._case.case_id)

    def _print(self, case: Case, answer: Answer) -> None:
        self._parts.tasks.start(
            partial(
                self._parts.print_document,
                case.case_id,
                FormId.INTAKE_RECEIPT,
                reason=answer.reason,
            ),
            done=lambda _job: self._parts.print_desk.nudge(),
            failed=self._navigator.show_error,
        )

    def _take(self, news: PrintNews) -> None:
        if self._case is None or news.case_id != self._case.case_id:
            return
        copy = f"（补打第{news.copy_number - 1}次）" if news.copy_number > 1 else ""
        state, detail = news.state, news.detail
        if news.came_out:
            state, detail = PrintState.PRINTED, self.tr("您已确认出纸")
        elif news.came_out is not None:
            detail = self.tr("您已确认没有出纸，可补打")
        title = f"《{name_of(news.form)}》{news.document_number}{copy}"
        self._jobs[news.job] = PaperShown(title=title, state=state, detail=detail)

    def _on_card(self, card: CaseCard) -> None:
        if self._case is not None and card.case_id == self._case.case_id:
            self._view.show_stage(card.stage)

    def _on_unknown(self, _error: CounterError) -> None:
        """Leave the stage as it is: what was true still is."""

    def _words(self, case: Case) -> ResultShown:
        outcome = name_of(case.status)
        if case.status is CaseStatus.REFUSED and case.refusal is not None:
            outcome = refusal_words(case.refusal.ground)
        if case.status is CaseStatus.AWAITING_SUPPLEMENT:
            outcome = self.tr("已一次性告知，待补正")
        return ResultShown(
            look=look_of(case.status),
            outcome=outcome,
            number=grouped(case.number),
            query_code=case.query_code,
            about=f"{case.item.name} · {mask_name(case.applicant.name)}",
            next_step=next_step_words(case, self._parts.rulebook.calendar),
        )
