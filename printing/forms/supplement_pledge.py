"""容缺受理承诺书: the applicant promises to bring a secondary material later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Document, Pair, Rule, Text
from printing.forms.case_samples import at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import ON_FILE, deferred_list, signed_by_applicant, until
from printing.forms.parts import Sheet, case_lines, day, foot, head, numbered
from printing.forms.samples import CASE, ISSUER
from printing.forms.shared_data import DeferredMaterial

TITLE: Final = "容缺受理承诺书"
_STATEMENTS: Final = (
    "以上承诺是本人（单位）的真实意思表示；",
    "已被告知并理解容缺受理的条件、期限和后果；",
    "已提交和将要补交的材料真实、合法、有效；",
    "在承诺的期限内，按要求补齐以上全部材料；",
    "逾期未补齐或者承诺不实的，自愿承担由此产生的后果和法律责任。",
)
_GOOD_CREDIT: Final = "本人（单位）没有失信未修复的记录。"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementPledgeData(FormData):
    """容缺受理承诺书.

    Attributes:
        deferred: Materials that follow; each is published as deferrable.
        due_on: Last day for all of them; not later than the promised limit of the item.
        due_within: The same as a limit with its unit, 受理后10个工作日内; "" when it is none.
        consequence: What happens if they do not come, from the item's setting.
        legal_representative: Signs for a legal person; "" for a natural person.
        authority_paper: What shows that the agent may act; "" without an agent.
        states_good_credit: The county asks for that statement too.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    deferred: tuple[DeferredMaterial, ...]
    due_on: date
    due_within: str = ""
    due_is_provisional: bool = False
    consequence: str
    legal_representative: str = ""
    authority_paper: str = ""
    states_good_credit: bool = False
    signed_on: date
    printed_at: datetime


SAMPLE: Final = SupplementPledgeData(
    issuer=ISSUER,
    case=CASE,
    document_number="诺〔2026〕10101-00001号",
    deferred=(
        DeferredMaterial(name="近期免冠照片", originals=2, copies=0, standard="2寸白底彩色照片"),
        DeferredMaterial(name="银行存折", originals=1, copies=1, standard="本人账户，复印首页"),
    ),
    due_on=date(2026, 11, 16),
    due_within="受理后10个工作日内",
    consequence="逾期未补齐的，视为撤回申请，已交材料退还。",
    legal_representative="吾守尔·艾力",
    authority_paper="授权委托书",
    states_good_credit=True,
    signed_on=date(2026, 11, 2),
    printed_at=at(11, 2, 9, 40),
)


def supplement_pledge(data: SupplementPledgeData, sheet: Sheet) -> Document:
    """Lay out the applicant's pledge; the counter keeps it.

    Source: law.md section 7 (安阳市政务服务条例 art. 24-29 and the like); no national text.
    """
    promises = _STATEMENTS + ((_GOOD_CREDIT,) if data.states_good_credit else ())
    by = until(data.due_on, data.due_within, is_provisional=data.due_is_provisional)
    authority = (
        (Pair("代理凭证：", data.authority_paper, field="authority_paper"),)
        if data.authority_paper
        else ()
    )
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            *authority,
            Rule(),
            Text(f"本人（单位）申请容缺受理，下列 {len(data.deferred)} 项材料暂缺："),
            *deferred_list(data.deferred, sheet),
            Pair("补齐期限：", by, is_bold=True, field="due_on"),
            Pair("逾期后果：", data.consequence, field="consequence"),
            Rule(),
            Text("本人（单位）承诺：", is_bold=True),
            *numbered(promises),
            Pair("承诺日期：", day(data.signed_on), field="signed_on"),
            *signed_by_applicant(data.case, data.legal_representative),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=ON_FILE),
        ),
    )
