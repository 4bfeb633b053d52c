"""Everything the demo stands on: county, line, reader, printers, profile.  All of it real parts."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, Self

from counter_app.bootstrap.county import enrol_counter
from counter_app.bootstrap.profile import create_counter, sign_in
from counter_app.demo.county_process import CountyProcess
from counter_app.demo.network_line import NetworkLine
from counter_app.devices.virtual.reader import VirtualReader
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.staff import Role
from counter_app.runtime.paths import MACHINE_VARIABLE
from counter_app.runtime.settings import PrinterSettings, Settings
from counter_app.storage.vault import COST_FLOOR, Person
from printing.drivers.virtual import VirtualPrinter
from printing.profiles import profile

USER: Final = "clerk"
PASSWORD: Final = "示范窗口-2026"  # noqa: S105 - of a counter that is thrown away
ROLL_PRINTER: Final = "小票打印机"
SHEET_PRINTER: Final = "A4文书"

COUNTER: Final = CounterProfile(
    agency_name="青禾县石桥镇人民政府",
    center_name="石桥镇便民服务中心",
    counter_code="51089910101",
    counter_name="综合窗口1号",
    county_name="青禾县",
    enquiry_phone="0839-5550101",
    complaint_phone="0839-5550110",
    address="石桥镇新街1号",
    hours="工作日9:00—17:00",
    review_body="青禾县人民政府",
    court="青禾县人民法院",
)

CLERK: Final = Person(user=USER, staff="QH0107", name="周小禾", role=Role.CLERK)


class DemoWorld:
    """A county in a process of its own, a line that can be cut, a reader, a printer, a counter.

    A context manager; everything lives under one folder, and every thread and process that it
    starts ends with it.

    Attributes:
        profile: Folder of the counter's data.
        sheets: Folder where A4 papers come out as PDF.
    """

    def __init__(self, folder: Path, *, is_paced: bool = False) -> None:
        self.folder = folder.absolute()
        self.profile = self.folder / "profile"
        self.sheets = self.folder / "sheets"
        self._ends = contextlib.ExitStack()
        endpoint: Literal["pty", "tcp"] = "tcp" if sys.platform == "win32" else "pty"
        self.county = CountyProcess(self.folder / "county")
        self.reader = VirtualReader(endpoint)
        self.printer = VirtualPrinter(profile("generic-80"), is_paced=is_paced)

    def __enter__(self) -> Self:
        self.sheets.mkdir(parents=True, exist_ok=True)
        self._ends.enter_context(_machine_in(self.folder / "machine"))
        self._ends.enter_context(self.reader)
        self._ends.enter_context(self.printer)
        self._ends.enter_context(self.county)
        self.line = self._ends.enter_context(NetworkLine(self.county.url))
        self._set_up_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def _set_up_counter(self) -> None:
        """Make the profile and enrol it while the line is up, as an installer does."""
        printers = (
            PrinterSettings(
                name=ROLL_PRINTER, address=self.printer.address, profile="generic-80", paper="80"
            ),
            PrinterSettings(
                name=SHEET_PRINTER, address=f"pdf://{self.sheets}", profile="a4", paper="a4"
            ),
        )
        settings = Settings(counter=COUNTER, reader_url=self.reader.url, printers=printers)
        create_counter(self.profile, settings, CLERK, PASSWORD, cost=COST_FLOOR)
        self.line.connect()
        opened = sign_in(self.profile, USER, PASSWORD)
        try:
            enrol_counter(opened, url=self.line.url, code=self.county.enrol_code())
        finally:
            opened.close()
        self.line.cut()


@contextlib.contextmanager
def _machine_in(folder: Path) -> Iterator[None]:
    """Keep this machine's secret in the demo's own folder, not in the user's."""
    before = os.environ.get(MACHINE_VARIABLE)
    os.environ[MACHINE_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[MACHINE_VARIABLE]
        else:
            os.environ[MACHINE_VARIABLE] = before
