"""Every paper of a case comes out of the case itself, on every paper, and says what it must."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain.applicant import Proxy
from counter_app.domain.case_papers import document_numbers
from counter_app.domain.ending_facts import EndingKind
from counter_app.domain.handling_facts import ForwardWay
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.domain.print_job import FormId
from counter_app.domain.staff import Role
from counter_app.runtime.shipped_data import shipped_calendar
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.charge_fee import SlipRequest
from counter_app.services.end_case import EndRequest
from counter_app.services.forward_case import ForwardRequest
from counter_app.services.hear_citizen import ComplainRequest
from counter_app.services.issue_notice import IssueOneTimeNotice
from counter_app.services.pause_case import ResumeRequest
from counter_app.services.refuse_case import RefusalReason
from counter_app.services.review_case import VisitRequest
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from printing.forms.from_case import PAPERS_OF_A_CASE, PaperContext, form_data
from printing.forms.registry import FORMS, lay_out
from printing.render_text import render_text
from tests.fakes.people import PROFILE
from tests.law.requests import CONCLUDE, FEE, HANDED, defer_second
from tests.law.test_clocks import LATE, REVIEW, TEN
from tests.services.intake import judged, submission
from tests.services.life import COMMITTED, ESCALATED

CONTEXT = PaperContext(PROFILE, shipped_calendar(), staff_name=lambda staff: staff)
NOT_OF_A_CASE = {
    FormId.GUIDE_SHEET,
    FormId.QUEUE_TICKET,
    FormId.APPOINTMENT_SLIP,
    FormId.HANDOVER_SHEET,
    FormId.DRAWER_INVENTORY,
    FormId.DAY_CLOSE_SHEET,
    FormId.BULLETIN,
    FormId.BUNDLE_SLIP,
    FormId.HANDWRITTEN_SLIP,
    FormId.PERSONAL_DATA_SHEET,
    FormId.PRIVACY_NOTICE,
    FormId.DESTRUCTION_LIST,
}


def said(case, form, paper="80", *, at=None):
    data = form_data(form, case, CONTEXT, printed_at=at or case.received_at)
    text = render_text(lay_out(form, data, paper=paper), {"58": 32, "80": 48, "a4": 80}[paper])
    return "".join(text.split())


def ends(life):
    """Live several cases; return one of each end."""
    life.begin(Verdict.MISSING, outcome=Outcome.NOTICE)
    SupplementCase(life.office)(life.case_id, [judged(life.office, [])[0]])
    life.do(REVIEW)
    life.after(days=2)
    life.do(ResumeRequest())
    life.do(TEN)
    life.do(VisitRequest(place="石桥镇", staff=("周小禾", "李青"), finding="情况属实"))
    life.on(2027, 1, 29)
    life.grant()
    life.do(LATE)
    life.do(CONCLUDE)
    life.do(ComplainRequest(text="等了太久"))
    yield life.do(HANDED)
    for kind in (EndingKind.RETURNED, EndingKind.WITHDRAWN, EndingKind.TERMINATED):
        life.begin()
        yield life.do(EndRequest(kind=kind, reason="依规定办理"), by=Role.CHIEF)


def test_every_form_is_of_a_case_or_of_something_else():
    assert PAPERS_OF_A_CASE.keys() | NOT_OF_A_CASE == set(FormId) == FORMS.keys()
    assert PAPERS_OF_A_CASE.keys() & NOT_OF_A_CASE == set()


@pytest.mark.law("XKF 32(2)")
@pytest.mark.parametrize("paper", ["58", "80", "a4"])
def test_everything_that_happened_can_be_printed(life, paper):
    seen = set()
    for case in ends(life):
        for form, number in document_numbers(case).items():
            words = said(case, form, paper, at=life.clock.now())
            assert "".join(case.item.name.split()) in words
            assert number.replace("-", "") in words.replace("-", "").replace(" ", "")
            seen.add(form)
    assert {FormId.DELIVERY_RECEIPT, FormId.OVERDUE_STATEMENT, FormId.TERMINATION_NOTICE} <= seen


@pytest.mark.law("7 provisional")
def test_a_pledge_prints_both_its_papers(life, rules):
    defer_second(life, rules)
    case = life.do(PledgeRequest(due_on=date(2026, 11, 20)))

    for form in (FormId.SUPPLEMENT_PLEDGE, FormId.PROVISIONAL_ACCEPTANCE_NOTICE):
        assert "2026年11月20日" in said(case, form)
        assert case.pledge.deferred[0] in said(case, form)
    assert FormId.ACCEPTANCE_NOTICE not in document_numbers(case)


@pytest.mark.law("8 money")
def test_a_payment_slip_says_that_the_counter_takes_no_cash(life, rules):
    rules.change(COMMITTED, fees=(FEE,), collecting_unit="县财政局")
    life.begin()
    words = said(life.do(SlipRequest(quantities={"工本费": 3})), FormId.PAYMENT_SLIP)

    assert "窗口不收现金" in words
    assert "叁拾元整" in words
    assert "省价费〔2020〕1号" in words


@pytest.mark.law("XKF 35")
def test_a_transfer_slip_lists_every_original(life):
    life.begin(item=ESCALATED)
    case = life.do(ForwardRequest(to="青禾县民政局", way=ForwardWay.HAND, carrier="赵送达"))

    words = said(case, FormId.TRANSFER_SLIP, "a4")
    assert "青禾县民政局" in words
    assert "赵送达" in words


@pytest.mark.law("5 originals")
def test_a_custody_slip_lists_all_that_went_together(life):
    form = submission(life.office, [], item_id=ESCALATED)
    kept = tuple(
        replace(line, handling=OriginalHandling.KEPT) if "身份证" not in line.name else line
        for line in form.form.materials
    )
    case = SubmitIntake(life.office)(replace(form, form=replace(form.form, materials=kept)))
    life.case_id = case.case_id
    case = life.do(ForwardRequest(to="青禾县民政局", way=ForwardWay.HAND, carrier="赵送达"))
    words = said(case, FormId.CUSTODY_SLIP)

    assert len(case.forwarding.originals) > 1
    assert all(material in words for material, _ in case.forwarding.originals)


@pytest.mark.law("3 remedies")
@pytest.mark.parametrize("kind", [EndingKind.RETURNED, EndingKind.TERMINATED])
def test_an_end_that_is_not_the_applicants_names_the_remedies(life, kind):
    form = {
        EndingKind.RETURNED: FormId.RETURN_NOTICE,
        EndingKind.TERMINATED: FormId.TERMINATION_NOTICE,
    }[kind]
    life.begin()
    words = said(life.do(EndRequest(kind=kind, reason="依规定"), by=Role.CHIEF), form)

    assert "60日" in words
    assert "6个月" in words


@pytest.mark.law("3 remedies")
def test_a_refusal_names_the_remedies(life):
    from counter_app.domain.case_status import RefusalGround

    reason = RefusalReason(ground=RefusalGround.NOT_REQUIRED, reason="依法不需要许可")
    case = SubmitIntake(life.office)(
        submission(life.office, outcome=Outcome.REFUSE, refusal=reason)
    )
    words = said(case, FormId.REFUSAL_NOTICE)

    assert "60日" in words
    assert "6个月" in words


@pytest.mark.law("8 overdue-no-names")
def test_the_public_reason_names_nobody(life):
    life.begin()
    life.on(2026, 12, 4)
    case = life.do(LATE)
    words = said(case, FormId.OVERDUE_STATEMENT, at=life.clock.now())

    assert case.applicant.name not in words
    assert case.number not in words


@pytest.mark.law("XKF 29")
def test_an_agent_signs_for_their_authority(life):
    form = submission(life.office, outcome=Outcome.RECEIVE)
    agent = Proxy(
        name="林小满", id_kind="resident-id", number="510899199001010010", authority="儿子"
    )
    case = SubmitIntake(life.office)(replace(form, form=replace(form.form, proxy=agent)))
    words = said(case, FormId.AUTHORIZATION, "a4")

    assert "林小满" in words
    assert agent.number not in words


@pytest.mark.law("4.3")
def test_a_new_demand_says_who_allowed_it(life, desk):
    from counter_app.services.issue_notice import NoticeRequest
    from tests.services.life import PEOPLE

    life.begin(Verdict.MISSING, Verdict.COMPLETE, outcome=Outcome.NOTICE)
    name = life.file().case.materials[1].name
    desk.sign_in(PEOPLE[Role.CHIEF])
    request = NoticeRequest(names=(name,), reason="须重新提交")
    case = IssueOneTimeNotice(life.office)(life.case_id, request)

    assert PEOPLE[Role.CHIEF].staff in said(case, FormId.ONE_TIME_NOTICE)


def test_a_paper_that_is_none_of_a_case_says_so(life):
    from counter_app.domain.errors import UnknownForm

    case = life.begin()
    with pytest.raises(UnknownForm):
        form_data(FormId.BULLETIN, case, CONTEXT, printed_at=case.received_at)
