"""个人信息查询单: what is held about a person, given to that person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import Column, listing, section
from printing.forms.desk_samples import MORNING
from printing.forms.parts import Sheet, foot, head, moment
from printing.forms.samples import ISSUER

TITLE: Final = "个人信息查询单"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HeldData:
    """One kind of data that is held.

    Attributes:
        name: 姓名, 联系电话 …
        content: What is held; numbers masked.
        source: 本人填写, 读身份证, 县局下发 …
        purpose: What it serves, with the case where there is one.
        retention: Until when, in words.
        recipients: Who received it and when; "" for nobody.
    """

    name: str
    content: Annotated[str, Pi.P2]
    source: str
    purpose: str
    retention: str
    recipients: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRequest:
    """A request that is not met, and why (个人信息保护法 art. 50)."""

    request: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SeenInFull:
    """Somebody had masked data shown in full, and why.

    Attributes:
        who: Staff number.
        fields: Which data, in words.
    """

    seen_at: datetime
    who: Annotated[str, Pi.P1]
    fields: str
    reason: Annotated[str, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonalDataSheetData(FormData):
    """个人信息查询单.

    Attributes:
        person_name: Whose data it is.
        asked_by: Who asks for it when that is not the person: agent, guardian, next of kin.
        requests: 查阅, 复制, 更正, 补充, 删除, 解释说明.
        data_as_of: Age of the data: when the county was last heard.
        legal_basis: Why the data may be handled without a consent.
        seen: Who had masked data shown in full, oldest first.
        refused: Requests that are not met.
    """

    issuer: Issuer
    document_number: str
    person_name: Annotated[str, Pi.P2]
    id_kind_name: Annotated[str, Pi.P2]
    id_number_masked: Annotated[str, Pi.P2]
    asked_by: Annotated[str, Pi.P2] = ""
    requests: tuple[str, ...]
    asked_at: datetime
    given_at: datetime
    data_as_of: datetime
    legal_basis: str
    held: tuple[HeldData, ...]
    seen: tuple[SeenInFull, ...]
    refused: tuple[RefusedRequest, ...] = ()
    contact: str
    court: str
    printed_at: datetime


def personal_data_sheet(data: PersonalDataSheetData, sheet: Sheet) -> Document:
    """Lay out the sheet.

    Source: 个人信息保护法 art. 44 to 50: to know, copy, correct, delete, have explained; a refusal
    has reasons and can be taken to court.
    """
    person = f"{data.id_kind_name} {data.id_number_masked}"
    asked_by = data.asked_by or "本人"
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            Pair("姓名：", data.person_name, is_bold=True, field="person_name", is_name=True),
            Pair("证件：", person, field="id_number_masked"),
            Pair("查询人：", asked_by, field="asked_by", is_name=True),
            Pair("要求：", "、".join(data.requests), field="requests"),
            Pair("提出时间：", moment(data.asked_at), field="asked_at"),
            Pair("答复时间：", moment(data.given_at), is_bold=True, field="given_at"),
            Pair("数据截至：", moment(data.data_as_of), field="data_as_of"),
            Rule(),
            section("持有的个人信息", len(data.held), "项"),
            *_held(data.held, sheet),
            Text(f"处理依据：{data.legal_basis}。", field="legal_basis"),
            section("查看过完整信息的工作人员", len(data.seen), "次"),
            *_seen(data.seen, sheet),
            *_refused(data.refused),
            Rule(),
            Text(
                "您可以要求更正、补充，依法要求删除，要求解释处理规则；"
                f"请联系{data.contact}。办理不收费，拒绝的会说明理由；"
                f"对拒绝不服的，可以向{data.court}起诉。",
                field="contact",
            ),
            SignatureLine("查询人签收"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="一式一份，交查询人"),
        ),
    )


def _held(held: tuple[HeldData, ...], sheet: Sheet) -> tuple[Block, ...]:
    columns = (
        Column(heading="信息", weight=12, field="held.name"),
        Column(heading="内容", weight=23, field="held.content", is_name=True),
        Column(heading="来源", weight=12, field="held.source"),
        Column(heading="用途", weight=14, field="held.purpose"),
        Column(heading="保存期限", weight=15, field="held.retention"),
        Column(heading="提供给谁", weight=19, field="held.recipients"),
    )
    rows = (
        (h.name, h.content, h.source, h.purpose, h.retention, h.recipients or "没有提供")
        for h in held
    )
    return listing(columns, rows, sheet)


def _seen(seen: tuple[SeenInFull, ...], sheet: Sheet) -> tuple[Block, ...]:
    columns = (
        Column(heading="时间", weight=22),
        Column(heading="工号", weight=12),
        Column(heading="看了什么", weight=25, field="seen.fields"),
        Column(heading="理由", weight=36, field="seen.reason", is_name=True),
    )
    rows = ((moment(one.seen_at), one.who, one.fields, one.reason) for one in seen)
    return listing(columns, rows, sheet)


def _refused(refused: tuple[RefusedRequest, ...]) -> tuple[Block, ...]:
    if not refused:
        return ()
    lines = (
        Text(f"{index}. {item.request}：{item.why}", indent_columns=3, field="refused")
        for index, item in enumerate(refused, start=1)
    )
    return section("没有照办的要求和理由", len(refused), "项"), *lines


SAMPLE: Final = PersonalDataSheetData(
    issuer=ISSUER,
    document_number="询〔2026〕10101-00001号",
    person_name="阿依古丽·买买提",
    id_kind_name="居民身份证",
    id_number_masked="510***********0018",
    asked_by="林䶮（代理人）",
    requests=("查阅", "复制", "删除"),
    asked_at=MORNING,
    given_at=MORNING.replace(hour=9, minute=50),
    data_as_of=MORNING.replace(hour=9, minute=25),
    held=(
        HeldData(
            name="姓名",
            content="阿依古丽·买买提",
            source="读身份证",
            purpose="办理高龄津贴",
            retention="按档案保管期限",
            recipients="县政务服务中心，2026年10月26日",
        ),
        HeldData(
            name="证件号码",
            content="510***********0018",
            source="读身份证",
            purpose="核对身份",
            retention="按档案保管期限",
            recipients="县政务服务中心，2026年10月26日",
        ),
        HeldData(
            name="联系电话",
            content="138****0000",
            source="本人填写",
            purpose="通知结果",
            retention="办结后30个自然日",
        ),
    ),
    legal_basis="为办理您的申请、履行法定职责所必需（个人信息保护法第十三条第一款第三项）",
    seen=(
        SeenInFull(
            seen_at=MORNING,
            who="QH0107",
            fields="证件号码、联系电话",
            reason="电话通知申请人来领取结果",
        ),
    ),
    refused=(
        RefusedRequest(request="删除高龄津贴申请材料", why="属于应当归档的办件档案，依法保存"),
    ),
    contact="石桥镇便民服务中心综合窗口，电话0839-5550101",
    court="青禾县人民法院",
    printed_at=MORNING.replace(hour=9, minute=50),
)
