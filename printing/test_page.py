"""The test page (打印自检单): what a printer of unknown make can print, shown to a person.

It is a strip of several small jobs, each of our own commands alone, so that one page can try what
the profile does not promise: all three character sets, both commands for double size, both ways
to draw a QR code, both ways to bring a rare character.  Where the paper differs from what stands
beside it, the profile is set accordingly.  No form is underlined, so underlining is not tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from counter_app.domain.errors import CounterError
from counter_app.domain.print_job import PrintState
from printing.delivery import Outcome, RenderedPaper
from printing.document import Align, Block, Document, QrCode, Rule, Text
from printing.loose_paper import BUSY_LIMIT_S, print_loose
from printing.print_room import Printer, PrintRoom
from printing.profiles import PrinterProfile

TITLE: Final = "打印自检单"
GB2312: Final = "镇乡县府窗口收件凭证身份材料公章日期姓名"
GBK: Final = "喆堃祎旸玥昇镕珺玘瑢頔偲婳嫚犇骉翀劼赟晞"
GB18030: Final = "㑇㑳㖞㘎㘚㥮㧏㧟㩳㧐㭎㱮㳠䁖䅟䌷䎬䎱䏝䓖"
SYMBOLS: Final = "□■√×①⑴→℃￥€·—…“”《》【】㎡№〇～●○★※"
RARE_NAME: Final = "张𠅤"
"""A given name of Extension B, in no printer's font."""
RULERS: Final = (32, 42, 48)
_SMALL_QR_DOTS: Final = 5
_SLICE_ROWS: Final = 40


@dataclass(frozen=True, slots=True)
class _Strip:
    """A part of the page and the profile that it is printed with."""

    blocks: tuple[Block, ...]
    profile: PrinterProfile


def print_test_page(printer: Printer, room: PrintRoom, *, printed_at: datetime) -> Outcome:
    """Print the test page at once, past the queue of cases, while no paper is under way.

    Call it on a thread that may wait: a printer takes seconds, a silent one longer.

    Returns:
        Failed when certainly nothing came out, printed when the printer said so, else unknown.
    """
    try:
        paper = self_check_paper(printer, printed_at)
    except CounterError as error:
        return Outcome(PrintState.FAILED, error.advice)
    return print_loose(printer, room, paper, busy_limit_s=BUSY_LIMIT_S)


def self_check_paper(printer: Printer, printed_at: datetime) -> RenderedPaper:
    """Return the test page for one printer as bytes.

    Raises:
        FormDataInvalid: Its QR code does not fit on this paper.
    """
    name, profile = printer.settings.name, printer.profile
    if printer.settings.paper == "a4":
        from printing.render_pdf import render_pdf

        blocks = (*_head(name, "A4", printed_at), *_characters(), QrCode(_qr_text("a4"), _SCANS))
        return RenderedPaper(data=render_pdf(Document(TITLE, blocks)).data, title=TITLE)
    return _strip_of(_strips(name, profile, printed_at))


def _strip_of(strips: list[_Strip]) -> RenderedPaper:
    """Render strip after strip; only the last one feeds, cuts and asks for the barrier."""
    from printing.render_escpos import render_escpos

    data, height_dots, barrier_offset = b"", 0, None
    for place, strip in enumerate(strips, start=1):
        is_last = place == len(strips)
        profile = strip.profile if is_last else _without_end(strip.profile)
        job = render_escpos(Document(TITLE, strip.blocks), profile)
        if job.barrier_offset is not None:
            barrier_offset = len(data) + job.barrier_offset
        data += job.data
        height_dots += job.height_dots
    return RenderedPaper(
        data=data, title=TITLE, height_dots=height_dots, barrier_offset=barrier_offset
    )


def _without_end(profile: PrinterProfile) -> PrinterProfile:
    return replace(profile, barrier="none", cutter="none", tail_lines=0)


def _strips(name: str, profile: PrinterProfile, printed_at: datetime) -> list[_Strip]:
    has_font = profile.chinese_encoding != "picture"
    trial = replace(profile, character_set="gb18030", missing=frozenset()) if has_font else profile
    strips = [
        _Strip((*_head(name, profile.name, printed_at), *_rulers(profile)), profile),
        _Strip(_characters(), trial),
        _Strip((Text("双倍字 GS !", size=2),), replace(profile, hanzi_size="gs")),
        _Strip((Text("双倍字 FS W", size=2),), replace(profile, hanzi_size="fs-w")),
        _Strip(_rare("整行图"), replace(profile, rare="line-picture")),
        _Strip(_rare("单字图")[:1], replace(profile, rare="inline-image")),
    ]
    if profile.user_glyph_codes:
        strips.append(_Strip(_rare("自造字")[:1], replace(profile, rare="user-glyph")))
    small = replace(profile, qr_module_dots=_SMALL_QR_DOTS, raster_rows=_SLICE_ROWS)
    strips.append(_Strip((_qr("打印机画"),), replace(small, qr="native")))
    strips.append(_Strip((_qr("程序画"), *_foot()), replace(small, qr="raster")))
    return strips


_SCANS: Final = "能扫出来的打√ □"


def _head(name: str, profile: str, printed_at: datetime) -> tuple[Block, ...]:
    return (
        Text(TITLE, align=Align.CENTER, size=2),
        Text(f"{name}  {profile}  {printed_at:%Y-%m-%d %H:%M}"),
        Rule(),
    )


def _rulers(profile: PrinterProfile) -> tuple[Block, ...]:
    return tuple(Text(ruler(width)) for width in RULERS if width <= profile.text_columns)


def ruler(columns: int) -> str:
    """Return a ruler of half-columns that ends in its own length."""
    return ("----+" * columns)[: columns - 2] + f"{columns:02}"


def _characters() -> tuple[Block, ...]:
    return (
        Text(f"□国标 {GB2312}"),
        Text(f"□GBK {GBK}"),
        Text(f"□18030 {GB18030}"),
        Text(f"符号 {SYMBOLS}"),
        Text("$ ￥ \\ ~ |"),
        Text("反白 打印自检", is_reversed=True),
        Text("粗体 打印自检", is_bold=True),
    )


def _rare(way: str) -> tuple[Block, ...]:
    return (Text(f"□生僻字（{way}）{RARE_NAME}"), Text(RARE_NAME, size=2))


def _qr(way: str) -> QrCode:
    return QrCode(_qr_text("roll"), f"{way}：{_SCANS}")


def _qr_text(paper: str) -> str:
    return f"TEST-PAGE-{paper.upper()}"


def _foot() -> tuple[Block, ...]:
    return (Rule(), Text("方框里的字都印出来的打√，缺字、乱码的告诉县局维护人员"))
