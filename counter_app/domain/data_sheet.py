"""What this counter holds about a person, as a citizen may ask to be told.

Source: 个人信息保护法 art. 17, 44 to 50.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.applicant import EntrySource
from counter_app.domain.case import Case
from counter_app.domain.privacy import Pi, mask_number, mask_phone
from counter_app.domain.privacy_facts import Reveal
from counter_app.domain.retention import ACCESS_RECORD_DAYS, CLOSED_COPY_DAYS
from counter_app.domain.terms import name_of

LEGAL_BASIS: Final = (
    "为履行法定职责办理您的申请所必需，依法不需要取得同意（个人信息保护法第十三条第一款第三项、"
    "第三十四条）"
)
_ARCHIVE: Final = f"本机副本办结{CLOSED_COPY_DAYS}日后销毁；县局按档案期限保存"
_ACCESS: Final = f"保存{ACCESS_RECORD_DAYS // 365}年"
_COUNTY: Final = "县政务服务中心（办理、归档）"


class CopyAsked(Enum):
    """What a citizen may ask for; the values stand on the sheet."""

    LOOK = "查阅"
    COPY = "复制"
    CORRECT = "更正"
    COMPLETE = "补充"
    DELETE = "删除"
    EXPLAIN = "解释说明"


DELETE_REFUSED: Final = "属于应当归档的办件，依照档案法保存；本机副本到期按规则销毁，有清单"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CopyRequest:
    """What was asked at the counter.

    Attributes:
        asked_by: Agent, guardian, next of kin; "" for the person.
        asked: At least one.
    """

    asked_by: Annotated[str, Pi.P2]
    asked: tuple[CopyAsked, ...]

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        """What cannot be done at a counter, with the reason (art. 47, 50)."""
        if CopyAsked.DELETE not in self.asked:
            return ()
        return ((CopyAsked.DELETE.value, DELETE_REFUSED),)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HeldKind:
    """One kind of data: what is held, from where, what for, how long, who got it."""

    name: str
    content: Annotated[str, Pi.P2]
    source: str
    purpose: str
    retention: str
    recipients: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SeenLine:
    """Somebody saw masked data in full, or opened scans.

    Attributes:
        seen_at: Of several openings, the first.
        staff: Staff number; the sheet shows no names of staff to keep to what is needed.
        fields: In words.
    """

    seen_at: datetime
    staff: Annotated[str, Pi.P1]
    fields: str
    reason: Annotated[str, Pi.P2]
    case_number: Annotated[str, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DataSheet:
    """Everything that the sheet for a citizen says.

    Attributes:
        data_as_of: When the county was last heard; the time of the sheet where it never was.
        seen: Oldest first.
    """

    document_number: str
    person_name: Annotated[str, Pi.P2]
    id_kind: Annotated[str, Pi.P2]
    id_number_masked: Annotated[str, Pi.P2]
    request: CopyRequest
    given_at: datetime
    data_as_of: datetime
    held: tuple[HeldKind, ...]
    seen: tuple[SeenLine, ...]


def held_about(cases: tuple[Case, ...]) -> tuple[HeldKind, ...]:
    """Return what is held about the applicant of some cases; numbers masked.

    Args:
        cases: Of one person, the one that was asked about first; at least one.
    """
    first = cases[0]
    person = first.applicant
    source = "读身份证" if person.entry is EntrySource.CARD else "窗口录入"
    items = "、".join(dict.fromkeys(case.item.name for case in cases))
    handling = f"办理{items}"
    kinds = [
        HeldKind(
            name="姓名",
            content=person.name,
            source=source,
            purpose=handling,
            retention=_ARCHIVE,
            recipients=_COUNTY,
        ),
        _kind("证件号码", mask_number(person.number), source, "核对身份"),
        _kind("联系电话", mask_phone(person.phone), "本人填写", "通知进展和结果"),
        _kind("地址", person.address, source, "送达、属地核对"),
        _kind("申请和办理记录", f"{len(cases)}件：{_numbers(cases)}", "窗口办理", handling),
        _kind("收取的材料", _materials(cases), "本人提交", "审查申请"),
        _kind("附件（扫描件、照片）", _files(cases), "本人提交", "审查申请"),
    ]
    proxies = "、".join(dict.fromkeys(case.proxy.name for case in cases if case.proxy))
    kinds.append(_kind("经办人", proxies, "本人委托", "核对代办关系"))
    kinds.append(
        HeldKind(
            name="更正记录",
            content=_corrections(cases),
            source="窗口更正",
            purpose="保留更正前后内容",
            retention=_ARCHIVE,
            recipients=_COUNTY,
        )
    )
    kinds.append(
        HeldKind(
            name="查看记录",
            content=f"{sum(len(case.reveals) for case in cases)}次，见下",
            source="系统记录",
            purpose="防止滥用",
            retention=_ACCESS,
            recipients="县政务服务中心（审计）",
        )
    )
    return tuple(kind for kind in kinds if kind.content)


def seen_by(cases: tuple[Case, ...]) -> tuple[SeenLine, ...]:
    """Return who has seen masked data of these cases in full or opened scans, oldest first.

    The scans of a case that one person opened on one day for one reason are one line, with how
    many openings they were; names of files are not told.
    """
    lines: list[SeenLine] = []
    scans: dict[tuple[str, date, str, str], list[Reveal]] = {}
    for number, seen in ((case.number, seen) for case in cases for seen in case.reveals):
        reveal = seen.reveal
        if reveal.file:
            key = (seen.staff, reveal.revealed_at.date(), reveal.reason, number)
            scans.setdefault(key, []).append(reveal)
        else:
            words = "、".join(name_of(field) for field in reveal.fields)
            lines.append(_seen_line(reveal, seen.staff, words, number))
    for (staff, _, _, number), opened in scans.items():
        first = min(opened, key=lambda reveal: reveal.revealed_at)
        lines.append(_seen_line(first, staff, f"看过扫描件{len(opened)}次", number))
    return tuple(sorted(lines, key=lambda line: (line.seen_at, line.case_number)))


def _seen_line(reveal: Reveal, staff: str, what: str, number: str) -> SeenLine:
    return SeenLine(
        seen_at=reveal.revealed_at,
        staff=staff,
        fields=what,
        reason=reveal.reason,
        case_number=number,
    )


def _kind(name: str, content: str, source: str, purpose: str) -> HeldKind:
    return HeldKind(
        name=name,
        content=content,
        source=source,
        purpose=purpose,
        retention=_ARCHIVE,
        recipients=_COUNTY,
    )


def _numbers(cases: tuple[Case, ...]) -> str:
    return "、".join(f"{case.number[-6:]}（{case.item.name}）" for case in cases)


def _materials(cases: tuple[Case, ...]) -> str:
    names = (
        line.name for case in cases for line in case.materials if line.originals or line.copies
    )
    return "、".join(dict.fromkeys(names))


def _files(cases: tuple[Case, ...]) -> str:
    count = sum(len(case.files.shown) for case in cases)
    return f"{count}个" if count else ""


def _corrections(cases: tuple[Case, ...]) -> str:
    changed = [name_of(one.detail) for case in cases for one in case.service.amendments]
    return f"{len(changed)}次：{'、'.join(dict.fromkeys(changed))}" if changed else ""
