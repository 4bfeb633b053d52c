"""The reader's own thread: keeps the port open, looks for cards, tells the news.

Nothing else touches the port.  Whatever happens to the line, the thread goes on: it opens the
reader's port again by what the adapter is, not by its name, which may change when it is plugged
in elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from counter_app.devices.discovery import SerialPort, locate, search, serial_ports
from counter_app.devices.exchange import ReadingCancelled
from counter_app.devices.link import BAUD_DEFAULT, Link
from counter_app.devices.reader_session import ReaderSession
from counter_app.devices.reader_voice import ReaderVoice, Told
from counter_app.devices.reader_wishes import ReaderWishes, SearchTold
from counter_app.devices.reader_words import DISABLED, SEARCHING, news_of_error
from counter_app.devices.usb_readers import readers_without_port
from counter_app.domain.errors import DeviceError, OtherDialect, PortBusy, PortDenied, PortMissing
from counter_app.domain.reader_news import (
    PortFinding,
    PortsSearched,
    PortVerdict,
    ReaderState,
    RememberedPort,
)
from counter_app.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorPace:
    """How often a port that is not there, or taken, is tried again."""

    reopen_ms: int = 2_000
    reopen_busy_ms: int = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSettings:
    """What the settings say about the reader.

    Attributes:
        owned_ports: Names of ports that belong to other devices; never probed.
        looks_in_background: Look every 500 ms also when no page wants a card (刷证直接取件).
        pace: How often to try again.
    """

    owned_ports: Collection[str] = ()
    looks_in_background: bool = False
    pace: MonitorPace = MonitorPace()


class ReaderMonitor:
    """Watches one card reader.  Implements `counter_app.ports.CardReaderDesk`.

    Args:
        port: The reader's port as the settings remember it; None until one is found.
        clock: Says which day it is, and when a card was read.
        settings: The rest of what the settings say.
        list_ports: Returns the computer's serial ports.
    """

    def __init__(
        self,
        port: RememberedPort | None,
        *,
        clock: Clock,
        settings: ReaderSettings | None = None,
        list_ports: Callable[[], Sequence[SerialPort]] = serial_ports,
    ) -> None:
        self._port = port
        self._clock = clock
        self._settings = settings or ReaderSettings()
        self._list_ports = list_ports
        self._voice = ReaderVoice()
        self._wishes = ReaderWishes(looks_in_background=self._settings.looks_in_background)
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)

    @property
    def port(self) -> RememberedPort | None:
        """The reader's port: as given, or as the last search found it."""
        return self._port

    def subscribe(self, told: Told) -> None:
        """Call `told` on the reader thread at each change, and once now with the present state.

        `told` must be quick, safe to be called from two threads, and must not call `stop`.
        """
        self._voice.subscribe(told)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and let the port go; takes at most 300 ms."""
        self._wishes.stop()
        if self._thread.is_alive():
            self._thread.join()

    def want_card(self, *, is_wanted: bool, with_address: bool = False) -> None:
        """Look for cards every 50 ms while a page that wants one is in front.

        Args:
            is_wanted: Whether such a page is in front.
            with_address: Also ask for the latest appended address, for forms that need it.
        """
        self._wishes.want_card(is_wanted=is_wanted, with_address=with_address)

    def read_now(self) -> None:
        """Look at once (F4); also after a fault, and on a port that was not there."""
        self._wishes.read_now()

    def use(self, port: RememberedPort) -> None:
        """Use another port from now on, because somebody chose it."""
        self._port = port
        self._wishes.use_other_port()

    def search_ports(self, told: SearchTold) -> None:
        """Search all ports, because somebody asked for it; the first reader found is used.

        Args:
            told: Called at each finding and once at the end, on threads of the search.
        """
        self._wishes.search(told)

    def _run(self) -> None:
        while not self._wishes.is_stopping:
            if self._wishes.is_searching:
                self._search(self._wishes.take_search())
                continue
            self._wishes.is_other_port = False
            if self._port is None:
                self._voice.tell(DISABLED)
                wait_ms = None
            else:
                wait_ms = self._use(self._port)
            # A wish to read now has had its try; kept, it would try again without a pause.
            self._wishes.has_read_now()
            self._wishes.wait(wait_ms)

    def _use(self, port: RememberedPort) -> int:
        """Open the port and serve it; return how long to wait before the next try, in ms."""
        pace = self._settings.pace
        name = port.name
        try:
            found = locate(port, self._list_ports())
            if found is None:
                raise PortMissing(name)
            name = found
            stop = self._wishes.is_interrupted
            with Link(name, baud=port.baud, is_cancelled=stop) as link:
                ReaderSession(link, self._wishes, self._voice, self._clock).serve()
        except ReadingCancelled:
            return 0
        except DeviceError as error:
            is_still_away = isinstance(error, PortMissing) and self._voice.said(ReaderState.ABSENT)
            if not is_still_away:
                # "Unplugged, what you filled in is kept" says more than "missing".
                self._voice.tell(news_of_error(error, name))
            is_slow = isinstance(error, PortBusy | PortDenied | OtherDialect)
            return pace.reopen_busy_ms if is_slow else pace.reopen_ms
        return pace.reopen_ms

    def _search(self, told: SearchTold) -> None:
        self._voice.tell(SEARCHING)
        findings: list[PortFinding] = []
        guard = threading.Lock()

        def on_finding(finding: PortFinding) -> None:
            with guard:
                findings.append(finding)
                told(PortsSearched(findings=tuple(findings), is_finished=False))

        ports = list(self._list_ports())
        if self._port and self._port.name not in {port.name for port in ports}:
            # A network box is listed by nobody.
            ports.append(SerialPort(name=self._port.name))
        found = search(
            ports,
            owned=self._settings.owned_ports,
            remembered_baud=self._port.baud if self._port else BAUD_DEFAULT,
            is_cancelled=lambda: self._wishes.is_stopping,
            on_finding=on_finding,
        )
        found += readers_without_port(ports)
        readers = [each.port for each in found if each.verdict is PortVerdict.READER]
        chosen = readers[0] if readers else None
        self._port = chosen or self._port
        told(PortsSearched(findings=tuple(found), is_finished=True, chosen=chosen))
