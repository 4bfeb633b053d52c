"""What the services and the window need from the outside, and nothing about who provides it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from counter_app.domain.print_job import PrintState

if TYPE_CHECKING:  # Whoever needs a port at run time needs not all that it speaks of.
    from counter_app.domain.case import Case
    from counter_app.domain.case_card import CaseCard, Draft, Page, SyncStage, WorkQueue
    from counter_app.domain.case_event import CaseEvent, CaseFact
    from counter_app.domain.case_field import Field
    from counter_app.domain.catalogue import Catalogue
    from counter_app.domain.counter_profile import CounterProfile
    from counter_app.domain.county_word import CountyWord
    from counter_app.domain.deadline_verdict import TimeInterval
    from counter_app.domain.delivery import SetAside, Waiting
    from counter_app.domain.desk_news import PrinterNews, PrintNews, SyncNews
    from counter_app.domain.ids import CaseId, EventId
    from counter_app.domain.mass_change import PullWatch
    from counter_app.domain.print_job import FormId, PrintJob
    from counter_app.domain.reader_news import CardRead, ReaderStateChanged
    from counter_app.domain.staff import Operator
    from counter_app.domain.trusted_time import Estimate
    from counter_app.domain.work_calendar import WorkCalendar
    from sync.protocol import (
        Ack,
        ChainDigest,
        ChainRange,
        PullEntry,
        Signed,
        SignedEvent,
        StateDigest,
    )


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present, aware, at +08:00."""

    def monotonic_ms(self) -> int:
        """Return milliseconds since boot; never goes back within one boot."""

    @property
    def boot_id(self) -> str:
        """8 hex digits; another one after each boot."""


class TimeKeeper(Protocol):
    """The county's time, carried on by this machine; asked often, reads no disk."""

    def estimate(self) -> Estimate:
        """Return the best guess at the present, and how far off the wall clock is."""


class UnitOfWork(Protocol):
    """One transaction over the local database; rolls back unless committed."""

    @property
    def generation(self) -> int:
        """Generation of this device's key, from 1."""

    def case(self, case_id: CaseId) -> Case:
        """Return one case.  A case that is not here is a bug, not a search result.

        Raises:
            CaseBodiesAway: Only its header is here; the rest has to be fetched first.
        """

    def find_case(self, number: str) -> CaseId | None:
        """Return the id of the case with exactly this number."""

    def events_of(self, case_id: CaseId) -> list[CaseEvent]:
        """Return all events of a case in fold order."""

    def next_number(self, key: str) -> int:
        """Take the next value of a gapless counter, from 1; given back on rollback."""

    def record(
        self, case_id: CaseId, fact: CaseFact, *, base: Mapping[Field, EventId] | None = None
    ) -> EventId:
        """Sign a fact, append it to the log and bring every projection up to it.

        Args:
            case_id: "" for facts of the device itself.
            fact: What happened.
            base: For each field the act rests on, the event that had set it.
        """

    def commit(self) -> None:
        """Make everything durable.

        Raises:
            CommitUnknown: The disk reported an error; nobody knows.  See storage.
            DiskFull: Certainly not saved.
        """


class UnitOfWorkFactory(Protocol):
    def __call__(self, *, as_system: bool = False) -> AbstractContextManager[UnitOfWork]:
        """Open a transaction; `as_system` for acts that nobody decides.

        Raises:
            NotSignedIn: Nobody is signed in and `as_system` is false.
        """


class Desk(Protocol):
    """Where the program stands and who works at it."""

    @property
    def profile(self) -> CounterProfile: ...

    def operator(self) -> Operator:
        """Return who is signed in.

        Raises:
            NotSignedIn: Nobody is.
        """


class Rulebook(Protocol):
    """The published catalogue and calendar in force."""

    @property
    def catalogue(self) -> Catalogue:
        """The version to work with today; perhaps expired, then whoever starts cases warns."""

    def catalogue_on(self, today: date) -> Catalogue:
        """Return the version to work with on a day."""

    def catalogue_of(self, version: int) -> Catalogue | None:
        """Return a version by its number, for cases that began under it; None = not here."""

    @property
    def calendar(self) -> WorkCalendar: ...


