"""Opens the window: Qt first, everything heavy after the first paint."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.access_work import AccessWork
from counter_app.bootstrap.attachment_work import AttachmentWork
from counter_app.bootstrap.backup_work import BackupWork
from counter_app.bootstrap.damage import view_words
from counter_app.bootstrap.device_work import DeviceWork
from counter_app.bootstrap.disaster_work import DisasterWork
from counter_app.bootstrap.guide_work import GuideWork
from counter_app.bootstrap.people_work import PeopleWork
from counter_app.bootstrap.post_work import PostWork
from counter_app.bootstrap.privacy_work import PrivacyWork
from counter_app.bootstrap.running import RunningCounter
from counter_app.bootstrap.second_person import second_parts
from counter_app.domain.auth_policy import PROFILES
from counter_app.domain.practice import mark_of, words_of
from counter_app.runtime.paths import ProfilePaths
from counter_app.ui.application import apply_theme, load_font_families, prepare_application
from counter_app.ui.assemble import BuiltWindow, build_window
from counter_app.ui.attachment_parts import AttachmentParts
from counter_app.ui.away_parts import AwayParts
from counter_app.ui.favourites import FavouriteFile
from counter_app.ui.keys import KeyTable
from counter_app.ui.preferences import PreferenceFile
from counter_app.ui.remembered import RememberedWords
from counter_app.ui.tasks import TaskRunner
from counter_app.ui.theme import Theme
from counter_app.ui.window_parts import WindowParts

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.case import Case
    from counter_app.domain.ids import CaseId
    from counter_app.domain.print_job import FormId
    from counter_app.ports import Clock
    from counter_app.services.fetch_case import FetchCase
    from counter_app.services.guarded_reading import GuardedExchange
    from counter_app.services.recorded_search import RecordedFinder
    from counter_app.services.show_case import CaseFile, ShowCase
    from counter_app.ui.page import Page
    from counter_app.ui.page_context import PageContext
    from printing.document import Document
    from printing.preview import PaperPreview

PREFERENCES_NAME = "window.json"
FAVOURITES_NAME = "favourites.json"
REMEMBERED_NAME = "remembered.json"


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window at work.  `close` ends it and everything behind it."""

    application: QApplication
    theme: Theme
    built: BuiltWindow
    counter: RunningCounter
    tasks: TaskRunner
    device_tasks: TaskRunner
    backup_tasks: TaskRunner
    attachments: AttachmentParts

    def close(self) -> None:
        """Close the window, finish the work in hand, end the threads, close the database."""
        self.built.window.close()
        self.attachments.forget_copies()
        for runner in (self.tasks, self.device_tasks, self.backup_tasks):
            runner.stop()
        self.counter.stop()


def open_window(
    folder: Path,
    *,
    practice_words: str = "",
    clock: Clock | None = None,
    report_bug: Callable[[Exception], None] | None = None,
) -> OpenWindow:
    """Build the window of one counter and show it, with the sign-in page in front.

    Raises:
        NoProfile, SettingsInvalid, UnreadableFile: There is no usable counter in that folder.
    """
    application = prepare_application(sys.argv[:1])
    counter = RunningCounter(folder, report_bug=report_bug or _raise_on_thread, clock=clock)
    tasks, device_tasks = TaskRunner(), TaskRunner(name="devices")
    backup_tasks = TaskRunner(name="backups")
    attachments = AttachmentWork(counter).parts(device_tasks)
    parts = window_parts(counter, tasks, practice_words=practice_words)
    parts = replace(
        parts,
        devices=DeviceWork(counter).parts(device_tasks),
        guide_printing=GuideWork(counter).parts(device_tasks),
        post=PostWork(counter).parts(device_tasks),
        attachments=attachments,
        privacy=PrivacyWork(counter).parts(device_tasks),
        people=PeopleWork(counter).parts(),
        disaster=DisasterWork(counter).parts(),
        backups=BackupWork(counter).parts(backup_tasks),
        second=second_parts(counter),
    )
    looks = parts.preferences.load()
    theme = Theme(
        scale_percent=looks.scale_percent,
        is_high_contrast=looks.is_high_contrast,
        families=load_font_families(),
    )
    apply_theme(application, theme)
    built = build_window(parts, theme, _intake_page)
    built.window.show()
    counter.start_reader()
    return OpenWindow(
        application, theme, built, counter, tasks, device_tasks, backup_tasks, attachments
    )


def _intake_page(context: PageContext) -> Page:
    """Build the intake page; its modules are not imported before the first picture."""
    from counter_app.ui.intake.build import build_intake_page

    return build_intake_page(context)


