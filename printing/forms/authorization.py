"""代办委托书: who may act for whom, in what, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import NOTHING, about_case, given, section
from printing.forms.desk_samples import FIRST_CASE, ITEM, MORNING
from printing.forms.parts import Sheet, day, foot, head, numbered
from printing.forms.samples import ISSUER

TITLE: Final = "代办委托书"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Party:
    """Principal or agent.

    Attributes:
        id_number_masked: First 3 and last 4.
        address: To the township; "" when not asked.
    """

    name: Annotated[str, Pi.P2]
    id_kind_name: Annotated[str, Pi.P2]
    id_number_masked: Annotated[str, Pi.P2]
    phone_masked: Annotated[str, Pi.P2] = ""
    address: Annotated[str, Pi.P2] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationData(FormData):
    """代办委托书.

    Attributes:
        relation: What the agent is to the principal: 儿子, 村代办员; "" when not said.
        is_errand_runner: The agent serves the public free of charge (群众代办员).
        case_number: 27 digits; "" before there is a case.
        scope: What the agent may do.
        not_in_scope: What the principal keeps; may be empty.
        valid_from: First day of the power.
        valid_until: Last day; None until the matter is finished.
        signed_on: Day of the paper; the hands of both stand below it.
    """

    issuer: Issuer
    document_number: str
    principal: Party
    agent: Party
    relation: str = ""
    is_errand_runner: bool = False
    case_number: Annotated[str, Pi.P1] = ""
    item_name: str
    scope: tuple[str, ...]
    not_in_scope: tuple[str, ...] = ()
    valid_from: date
    valid_until: date | None = None
    signed_on: date
    printed_at: datetime


def authorization(data: AuthorizationData, sheet: Sheet) -> Document:
    """Lay out an authority paper.

    Source: 行政许可法 art. 29: an agent may apply; 民法典 art. 165: agent, matter, power, period,
    signed by the principal.
    """
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            section("委托人"),
            *_party(data.principal, "principal"),
            section("代办人"),
            *_party(data.agent, "agent"),
            *given("与委托人关系：", data.relation, "relation"),
            Rule(),
            *about_case(data.case_number, data.item_name, sheet),
            section("代办人可以："),
            *numbered(data.scope, field="scope", nothing=NOTHING),
            *_kept(data),
            Pair("委托期限：", _period(data), is_bold=True, field="valid_until"),
            Text(
                "代办人在以上范围和期限内办理的事，委托人承认；超出的，委托人不承认。"
                "委托人可以随时撤销委托，撤销时请告知窗口。"
            ),
            *_free(data),
            Pair("委托日期：", day(data.signed_on), field="signed_on"),
            SignatureLine("委托人签名或者按指印"),
            SignatureLine("代办人签名"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="一式一份，存档"),
        ),
    )


def _party(party: Party, field: str) -> tuple[Block, ...]:
    number = f"{party.id_kind_name} {party.id_number_masked}"
    return (
        Pair("姓名：", party.name, is_bold=True, field=f"{field}.name", is_name=True),
        Pair("证件：", number, field=f"{field}.id_number_masked"),
        *given("电话：", party.phone_masked, f"{field}.phone_masked"),
        *given("住址：", party.address, f"{field}.address"),
    )


def _kept(data: AuthorizationData) -> tuple[Block, ...]:
    if not data.not_in_scope:
        return ()
    kept = numbered(data.not_in_scope, field="not_in_scope", nothing=NOTHING)
    return section("代办人不可以："), *kept


def _period(data: AuthorizationData) -> str:
    until = day(data.valid_until) if data.valid_until else "该事项办结之日"
    return f"{day(data.valid_from)}至{until}"


def _free(data: AuthorizationData) -> tuple[Block, ...]:
    if not data.is_errand_runner:
        return ()
    return (Text("群众代办员代办不收任何费用，不扣留证件。", is_bold=True),)


SAMPLE: Final = AuthorizationData(
    issuer=ISSUER,
    document_number="委〔2026〕10101-00001号",
    principal=Party(
        name="阿依古丽·买买提",
        id_kind_name="居民身份证",
        id_number_masked="510***********0018",
        phone_masked="138****0000",
        address="青禾县石桥镇",
    ),
    agent=Party(
        name="林䶮",
        id_kind_name="居民身份证",
        id_number_masked="510***********0026",
        phone_masked="139****0001",
        address="青禾县石桥镇",
    ),
    relation="村代办员",
    is_errand_runner=True,
    case_number=FIRST_CASE,
    item_name=ITEM,
    scope=("提交和补正申请材料", "接收告知书和受理通知书", "领取办理结果"),
    not_in_scope=("代领津贴", "变更收款账户"),
    valid_from=date(2026, 11, 2),
    valid_until=date(2026, 12, 31),
    signed_on=date(2026, 11, 2),
    printed_at=MORNING,
)