class CaseFinder(Protocol):
    """Lists and search, read from projections; a page never holds more than 64 rows."""

    def search(self, text: str, *, after: str | None = None) -> Page:
        """Find by number, last six, identity number, phone, name, pinyin, item, free text."""

    def worklist(self, queue: WorkQueue, *, today: date, after: str | None = None) -> Page:
        """Return one list of the desk, most urgent first."""

    def counts(self, *, today: date) -> Mapping[WorkQueue, int]:
        """Return how many cases stand in each list."""

    def other_valued(self) -> Sequence[CaseId]:
        """Return the newest cases with a contact of which another value is known (另有一值)."""

    def card(self, case_id: CaseId) -> CaseCard: ...

    def stages(self, case_id: CaseId) -> Mapping[EventId, SyncStage]:
        """Return how far each event of a case has come on its way to the county."""

    def intervals(self, case_id: CaseId) -> Mapping[EventId, TimeInterval]:
        """Return between which two times of the county each event of a case happened."""


class Drafts(Protocol):
    """What stands on intake pages that are not submitted; encrypted, never sent."""

    def save(self, draft: Draft) -> None: ...

    def all(self) -> Sequence[Draft]:
        """Return every draft, newest first."""

    def discard(self, draft_id: str) -> None: ...


class PrintQueue(Protocol):
    """Print jobs of this device, for the printer thread."""

    def next_job(self, forms: frozenset[FormId]) -> PrintJob | None:
        """Return the oldest job intended in this run of the program."""

    def open_jobs(self) -> Sequence[PrintJob]:
        """Return jobs that are neither printed nor settled, oldest first."""

    def close_left_over_jobs(self) -> int:
        """At start: jobs sent in an earlier run become unknown; intended ones wait for a key."""

    def take_over(self, job: EventId) -> None:
        """Bring an intended job of an earlier run into this run, so that it prints."""


class SyncStore(Protocol):
    """What the sync thread needs from the local database; short transactions."""

    def unacknowledged(self, *, limit: int, bytes_max: int) -> list[SignedEvent]:
        """Return the oldest events without the county's signature, whoever made them."""

    def unacknowledged_count(self) -> int:
        """Return how many events wait; time anchors that are not set aside do not count."""

    def vouchers(self, event: EventId) -> list[SignedEvent] | None:
        """Return what must go with an event that came here without a signature of its own.

        Those after it in its chain, to the first that is signed; none, where the next one is
        acknowledged.  None when no such run is here, or one of it is parked.
        """

    def event_places(self, events: Collection[str]) -> dict[str, tuple[str, int, int]]:
        """Return device, generation and n of those events that the county has signed for."""

    def acknowledge(self, acks: Sequence[Ack], *, data: bytes, signature: bytes) -> None:
        """Write down the county's order from acks whose signature has been checked."""

    def head(self) -> tuple[int, int, str]:
        """Return generation, n and id of the end of this device's chain."""

    def position(self) -> tuple[str, int, str]:
        """Return epoch, position and prefix hash of the stream as far as it was pulled."""

    def waiting(self) -> Waiting:
        """Return what has not reached the county, in figures."""

    def take(
        self,
        entries: Sequence[PullEntry],
        *,
        epoch: str,
        prefix_hash: str,
        watch: PullWatch | None = None,
    ) -> int:
        """Store pulled events and the new position in one transaction; returns how many.

        Raises:
            MassChangeHeld: `watch` saw too many open cases change; nothing was stored.
        """

    def state(self) -> StateDigest:
        """Return the open cases as far as the stream was pulled."""

    def fold_again(self) -> None:
        """Fold every case anew from its events."""

    def take_missing(self, entries: Sequence[PullEntry]) -> int:
        """Keep events of places that were pulled already; returns how many were new here."""

    def restart_stream(self, *, epoch: str, position: int = 0) -> None:
        """Forget the county's order beyond a proven position; the events themselves stay."""

    def checkpoints(self) -> Sequence[tuple[int, str]]:
        """Return some (position, prefix hash) of the stream as it was pulled, the last first."""

    def chains(self) -> Sequence[ChainDigest]:
        """Return the digest of every chain of which something is here."""

    def places(self, span: ChainRange) -> set[int]:
        """Return the places of a chain that are here, within a range."""

    def wanted_bodies(self) -> Sequence[ChainRange]:
        """Return the places of bodies that went by rule and are to be fetched again."""

    def bodies_not_given(self) -> None:
        """Note that the county has none of the bodies that are wanted."""

    def offer_again(self, spans: Sequence[ChainRange]) -> int:
        """Send acknowledged events again that the county lacks; returns how many."""

    def evidence(self, *, limit: int, bytes_max: int) -> Sequence[tuple[int, Signed]]:
        """Return acks of an earlier epoch that the county has yet to see, with their place."""

    def evidence_shown(self, last: int) -> None:
        """Note that the county has seen the evidence up to a place."""

    def recall(self) -> dict[str, str]:
        """Return what the exchange remembers over restarts, by key."""

    def remember(self, notes: Mapping[str, str]) -> None:
        """Write down what the exchange shall remember; other keys stay."""

    def park(self, event: EventId, reason: str, *, field: str = "", tries: int = 0) -> None:
        """Set an event aside that the county does not take; it still counts as open.

        Args:
            event: Its id.
            reason: The county's code.
            field: Path of the field at fault, or "".
            tries: How often it was sent.
        """

    def unpark(self, reasons: Collection[str]) -> int:
        """Offer events again that were set aside for one of these reasons; returns how many."""

    def missing(self, events: Collection[str]) -> list[str]:
        """Return which of these events are not kept here."""

    def county_word(self) -> CountyWord:
        """Return what the county last said about this device."""

    def keep_county_word(self, word: CountyWord) -> None:
        """Keep it over restarts."""


