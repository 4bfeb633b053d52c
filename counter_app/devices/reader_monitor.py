"""The reader's own thread: keeps the port open, looks for cards, tells the news.

Nothing else touches the port.  Whatever happens to the line, the thread goes on: it opens the
reader's port again by what the adapter is, not by its name, which may change when it is plugged
in elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from counter_app.devices.card_reader import CardReader, Step, StepKind, today_here
from counter_app.devices.discovery import SerialPort, locate, search, serial_ports
from counter_app.devices.exchange import Exchange, ReadingCancelled, monotonic_ms
from counter_app.devices.link import Link
from counter_app.devices.reader_words import (
    CARD_DONE,
    DISABLED,
    PUT_CARD,
    READING,
    READY,
    SEARCHING,
    SILENT,
    news_of_error,
    news_of_step,
)
from counter_app.devices.usb_readers import readers_without_port
from counter_app.domain.errors import DeviceError, OtherDialect, PortBusy, PortDenied, PortMissing
from counter_app.domain.reader_news import (
    CardRead,
    PortFinding,
    PortsSearched,
    PortVerdict,
    ReaderState,
    ReaderStateChanged,
    RememberedPort,
)

WANTED_GAP_MS: Final = 50
BACKGROUND_GAP_MS: Final = 500
SILENT_LOOKS_MAX: Final = 3
LIFT_TEXT_MS: Final = 3_000
"""How long a sentence about lifting stays although the reader already finds nothing: one that
has selected a card does not find it again, and the sentence would be gone before it is read."""

News = ReaderStateChanged | CardRead
Told = Callable[[News], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorPace:
    """How often a port that is not there, or taken, is tried again."""

    reopen_ms: int = 2_000
    reopen_busy_ms: int = 5_000


class ReaderMonitor:
    """Watches one card reader.  Implements `counter_app.ports.CardReaderDesk`.

    Args:
        port: The reader's port as the settings remember it; None until one is found.
        owned_ports: Names of ports that belong to other devices; never probed.
        looks_in_background: Look every 500 ms also when no page wants a card (刷证直接取件).
        today: Returns the day for which validity is judged.
        list_ports: Returns the computer's serial ports.
        pace: How often to try again.
    """

    def __init__(
        self,
        port: RememberedPort | None,
        *,
        owned_ports: Collection[str] = (),
        looks_in_background: bool = False,
        today: Callable[[], date] = today_here,
        list_ports: Callable[[], Sequence[SerialPort]] = serial_ports,
        pace: MonitorPace | None = None,
    ) -> None:
        self._port = port
        self._owned_ports = owned_ports
        self._looks_in_background = looks_in_background
        self._today = today
        self._list_ports = list_ports
        self._pace = pace or MonitorPace()
        self._told: list[Told] = []
        self._changed = threading.Condition()
        self._is_stopping = False
        self._is_wanted = False
        self._wants_address = False
        self._must_read_now = False
        self._search_told: Callable[[PortsSearched], None] | None = None
        self._state: ReaderStateChanged | None = None
        self._state_holds_until_ms = 0
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)

    @property
    def port(self) -> RememberedPort | None:
        """The reader's port: as given, or as the last search found it."""
        return self._port

    def subscribe(self, told: Told) -> None:
        """Call `told` on the reader thread at each change, and once now with the present state.

        `told` must be quick, safe to be called from two threads, and must not call `stop`.
        """
        with self._changed:
            self._told.append(told)
            state = self._state
        if state is not None:
            told(state)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and let the port go; takes at most 300 ms."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def want_card(self, *, is_wanted: bool, with_address: bool = False) -> None:
        """Look for cards every 50 ms while a page that wants one is in front.

        Args:
            is_wanted: Whether such a page is in front.
            with_address: Also ask for the latest appended address, for forms that need it.
        """
        with self._changed:
            self._is_wanted = is_wanted
            self._wants_address = with_address
            self._changed.notify_all()

    def read_now(self) -> None:
        """Look at once (F4); also after a fault, and on a port that was not there."""
        with self._changed:
            self._must_read_now = True
            self._changed.notify_all()

    def search_ports(self, told: Callable[[PortsSearched], None]) -> None:
        """Search all ports, because somebody asked for it; the first reader found is used.

        Args:
            told: Called at each finding and once at the end, on threads of the search.
        """
        with self._changed:
            self._search_told = told
            self._changed.notify_all()

    def _run(self) -> None:
        while not self._is_stopping:
            if self._search_told is not None:
                self._search()
            elif self._port is None:
                self._tell(DISABLED)
                self._wait(None)
            else:
                wait_ms = self._use(self._port)
                # A wish to read now has had its try; kept, it would try again without a pause.
                self._must_read_now = False
                self._wait(wait_ms)

    def _use(self, port: RememberedPort) -> int:
        """Open the port and serve it; return how long to wait before the next try, in ms."""
        name = port.name
        try:
            found = locate(port, self._list_ports())
            if found is None:
                raise PortMissing(name)
            name = found
            with Link(name, baud=port.baud, is_cancelled=self._is_interrupted) as link:
                self._serve(link)
        except ReadingCancelled:
            return 0
        except DeviceError as error:
            is_still_away = isinstance(error, PortMissing) and self._is_told(ReaderState.ABSENT)
            if not is_still_away:
                # "Unplugged, what you filled in is kept" says more than "missing".
                self._tell(news_of_error(error, name))
            is_slow = isinstance(error, PortBusy | PortDenied | OtherDialect)
            return self._pace.reopen_busy_ms if is_slow else self._pace.reopen_ms
        return self._pace.reopen_ms

    def _serve(self, link: Link) -> None:
        """Look for cards until the reader falls silent, the line breaks, or somebody interrupts.

        Raises:
            DeviceError, ReadingCancelled: As the exchange does.
        """
        exchange = Exchange(link, is_cancelled=self._is_interrupted)
        reader = CardReader(exchange, today=self._today, on_found=lambda: self._tell(READING))
        tested = self._first_answer(reader)
        if tested.kind is StepKind.SILENT:
            self._tell(SILENT)
            return
        is_ill = tested.kind is StepKind.FAULT
        if not is_ill:
            self._tell_idle()
        silent_looks = 0
        while silent_looks < SILENT_LOOKS_MAX:
            if is_ill:
                self._tell(news_of_step(StepKind.FAULT, tested.detail))
                self._listen(link, is_ill=True)
            elif not self._is_looking():
                self._listen(link, is_ill=False)
            tested = self._look(reader)
            is_ill = tested.kind is StepKind.FAULT
            silent_looks = silent_looks + 1 if tested.kind is StepKind.SILENT else 0
            self._wait(0 if is_ill else self._gap_ms())
        self._tell(SILENT)

    def _first_answer(self, reader: CardReader) -> Step:
        """Ask the module how it is, up to three times: one may be lost after plugging in."""
        tested = reader.self_test()
        for _ in range(SILENT_LOOKS_MAX - 1):
            if tested.kind is not StepKind.SILENT:
                break
            tested = reader.self_test()
        return tested

    def _look(self, reader: CardReader) -> Step:
        with self._changed:
            self._must_read_now = False
        step = reader.look()
        if step.answer is not None:
            read_at_ms = monotonic_ms()
            address = reader.appended_address() if self._wants_address else None
            # The card first: the form is filled before anything else is said.
            self._deliver(
                CardRead(
                    card=step.answer.card,
                    at_monotonic_ms=read_at_ms,
                    appended_address=address,
                )
            )
            self._tell(CARD_DONE, hold_ms=LIFT_TEXT_MS)
        elif step.kind in {StepKind.FAILED, StepKind.REFUSED, StepKind.OTHER_CARD}:
            self._tell(news_of_step(step.kind, step.detail), hold_ms=LIFT_TEXT_MS)
        elif step.kind is StepKind.NOTHING_THERE:
            self._tell_idle()
        return step

    def _listen(self, link: Link, *, is_ill: bool) -> None:
        """Send nothing, but notice a plug that is pulled, until there is something to do."""
        while not self._is_interrupted() and not self._must_read_now:
            if not is_ill:
                if self._is_looking():
                    return
                self._tell_idle()
            link.read_some()
        if self._is_interrupted():
            raise ReadingCancelled

    def _is_looking(self) -> bool:
        return self._is_wanted or self._looks_in_background or self._must_read_now

    def _gap_ms(self) -> int:
        return WANTED_GAP_MS if self._is_wanted else BACKGROUND_GAP_MS

    def _is_interrupted(self) -> bool:
        return self._is_stopping or self._search_told is not None

    def _search(self) -> None:
        with self._changed:
            told, self._search_told = self._search_told, None
        assert told is not None, "a search is asked for by somebody"
        self._tell(SEARCHING)
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
            owned=self._owned_ports,
            remembered_baud=self._port.baud if self._port else 115_200,
            is_cancelled=lambda: self._is_stopping,
            on_finding=on_finding,
        )
        found += readers_without_port(ports)
        readers = [each.port for each in found if each.verdict is PortVerdict.READER]
        if readers:
            self._port = readers[0]
        chosen = readers[0] if readers else None
        told(PortsSearched(findings=tuple(found), is_finished=True, chosen=chosen))

    def _wait(self, wait_ms: int | None) -> None:
        """Wait, but not on when there is something to do.  None waits for that alone."""
        with self._changed:
            was_wanted = self._is_wanted
            self._changed.wait_for(
                lambda: (
                    self._is_interrupted()
                    or self._must_read_now
                    or (self._is_wanted and not was_wanted)
                ),
                None if wait_ms is None else wait_ms / 1000,
            )
            if wait_ms is None:
                self._must_read_now = False

    def _tell_idle(self) -> None:
        """Tell that the reader is ready, unless a sentence about lifting is still to be read."""
        if monotonic_ms() >= self._state_holds_until_ms:
            self._tell(PUT_CARD if self._is_wanted else READY)

    def _is_told(self, state: ReaderState) -> bool:
        return self._state is not None and self._state.state is state

    def _tell(self, news: ReaderStateChanged, *, hold_ms: int = 0) -> None:
        self._state_holds_until_ms = monotonic_ms() + hold_ms
        with self._changed:
            is_new = news != self._state
            self._state = news
        if is_new:
            self._deliver(news)

    def _deliver(self, news: News) -> None:
        for told in tuple(self._told):
            told(news)
