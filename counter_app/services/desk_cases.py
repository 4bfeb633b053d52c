"""What one post answers for, read in slices: a save must not wait behind a thousand cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from counter_app.domain.case_card import CaseCard, Draft, WorkQueue
from counter_app.domain.desk_contents import DeskCase, DeskContents, DraftAtDesk
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.domain.post_book import post_of
from counter_app.domain.post_tasks import post_tasks
from counter_app.domain.staff import Role
from counter_app.domain.tasks import Task, case_tasks, desk_tasks
from counter_app.ports import CaseFinder, Drafts
from counter_app.services.county_tasks import CountyTasks, NoCounty
from counter_app.services.duplicates import duplicate_tasks
from counter_app.services.guarded_reading import reader_of, require_right
from counter_app.services.hand_over_post import open_cards
from counter_app.services.office import Office
from counter_app.services.see_case import see

LOOK_BACK_DAYS: Final = 90
"""So far back a case that is over is read too: complaints, conflicts, originals not given back."""

SLICE: Final = 40
"""Cases read at a time."""


def nothing_waits() -> int:
    """Know of no fact that waits for the county's signature."""
    return 0


LocalTasks = Callable[[Role], Iterable[Task]]
"""What waits because of this machine alone, for whoever is signed in."""


def nothing_local(role: Role) -> Iterable[Task]:
    """Know of nothing that waits because of the machine."""
    del role
    return ()


class ReadDesk:
    """Reads the cases of this counter as they must be seen today."""

    def __init__(
        self,
        office: Office,
        finder: CaseFinder,
        drafts: Drafts,
        unacknowledged: Callable[[], int] = nothing_waits,
        county: CountyTasks | None = None,
        local: LocalTasks = nothing_local,
    ) -> None:
        self._office = office
        self._finder = finder
        self._drafts = drafts
        self._unacknowledged = unacknowledged
        self._county = county or NoCounty()
        self._local = local

    def __call__(self) -> DeskContents:
        """Read everything at once, for an act that needs it whole."""
        ids = self.case_ids()
        slices = (ids[start : start + SLICE] for start in range(0, len(ids), SLICE))
        return self.contents([case for part in slices for case in self.read(part)])

    def case_ids(self) -> tuple[CaseId, ...]:
        """Return which cases to read: every open one, and those taken in of late.

        Raises:
            NotAuthorised: Whoever is signed in may see no case.
        """
        require_right(self._office.desk, Right.READ_DESK)
        cards = (*open_cards(self._office, self._finder), *self._received_of_late())
        return tuple(dict.fromkeys(card.case_id for card in cards))

    def read(self, case_ids: Iterable[CaseId]) -> tuple[DeskCase, ...]:
        """Read some cases with what is to be done about each."""
        office = self._office
        today, calendar = office.today(), office.rulebook.calendar
        of_county = self._county.by_case()
        with office.unit_of_work(as_system=True) as work:
            found = [see(office, work.case(case_id), work.events_of) for case_id in case_ids]
        return tuple(
            DeskCase(
                seen=seen,
                tasks=(
                    *case_tasks(seen, today, calendar),
                    *duplicate_tasks(self._finder, seen.case, today),
                    *of_county.get(seen.case.case_id, ()),
                ),
            )
            for seen in found
        )

    def contents(self, cases: Sequence[DeskCase]) -> DeskContents:
        """Return the cases with everything else that lies on the desk."""
        keeper = self._office.timekeeper
        return DeskContents(
            read_at=self._office.now(),
            cases=tuple(cases),
            drafts=tuple(self._draft(draft) for draft in self._drafts.all()),
            desk_tasks=(
                *desk_tasks(keeper.estimate() if keeper is not None else None),
                *self._local(self._office.desk.operator().role),
                *self._county.of_desk(self._office.rulebook.calendar, self._office.today()),
                *post_tasks(
                    self._office.posts(),
                    reader_of(self._office.desk),
                    self._office.today(),
                    self._office.done_meanwhile,
                ),
            ),
            unacknowledged=self._unacknowledged(),
        )

    def _received_of_late(self) -> Iterator[CaseCard]:
        """Yield the cases of this counter that came in lately; the newest stand in front."""
        here = self._office.posts_here()
        today = self._office.today()
        first = today - timedelta(days=LOOK_BACK_DAYS)
        after: str | None = None
        while True:
            page = self._finder.worklist(WorkQueue.ALL, today=today, after=after)
            late = [card for card in page.cards if card.received_at.date() >= first]
            whole = (card for card in late if not card.is_header_only)
            yield from (card for card in whole if post_of(card.number) in here)
            after = page.next_key
            if after is None or not late:
                return

    def _draft(self, draft: Draft) -> DraftAtDesk:
        person = draft.payload.get("person")
        name = person.get("name") if isinstance(person, Mapping) else None
        item = self._office.rulebook.catalogue.by_id(str(draft.payload.get("item")))
        return DraftAtDesk(
            applicant_name=name.strip() if isinstance(name, str) else "",
            item_name=item.name if item is not None else "",
            saved_at=draft.saved_at,
        )
