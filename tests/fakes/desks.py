"""What hangs at a counter, as the window sees it: printers, reader, county line, previews.

Each fake says what a test tells it to say, on whatever thread the test calls it from, and
remembers what the window asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from counter_app.domain.case import Case
from counter_app.domain.case_card import CaseCard, Draft, Page, SyncStage, WorkQueue
from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.domain.desk_news import Lamp, Light, PrinterNews, PrintNews, SyncNews
from counter_app.domain.errors import WrongPassword
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.print_job import FormId, PrintJob
from counter_app.domain.staff import Operator
from counter_app.ui.preferences import WindowPreferences

READY = (
    PrinterNews(printer="小票80", light=Light.OK, text="就绪"),
    PrinterNews(printer="A4", light=Light.UNKNOWN, text="不知道打印机状态"),
)
OFFLINE = SyncNews(
    lamp=Lamp.OFFLINE,
    unacknowledged=3,
    last_ack_at=None,
    next_try_at=None,
    error_code="offline",
    advice="网络未接通，办件已保存在本机，接通后自动上传",
)


class PrintersOnDesk:
    """The `PrintDesk` port."""

    def __init__(self) -> None:
        self.nudges = 0
        self.settled: list[tuple[EventId, bool]] = []
        self._told: list[Callable[[PrinterNews | PrintNews], None]] = []

    def nudge(self) -> None:
        self.nudges += 1

    def settle(self, job: EventId, *, came_out: bool) -> None:
        self.settled.append((job, came_out))

    def statuses(self):
        return READY

    def subscribe(self, told) -> None:
        self._told.append(told)

    def tell(self, news: PrinterNews | PrintNews) -> None:
        for told in self._told:
            told(news)


class JobsLeftOpen:
    """The `PrintQueue` port, as far as the window asks: what an earlier run left open."""

    def __init__(self, *jobs: PrintJob) -> None:
        self.jobs = list(jobs)
        self.taken_over: list[EventId] = []

    def next_job(self, forms: frozenset[FormId]) -> PrintJob | None:
        return next((job for job in self.jobs if job.form in forms), None)

    def open_jobs(self):
        return tuple(self.jobs)

    def close_left_over_jobs(self) -> int:
        return 0

    def take_over(self, job: EventId) -> None:
        self.taken_over.append(job)


class ReaderOnDesk:
    """The `CardReaderDesk` port."""

    def __init__(self) -> None:
        self.wants_card = False
        self._told: list[Callable] = []

    def want_card(self, *, is_wanted: bool) -> None:
        self.wants_card = is_wanted

    def subscribe(self, told) -> None:
        self._told.append(told)

    def tell(self, news) -> None:
        for told in self._told:
            told(news)


class LineToCounty:
    """The `CountyLine` port."""

    def __init__(self, status: SyncNews = OFFLINE) -> None:
        self.nudges = 0
        self.pauses = self.cancels = self.accepted = 0
        self._status = status
        self._told: list[Callable[[SyncNews], None]] = []

    def nudge(self) -> None:
        self.nudges += 1

    def pause(self) -> None:
        self.pauses += 1

    def resume(self) -> None:
        self.nudges += 1

    def cancel(self) -> None:
        self.cancels += 1

    def accept_mass_change(self) -> None:
        self.accepted += 1

    def status(self) -> SyncNews:
        return self._status

    def subscribe(self, told) -> None:
        self._told.append(told)

    def tell(self, news: SyncNews) -> None:
        self._status = news
        for told in self._told:
            told(news)


class PictureOfPaper:
    """The `FormPreview` port: always the same picture, made by the test."""

    def __init__(self, png: bytes) -> None:
        self.png = png
        self.asked: list[FormId] = []

    def picture(self, form: FormId, case: Case, *, paper: str = "80") -> bytes:
        self.asked.append(form)
        return self.png


class DraftsInMemory:
    """The `Drafts` port."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}

    def save(self, draft: Draft) -> None:
        self._drafts.pop(draft.draft_id, None)
        self._drafts[draft.draft_id] = draft

    def all(self):
        return sorted(self._drafts.values(), key=lambda draft: draft.saved_at, reverse=True)

    def discard(self, draft_id: str) -> None:
        self._drafts.pop(draft_id, None)


class ManyCases:
    """The `CaseFinder` port over cards in memory, in pages of 64 rows by key."""

    PAGE = 64

    def __init__(self, cards: list[CaseCard]) -> None:
        self.cards = cards
        self.pages_read: list[str | None] = []
        self.fails_with: Exception | None = None

    def search(self, text: str, *, after: str | None = None) -> Page:
        found = [card for card in self.cards if text in card.applicant_name + card.number]
        return self._page(found, after)

    def other_valued(self):
        return ()

    def worklist(self, queue: WorkQueue, *, today, after: str | None = None) -> Page:
        return self._page(self.cards if queue is WorkQueue.ALL else [], after)

    def counts(self, *, today):
        return dict.fromkeys(WorkQueue, 0) | {WorkQueue.ALL: len(self.cards)}

    def card(self, case_id: CaseId) -> CaseCard:
        return next(card for card in self.cards if card.case_id == case_id)

    def stages(self, case_id: CaseId) -> dict[EventId, SyncStage]:
        return {}

    def intervals(self, case_id: CaseId) -> dict[EventId, TimeInterval]:
        return {}

    def _page(self, cards: list[CaseCard], after: str | None) -> Page:
        if self.fails_with is not None:
            raise self.fails_with
        self.pages_read.append(after)
        first = 0 if after is None else int(after)
        end = first + self.PAGE
        return Page(tuple(cards[first:end]), str(end) if end < len(cards) else None)


class PreferencesInMemory:
    """The `PreferenceStore` port."""

    def __init__(self, preferences: WindowPreferences | None = None) -> None:
        self.kept = preferences or WindowPreferences()

    def load(self) -> WindowPreferences:
        return self.kept

    def save(self, preferences: WindowPreferences) -> None:
        self.kept = preferences


class Doorkeeper:
    """Signs people in whose password is their login name backwards."""

    def __init__(self, desk, *people: Operator) -> None:
        self._desk = desk
        self._people = {person.staff: person for person in people}
        self.passwords: dict[str, str] = {}

    def __call__(self, login: str, password: str) -> Operator:
        person = self._people.get(login)
        if person is None or password != self.passwords.get(login, login[::-1]):
            raise WrongPassword
        self._desk.sign_in(person)
        return person