def window_parts(
    counter: RunningCounter, tasks: TaskRunner, *, practice_words: str = ""
) -> WindowParts:
    """Return what the window works with; services are imported when they are first called."""
    service = _Services(counter)
    return WindowParts(
        profile=counter.settings.counter,
        access=AccessWork(counter).parts(),
        away=_away_parts(counter),
        idle_lock_minutes=PROFILES[counter.settings.sign_in_profile].idle_lock_minutes,
        clock=counter.clock,
        timekeeper=counter.timekeeper,
        tasks=tasks,
        keys=KeyTable.from_settings(counter.settings.keys),
        preferences=PreferenceFile(ProfilePaths(counter.paths.root).root / PREFERENCES_NAME),
        sign_in=counter.let_in,
        operator=counter.operator,
        view_words=lambda: view_words(counter.profile.view_reason),
        rulebook=counter.late(lambda profile: profile.rulebook),
        finder=counter.late(_Finder()),
        drafts=counter.late(lambda profile: profile.store.drafts),
        preview=counter.late(_preview),
        print_desk=counter.print_desk,
        print_queue=counter.late(lambda profile: profile.store.print_queue),
        reader=counter.reader,
        county=counter.county,
        show_case=service.show_case,
        accept_case=counter.nudging(service.accept_case),
        issue_notice=counter.nudging(service.issue_notice),
        judge_materials=counter.nudging(service.judge_materials),
        supplement_case=counter.nudging(service.supplement_case),
        refuse_case=counter.nudging(service.refuse_case),
        print_document=counter.nudging(service.print_document),
        submit_intake=counter.nudging(service.submit_intake),
        preview_intake=service.preview_intake,
        perform_step=counter.nudging(service.perform_step),
        verify_receipt=service.verify_receipt,
        exchange_desk=counter.late(_exchange),
        show_conflicts=service.show_conflicts,
        practice_words=practice_words or words_of(counter.settings.counter),
        favourites=FavouriteFile(counter.paths.root / FAVOURITES_NAME),
        remembered=RememberedWords(FavouriteFile(counter.paths.root / REMEMBERED_NAME)),
    )


def _away_parts(counter: RunningCounter) -> AwayParts:
    def service() -> FetchCase:
        from counter_app.services.fetch_case import FetchCase

        return FetchCase(counter.profile.office, counter.profile.store.sync_store)

    return AwayParts(
        header=lambda case_id: service().header(case_id),
        fetch=lambda case_id: service().fetch(case_id),
        leave=lambda case_id: service().leave(case_id),
    )


class _Services:
    """Services of the opened profile, made when they are first asked for."""

    def __init__(self, counter: RunningCounter) -> None:
        self._counter = counter

    def __getattr__(self, name: str) -> Any:
        def act(*args: Any, **kwargs: Any) -> Any:
            return _service(name, self._counter.profile)(*args, **kwargs)

        return act


def _service(name: str, profile: OpenProfile) -> Any:
    from counter_app.services.accept_case import AcceptCase
    from counter_app.services.issue_notice import IssueOneTimeNotice
    from counter_app.services.judge_materials import JudgeMaterials
    from counter_app.services.perform_step import PerformStep
    from counter_app.services.preview_intake import PreviewIntake
    from counter_app.services.print_document import PrintDocument
    from counter_app.services.refuse_case import RefuseCase
    from counter_app.services.show_case import ShowCase
    from counter_app.services.show_conflicts import ShowConflicts
    from counter_app.services.submit_intake import SubmitIntake
    from counter_app.services.supplement_case import SupplementCase

    if name == "verify_receipt":
        from counter_app.bootstrap.receipts import receipt_checker

        return receipt_checker(profile.paths)
    if name == "show_case":
        return _showing(profile, ShowCase)
    if name == "show_conflicts":
        return ShowConflicts(profile.office, profile.store.finder)
    made = {
        "accept_case": AcceptCase,
        "issue_notice": IssueOneTimeNotice,
        "judge_materials": JudgeMaterials,
        "supplement_case": SupplementCase,
        "refuse_case": RefuseCase,
        "print_document": PrintDocument,
        "submit_intake": SubmitIntake,
        "preview_intake": PreviewIntake,
        "perform_step": PerformStep,
    }[name]
    return made(profile.office)


class _Finder:
    """Makes, once, the search that shows cases only to those who may see them.

    It leaves a trace where it looks for a person by number.
    """

    def __init__(self) -> None:
        self._made: RecordedFinder | None = None

    def __call__(self, profile: OpenProfile) -> RecordedFinder:
        from counter_app.services.guarded_reading import GuardedFinder
        from counter_app.services.recorded_search import RecordedFinder

        if self._made is None:
            guarded = GuardedFinder(profile.store.finder, profile.desk)
            self._made = RecordedFinder(guarded, profile.office)
        return self._made


def _exchange(profile: OpenProfile) -> GuardedExchange:
    from counter_app.services.guarded_reading import GuardedExchange

    return GuardedExchange(profile.store.sync_store, profile.desk)


def _preview(profile: OpenProfile) -> PaperPreview:
    from counter_app.bootstrap.printers import paper_context
    from printing.forms.from_case import form_data
    from printing.forms.registry import lay_out
    from printing.preview import PaperPreview

    context = paper_context(profile)

    def paper_for(form: FormId, case: Case, paper: str) -> Document:
        data = form_data(form, case, context, printed_at=profile.clock.now())
        mark = mark_of(profile.settings.counter)
        return replace(lay_out(form, data, paper=paper), watermark=mark)

    return PaperPreview(paper_for)


def _raise_on_thread(error: Exception) -> None:
    """Hand a bug of a printer thread to the hook that writes crash reports."""
    threading.excepthook(
        threading.ExceptHookArgs(
            (type(error), error, error.__traceback__, threading.current_thread())
        )
    )


def _showing(profile: OpenProfile, service: type[ShowCase]) -> Callable[[CaseId], CaseFile]:
    """Show a case; whoever has it before them has seen that the county's order changed it."""
    store = profile.store
    show = service(
        profile.office, store.finder, store.courier.packed_number, store.attachments.states
    )

    def shown(case_id: CaseId) -> CaseFile:
        file = show(case_id)
        if profile.view_reason is None:
            profile.store.sync_store.order_seen(case_id)
        return file

    return shown
