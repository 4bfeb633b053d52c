"""What the devices page can do, joined to the running counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from counter_app.domain.county_word import ENROL_AGAIN
from counter_app.domain.desk_news import Light
from counter_app.domain.errors import NotSignedIn, SettingsInvalid
from counter_app.domain.reader_news import ReaderState, ReaderStateChanged
from counter_app.runtime.reader_adapter import adapter_line
from counter_app.runtime.settings import Settings, load_settings, save_settings
from counter_app.runtime.settings_reading import is_safe_server_url
from counter_app.ui.device_parts import DeviceParts, PrinterFacts, TestPageResult

if TYPE_CHECKING:
    from counter_app.bootstrap.check import Check
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.reader_news import CardRead, PortsSearched, RememberedPort
    from counter_app.ui.tasks import Tasks

_WELL: Final = frozenset({ReaderState.READY, ReaderState.READING, ReaderState.LIFT})


class DeviceWork:
    """Acts on the devices of one counter, and remembers how the reader stood last."""

    def __init__(self, counter: RunningCounter) -> None:
        self._counter = counter
        self._reader_news: ReaderStateChanged | None = None
        counter.reader.subscribe(self._on_reader)

    def parts(self, tasks: Tasks) -> DeviceParts:
        """Return all of it for the page; `tasks` is a thread of the devices' own."""
        reader = self._counter.reader
        return DeviceParts(
            tasks=tasks,
            reader_port=lambda: reader.port,
            search_ports=reader.search_ports,
            keep_reader=self.keep_reader,
            printers=self.printers,
            print_test_page=self.print_test_page,
            county_url=self.county_url,
            enrol=self.enrol,
            checks=self.checks,
            is_county_address=is_safe_server_url,
        )

    def keep_reader(self, port: RememberedPort) -> None:
        """Use a port from now on and write it into the settings.

        Raises:
            SettingsInvalid, UnreadableFile: It could not be written; it is used all the same.
        """
        self._counter.reader.use(port)
        settings = replace(
            self._written(),
            reader_url=port.name,
            reader_baud=port.baud,
            reader_adapter=adapter_line(port.identity),
        )
        save_settings(self._counter.paths.settings, settings)
        self._counter.take_settings(settings)

    def printers(self) -> Sequence[PrinterFacts]:
        return [
            PrinterFacts(
                name=printer.name,
                address=printer.address,
                paper=printer.paper,
                profile=printer.profile,
            )
            for printer in self._counter.settings.printers
        ]

    def print_test_page(self, printer: str) -> TestPageResult:
        """Print a test page and wait for what becomes of it.

        Raises:
            NotSignedIn: The printers are started by the first sign-in.
        """
        printers = self._counter.printers
        if printers is None:
            raise NotSignedIn
        outcome = printers.print_test_page(printer, self._counter.clock.now())
        return TestPageResult(state=outcome.state, detail=outcome.detail)

    def county_url(self) -> str:
        county = self._counter.settings.county
        return county.url if county else ""

    def enrol(self, url: str, code: str) -> None:
        """Make this device known to the county and begin to exchange with it.

        Raises:
            SettingsInvalid: It is enrolled, and the county takes what it sends; another county
                is no matter of this page.
            EnrolmentRefused, Offline, NotTheCounty, NotSignedIn: Nothing was changed.
        """
        from counter_app.bootstrap.county import enrol_counter

        county, profile = self._counter.settings.county, self._counter.profile
        is_lost = profile.store.sync_store.county_word().standing in ENROL_AGAIN
        if county is not None and not (is_lost and url == county.url):
            raise SettingsInvalid("已经登记过县局")
        ca_file = county.ca_file if county is not None else ""
        settings = enrol_counter(profile, url=url, code=code, ca_file=ca_file)
        self._counter.take_settings(settings)
        self._counter.start_county_line()

    def checks(self) -> Sequence[Check]:
        """Return the readiness list; devices are asked through those who hold their ports."""
        from counter_app.bootstrap.backup_checks import checks_of_backups
        from counter_app.bootstrap.check import WARNING, Check
        from counter_app.bootstrap.device_checks import checks_of_device
        from counter_app.bootstrap.readiness import (
            checks_of_profile,
            checks_of_program,
        )

        counter = self._counter
        today = counter.timekeeper.estimate().now.date()
        found = checks_of_program(counter.paths.root, today)
        found.append(self._reader_check())
        found += [
            _printer_check(news.printer, news.light, news.text)
            for news in counter.print_desk.statuses()
        ]
        if not counter.settings.printers:
            found.append(Check("printer", WARNING, "未设置打印机", "文书会存为待打印"))
        if not self.county_url():
            found.append(Check("county", WARNING, "未登记县局", "办件存在本机；登记后自动上传"))
        return [
            *found,
            *checks_of_profile(counter.profile),
            *checks_of_device(counter.profile),
            *checks_of_backups(counter.profile),
        ]

    def _reader_check(self) -> Check:
        from counter_app.bootstrap.check import OK, WARNING, Check

        news = self._reader_news
        if news is None:
            return Check("card-reader", WARNING, "还不知道读卡器的状态")
        is_well = news.state in _WELL
        return Check("card-reader", OK if is_well else WARNING, news.text)

    def _written(self) -> Settings:
        return load_settings(self._counter.paths.settings)

    def _on_reader(self, news: ReaderStateChanged | CardRead | PortsSearched) -> None:
        if isinstance(news, ReaderStateChanged):
            self._reader_news = news


def _printer_check(name: str, light: Light, text: str) -> Check:
    from counter_app.bootstrap.check import FAILED, OK, WARNING, Check

    status = {Light.OK: OK, Light.FAILED: FAILED}.get(light, WARNING)
    return Check(f"printer {name}", status, text)
