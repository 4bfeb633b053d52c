"""Papers of the result, its delivery and the other ends, filled from a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import DELIVERY_LIMIT, supplement_deadline
from counter_app.domain.ending_facts import DeliveryManner, Ending, EndingGround
from counter_app.domain.print_job import FormId
from counter_app.domain.time_limit import due_by
from printing.forms.case_words import Paper, given_back
from printing.forms.collection_notice import CollectionNoticeData
from printing.forms.data import FormData
from printing.forms.delivery_receipt import DeliveryReceiptData, PaperServed
from printing.forms.return_notice import ReturnNoticeData
from printing.forms.termination_notice import TerminationNoticeData
from printing.forms.withdrawal_request import WithdrawalRequestData

_BRING: Final = ("本人身份证件（代领的另带代领人身份证件和委托书）", "收件凭证或受理通知书")
_RULES: Final = MappingProxyType(
    {
        EndingGround.SUPPLEMENT_LAPSED: "事项公布的补正期限和逾期后果",
        EndingGround.PLEDGE_LAPSED: "容缺受理承诺书和事项公布的逾期后果",
    }
)


def _collection(paper: Paper) -> FormData:
    case, conclusion = paper.case, paper.case.conclusion
    assert conclusion is not None, "nothing was concluded"
    assert case.decision is not None, "nothing is concluded without a decision"
    collect_by = due_by(case.decision.decided_at.date(), DELIVERY_LIMIT, paper.context.calendar)
    is_fetched = conclusion.manner in {DeliveryManner.DIRECT, DeliveryManner.PROXY}
    return CollectionNoticeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=conclusion.document_number,
        result_title=conclusion.result.name,
        result_number=conclusion.result.number,
        concluded_on=conclusion.concluded_at.date(),
        way=conclusion.manner.value,
        bring=_BRING if is_fetched else (),
        collect_by=collect_by.due_on,
        collect_is_provisional=collect_by.provisional,
        printed_at=paper.printed_at,
    )


def _delivery(paper: Paper) -> FormData:
    case, delivery = paper.case, paper.case.delivery
    assert delivery is not None, "nothing was delivered"
    assert case.conclusion is not None, "nothing is delivered without a result"
    manner = delivery.manner
    delivered_on = delivery.delivered_at.date()
    return DeliveryReceiptData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=delivery.document_number,
        papers=(
            PaperServed(name=case.conclusion.result.name, number=case.conclusion.result.number),
        ),
        manner=manner.value,
        place=paper.profile.center_name,
        delivered_at=delivery.delivered_at,
        received_by=delivery.received_by,
        relation=delivery.relation,
        servers=(paper.context.staff_name(case.receiver),),
        tracking_number=delivery.tracking_number,
        refusal_reason=delivery.refusal_reason,
        witness=delivery.witness,
        published_on=delivered_on if manner is DeliveryManner.PUBLIC_NOTICE else None,
        electronic_consent=_consent(case) if manner is DeliveryManner.ELECTRONIC else "",
        printed_at=paper.printed_at,
    )


def _consent(case: Case) -> str:
    return f"受送达人{case.applicant.name}同意电子送达"


def _return(paper: Paper) -> FormData:
    case, ending = paper.case, _ending(paper.case)
    ends_matter = case.acceptance is not None
    return ReturnNoticeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=ending.document_number,
        received_on=case.received_on,
        returned_on=ending.ended_at.date(),
        reason=ending.reason,
        given_back=given_back(ending.given_back),
        ends_matter=ends_matter,
        next_step="" if ends_matter else "按退件理由改正后，可以重新提出申请",
        review_body=paper.profile.review_body if ends_matter else "",
        court=paper.profile.court if ends_matter else "",
        printed_at=paper.printed_at,
    )


def _withdrawal(paper: Paper) -> FormData:
    case, ending = paper.case, _ending(paper.case)
    return WithdrawalRequestData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=ending.document_number,
        applied_on=case.received_on,
        withdrawn_on=ending.ended_at.date(),
        reason=ending.reason,
        given_back=given_back(ending.given_back),
        printed_at=paper.printed_at,
    )


def _termination(paper: Paper) -> FormData:
    case, ending = paper.case, _ending(paper.case)
    return TerminationNoticeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=ending.document_number,
        applied_on=case.received_on,
        terminated_on=ending.ended_at.date(),
        ground=ending.ground.value,
        reason=ending.reason,
        rule=_RULES.get(ending.ground, "终止理由所依据的规定"),
        lapsed_on=_lapsed_on(paper, ending.ground),
        given_back=given_back(ending.given_back),
        review_body=paper.profile.review_body,
        court=paper.profile.court,
        printed_at=paper.printed_at,
    )


def _lapsed_on(paper: Paper, ground: EndingGround) -> date | None:
    case = paper.case
    if ground is EndingGround.PLEDGE_LAPSED and case.pledge is not None:
        return case.pledge.due_on
    if ground is EndingGround.SUPPLEMENT_LAPSED:
        deadline = supplement_deadline(case, paper.context.calendar)
        return deadline.due_on if deadline else None
    return None


def _ending(case: Case) -> Ending:
    assert case.ending is not None, "the case has not ended"
    return case.ending


END_PAPERS: Final[Mapping[FormId, Callable[[Paper], FormData]]] = MappingProxyType(
    {
        FormId.COLLECTION_NOTICE: _collection,
        FormId.DELIVERY_RECEIPT: _delivery,
        FormId.RETURN_NOTICE: _return,
        FormId.WITHDRAWAL_REQUEST: _withdrawal,
        FormId.TERMINATION_NOTICE: _termination,
    }
)
