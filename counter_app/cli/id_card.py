"""`counter id-card decode` and `counter id-card read`: cards from a file or a live reader.

Decoding imports no serial library, no Qt and no database.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer, FailedAnswer
from counter_app.cli.parser import leaf
from counter_app.devices.card_report import StreamReport, card_object, error_objects
from counter_app.devices.port_url import AUTO, is_port_url
from counter_app.domain.card_remarks import remarks_on
from counter_app.domain.errors import DeviceError, UnreadableFile
from counter_app.domain.reader_news import RememberedPort
from counter_app.runtime.system_clock import SystemClock

if TYPE_CHECKING:
    from counter_app.devices.read_once import ReadRun

STANDARD_INPUT: Final = "-"
_PIECE_BYTES: Final = 65_536
_TIMEOUT_DEFAULT_S: Final = 10.0
_TIMEOUT_MAX_S: Final = 3_600.0


def register(parser: argparse.ArgumentParser) -> None:
    """Add `decode FILE|-` and `read --port URL`."""
    groups = parser.add_subparsers(dest="action", metavar="动作", required=True)
    decode = leaf(groups, "decode", "解读读卡器应答的原始字节")
    decode.add_argument("file", metavar="FILE", help="文件，- 表示标准输入")
    read = leaf(groups, "read", "从读卡器读一张证件")
    read.add_argument(
        "--port",
        metavar="URL",
        required=True,
        type=_port,
        help="串口名、socket://主机:端口、rfc2217://主机:端口，或 auto（自动查找）",
    )
    read.add_argument(
        "--timeout", metavar="S", type=_timeout_s, default=_TIMEOUT_DEFAULT_S, help="最多等几秒"
    )
    for each in (decode, read):
        each.add_argument("--on", metavar="YYYY-MM-DD", type=_day, help="按这一天判断是否过期")
        each.add_argument("--details", action="store_true", help="另列设备和证件的技术数据")


def run(arguments: argparse.Namespace) -> Answer:
    """Decode or read.

    Raises:
        UnreadableFile: The file cannot be read.
        FailedAnswer: No card could be read; with the account of the line beside the error.
    """
    if arguments.action == "decode":
        return _decode(arguments)
    return _read(arguments)


def _decode(arguments: argparse.Namespace) -> Answer:
    report = StreamReport(arguments.on or _today())
    try:
        with _open(arguments.file) as stream:
            while piece := stream.read(_PIECE_BYTES):
                report.feed(piece)
    except OSError as error:
        raise UnreadableFile(f"{arguments.file}: {error.strerror}") from error
    report.finish()
    data = report.as_object(with_details=arguments.details)
    return Answer(data, _as_text(data))


def _read(arguments: argparse.Namespace) -> Answer:
    # The serial library is loaded only here.
    from counter_app.devices.discovery import find_reader
    from counter_app.devices.read_once import ReadRun, read_once

    try:
        port = find_reader() if arguments.port == AUTO else RememberedPort(name=arguments.port)
    except DeviceError as error:
        raise FailedAnswer(error, more=_account(ReadRun(None, error))) from error
    day = arguments.on
    finished = read_once(
        port.name,
        timeout_ms=round(arguments.timeout * 1000),
        today=(lambda: day) if day else _today,
        baud=port.baud,
    )
    account = _account(finished)
    if finished.error is not None:
        raise FailedAnswer(finished.error, more=account)
    assert finished.answer is not None, "a run ends with a card or with a failure"
    data: dict[str, Any] = {"cards": [card_object(finished.answer.card)], **account}
    if arguments.details:
        data["details"] = {"cards": [dict(finished.answer.details)], "sam_numbers": []}
    return Answer(data, _as_text(data))


def _account(finished: ReadRun) -> dict[str, Any]:
    return {
        "frames": finished.frames,
        "discarded_bytes": finished.discarded_bytes,
        "errors": error_objects(finished.errors),
    }


def _open(name: str) -> Any:
    stream: IO[bytes]
    if name == STANDARD_INPUT:
        stream = sys.stdin.buffer
        return nullcontext(stream)
    return Path(name).open("rb")


def _today() -> date:
    # A card ends at midnight in China, whatever zone the machine is set to.
    return SystemClock().now().date()


_LABELS: Final = (
    ("name", "姓名"),
    ("english_name", "英文姓名"),
    ("sex", "性别"),
    ("nation", "民族"),
    ("birth_date", "出生"),
    ("address", "住址"),
    ("number", "号码"),
    ("issuer", "签发机关"),
    ("valid_from", "有效期自"),
    ("valid_to", "有效期至"),
    ("pass_number", "通行证号码"),
    ("issue_count", "签发次数"),
    ("country", "国籍"),
)
_SEX_WORDS: Final = {"male": "男", "female": "女", "unknown": "未知", "unspecified": "未说明"}
_KIND_WORDS: Final = {
    "resident": "居民身份证",
    "hmt": "港澳台居民居住证",
    "foreign": "外国人永久居留身份证",
    "foreign-old": "外国人永久居留身份证（2017版）",
}


def _as_text(data: dict[str, Any]) -> str:
    lines: list[str] = []
    for card in data["cards"]:
        lines.append(_KIND_WORDS[card["kind"]])
        shown = {**card, "sex": _SEX_WORDS[card["sex"]]}
        lines += [f"  {label}：{_plain(shown[key])}" for key, label in _LABELS if shown[key]]
        if card["warnings"]:
            lines.append(f"  请注意：{'；'.join(remarks_on(card['warnings']))}")
    lines += [f"最新住址：{_plain(text)}" for text in data.get("appended_addresses", ())]
    lines.append(f"完整应答 {data['frames']} 个，丢弃 {data['discarded_bytes']} 字节")
    lines += [f"  第 {each['offset']} 字节：{each['code']}" for each in data["errors"]]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Make what a card says harmless for a terminal: no escape or direction marks."""
    return "".join(each if each.isprintable() or each == "\u3000" else "\ufffd" for each in text)


def _port(text: str) -> str:
    if not is_port_url(text):
        raise argparse.ArgumentTypeError(
            "只能是串口名、socket://主机:端口、rfc2217://主机:端口或 auto"
        )
    return text


def _timeout_s(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= _TIMEOUT_MAX_S:
        raise argparse.ArgumentTypeError(f"应为 0 到 {_TIMEOUT_MAX_S:.0f} 之间的秒数")
    return seconds


def _day(text: str) -> date:
    try:
        # The parser also takes other forms of ISO 8601; ten characters leave only this one.
        day = date.fromisoformat(text if len(text) == len("YYYY-MM-DD") else "")
    except ValueError:
        raise argparse.ArgumentTypeError("日期应为 YYYY-MM-DD") from None
    return day
