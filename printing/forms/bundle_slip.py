"""送件清单: what is on a stick, signed by who made it, who carries it and who receives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from printing.document import Align, Block, Document, Pair, QrCode, Rule, SignatureLine, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import figures, given, in_groups
from printing.forms.desk_samples import EVENING
from printing.forms.parts import Sheet, foot, head, moment
from printing.forms.samples import ISSUER

TITLE: Final = "送件清单"
_COPIES: Final = "一式三份：送件人、县局、窗口各一份"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsPacked:
    """How many records of one kind are in the bundle."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSlipData(FormData):
    """送件清单; names no citizen and no case.

    Attributes:
        document_number: 送件包第17号.
        to: Who gets it.
        device: 16 hex digits: which device packed it.
        bundle: 32 hex digits: which bundle.
        number: Its number; the receiver looks for those missing before it.
        file_name: On the stick.
        sha256: Of the whole file, 64 hex digits.
        records: Counts by kind; total: all of them.
        first, last: The lowest and highest number of this device's own records; 0 for none.
        carrier: Who carries it; "" when it is written by hand.
        made_at: When it was packed.
    """

    issuer: Issuer
    document_number: str
    to: str
    device: str
    bundle: str
    number: int
    file_name: str
    sha256: str
    records: tuple[RecordsPacked, ...] = ()
    total: int
    first: int = 0
    last: int = 0
    carrier: str = ""
    made_at: datetime
    printed_at: datetime


SAMPLE: Final = BundleSlipData(
    issuer=ISSUER,
    document_number="送件包第17号",
    to="青禾县政务服务中心",
    device="a1b2c3d4e5f60718",
    bundle="0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    number=17,
    file_name="51089910101-0017-0f1e2d.tcbundle",
    sha256="9f2c4e7a" * 8,
    records=(
        RecordsPacked(kind="办件", count=212),
        RecordsPacked(kind="打印", count=96),
        RecordsPacked(kind="校时", count=3),
    ),
    total=311,
    first=4400,
    last=4710,
    carrier="陈望山",
    made_at=EVENING,
    printed_at=EVENING,
)


def bundle_slip(data: BundleSlipData, sheet: Sheet) -> Document:
    """Lay out the slip that goes with a stick; the code says the same as the words.

    Source: our rule (a bundle counts as received only by the county's signed return).
    """
    numbers = f"{data.first} 至 {data.last}" if data.last else ""
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            Pair("送往：", data.to, is_bold=True, field="to", is_name=True),
            Pair("打包时间：", moment(data.made_at), is_bold=True, field="made_at"),
            *given("送件人：", data.carrier, "carrier", is_name=True),
            Pair("记录合计：", f"{data.total} 条", is_bold=True, field="total"),
            *_records(data.records, sheet),
            *given("本机记录号：", numbers, "last"),
            Rule(),
            *_long("文件：", data.file_name, sheet, field="file_name"),
            *_long("设备：", data.device, sheet, field="device"),
            *_long("包号：", data.bundle, sheet, field="bundle"),
            *_long("摘要：", in_groups(data.sha256), sheet, field="sha256"),
            QrCode(code_of(data), caption=data.document_number),
            Text("U盘上的文件已加密，只有县局能打开。不要改名，不要复制给他人。"),
            Text("县局接收后把回执包写回U盘；导入回执之前，这些办件仍算未同步。"),
            *_hands(),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=_COPIES),
        ),
    )


def code_of(data: BundleSlipData) -> str:
    """Return what the QR code says: TCB1:number:records:bundle:SHA-256, in capitals.

    Only digits, capitals and colons, so that the symbol stays small enough for a 58 mm roll.
    """
    return f"TCB1:{data.number}:{data.total}:{data.bundle}:{data.sha256}".upper()


def _records(records: tuple[RecordsPacked, ...], sheet: Sheet) -> tuple[Block, ...]:
    """Return how many records of each kind there are; nothing for a bundle without any."""
    return figures([(each.kind, each.count) for each in records], sheet, "条") if records else ()


def _long(label: str, value: str, sheet: Sheet, *, field: str) -> tuple[Block, ...]:
    """Return a long code: on a narrow roll it gets lines of its own."""
    if not sheet.is_narrow:
        return (Pair(label, value, field=field),)
    return Text(label), Text(value, align=Align.RIGHT, field=field)


def _hands() -> tuple[Block, ...]:
    return tuple(
        block
        for label in ("打包人签名", "送件人签名", "县局接收人签名")
        for block in (SignatureLine(label), Text("交接时间：    时    分", align=Align.RIGHT))
    )
