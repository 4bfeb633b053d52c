"""One counter at work: profile, printers, reader and county line, and the window's parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast

from counter_app.bootstrap.backup_duty import BackupDuty
from counter_app.bootstrap.damage import open_soundly, settling
from counter_app.bootstrap.late import LateCountyLine, LatePart, LatePrintDesk, LateTimeKeeper
from counter_app.bootstrap.periodic import Periodic
from counter_app.domain.errors import DatabaseDamaged, NotSignedIn
from counter_app.domain.reader_news import RememberedPort
from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.reader_adapter import adapter_of
from counter_app.runtime.settings import Settings, load_settings
from counter_app.runtime.system_clock import SystemClock

if TYPE_CHECKING:  # The database is not needed before somebody signs in.
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.staff import Operator
    from counter_app.ports import Clock
    from counter_app.storage.password_cost import PasswordCost
    from counter_app.storage.profile_door import ProfileDoor
    from counter_app.storage.vault import OpenVault
    from printing.print_desk import CounterPrinters
    from sync.client.attachments import Wishes

Given = ParamSpec("Given")
Result = TypeVar("Result")
AUTO: Final = "auto"
SERIAL: Final = "serial://"
FILE_SWEEP_S: Final = 6 * 3_600.0
HEAD_SYNC_S: Final = 60.0
ACCESS_EVERY_S: Final = 60.0
TAIL_EVERY_S: Final = 60.0
"""How old the durable copy of the chain's end may be while the program runs."""


