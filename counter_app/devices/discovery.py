"""Which port has the reader: found again by what it is, searched only when somebody asks.

The bytes of a probe make a receipt printer print rubbish, so nothing is probed unasked, ports of
other devices are left out, and so are Bluetooth ports, whose opening can block for seconds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from serial.tools import list_ports

from counter_app.devices.card_reader import StepKind
from counter_app.devices.exchange import Exchange, ReadingCancelled, monotonic_ms
from counter_app.devices.link import BAUD_DEFAULT, BAUDS, Link
from counter_app.devices.port_url import is_network_url
from counter_app.devices.sam_queries import sam_number, self_test
from counter_app.domain.errors import (
    DeviceError,
    OtherDialect,
    PortBusy,
    PortDenied,
    PortMissing,
    Unplugged,
)
from counter_app.domain.reader_news import PortFinding, PortIdentity, PortVerdict, RememberedPort

SEARCH_LIMIT_MS: Final = 5_000

_VERDICT_OF_ERROR: Final[dict[type[DeviceError], PortVerdict]] = {
    PortBusy: PortVerdict.BUSY,
    PortDenied: PortVerdict.DENIED,
    PortMissing: PortVerdict.MISSING,
    Unplugged: PortVerdict.MISSING,
    OtherDialect: PortVerdict.OTHER_DIALECT,
}
_BLUETOOTH_SIGNS: Final = ("bluetooth", "bthenum", "rfcomm", "蓝牙")


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPort:
    """One port of this computer.

    Attributes:
        identity: None for a port that is no USB adapter.
    """

    name: str
    identity: PortIdentity | None = None
    is_bluetooth: bool = False


def serial_ports() -> list[SerialPort]:
    """Return the computer's serial ports as the system lists them now."""
    return [
        SerialPort(
            name=each.device,
            identity=None
            if each.vid is None or each.pid is None
            else PortIdentity(
                vid=each.vid,
                pid=each.pid,
                serial_number=each.serial_number,
                location=each.location,
            ),
            is_bluetooth=_looks_bluetooth(f"{each.device} {each.description} {each.hwid}"),
        )
        for each in list_ports.comports()
    ]


def locate(remembered: RememberedPort, ports: Sequence[SerialPort]) -> str | None:
    """Return the present name of the reader's port, or None if it is not there.

    The same adapter first, then one of the same make, then the same name, unless another adapter
    has that name now: it may be a printer.  A name that the system does not list (a network box,
    a pseudo-terminal) is taken as it is.
    """
    wanted = remembered.identity
    if wanted is not None:
        for port in ports:
            if port.identity == wanted:
                return port.name
        for port in ports:
            if port.identity and (port.identity.vid, port.identity.pid) == (wanted.vid, wanted.pid):
                return port.name
    for port in ports:
        if port.name == remembered.name:
            is_another = wanted is not None and port.identity is not None
            return None if is_another else port.name
    return remembered.name if wanted is None else None


def search(
    ports: Sequence[SerialPort],
    *,
    owned: Collection[str] = (),
    remembered_baud: int = BAUD_DEFAULT,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_finding: Callable[[PortFinding], None] | None = None,
) -> list[PortFinding]:
    """Probe every port that may be probed, each on its own thread, for at most 5 s.

    Args:
        ports: What to look at.
        owned: Names of ports that belong to other devices of the settings.
        remembered_baud: The speed that worked last; tried second.
        is_cancelled: Asked at least every 100 ms.
        on_finding: Called once a port, from that port's thread; must be safe for that.

    Returns:
        One finding a port, in the order of `ports`.  All ports are closed.
    """
    ends_ms = monotonic_ms() + SEARCH_LIMIT_MS
    findings: dict[str, PortFinding] = {}
    bauds = list(dict.fromkeys((BAUD_DEFAULT, remembered_baud, *reversed(BAUDS))))

    def must_stop() -> bool:
        return is_cancelled() or monotonic_ms() >= ends_ms

    def look_at(port: SerialPort) -> None:
        finding = _judge(port, owned, bauds, must_stop)
        findings[port.name] = finding
        if on_finding is not None:
            on_finding(finding)

    threads = [
        threading.Thread(target=look_at, args=(port,), name=f"search-{number}", daemon=True)
        for number, port in enumerate(ports)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        # A driver that hangs in opening must not hold the search: its thread is left to itself.
        thread.join(max(0, ends_ms + 200 - monotonic_ms()) / 1000)
    return [findings.get(port.name, _finding(port, PortVerdict.SILENT)) for port in ports]


def find_reader() -> RememberedPort:
    """Search all ports of this computer; return the first reader's.

    Raises:
        OtherDialect, PortBusy, PortDenied, PortMissing: No reader; the most telling cause, with
            what was found at each port as its message.
    """
    findings = search(serial_ports())
    for finding in findings:
        if finding.verdict is PortVerdict.READER:
            return finding.port
    message = "；".join(finding.text for finding in findings) or "没有可查找的串口"
    verdicts = {finding.verdict for finding in findings}
    for error in (OtherDialect, PortBusy, PortDenied):
        if _VERDICT_OF_ERROR[error] in verdicts:
            raise error(message)
    raise PortMissing(message)


def _judge(
    port: SerialPort,
    owned: Collection[str],
    bauds: Sequence[int],
    is_cancelled: Callable[[], bool],
) -> PortFinding:
    if port.name in owned:
        return _finding(port, PortVerdict.OWNED)
    if port.is_bluetooth:
        return _finding(port, PortVerdict.BLUETOOTH)
    try:
        with Link(port.name, is_cancelled=is_cancelled) as link:
            return _probe(port, link, bauds, is_cancelled)
    except DeviceError as error:
        return _finding(port, _VERDICT_OF_ERROR[type(error)])
    except ReadingCancelled:
        return _finding(port, PortVerdict.SILENT)


def _probe(
    port: SerialPort, link: Link, bauds: Sequence[int], is_cancelled: Callable[[], bool]
) -> PortFinding:
    # Behind a network the box decides about the speed.
    for baud in bauds[:1] if is_network_url(port.name) else bauds:
        link.set_baud(baud)
        exchange = Exchange(link, is_cancelled=is_cancelled)
        if self_test(exchange).kind is not StepKind.SILENT:
            number = sam_number(exchange)
            return _finding(port, PortVerdict.READER, baud=baud, module_number=number)
    return _finding(port, PortVerdict.SILENT)


def _finding(
    port: SerialPort, verdict: PortVerdict, *, baud: int = BAUD_DEFAULT, module_number: str = ""
) -> PortFinding:
    remembered = RememberedPort(name=port.name, identity=port.identity, baud=baud)
    return PortFinding(port=remembered, verdict=verdict, sam_number=module_number)


def _looks_bluetooth(text: str) -> bool:
    return any(sign in text.lower() for sign in _BLUETOOTH_SIGNS)
