"""投诉受理单: the complaint is taken, by whom and until when it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from printing.document import Document, Pair, Rule, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import about_case, due_within, given
from printing.forms.desk_samples import FIRST_CASE, ITEM, MORNING
from printing.forms.parts import Sheet, foot, head, moment
from printing.forms.samples import ISSUER

TITLE: Final = "投诉受理单"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ComplaintSlipData(FormData):
    """投诉受理单: given to who complains.

    Attributes:
        complainant_name: "" for who does not want to be named.
        complaint_about: Counter, unit or person complained about; "" when not said.
        case_number: 27 digits; "" when the complaint is about no case.
        text: The complaint in the citizen's words.
        answered_by_unit: Who answers.
        answered_by_person: Named person there; "" when not settled yet.
        answer_by: Last day of the answer.
        answer_words: The same as a period with its unit: 5个工作日.
        answer_is_provisional: That day lies beyond the published calendar.
        answer_way: How the answer comes: 电话, 书面 or 短信; "" when not said.
        supervisor_name: Body to turn to when the answer does not come or does not satisfy.
    """

    issuer: Issuer
    document_number: str
    complainant_name: Annotated[str, Pi.P2] = ""
    phone_masked: Annotated[str, Pi.P2] = ""
    filed_at: datetime
    complaint_about: str = ""
    case_number: Annotated[str, Pi.P1] = ""
    item_name: str = ""
    text: Annotated[str, Pi.P2]
    answered_by_unit: str
    answered_by_person: str = ""
    answer_by: date
    answer_words: str = ""
    answer_is_provisional: bool = False
    answer_way: str = ""
    supervisor_name: str
    supervisor_phone: str
    printed_at: datetime


def complaint_slip(data: ComplaintSlipData, sheet: Sheet) -> Document:
    """Lay out the slip of a complaint.

    Source: 优化营商环境条例 art. 49: complaints are taken and answered.
    """
    answer_by = due_within(
        data.answer_by, data.answer_words, is_provisional=data.answer_is_provisional
    )
    name = data.complainant_name or "未留姓名"
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            Pair("投诉人：", name, is_bold=True, field="complainant_name", is_name=True),
            *given("联系电话：", data.phone_masked, "phone_masked"),
            Pair("收到时间：", moment(data.filed_at), is_bold=True, field="filed_at"),
            *given("投诉对象：", data.complaint_about, "complaint_about"),
            *about_case(data.case_number, data.item_name, sheet),
            Text("投诉内容：", is_bold=True),
            Text(data.text, field="text"),
            Rule(),
            Pair("最迟答复：", answer_by, is_bold=True, field="answer_by"),
            Pair("答复单位：", data.answered_by_unit, field="answered_by_unit"),
            *given("答复人：", data.answered_by_person, "answered_by_person"),
            *given("答复方式：", data.answer_way, "answer_way"),
            Text(
                f"到期没有答复，或者对答复不满意的，请找{data.supervisor_name}，"
                f"监督电话 {data.supervisor_phone}，并报上面的投诉编号。",
                is_bold=True,
                field="supervisor_phone",
            ),
            Text("投诉不收费，也不影响您正在办理和以后办理的事项。"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="一式一份，交投诉人"),
        ),
    )


SAMPLE: Final = ComplaintSlipData(
    issuer=ISSUER,
    document_number="诉〔2026〕10101-00001号",
    complainant_name="阿依古丽·买买提",
    phone_masked="138****0000",
    filed_at=MORNING,
    complaint_about="综合窗口2号",
    case_number=FIRST_CASE,
    item_name=ITEM,
    text="10月26日交齐材料时说一周内告知结果，至今没有人联系，打电话也没有人接。",
    answered_by_unit="石桥镇便民服务中心",
    answered_by_person="何中心",
    answer_by=date(2026, 11, 9),
    answer_words="收到后5个工作日内",
    answer_is_provisional=False,
    answer_way="电话",
    supervisor_name="青禾县行政审批和政务服务局",
    supervisor_phone="0839-5550199",
    printed_at=MORNING,
)
