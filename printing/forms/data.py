"""What each form says, as plain data: the interface of `counter form render`.

Every object is JSON: dates as YYYY-MM-DD, instants as ISO 8601 with offset.  A form is a pure
function of its object; the same object always gives the same paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi

LINES_MAX: Final = 200


class FormData:
    """Base of every form's data object; says only that it is one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who issues the paper: agency, counter, clerk, and whom to ring."""

    agency_name: str
    center_name: str
    counter_name: str
    clerk_name: str
    clerk_number: str
    enquiry_phone: str
    complaint_phone: str
    address: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseHead:
    """Whose case it is.

    Attributes:
        case_number: 27 digits.
        query_code: Secret beside the number, for asking by telephone or web.
        id_number_masked: First 3 and last 4; papers that the citizen carries show no more.
        proxy_name: "" when the applicant came in person.
        handling_type: 即办件, 承诺件, 联办件 or 上报件.
        code: What the QR code says: the signed code of this very copy; "" for the case number.
    """

    case_number: Annotated[str, Pi.P1]
    query_code: Annotated[str, Pi.P2]
    applicant_name: Annotated[str, Pi.P2]
    id_kind_name: Annotated[str, Pi.P2]
    id_number_masked: Annotated[str, Pi.P2]
    phone_masked: Annotated[str, Pi.P2] = ""
    proxy_name: Annotated[str, Pi.P2] = ""
    proxy_number_masked: Annotated[str, Pi.P2] = ""
    item_name: Annotated[str, Pi.P1]
    item_code: Annotated[str, Pi.P1] = ""
    department: Annotated[str, Pi.P1] = ""
    handling_type: Annotated[str, Pi.P1] = ""
    code: Annotated[str, Pi.P1] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialTaken:
    """One material at the desk.

    Attributes:
        verdict: 齐, 缺, 不合格, 可容缺 or 未判定.
        handling: 收存 or 核验后退还; "" when nothing was handed in.
    """

    name: str
    originals: int = 0
    copies: int = 0
    verdict: str = ""
    handling: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One line of a one-time notice.

    Attributes:
        verdict: 缺, 不合格 or 可容缺.
        problem: What is wrong with what was brought.
        standard: What a good one looks like; "" when the guide does not say.
        originals: Number to bring; None when the guide does not say.
    """

    name: str
    verdict: str
    problem: str
    standard: str = ""
    originals: int | None = None
    copies: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeReceiptData(FormData):
    """收件凭证: what was handed in and when; not an acceptance.

    Attributes:
        told_by: Latest day on which the outcome is told.
        told_within_working_days: The same as a number of days from receipt, usually 5.
        told_by_is_provisional: That day lies beyond the published calendar.
        service_mode: How the citizen is served beside the usual way: 绿色通道, 上门服务; "" for
            the usual way.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    received_at: datetime
    materials: tuple[MaterialTaken, ...]
    told_by: date
    told_within_working_days: int = 5
    told_by_is_provisional: bool = False
    service_mode: str = ""
    printed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceNoticeData(FormData):
    """受理通知书: accepted on that day; the decision clock runs.

    Attributes:
        basis: "complete", "supplemented" or "deemed".
        limit_words: The promised limit with its unit, 22个工作日; "" when none is published.
        excluded_days_words: Time that is known not to count: 检验检测15个工作日; "" for none.
        next_step: What happens next, for the citizen: 由民政审查，办结后电话通知领取.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    applied_on: date
    accepted_on: date
    issued_on: date
    basis: str
    limit_words: str = ""
    due_on: date | None = None
    statutory_due_on: date | None = None
    is_provisional: bool = False
    statutory_is_provisional: bool = False
    excluded_days_words: str = ""
    next_step: str = ""
    printed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeNoticeData(FormData):
    """补正材料一次性告知书: everything that is missing, once.

    Attributes:
        lines: All materials that are not complete.
        received: Materials that were complete.
        is_repeat: Names only what an earlier notice named.
        supplement_due_on: Last day to supplement, where the county has one; None for none.
        supplement_within: The same as a limit with its unit, 告知后15个工作日内; "" for none.
        supplement_is_provisional: That day lies beyond the published calendar.
        supplement_consequence: What follows when nothing comes by then.
        overridden_by: Chief representative who allowed a demand that no earlier notice named.
        override_reason: Why they allowed it.
        no_signature_reason: Why the notice is not signed for; "" when it is.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    received_at: datetime
    issued_at: datetime
    lines: tuple[Demand, ...]
    received: tuple[str, ...] = ()
    is_repeat: bool = False
    supplement_due_on: date | None = None
    supplement_within: str = ""
    supplement_is_provisional: bool = False
    supplement_consequence: str = ""
    overridden_by: str = ""
    override_reason: str = ""
    no_signature_reason: str = ""
    printed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalNoticeData(FormData):
    """不予受理通知书: why, where to go instead, and how to object.

    Attributes:
        ground: "not-required" or "not-competent".
        competent_authority: Required for "not-competent".
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    applied_on: date
    refused_on: date
    ground: str
    reason: str
    competent_authority: str = ""
    review_body: str
    court: str
    printed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementReceiptData(FormData):
    """补正材料接收凭证: which lines of the notice are met now, and which are not."""

    issuer: Issuer
    case: CaseHead
    document_number: str
    supplemented_at: datetime
    materials: tuple[MaterialTaken, ...]
    still_missing: tuple[str, ...] = ()
    is_complete: bool
    printed_at: datetime
