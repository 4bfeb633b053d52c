"""Which printers a counter has, where they hang and what they print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from counter_app.domain.errors import SettingsInvalid
from counter_app.domain.print_job import FormId

RAW_PORT = 9100
"""TCP port on which network printers take bytes as they are."""

_PAPERS = frozenset({"58", "80", "a4"})
_NAME = re.compile(r"[^\W_][\w .()（）-]{0,39}")
_QUEUE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+@-]{0,126}")
_USB_IDS = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})")
_DRIVE = re.compile(r"/[A-Za-z]:")
_BAUDS = frozenset({1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800})
_ROLL_ONLY = frozenset({"tcp", "serial", "usb", "winspool", "file", "simulated"})


@dataclass(frozen=True, slots=True)
class NetworkAddress:
    """tcp://192.168.1.50:9100; without a port, 9100."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """serial:///dev/ttyUSB1?baud=19200 or serial://COM3; without baud the profile's holds."""

    device: str
    baud: int | None


@dataclass(frozen=True, slots=True)
class UsbAddress:
    """usb://04b8:0202, vendor and product as 4 hex digits each."""

    vendor_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class UsbFileAddress:
    """usb:///dev/usb/lp0, the printer class device of Linux."""

    path: Path


@dataclass(frozen=True, slots=True)
class QueueAddress:
    """winspool://NAME or cups://NAME, a queue of the operating system."""

    scheme: str
    name: str


@dataclass(frozen=True, slots=True)
class FolderAddress:
    """file://FOLDER or pdf://FOLDER, where each job becomes a file."""

    scheme: str
    folder: Path


@dataclass(frozen=True, slots=True)
class SimulatedAddress:
    """simulated://, a printer inside this program, for demo and practice."""


Address = (
    NetworkAddress
    | SerialAddress
    | UsbAddress
    | UsbFileAddress
    | QueueAddress
    | FolderAddress
    | SimulatedAddress
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """One printer of the counter.

    Attributes:
        name: What the clerk calls it, at most 40 characters; stands in events.
        address: Where it hangs, as a URL; see `parse_address`.
        profile: Name of its profile; "" for the generic one of its paper.
        forms: Papers that come out of it.
        paper: "58", "80" or "a4".

    Raises:
        SettingsInvalid: A value cannot be right; the message names it.
    """

    name: str
    address: str
    profile: str
    forms: frozenset[FormId]
    paper: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise SettingsInvalid(f"not a printer name: {self.name!r}")
        if self.paper not in _PAPERS:
            raise SettingsInvalid(f"{self.name}: paper must be one of {sorted(_PAPERS)}")
        scheme = self.address.partition("://")[0]
        parse_address(self.address)
        if self.paper == "a4" and scheme in _ROLL_ONLY:
            raise SettingsInvalid(f"{self.name}: A4 goes to pdf:// or cups://, not {scheme}://")
        if self.paper != "a4" and scheme == "pdf":
            raise SettingsInvalid(f"{self.name}: pdf:// takes paper a4 only")

    @property
    def place(self) -> Address:
        return parse_address(self.address)

    @property
    def may_be_asked_when_idle(self) -> bool:
        """Whether opening the port just to ask does no harm; libusb resets the printer."""
        return isinstance(self.place, NetworkAddress | SerialAddress | UsbFileAddress)


def check_printers(printers: tuple[PrinterSettings, ...]) -> None:
    """Check what one printer's settings cannot show.

    Raises:
        SettingsInvalid: Two printers have one name, or one form would come out of two.
    """
    names = [printer.name for printer in printers]
    if len(set(names)) != len(names):
        raise SettingsInvalid(f"two printers have the same name: {sorted(names)}")
    taken: dict[FormId, str] = {}
    for printer in printers:
        for form in printer.forms:
            if form in taken:
                both = f"{taken[form]!r} and {printer.name!r}"
                raise SettingsInvalid(f"form {form.value} is given to {both}")
            taken[form] = printer.name


def parse_address(text: str) -> Address:
    """Read where a printer hangs.

    Raises:
        SettingsInvalid: The scheme is unknown, or what follows does not fit it.
    """
    try:
        parts = urlsplit(text)
        port = parts.port if parts.scheme == "tcp" else None
    except ValueError as error:
        raise SettingsInvalid(f"printer address {text!r}: {error}") from error
    found: Address | None = None
    match parts.scheme:
        case "tcp" if parts.hostname and parts.path in {"", "/"}:
            found = NetworkAddress(parts.hostname, port or RAW_PORT)
        case "serial" if device := _after_scheme(parts):
            found = SerialAddress(device, _baud(text, parts.query))
        case "usb":
            found = _usb(parts)
        case "winspool" if name := unquote(text.partition("://")[2]):
            found = QueueAddress("winspool", name)
        case "cups" if _QUEUE_NAME.fullmatch(parts.netloc):
            found = QueueAddress("cups", parts.netloc)
        case "file" | "pdf" if folder := _after_scheme(parts):
            found = FolderAddress(parts.scheme, Path(folder))
        case "simulated":
            found = SimulatedAddress()
    if found is None:
        raise SettingsInvalid(f"not a printer address: {text!r}")
    return found


def _after_scheme(parts: SplitResult) -> str:
    path = unquote(parts.netloc + parts.path)
    return path[1:] if _DRIVE.match(path) else path  # pdf:///C:/out is C:/out.


def _baud(text: str, query: str) -> int | None:
    options = dict(parse_qsl(query))
    if not options and not query:
        return None
    value = options.get("baud", "")
    if options.keys() != {"baud"} or not value.isascii() or not value.isdigit():
        raise SettingsInvalid(f"printer address {text!r}: only ?baud=NUMBER may follow")
    if int(value) not in _BAUDS:
        raise SettingsInvalid(f"printer address {text!r}: baud must be one of {sorted(_BAUDS)}")
    return int(value)


def _usb(parts: SplitResult) -> UsbAddress | UsbFileAddress | None:
    if ids := _USB_IDS.fullmatch(parts.netloc):
        return UsbAddress(int(ids[1], 16), int(ids[2], 16))
    if not parts.netloc and parts.path.startswith("/dev/"):
        return UsbFileAddress(Path(parts.path))
    return None
