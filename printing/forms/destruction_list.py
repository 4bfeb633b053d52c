"""销毁清单: whose local copies went by rule, counted, and which signed record says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import Column, alarm, in_groups, listing, number_in_list, section
from printing.forms.desk_samples import EVENING, FIRST_CASE, SECOND_CASE
from printing.forms.parts import Sheet, foot, head, moment
from printing.forms.samples import ISSUER

TITLE: Final = "销毁清单"
BASIS: Final = "个人信息保护法第十九条、第四十七条；档案法第十三条、第十四条"
_LAST_SHOWN: Final = 16
_KEPT_CASE: Final = "510899101012026110201000033"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGone:
    """The local copy of one case.

    Attributes:
        files: How many scans went.
        bodies: How many records lost their words; None where none were to go.
        last_event: Its last record as the counter had it, 64 hex digits: what the county has.
    """

    case_number: Annotated[str, Pi.P1]
    files: Annotated[int, Pi.P1]
    last_event: Annotated[str, Pi.P1]
    bodies: Annotated[int | None, Pi.P1] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyKept:
    """A closed case whose copy has to stay, and why."""

    case_number: Annotated[str, Pi.P1]
    why: Annotated[str, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionListData(FormData):
    """销毁清单.

    Attributes:
        rule: By which rule, in words, with its days.
        device: On which computer: 16 hex digits.
        record: The signed record that is this list: 64 hex digits.
    """

    issuer: Issuer
    document_number: Annotated[str, Pi.P1]
    destroyed_at: Annotated[datetime, Pi.P1]
    rule: Annotated[str, Pi.P1]
    device: Annotated[str, Pi.P1]
    record: Annotated[str, Pi.P1]
    copies: tuple[CopyGone, ...]
    kept: tuple[CopyKept, ...] = ()
    printed_at: datetime


def destruction_list(data: DestructionListData, sheet: Sheet) -> Document:
    """Lay out the list: a program destroyed by rule, a person signs for having checked it.

    Source: 个人信息保护法 art. 19, 47 (no longer than needed, then deleted); 档案法 art. 13, 14
    (the file that is an archive stays with the county).
    """
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            Pair("销毁时间：", moment(data.destroyed_at), is_bold=True, field="destroyed_at"),
            Pair("销毁内容：", "已办结件在本机的副本；县局的案卷照常保存"),
            Pair("规则：", data.rule, field="rule"),
            Pair("依据：", BASIS),
            Pair("设备号：", data.device, field="device"),
            Rule(),
            section("已销毁的副本", len(data.copies)),
            *_gone(data.copies, sheet),
            *_totals(data.copies),
            *_kept(data.kept, sheet),
            Rule(),
            Text(f"签名记录号：{in_groups(data.record)}", field="record"),
            Pair("执行：", "程序按规则自动执行，没有人挑选"),
            SignatureLine("监销人签名"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="一式一份，存档"),
        ),
    )


def _gone(copies: tuple[CopyGone, ...], sheet: Sheet) -> tuple[Block, ...]:
    """List the copies; the words of records have a column only where some of them went."""
    has_bodies = any(copy.bodies is not None for copy in copies)
    columns = [
        Column(heading="办件编号", weight=40, field="copies.case_number", is_case_number=True),
        Column(heading="附件", weight=12),
        *([Column(heading="正文", weight=12)] if has_bodies else ()),
        Column(heading="最后记录", weight=28),
    ]
    return listing(columns, _rows(copies, has_bodies=has_bodies), sheet)


def _rows(copies: Iterable[CopyGone], *, has_bodies: bool) -> Iterable[tuple[str, ...]]:
    for copy in copies:
        bodies = (f"{copy.bodies or 0}条",) if has_bodies else ()
        number = number_in_list(copy.case_number)
        yield number, f"{copy.files}个", *bodies, copy.last_event[:_LAST_SHOWN]


def _totals(copies: tuple[CopyGone, ...]) -> tuple[Block, ...]:
    if not copies:
        return (alarm("没有销毁任何副本"),)
    told = [f"办件 {len(copies)} 件", f"附件 {sum(copy.files for copy in copies)} 个"]
    bodies = [copy.bodies for copy in copies if copy.bodies is not None]
    if bodies:
        told.append(f"正文 {sum(bodies)} 条")
    return (Pair("合计：", "，".join(told), is_bold=True, field="copies"),)


def _kept(kept: tuple[CopyKept, ...], sheet: Sheet) -> tuple[Block, ...]:
    if not kept:
        return ()
    columns = (
        Column(heading="办件编号", weight=40, field="kept.case_number", is_case_number=True),
        Column(heading="为什么保留", weight=52, field="kept.why"),
    )
    rows = ((number_in_list(one.case_number), one.why) for one in kept)
    return section("到期但保留的副本", len(kept)), *listing(columns, rows, sheet)


SAMPLE: Final = DestructionListData(
    issuer=ISSUER,
    document_number="销〔2026〕10101-00001号",
    destroyed_at=EVENING,
    rule=("办结满90日、县局全部签收、附件已移交、原件已退清的办件，销毁本机附件副本和检索信息"),
    device="4b1d6e0f2a3c5d79",
    record="9f2c4e7a" * 8,
    copies=(
        CopyGone(case_number=FIRST_CASE, files=3, last_event="0f1e2d3c" * 8, bodies=14),
        CopyGone(case_number=SECOND_CASE, files=1, last_event="a1b2c3d4" * 8, bodies=9),
    ),
    kept=(CopyKept(case_number=_KEPT_CASE, why="原件没有退清"),),
    printed_at=EVENING,
)
