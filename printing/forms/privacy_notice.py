"""个人信息处理告知: who takes which data for what, how long, and what one may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Block, Document, Pair, Rule, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import NOTHING, Column, given, in_line, listing, section
from printing.forms.desk_samples import MORNING
from printing.forms.parts import Sheet, day, foot, head, numbered
from printing.forms.samples import ISSUER

TITLE: Final = "个人信息处理告知"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKind:
    """One kind of data (list form).

    Attributes:
        purpose: What it is needed for.
        way: How it is handled: 登记、核验、打印.
        is_sensitive: Sensitive personal information (个人信息保护法 art. 28).
        necessity: Why sensitive data is needed; "" for other data.
        effect: What that means for the person; "" for other data.
    """

    name: str
    purpose: str
    way: str
    is_sensitive: bool = False
    necessity: str = ""
    effect: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNoticeData(FormData):
    """个人信息处理告知, for the wall, the hand and the screen.

    Attributes:
        version: As the record of the notice cites it.
        handler_name: Who answers for the data.
        handler_contact: Person, desk or address there.
        legal_basis: Statutory duties that the data serves; they need no consent.
        retention: How long data is kept, each kind in words.
        after_retention: What happens then.
        recipients: Who gets data, and what for.
        optional_uses: What is done only with a separate consent.
        rights: What a person may ask for.
        how_to_ask: Where and how.
        supervisor: Authority to complain to, with its number.
    """

    issuer: Issuer
    version: str
    effective_on: date
    handler_name: str
    handler_contact: str
    handler_phone: str
    legal_basis: tuple[str, ...]
    kinds: tuple[DataKind, ...]
    retention: tuple[str, ...]
    after_retention: str
    recipients: tuple[str, ...] = ()
    optional_uses: tuple[str, ...] = ()
    rights: tuple[str, ...]
    how_to_ask: str
    supervisor: str = ""
    printed_at: datetime


def privacy_notice(data: PrivacyNoticeData, sheet: Sheet) -> Document:
    """Lay out the notice.

    Source: 个人信息保护法 art. 17, 30, 35 and 13(1)(3); 网络数据安全管理条例 art. 21.
    """
    version = f"版本 {data.version}"
    contact = (("联系", data.handler_contact), ("电话", data.handler_phone))
    return Document(
        title=TITLE,
        number=version,
        blocks=(
            *head(data.issuer, TITLE, version, sheet),
            Pair("施行日期：", day(data.effective_on), field="effective_on"),
            section("一、谁处理您的信息"),
            Pair("处理者：", data.handler_name, is_bold=True, field="handler_name"),
            *in_line(contact, sheet),
            section("二、处理哪些信息、做什么用、怎么处理"),
            *_kinds(data.kinds, sheet),
            Text("为履行以下法定职责所必需，依法不需要取得同意："),
            *numbered(data.legal_basis, field="legal_basis", nothing=NOTHING),
            *_sensitive(data.kinds),
            section("三、保存多久，到期后怎么办"),
            *numbered(data.retention, field="retention", nothing=NOTHING),
            Text(data.after_retention, field="after_retention"),
            section("四、提供给谁"),
            *numbered(data.recipients, field="recipients", nothing="不提供给其他单位和个人。"),
            *_optional(data),
            section("您的权利"),
            *numbered(data.rights, field="rights", nothing=NOTHING),
            Text(data.how_to_ask, field="how_to_ask"),
            *given("监督：", data.supervisor, "supervisor"),
            Rule(),
            Text("不读取、不保存身份证里的指纹，不扣留身份证。", is_bold=True),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="张贴，也可以免费领取"),
        ),
    )


def _kinds(kinds: tuple[DataKind, ...], sheet: Sheet) -> tuple[Block, ...]:
    columns = (
        Column(heading="信息", weight=32, field="kinds.name"),
        Column(heading="用途", weight=32, field="kinds.purpose"),
        Column(heading="处理方式", weight=31, field="kinds.way"),
    )
    rows = ((k.name + ("（敏感）" if k.is_sensitive else ""), k.purpose, k.way) for k in kinds)
    return listing(columns, rows, sheet)


def _sensitive(kinds: tuple[DataKind, ...]) -> tuple[Block, ...]:
    lines = tuple(
        f"{kind.name}：{kind.necessity}{kind.effect}" for kind in kinds if kind.is_sensitive
    )
    if not lines:
        return (Text("不处理敏感个人信息。"),)
    told = numbered(lines, field="kinds.necessity", nothing=NOTHING)
    return Text("敏感个人信息为什么必需，对您有什么影响："), *told


def _optional(data: PrivacyNoticeData) -> tuple[Block, ...]:
    if not data.optional_uses:
        return ()
    return (
        Text("以下只有您单独同意才做，不同意不影响办事："),
        *numbered(data.optional_uses, field="optional_uses", nothing=NOTHING),
    )


SAMPLE: Final = PrivacyNoticeData(
    issuer=ISSUER,
    version="2026-1",
    effective_on=date(2026, 11, 1),
    handler_name="青禾县石桥镇人民政府",
    handler_contact="石桥镇便民服务中心，石桥镇新街1号",
    handler_phone="0839-5550101",
    legal_basis=("依申请办理行政许可和公共服务（行政许可法、优化营商环境条例）",),
    kinds=(
        DataKind(name="姓名、电话、住址", purpose="登记、通知、送达", way="登记、打印"),
        DataKind(
            name="身份证件号码",
            purpose="核对身份",
            way="读卡、核验、加密保存",
            is_sensitive=True,
            necessity="不核对号码无法确认是本人申请。",
            effect="泄露可能被他人冒用，纸面和屏幕只显示前3位和后4位。",
        ),
        DataKind(name="申请材料", purpose="审查本次申请", way="收取、保存、转报"),
    ),
    retention=("办件信息：按档案保管期限保存", "本机副本：办结后90日销毁"),
    after_retention="到期后移交档案馆，或者删除、销毁，并留有记录。",
    recipients=("青禾县政务服务中心：审查和决定", "法律规定需要核验的部门：核验材料"),
    optional_uses=("短信通知", "快递送达", "评价回访"),
    rights=("查阅、复制", "更正、补充", "依法要求删除", "要求说明处理规则"),
    how_to_ask="到窗口口头或者书面提出，免费；拒绝的会说明理由，您也可以向人民法院起诉。",
    supervisor="青禾县互联网信息办公室 0839-5550188",
    printed_at=MORNING,
)