class ExchangeDesk(Protocol):
    """What is where on its way to the county, as the window asks it."""

    def waiting(self) -> Waiting:
        """Return what has not reached the county, in figures."""

    def set_aside(self, *, limit: int = 500) -> Sequence[SetAside]:
        """Return the events that the county does not take, the oldest first."""

    def retry(self, event: EventId) -> None:
        """Send an event again that was set aside."""


class PrintDesk(Protocol):
    """The printers of this counter, as the window sees them."""

    def nudge(self) -> None:
        """Tell the printer threads that a job was committed."""

    def settle(self, job: EventId, *, came_out: bool) -> None:
        """Record the clerk's answer to 出纸了吗？."""

    def statuses(self) -> Sequence[PrinterNews]: ...

    def subscribe(self, told: Callable[[PrinterNews | PrintNews], None]) -> None:
        """Call `told` on a printer thread at each change."""


class FormPreview(Protocol):
    """Pictures of papers, before and after they exist."""

    def picture(self, form: FormId, case: Case, *, paper: str = "80") -> bytes:
        """Return a PNG of a form of this case as it would leave the printer.

        Args:
            form: Which paper.
            case: The case as it is, or as it would be if submitted.
            paper: "58", "80" or "a4".
        """


class CardReaderDesk(Protocol):
    """The card reader of this counter, as the window sees it."""

    def want_card(self, *, is_wanted: bool) -> None:
        """Look for cards often while a page that wants one is in front."""

    def subscribe(self, told: Callable[[ReaderStateChanged | CardRead], None]) -> None:
        """Call `told` on the reader thread at each change."""


class CountyLine(Protocol):
    """The exchange with the county, as the window sees it."""

    def nudge(self) -> None:
        """Try now."""

    def status(self) -> SyncNews: ...

    def subscribe(self, told: Callable[[SyncNews], None]) -> None:
        """Call `told` on the sync thread at each change."""

    def pause(self) -> None:
        """Begin no exchange until `resume`; one under way ends after its present message."""

    def resume(self) -> None:
        """Go on after `pause`."""

    def cancel(self) -> None:
        """Break the present exchange off; what was acknowledged stays, the next try comes."""

    def accept_mass_change(self) -> None:
        """Take what the brake holds back: a person has asked the county."""


PRINT_STATES_OPEN = frozenset({PrintState.INTENDED, PrintState.SENT, PrintState.UNKNOWN})
