"""Everything the window works with, handed in once by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from counter_app.domain.errors import NotSignedIn
from counter_app.ui.favourites import FavouritesInMemory, FavouriteStore
from counter_app.ui.remembered import RememberedWords

if TYPE_CHECKING:  # The first picture must not wait for services that nobody has called yet.
    from counter_app.domain.case import Case
    from counter_app.domain.counter_profile import CounterProfile
    from counter_app.domain.ids import CaseId, EventId
    from counter_app.domain.material import JudgedMaterial
    from counter_app.domain.print_job import FormId
    from counter_app.domain.staff import Operator
    from counter_app.ports import (
        CardReaderDesk,
        CaseFinder,
        Clock,
        CountyLine,
        Drafts,
        ExchangeDesk,
        FormPreview,
        PrintDesk,
        PrintQueue,
        Rulebook,
        TimeKeeper,
    )
    from counter_app.services.issue_notice import NoticeRequest
    from counter_app.services.perform_step import Request
    from counter_app.services.preview_intake import IntakePreview
    from counter_app.services.refuse_case import RefusalReason
    from counter_app.services.show_case import CaseFile
    from counter_app.services.show_conflicts import ConflictCard
    from counter_app.services.stale_base import Seen
    from counter_app.services.submit_intake import Submission
    from counter_app.services.verify_receipt import ReceiptVerdict
    from counter_app.ui.access_parts import AccessParts
    from counter_app.ui.attachment_parts import AttachmentParts
    from counter_app.ui.away_parts import AwayParts
    from counter_app.ui.backup_parts import BackupParts
    from counter_app.ui.device_parts import DeviceParts
    from counter_app.ui.disaster_parts import DisasterParts
    from counter_app.ui.guide_parts import GuidePrinting
    from counter_app.ui.keys import KeyTable
    from counter_app.ui.people_parts import PeopleParts
    from counter_app.ui.post_parts import PostParts
    from counter_app.ui.preferences import PreferenceStore
    from counter_app.ui.privacy_parts import PrivacyParts
    from counter_app.ui.second_parts import SecondParts
    from counter_app.ui.tasks import Tasks


class PrintCopy(Protocol):
    """Prints a paper: the first copy, or another one with a reason."""

    def __call__(self, case_id: CaseId, form: FormId, *, reason: str = "") -> EventId: ...


class IssueNotice(Protocol):
    """Issues a one-time notice: of everything that is open, or of what a request names."""

    def __call__(
        self, case_id: CaseId, request: NoticeRequest = ..., seen: Seen | None = None
    ) -> Case: ...


class AcceptCase(Protocol):
    """Accepts a case; refuses where it is not any more what the page showed (`seen`)."""

    def __call__(self, case_id: CaseId, seen: Seen | None = None) -> Case: ...


class TakeMaterials(Protocol):
    """Judges materials, or takes a supplement in."""

    def __call__(
        self, case_id: CaseId, materials: Sequence[JudgedMaterial], seen: Seen | None = None
    ) -> Case: ...


class RefuseCase(Protocol):
    """Refuses a case that was received."""

    def __call__(
        self, case_id: CaseId, reason: RefusalReason, seen: Seen | None = None
    ) -> Case: ...


class DoStep(Protocol):
    """Does one step of a case's later life."""

    def __call__(self, case_id: CaseId, request: Request, seen: Seen | None = None) -> Case: ...


def nobody() -> Operator:
    """Stand in for a desk at which nobody signs in.

    Raises:
        NotSignedIn: Always.
    """
    raise NotSignedIn


def no_words() -> str:
    """Say nothing."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowParts:
    """Services, ports and settings of one counter, as the window sees them.

    Calls into services, finder, drafts, print queue and preview are made on the `database`
    thread through `tasks`, and never before somebody signed in; the three desks (printers,
    reader, county line) answer at once and may be asked from the GUI thread at any time.

    Attributes:
        clock: The machine's, as it stands on paper and in the header.
        timekeeper: What limits and lists go by; answers at once, before sign-in too.
        sign_in: Login name and password → who works now.  Raises `WrongPassword`.  It also
            unlocks, and may be called again with another person.
        rulebook: Asked only after sign-in; its properties answer at once.
        exchange_desk: What is where on its way to the county.
        verify_receipt: Scanned code of a paper → whether it is genuine.
        operator: Who is signed in, as `Desk.operator`; drafts bear their staff number.
        view_words: Why nothing can be written, once somebody signed in; "" where work goes on.
        devices: What the devices page works with; None leaves that page out.
        post: What the page of the post works with; None leaves that page out.
        favourites: Items that clerks have marked.
        remembered: Agencies and colleagues entered before.
        guide_printing: Prints service guides; None where nothing prints.
        attachments: Files of cases; None leaves their card out.
        privacy: Personal data in full and the sheet for citizens; None leaves both out.
        access: What the sign-in page does beside signing in; None leaves that out.
        people: What the page of people works with; None leaves that page out.
        disaster: The disaster mode; None leaves its card and its band out.
        backups: Backups and restoring; None leaves their card out.
        second: Asks a second person to prove who they are; None where nobody can.
        away: Cases of which only the header is here; None leaves fetching them out.
        practice_words: "" in earnest; otherwise what the practice band says, always in sight.
        idle_lock_minutes: Minutes without key or mouse until the window locks; 0 for never.
    """

    profile: CounterProfile
    clock: Clock
    timekeeper: TimeKeeper
    tasks: Tasks
    keys: KeyTable
    preferences: PreferenceStore
    sign_in: Callable[[str, str], Operator]
    rulebook: Rulebook
    finder: CaseFinder
    drafts: Drafts
    preview: FormPreview
    print_desk: PrintDesk
    print_queue: PrintQueue
    reader: CardReaderDesk
    county: CountyLine
    show_case: Callable[[CaseId], CaseFile]
    accept_case: AcceptCase
    issue_notice: IssueNotice
    judge_materials: TakeMaterials
    supplement_case: TakeMaterials
    refuse_case: RefuseCase
    print_document: PrintCopy
    submit_intake: Callable[[Submission], Case]
    preview_intake: Callable[[Submission], IntakePreview]
    verify_receipt: Callable[[str], ReceiptVerdict]
    exchange_desk: ExchangeDesk
    perform_step: DoStep
    show_conflicts: Callable[[CaseId | None], tuple[ConflictCard, ...]]
    operator: Callable[[], Operator] = nobody
    view_words: Callable[[], str] = no_words
    devices: DeviceParts | None = None
    post: PostParts | None = None
    favourites: FavouriteStore = field(default_factory=FavouritesInMemory)
    remembered: RememberedWords = field(default_factory=RememberedWords)
    guide_printing: GuidePrinting | None = None
    attachments: AttachmentParts | None = None
    privacy: PrivacyParts | None = None
    access: AccessParts | None = None
    people: PeopleParts | None = None
    disaster: DisasterParts | None = None
    backups: BackupParts | None = None
    second: SecondParts | None = None
    away: AwayParts | None = None
    practice_words: str = ""
    idle_lock_minutes: int = 10
