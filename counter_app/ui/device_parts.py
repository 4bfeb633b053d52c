"""What the devices page works with, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from counter_app.domain.print_job import PrintState
    from counter_app.domain.reader_news import PortsSearched, RememberedPort
    from counter_app.ui.tasks import Tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterFacts:
    """What the settings say about one printer.

    Attributes:
        paper: "58", "80" or "a4".
        profile: Name of the printer profile.
    """

    name: str
    address: str
    paper: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPageResult:
    """What became of a test page, and why in the clerk's words; "" when it came out."""

    __test__ = False  # A test page is no test.

    state: PrintState
    detail: str = ""


class ReadinessCheck(Protocol):
    """One line of the readiness list, as `bootstrap.readiness` says it."""

    @property
    def name(self) -> str: ...

    @property
    def status(self) -> str:
        """Return "ok", "warning" or "failed"."""

    @property
    def detail(self) -> str: ...

    @property
    def advice(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceParts:
    """Acts on the devices of this counter.

    `print_test_page`, `keep_reader`, `enrol` and `checks` may take many seconds; they are called
    on the thread of `tasks`, which is not the database's: nobody's case waits for a printer.

    Attributes:
        reader_port: The port in use now; None before one was found.
        search_ports: Begins a search and tells of it on other threads until it is finished.
        keep_reader: Uses a port from now on and writes it into the settings.
        printers: In the order of the settings.
        print_test_page: By the printer's name; only after somebody has signed in.
        county_url: "" until the counter is enrolled.
        enrol: Address and code; the line is at work when it returns.  Raises
            `EnrolmentRefused`, `Offline`, `NotTheCounty`, `SettingsInvalid`.
        checks: The readiness list.
        is_county_address: Whether an address is safe to send a code to.
    """

    tasks: Tasks
    reader_port: Callable[[], RememberedPort | None]
    search_ports: Callable[[Callable[[PortsSearched], None]], None]
    keep_reader: Callable[[RememberedPort], None]
    printers: Callable[[], Sequence[PrinterFacts]]
    print_test_page: Callable[[str], TestPageResult]
    county_url: Callable[[], str]
    enrol: Callable[[str, str], None]
    checks: Callable[[], Sequence[ReadinessCheck]]
    is_county_address: Callable[[str], bool]
