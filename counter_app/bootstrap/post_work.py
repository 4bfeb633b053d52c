"""What the page of the post can do, joined to the running counter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from counter_app.bootstrap.courier_work import courier_parts
from counter_app.bootstrap.desk_reading import read_desk
from counter_app.bootstrap.loose_papers import paper_context, print_loose, require_printers
from counter_app.bootstrap.passing_work import passing_parts
from counter_app.bootstrap.second_person import people_here
from counter_app.domain.backup import BackupReason
from counter_app.ui.favourites import FavouriteFile
from counter_app.ui.post_parts import ChangesParts, PostParts, PostPrinted

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.day_report import DayReport
    from counter_app.domain.shift_changes import ShiftChanges
    from counter_app.services.change_post import ChangePost
    from counter_app.services.report_day import ReportDay
    from counter_app.services.shift_changes import ReadShiftChanges
    from counter_app.ui.post_parts import PostPaper
    from counter_app.ui.tasks import Tasks

SEEN_NAME: Final = "seen.json"
"""Staff number → up to which version and event they have seen what changed."""


class PostWork:
    """Acts of one counter's post; services are made when they are first called."""

    def __init__(self, counter: RunningCounter) -> None:
        """Work on the profile of this counter, once somebody has signed in."""
        self._counter = counter
        self._seen = FavouriteFile(counter.paths.root / SEEN_NAME)

    def parts(self, tasks: Tasks) -> PostParts:
        """Return all of it for the page; `tasks` is a thread that may wait for a printer."""
        counter = self._counter
        return PostParts(
            read_desk=counter.late(lambda profile: read_desk(profile, counter.backups.tasks)),
            count_drawer=self._count_drawer,
            hand_over=counter.nudging(lambda *given: _change(counter.profile).hand_over(*given)),
            take_over=counter.nudging(lambda *given: _change(counter.profile).take_over(*given)),
            look_at_day=lambda: _report(counter.profile).look(),
            close_day=counter.nudging(self._close_day),
            people=partial(people_here, counter),
            print_tasks=tasks,
            courier=courier_parts(counter, tasks),
            changes=ChangesParts(
                read=self._read_changes,
                dismiss=lambda changes: self._changes().dismiss(changes),
            ),
            passing=passing_parts(counter),
            print_paper=self.print_paper,
        )

    def _close_day(self) -> DayReport:
        """Close the day; a backup of it is made in the background."""
        report = _report(self._counter.profile).close()
        self._counter.backups.ask(BackupReason.DAY)
        return report

    def _read_changes(self) -> ShiftChanges:
        return self._changes()()

    def _changes(self) -> ReadShiftChanges:
        from counter_app.services.shift_changes import ReadShiftChanges
        from counter_app.storage.moved_cases import SqlMovedCases

        profile = self._counter.profile
        return ReadShiftChanges(
            lambda: self._counter.operator().staff,
            profile.published,
            SqlMovedCases(profile.store),
            profile.store.finder.card,
            self._seen if profile.view_reason is None else _Unkept(self._seen),
        )

    def print_paper(self, paper: PostPaper) -> PostPrinted:
        """Print a paper of the post and wait for what becomes of it.

        Raises:
            NotSignedIn: The printers are started by the first sign-in.
            FormDataInvalid: It does not fit on the paper.
        """
        from printing.forms.from_post import post_paper

        require_printers(self._counter)
        now = self._counter.profile.office.now()
        form, data = post_paper(paper, paper_context(self._counter), printed_at=now)
        outcome = print_loose(self._counter, form, data)
        return PostPrinted(state=outcome.state, detail=outcome.detail)

    def _count_drawer(self, *given: Any) -> Any:
        from counter_app.services.drawer import CountDrawer

        return CountDrawer(self._counter.profile.office)(*given)


class _Unkept:
    """What each person has seen, read only: nothing is written where nothing can be."""

    def __init__(self, seen: FavouriteFile) -> None:
        self._seen = seen

    def of(self, staff: str) -> tuple[str, ...]:
        return self._seen.of(staff)

    def keep(self, staff: str, marks: tuple[str, ...]) -> None:
        del staff, marks


def _change(profile: OpenProfile) -> ChangePost:
    from counter_app.services.change_post import ChangePost
    from counter_app.services.hand_over_post import HandOverPost

    store, office = profile.store, profile.office
    hand_over = HandOverPost(office, store.finder, store.drafts)
    return ChangePost(office, hand_over, read_desk(profile), profile.desk.sign_in)


def _report(profile: OpenProfile) -> ReportDay:
    from counter_app.services.close_day import CloseDay
    from counter_app.services.report_day import ReportDay
    from counter_app.storage.day_log import SqlDayLog

    log = SqlDayLog(profile.store, profile.clock)
    close = CloseDay(profile.office, profile.store.finder, log)
    return ReportDay(profile.office, close, read_desk(profile), log)
