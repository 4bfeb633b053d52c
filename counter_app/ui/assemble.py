"""Builds the window from its parts; the only module of the interface that knows all pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtGui import QGuiApplication

from counter_app.ui.device_bridge import DeviceBridge
from counter_app.ui.dialogs import Dialogs
from counter_app.ui.frame.backup_watch import BackupWatch
from counter_app.ui.frame.clipboard_guard import ClipboardGuard
from counter_app.ui.frame.clock_watch import ClockWatch
from counter_app.ui.frame.county_notice import CountyNotice
from counter_app.ui.frame.first_picture import FirstPicture
from counter_app.ui.frame.idle_lock import IdleLock
from counter_app.ui.frame.look_memory import LookMemory
from counter_app.ui.frame.print_presenter import PrintPresenter
from counter_app.ui.frame.status_presenter import StatusPresenter
from counter_app.ui.keys import Action
from counter_app.ui.main_window import MainWindow
from counter_app.ui.page_context import PageContext, PageFactory
from counter_app.ui.sign_in.presenter import SignInPresenter
from counter_app.ui.sync_bridge import SyncBridge
from counter_app.ui.theme import Theme
from counter_app.ui.ticking import Ticking
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.window_parts import WindowParts
from counter_app.ui.window_presenter import PageSet, WindowPresenter

PAGES_AFTER_MS: Final = 40
"""When the pages are made: after the sign-in page has been painted."""


@dataclass(frozen=True, slots=True)
class BuiltWindow:
    """The window, and the two parts of it that `bootstrap` and tests speak to.

    Attributes:
        window: To be shown.
        presenter: Keys, lock and navigation.
        dialogs: Where every question is asked; a test replaces its `ask`.
    """

    window: MainWindow
    presenter: WindowPresenter
    dialogs: Dialogs


def build_window(parts: WindowParts, theme: Theme, intake: PageFactory) -> BuiltWindow:
    """Return the window with the sign-in page in front.

    Args:
        parts: Services, ports and settings.
        theme: Already applied to the application.
        intake: Builds the intake page; called after the first picture, so it may import there.
    """
    memory = LookMemory(theme, parts.preferences)
    window = MainWindow(
        theme,
        parts.keys,
        center_name=parts.profile.center_name,
        practice_words=parts.practice_words,
    )
    memory.setParent(window)
    window.view_only.begun.connect(memory.keep_nothing)
    devices = DeviceBridge(parts.print_desk, parts.reader, window)
    county = SyncBridge(parts.county, window)
    presenter = WindowPresenter(window, parts.keys, memory, parts.county)
    dialogs = Dialogs(theme, window)
    context = PageContext(parts, theme, dialogs, presenter, devices, county)
    presenter.use_pages(partial(_make_pages, window, context, intake))
    sign_in = _add_frame(window, presenter, context)
    window.status_line.county_wanted.connect(partial(presenter.do, Action.EXCHANGE))
    presenter.begin()
    # The clerk types a name and a password meanwhile; who is faster waits for the pages.
    FirstPicture(window, PAGES_AFTER_MS, partial(_make_now, presenter, sign_in))
    return BuiltWindow(window, presenter, dialogs)


def _make_now(presenter: WindowPresenter, sign_in: SignInPresenter) -> None:
    sign_in.load_people()
    presenter.pages()


def _make_pages(window: MainWindow, context: PageContext, intake: PageFactory) -> PageSet:
    from counter_app.ui.case.build import build_case_page
    from counter_app.ui.conflicts.build import build_conflicts_page
    from counter_app.ui.exchange.build import build_exchange_page
    from counter_app.ui.help.view import HelpView
    from counter_app.ui.worklist.build import build_worklist_page

    parts = context.parts
    case_page = build_case_page(context)
    conflicts_page, conflicts = build_conflicts_page(context)
    pages = {
        Action.FIND: build_worklist_page(context),
        Action.NEW_CASE: intake(context),
        Action.HELP: HelpView(context.theme, parts.keys, parts.profile.enquiry_phone),
    }
    if parts.devices is not None:
        from counter_app.ui.devices.build import build_devices_page

        pages[Action.DEVICES] = build_devices_page(parts.devices, context)
    if parts.post is not None:
        from counter_app.ui.post.build import build_post_page

        pages[Action.POST] = build_post_page(parts.post, context)
    for action, page in pages.items():
        window.add_page(page, action)
    window.add_page(case_page, Action.FIND)
    window.add_page(conflicts_page, Action.FIND)
    pages[Action.CONFLICTS] = conflicts_page
    pages[Action.EXCHANGE] = build_exchange_page(
        parts.exchange_desk, context, partial(_show_band, window.disaster_band)
    )
    window.add_page(pages[Action.EXCHANGE], None)
    if parts.privacy is not None:
        from counter_app.ui.audit.build import build_audit_page

        pages[Action.AUDIT] = build_audit_page(parts.privacy, context)
        window.add_page(pages[Action.AUDIT], None)
    if parts.people is not None:
        from counter_app.ui.people.build import build_people_page

        pages[Action.PEOPLE] = build_people_page(parts.people, context)
        window.add_page(pages[Action.PEOPLE], None)
    return PageSet(pages, case_page, case_page, conflicts)


def _show_band(band: PlainLabel, words: str) -> None:
    band.setText(words)
    band.setAccessibleName(words)
    band.setVisible(bool(words))


def _add_frame(
    window: MainWindow, presenter: WindowPresenter, context: PageContext
) -> SignInPresenter:
    parts = context.parts
    status = StatusPresenter(window.status_line, context.devices, context.county)
    status.show_now(parts.print_desk, parts.county)
    prints = PrintPresenter(
        window.print_bar,
        parts.tasks,
        parts.print_desk,
        parts.print_queue,
        print_document=parts.print_document,
        navigator=presenter,
    )
    context.devices.print_moved.connect(prints.on_print_moved)
    sign_in = SignInPresenter(
        window.sign_in,
        parts.tasks,
        parts.sign_in,
        profile=parts.profile,
        clock=parts.clock,
        access=parts.access,
    )
    sign_in.told.connect(lambda words: window.message.show_text(words, Tone.CAUTION, "lock"))
    sign_in.show_county(parts.county.status())
    context.county.changed.connect(sign_in.show_county)
    sign_in.signed_in.connect(lambda _operator: window.view_only.take(parts.view_words()))
    presenter.use_sign_in(sign_in)
    sign_in.damaged.connect(partial(presenter.ask_restore, is_damaged=True))
    presenter.restore_wanted.connect(partial(_restore, window, presenter, context))
    if parts.attachments is not None:
        presenter.locked.connect(parts.attachments.forget_copies)
    clipboard = ClipboardGuard(QGuiApplication.clipboard(), window)
    presenter.locked.connect(clipboard.forget)
    window.closing.connect(clipboard.forget)
    idle = IdleLock(parts.clock, parts.idle_lock_minutes, window)
    idle.watch_windows()
    idle.warned.connect(presenter.warn_of_lock)
    idle.touched.connect(window.lock_warning.hide)
    idle.expired.connect(window.lock_warning.hide)
    idle.expired.connect(presenter.lock)
    if (access := parts.access) is not None:
        presenter.let_in.connect(lambda _operator: idle.set_minutes(access.idle_minutes()))
    presenter.let_in.connect(lambda _operator: idle.start())
    presenter.let_in.connect(lambda _operator: _ask_for_prints(window, prints))
    presenter.locked.connect(idle.stop)
    Ticking(parts.clock, window.header.show_clock, window)
    watch = ClockWatch(window.status_line, window.clock_warning, parts.timekeeper)
    Ticking(parts.clock, watch.look, window)
    presenter.let_in.connect(lambda _operator: watch.tell_again())
    if parts.backups is not None:
        BackupWatch(window.status_line, parts.backups)
    notice = CountyNotice(window.county_notice)
    context.county.changed.connect(notice.show_county)
    presenter.let_in.connect(lambda _operator: notice.show_county(parts.county.status()))
    return sign_in


def _ask_for_prints(window: MainWindow, prints: PrintPresenter) -> None:
    """Ask what came out of the printer, where an answer can be kept."""
    if not window.view_only.words:
        prints.look_for_open_jobs()


def _restore(
    window: MainWindow,
    presenter: WindowPresenter,
    context: PageContext,
    is_damaged: bool,  # noqa: FBT001 - a signal has no keywords
) -> None:
    """Lead through restoring, once at a time."""
    from counter_app.ui.backups.restore_dialog import RestoreDialog
    from counter_app.ui.backups.restore_presenter import open_restore

    parts = context.parts.backups
    if parts is None or window.view_only.words or window.findChild(RestoreDialog) is not None:
        return

    def begin_again() -> None:
        window.activateWindow()
        presenter.begin()
        presenter.locked.emit()

    dialog = RestoreDialog(context.theme, window)
    open_restore(dialog, parts, begin_again, is_damaged=is_damaged)
