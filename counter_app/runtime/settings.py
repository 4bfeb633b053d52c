"""The settings of one counter: a TOML file, read once, checked, immutable.

    format = 1

    [counter]                      what every paper says about the counter
    agency_name = "青河镇人民政府"
    counter_code = "51089910101"   6 county + 3 township + 2 counter
    …

    [county]                       left out until the counter is enrolled
    url = "https://…"
    public_key = "64 hex digits"   Ed25519, of the county server
    line = "metered"               left out where nobody pays by the byte

    [reader]                       left out where there is no card reader
    url = "auto"                   or a pyserial URL
    baud = 115200                  left out at this speed
    adapter = "1a86:7523 …"        the USB adapter it hangs on, see `reader_adapter`

    [backup]                       left out where there is no second medium
    folder = "E:/窗口备份"         every verified backup is copied there too

    [screen]
    text_scale_percent = 100

    [privacy]                      left out where nothing differs
    pdf = "file"                   "anonymous", "file" or "never", see `readable_copy`

    [sign-in]                      left out for the usual policy
    profile = "nist"               dengbao2, dengbao3 (usual) or nist; see `auth_policy`

    [keys]                         only what differs from the shipped keys
    receive-case = "F8"

    [[printers]]
    name = "小票"
    address = "serial://COM5"
    profile = "generic-58"
    paper = "58"

Nothing in it is secret or personal.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.auth_policy import DENGBAO3, PROFILES
from counter_app.domain.counter_profile import COUNTER_CODE_DIGITS, CounterProfile
from counter_app.domain.errors import SettingsInvalid, UnreadableFile
from counter_app.runtime.readable_copy import HandOver
from counter_app.runtime.reader_adapter import ADAPTER_LINE
from counter_app.runtime.settings_reading import LINE_CHARACTERS_MAX, Problems, TableReader
from counter_app.runtime.whole_file import write_whole

FORMAT: Final = 1
FILE_BYTES_MAX: Final = 64 * 1024
PRINTERS_MAX: Final = 8
TEXT_SCALE_PERCENT: Final = range(80, 251)
READER_BAUD: Final = 115_200
READER_BAUDS: Final = range(1_200, 921_601)
PAPERS: Final = ("58", "80", "a4")
_ADDRESS: Final = re.compile(r"[a-z]{2,12}://[ -~\u3400-\u9fff]{0,200}")
_ADAPTER: Final = re.compile(rf"(?:{ADAPTER_LINE.pattern})?")
_PROFILE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LINE: Final = re.compile("flat|metered")
_ACTION: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """One printer of the counter.

    Attributes:
        name: What the clerk calls it; unique.
        address: Where it hangs, as a URL: tcp://, serial://, usb://, winspool://, cups://, file://
            or pdf://; what follows is checked when the printers are started.
        profile: Name of the printer profile (`printing/profiles.py`); `a4` for sheet printers.
        paper: One of `PAPERS`.
    """

    name: str
    address: str
    profile: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountySettings:
    """The county server this counter belongs to.

    Attributes:
        url: https, or http on this machine itself.
        public_key: Ed25519 key of the county, 64 hex digits; nothing unsigned is believed.
        ca_file: PEM file with the county's own authorities, the only ones then trusted; "" for
            those of the system.
        tail_folder: On another volume: a second copy of what the county has not signed for, sealed
            to it, is kept there too; "" for the profile's own disk alone.
        line: "flat", or "metered" for one that is paid by the byte: files of cases then wait
            until somebody asks.
    """

    url: str
    public_key: str
    ca_file: str = ""
    tail_folder: str = ""
    line: str = "flat"

    @property
    def is_metered(self) -> bool:
        return self.line == "metered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one counter.

    Attributes:
        counter: What every paper says about the counter.
        county: None until enrolled.
        reader_url: `auto` or a pyserial URL; None where there is no reader.
        reader_baud: Its speed.
        reader_adapter: The USB adapter it hangs on; "" when unknown.
        printers: In the order of the file; the first that fits a paper is used.
        text_scale_percent: Size of all text on the screen.
        pdf: How a PDF may reach the reader program of the system.
        keys: Action name → key sequence, only what differs from the shipped ones.
        backup_folder: On another medium: every verified backup is copied there; "" for none.
        sign_in_profile: Name of the sign-in policy while the county has published none.
    """

    counter: CounterProfile
    county: CountySettings | None = None
    reader_url: str | None = None
    reader_baud: int = READER_BAUD
    reader_adapter: str = ""
    printers: tuple[PrinterSettings, ...] = ()
    text_scale_percent: int = 100
    pdf: HandOver = HandOver.ANONYMOUS
    keys: Mapping[str, str] = field(default_factory=dict)
    backup_folder: str = ""
    sign_in_profile: str = DENGBAO3.name