class RunningCounter:
    """Everything of one counter that lives as long as its window; `let_in` opens most of it."""

    def __init__(
        self,
        folder: Path,
        *,
        report_bug: Callable[[Exception], None],
        clock: Clock | None = None,
    ) -> None:
        self._folder = folder
        self._report_bug = report_bug
        self.clock: Clock = clock or SystemClock()
        self.timekeeper = LateTimeKeeper(self.clock)
        self.paths = ProfilePaths(folder.absolute())
        self.settings: Settings = load_settings(self.paths.settings)
        self.print_desk = LatePrintDesk()
        self.county = LateCountyLine(is_enrolled=self.settings.county is not None)
        self.reader = _reader_monitor(self.settings, self.clock)
        self.printers: CounterPrinters | None = None
        self._profile: OpenProfile | None = None
        self._door: ProfileDoor | None = None
        self.let_in_with: OpenVault | None = None
        self.password_cost: PasswordCost | None = None
        self._line_stop: Callable[[], object] | None = None
        self._wishes: Wishes | None = None
        self.backups = BackupDuty()
        self.refused_for_damage: tuple[str, str] | None = None  # Name and password.
        self._stops: list[Callable[[], object]] = []

    def start_reader(self) -> None:
        """Begin to look for cards; needs nobody signed in."""
        self.reader.start()
        self._stops.append(self.reader.stop)

    @property
    def profile(self) -> OpenProfile:
        """The opened profile.

        Raises:
            NotSignedIn: Nobody has signed in yet.
        """
        if self._profile is None:
            raise NotSignedIn
        return self._profile

    @property
    def is_open(self) -> bool:
        return self._profile is not None

    def take_settings(self, settings: Settings) -> None:
        """Work with settings that have just been written; lines that run are left as they are."""
        self.settings = settings
        if self._profile is not None:
            self._profile = replace(self._profile, settings=settings)

    def operator(self) -> Operator:
        """Return who is signed in.

        Raises:
            NotSignedIn: Nobody is.
        """
        return self.profile.desk.operator()

    def let_in(self, user: str, password: str) -> Operator:
        """Sign somebody in; the first one opens the database and starts printers and line.

        Raises:
            WrongPassword, SignInPaused, PersonDisabled, WrongKey, PermissionEnded,
            NewerDatabase, DatabaseDamaged: Nobody is let in.
        """
        from counter_app.bootstrap.profile import operator_of

        if self._profile is None:
            self.refused_for_damage = None
            try:
                opened = open_soundly(self.paths, user, password, self.clock)
            except DatabaseDamaged:
                self.refused_for_damage = (user, password)
                raise
            self._profile = opened
            self.let_in_with = opened.keys.vault
            self.timekeeper.attach(opened.store.timekeeper)
            if opened.view_reason is None:
                self._start_lines(opened)
            else:
                self.backups.show(opened)
            return opened.desk.operator()
        vault = self.door.open(user, password).vault
        operator = operator_of(vault.person)
        self._profile.published.require_at_work(operator)
        self._profile.desk.sign_in(operator)
        self.let_in_with = vault
        return self._profile.desk.operator()

    @property
    def door(self) -> ProfileDoor:
        """The door of this profile.

        Raises:
            OtherMachine: This machine's secret is not here.
        """
        from counter_app.bootstrap.profile import profile_door

        if self._door is None:
            self._door = profile_door(self.paths.root, self.settings, self.clock)
        return self._door

    def nudging(self, service: Callable[Given, Result]) -> Callable[Given, Result]:
        """Return a service that wakes printers and county line once it has committed."""

        def act(*args: Given.args, **kwargs: Given.kwargs) -> Result:
            result = settling(lambda: service(*args, **kwargs), lambda: self.profile)
            self.print_desk.nudge()
            self.county.nudge()
            return result

        return act

    def late(self, real: Callable[[OpenProfile], Any]) -> Any:
        """Return a stand-in for a part of the profile that is not open yet."""
        return LatePart(lambda: real(self.profile))

    def want_file(self, sha256: str) -> None:
        """Fetch a file of a case from the county as soon as there is a line."""
        if self._wishes is not None:
            self._wishes.add(sha256)
            self.county.nudge()

    def send_files(self) -> None:
        """Send the files of cases that wait, now, although the line is paid by the byte."""
        if self._wishes is not None:
            self._wishes.is_sending_asked = True
            self.county.nudge()

    def stop(self) -> None:
        """End every thread, then close the database."""
        self.close_profile()
        while self._stops:
            self._stops.pop()()

    def close_profile(self) -> None:
        """End what works on the database and close it; the next sign-in opens it anew."""
        while self._stops and self._stops[-1] != self.reader.stop:
            self._stops.pop()()
        self._line_stop = None
        if self._profile is not None:
            self._profile.close()
            self._profile = None

    def _start_lines(self, opened: OpenProfile) -> None:
        from counter_app.bootstrap.due_copies import file_sweep
        from counter_app.bootstrap.printers import counter_printers

        duties: tuple[tuple[str, Callable[[], None], float], ...] = (
            ("head-anchor", opened.store.head.sync, HEAD_SYNC_S),
            ("tail", _tail_keeper(self), TAIL_EVERY_S),
            ("access", self.keep_access, ACCESS_EVERY_S),
            ("file-sweep", file_sweep(lambda: self.profile), FILE_SWEEP_S),
        )
        for name, duty, every_s in duties:
            periodic = Periodic(name, duty, every_s=every_s)
            periodic.start()
            self._stops.append(periodic.stop)
        self.backups.start(lambda: self.profile)
        self._stops.append(self.backups.stop)
        printers = counter_printers(opened, report_bug=self._report_bug)
        printers.start()
        self._stops.append(printers.stop)
        self.printers = printers
        self.print_desk.attach(printers)
        self.start_county_line()

    def keep_access(self) -> None:
        """Make slots for the county's code, and remember its sign-in policy for the next start."""
        from counter_app.bootstrap.access_duty import keep_access

        keep_access(self.profile, self.door)

    def start_county_line(self) -> None:
        """Begin to exchange with the county, if this counter is enrolled."""
        from counter_app.bootstrap.county import county_agent
        from sync.client.agent import SyncAgent
        from sync.client.attachments import Wishes

        self._stop_county_line()
        self._wishes = Wishes()
        line = county_agent(self.profile, self._wishes)
        self.county.attach(line)
        if isinstance(line, SyncAgent):
            line.start()
            self._line_stop = line.stop
            self._stops.append(line.stop)

    def _stop_county_line(self) -> None:
        """End the line at work, if there is one: it believes the county of its start."""
        if self._line_stop is not None:
            self._stops.remove(self._line_stop)
            self._line_stop()
            self._line_stop = None


def _tail_keeper(counter: RunningCounter) -> Callable[[], None]:
    """Return the duty that keeps the second copy of what waits for the county."""
    from counter_app.bootstrap.courier import tail_copy

    copy = tail_copy(lambda: counter.profile)

    def keep() -> None:
        copy.keep()

    return keep


def _reader_monitor(settings: Settings, clock: Clock) -> Any:
    """Return the reader's watcher; without a reader in the settings it says so.

    A search for the reader never touches a printer's port: it would print rubbish.
    """
    from counter_app.devices.reader_monitor import ReaderMonitor, ReaderSettings

    url = settings.reader_url
    owned = [
        address.partition("?")[0].removeprefix(SERIAL)
        for address in (printer.address for printer in settings.printers)
        if address.startswith(SERIAL)
    ]
    named = url if url and url != AUTO else None
    port = None
    if named:
        adapter = adapter_of(settings.reader_adapter)
        port = RememberedPort(name=named, identity=adapter, baud=settings.reader_baud)
    known = ReaderSettings(owned_ports=owned)
    return cast("Any", ReaderMonitor(port, clock=clock, settings=known))
