"""排队号: whose turn comes when; the number belongs to nobody's papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from printing.document import Align, Document, Pair, Rule, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import given
from printing.forms.desk_samples import MORNING
from printing.forms.parts import Sheet, moment
from printing.forms.samples import ISSUER

TITLE: Final = "排队号"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueTicketData(FormData):
    """排队号: names no person and asks for no card.

    Attributes:
        ticket_number: As it is called: A012.
        matter: Item or group of items the queue is for.
        counters: Where the number is called: 综合窗口1号、2号; "" when any counter calls it.
        people_ahead: People with an earlier number who were not called yet.
        priority_words: Why this number goes first; "" for the usual order.
        missed_call_rule: What the hall does with a number that did not come; "" = not settled.
    """

    issuer: Issuer
    ticket_number: str
    matter: str
    counters: str = ""
    people_ahead: int
    issued_at: datetime
    priority_words: str = ""
    missed_call_rule: str = ""
    printed_at: datetime


def queue_ticket(data: QueueTicketData, sheet: Sheet) -> Document:
    """Lay out a queue ticket, short enough to be torn off while people wait.

    Source: 居民身份证法 art. 15: nobody's card is kept, so a queue needs numbers of its own.
    """
    agency, name = data.issuer.agency_name, data.issuer.center_name
    return Document(
        title=TITLE,
        number=data.ticket_number,
        blocks=(
            Text(agency, align=Align.CENTER, field="agency_name", is_name=True),
            Text(name, align=Align.CENTER, field="center_name", is_name=True),
            Text(f"{TITLE} {data.ticket_number}", align=Align.CENTER, is_bold=True, size=2),
            Rule(),
            Pair("办理：", data.matter, is_bold=True, field="matter"),
            *given("窗口：", data.counters, "counters"),
            Pair("前面还有：", f"{data.people_ahead} 人", is_bold=True, field="people_ahead"),
            Pair("取号时间：", moment(data.issued_at), field="issued_at"),
            *given("优先：", data.priority_words, "priority_words"),
            *given("过号：", data.missed_call_rule, "missed_call_rule"),
            Rule(),
            Text("本号当日有效，不收费，不押证件。"),
            Pair("咨询电话：", data.issuer.enquiry_phone, field="enquiry_phone"),
            Pair("投诉电话：", data.issuer.complaint_phone, field="complaint_phone"),
            Text(f"打印时间 {moment(data.printed_at)}", align=_printed_align(sheet)),
        ),
    )


def _printed_align(sheet: Sheet) -> Align:
    return Align.RIGHT if sheet.is_roll else Align.LEFT


SAMPLE: Final = QueueTicketData(
    issuer=ISSUER,
    ticket_number="A012",
    matter="民政、社会保障",
    counters="综合窗口1号、2号",
    people_ahead=3,
    issued_at=MORNING,
    priority_words="70周岁以上老年人",
    missed_call_rule="叫号三次未到的，到咨询台说明后顺延三位",
    printed_at=MORNING,
)