def load_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Raises:
        UnreadableFile: It cannot be opened.
        SettingsInvalid: It is too large, not TOML, or has mistakes; all of them are named.
    """
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableFile(f"{path}：{error.strerror}") from error
    return parse_settings(content)


def parse_settings(content: bytes) -> Settings:
    """Check the bytes of a settings file; raises `SettingsInvalid` as `load_settings` does."""
    if len(content) > FILE_BYTES_MAX:
        raise SettingsInvalid("设置文件太大")
    try:
        table = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise SettingsInvalid("设置文件不是 UTF-8 编码") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsInvalid(f"设置文件格式不对{_line_of(error)}") from error
    problems = Problems()
    settings = _read(table, problems)
    if problems.found or settings is None:
        raise SettingsInvalid("；".join(problems.found))
    return settings


def save_settings(path: Path, settings: Settings) -> None:
    """Write a settings file whole or not at all.

    Raises:
        SettingsInvalid: A value would be refused on reading; nothing was written.
        UnreadableFile: The folder cannot be written; the former file still stands.
    """
    content = settings_text(settings).encode("utf-8", "surrogatepass")
    kept = parse_settings(content)
    assert kept == settings, "what is written must be read back the same"
    write_whole(path, content)


def settings_text(settings: Settings) -> str:
    """Return a settings file with these settings."""
    lines = [f"format = {FORMAT}", *_table("[counter]", asdict(settings.counter))]
    if settings.county:
        lines += _table("[county]", asdict(settings.county))
    if settings.reader_url is not None:
        lines += _table("[reader]", _reader_table(settings, settings.reader_url))
    if settings.backup_folder:
        lines += _table("[backup]", {"folder": settings.backup_folder})
    lines += _table("[screen]", {"text_scale_percent": settings.text_scale_percent})
    if settings.pdf is not HandOver.ANONYMOUS:
        lines += _table("[privacy]", {"pdf": settings.pdf.value})
    if settings.sign_in_profile != DENGBAO3.name:
        lines += _table("[sign-in]", {"profile": settings.sign_in_profile})
    if settings.keys:
        lines += _table("[keys]", settings.keys)
    for printer in settings.printers:
        lines += _table("[[printers]]", asdict(printer))
    return "\n".join(lines) + "\n"


def _reader_table(settings: Settings, url: str) -> dict[str, str | int]:
    table: dict[str, str | int] = {"url": url}
    if settings.reader_baud != READER_BAUD:
        table["baud"] = settings.reader_baud
    if settings.reader_adapter:
        table["adapter"] = settings.reader_adapter
    return table


def _table(head: str, values: Mapping[str, str | int]) -> list[str]:
    # JSON strings are TOML strings as long as they hold no DEL, and control characters are
    # refused on reading.
    return [
        "",
        head,
        *(f"{key} = {json.dumps(v, ensure_ascii=False)}" for key, v in values.items()),
    ]


def _read(table: Mapping[str, Any], problems: Problems) -> Settings | None:
    top = TableReader("设置文件", {k: v for k, v in table.items() if k not in _SECTIONS}, problems)
    if top.whole("format", default=0, allowed=range(FORMAT, FORMAT + 1)) != FORMAT:
        return None
    top.close()
    reader = _section(table, "reader", problems)
    backup = _section(table, "backup", problems)
    screen = _section(table, "screen", problems)
    privacy = _section(table, "privacy", problems)
    counter = _counter(TableReader("counter", table.get("counter", {}), problems), problems)
    county = _county(table, problems)
    scale = screen.whole("text_scale_percent", default=100, allowed=TEXT_SCALE_PERCENT)
    has_reader = "reader" in table
    reader_url = reader.text("url", characters_max=LINE_CHARACTERS_MAX) if has_reader else None
    reader_baud = reader.whole("baud", default=READER_BAUD, allowed=READER_BAUDS)
    reader_adapter = reader.matching("adapter", _ADAPTER, "vid:pid 序列号 位置", default="")
    pdf = privacy.word("pdf", _PDF_WORDS) if "privacy" in table else HandOver.ANONYMOUS.value
    profile = _sign_in_profile(table, problems)
    keys = _section(table, "keys", problems).texts(_ACTION)
    printers = _printers(table.get("printers", []), problems)
    backup_folder = backup.text("folder", default="", characters_max=LINE_CHARACTERS_MAX)
    for section in (reader, backup, screen, privacy):
        section.close()
    if counter is None:
        return None
    return Settings(
        counter=counter,
        county=county,
        reader_url=reader_url,
        reader_baud=reader_baud,
        reader_adapter=reader_adapter,
        printers=printers,
        text_scale_percent=scale,
        pdf=HandOver(pdf) if pdf in _PDF_WORDS else HandOver.ANONYMOUS,
        keys=MappingProxyType(keys),
        backup_folder=backup_folder,
        sign_in_profile=profile,
    )


_SECTIONS: Final = frozenset(
    {"counter", "county", "reader", "backup", "screen", "privacy", "sign-in", "keys", "printers"}
)
_PDF_WORDS: Final = tuple(each.value for each in HandOver)


def _sign_in_profile(table: Mapping[str, Any], problems: Problems) -> str:
    if "sign-in" not in table:
        return DENGBAO3.name
    reader = _section(table, "sign-in", problems)
    profile = reader.word("profile", PROFILES)
    reader.close()
    return profile


def _section(table: Mapping[str, Any], name: str, problems: Problems) -> TableReader:
    return TableReader(name, table.get(name, {}), problems)


def _counter(reader: TableReader, problems: Problems) -> CounterProfile | None:
    before = len(problems.found)
    code = reader.digits("counter_code", COUNTER_CODE_DIGITS)
    texts = {
        name: reader.text(name, characters_max=LINE_CHARACTERS_MAX)
        for name in (each.name for each in fields(CounterProfile))
        if name != "counter_code"
    }
    reader.close()
    if len(problems.found) > before:
        return None
    return CounterProfile(counter_code=code, **texts)


def _county(table: Mapping[str, Any], problems: Problems) -> CountySettings | None:
    if "county" not in table:
        return None
    reader = _section(table, "county", problems)
    county = CountySettings(
        url=reader.server_url("url"),
        public_key=reader.key_hex("public_key"),
        ca_file=reader.text("ca_file", default="", characters_max=LINE_CHARACTERS_MAX),
        tail_folder=reader.text("tail_folder", default="", characters_max=LINE_CHARACTERS_MAX),
        line=reader.matching("line", _LINE, " flat 或 metered", default="flat"),
    )
    reader.close()
    return county


def _printers(rows: object, problems: Problems) -> tuple[PrinterSettings, ...]:
    if not isinstance(rows, list) or len(rows) > PRINTERS_MAX:
        problems.add("[[printers]]", f"应为最多 {PRINTERS_MAX} 台打印机的列表")
        return ()
    printers = tuple(_printer(place, row, problems) for place, row in enumerate(rows, start=1))
    names = [printer.name for printer in printers if printer.name]
    if len(set(names)) != len(names):
        problems.add("[[printers]] name", "两台打印机同名")
    return printers


def _printer(place: int, row: object, problems: Problems) -> PrinterSettings:
    reader = TableReader(f"printers 第 {place} 台", row, problems)
    printer = PrinterSettings(
        name=reader.text("name"),
        address=reader.matching("address", _ADDRESS, "像 tcp://192.168.1.50:9100 这样的地址"),
        profile=reader.matching("profile", _PROFILE, "小写字母、数字和连字符组成的名称"),
        paper=reader.word("paper", PAPERS),
    )
    reader.close()
    return printer


def _line_of(error: Exception) -> str:
    line = getattr(error, "lineno", None) or _from_message(str(error))
    return f"（第 {line} 行）" if line else ""


def _from_message(message: str) -> str | None:
    found = re.search(r"at line (\d+)", message)
    return found.group(1) if found else None
