"""Between acceptance and the end: 容缺, joint and forwarded cases, decisions, delivery, ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain.case_status import CaseStatus, ReportClass
from counter_app.domain.custody import held_by, holders
from counter_app.domain.ending_facts import DeliveryManner, EndingGround, EndingKind, Result
from counter_app.domain.errors import (
    AlreadyDone,
    AuthorityMissing,
    BankReferenceInvalid,
    DeliveryIncomplete,
    IdentityCardKept,
    IllegalStep,
    MayNotSignAlone,
    NoFee,
    NotAuthorised,
    NotDeferrable,
    NotForwardable,
    NotLapsed,
    OpinionDisagrees,
    OpinionGiven,
    OpinionsMissing,
    OriginalNotHeld,
    PaperRequired,
    PaymentOpen,
    PermissionExpired,
    PledgeOpen,
    PledgeTooLong,
    ReasonMissing,
    SlipMissing,
    TwoPersonsNeeded,
    UnknownDepartment,
)
from counter_app.domain.fee_table import FeeLine
from counter_app.domain.handling_facts import (
    DecisionKind,
    ForwardWay,
    PartyWord,
    Stance,
    UpperAnswerKind,
)
from counter_app.domain.handling_rules import JointDepartment
from counter_app.domain.item import HandlingType, Necessity
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.domain.service_facts import Holder
from counter_app.domain.staff import Role
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.charge_fee import PaymentRequest, SlipRequest, WaiverRequest
from counter_app.services.conclude_case import ConcludeRequest
from counter_app.services.decide_case import DecisionRequest, may_sign_alone
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.end_case import EndRequest
from counter_app.services.forward_case import AnswerRequest, ForwardRequest
from counter_app.services.hear_citizen import ComplainRequest, RateRequest
from counter_app.services.move_original import MoveRequest
from counter_app.services.review_case import OpinionRequest, PartyRequest, VisitRequest
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from tests.services.intake import judged, submission
from tests.services.life import COMMITTED, ESCALATED, INSTANT, JOINT

GRANT = DecisionRequest(kind=DecisionKind.GRANTED)
RESULT = Result(name="高龄津贴审批表", number="青津〔2026〕1号")
CONCLUDE = ConcludeRequest(result=RESULT)
HANDED = DeliverRequest(manner=DeliveryManner.DIRECT, received_by="沈桂兰")
FEE = FeeLine(
    name="工本费",
    standard="10元/证",
    basis="省价费〔2020〕1号",
    amount_fen=1000,
    is_reducible=True,
    reduction_note="低保对象免收",
)


def defer_second(life, rules) -> None:
    """Publish the second material of the item as deferrable, and leave it open."""
    item = rules.catalogue.by_id(COMMITTED)
    second = replace(item.materials[1], necessity=Necessity.DEFERRABLE)
    rules.change(COMMITTED, materials=(item.materials[0], second, *item.materials[2:]))
    life.begin(Verdict.COMPLETE, Verdict.MISSING, outcome=Outcome.RECEIVE)


class TestProvisional:
    @pytest.mark.law("7 provisional")
    def test_a_secondary_material_may_follow_on_a_pledge(self, life, rules):
        defer_second(life, rules)
        case = life.do(PledgeRequest(due_on=date(2026, 11, 20)))

        assert case.status is CaseStatus.PROVISIONALLY_ACCEPTED
        assert case.open_pledge == case.pledge.deferred
        assert case.acceptance.due_on == date(2026, 12, 2)

    @pytest.mark.law("7 provisional")
    def test_a_principal_material_may_not(self, life):
        life.begin(Verdict.MISSING, outcome=Outcome.RECEIVE)
        with pytest.raises(NotDeferrable):
            life.do(PledgeRequest(due_on=date(2026, 11, 20)))

    @pytest.mark.law("7 provisional")
    def test_the_pledge_ends_before_the_promise(self, life, rules):
        defer_second(life, rules)
        with pytest.raises(PledgeTooLong):
            life.do(PledgeRequest(due_on=date(2026, 12, 3)))

    @pytest.mark.law("7 provisional")
    @pytest.mark.lesson(9)
    def test_an_open_pledge_blocks_the_end_and_a_kept_one_does_not(self, life, rules):
        defer_second(life, rules)
        life.do(PledgeRequest(due_on=date(2026, 11, 20)))
        life.grant()
        with pytest.raises(PledgeOpen):
            life.do(CONCLUDE)

    @pytest.mark.law("7 provisional")
    def test_the_promise_runs_from_the_day_the_last_material_came(self, life, rules):
        defer_second(life, rules)
        life.do(PledgeRequest(due_on=date(2026, 11, 20)))
        life.on(2026, 11, 9)
        line = judged(life.office, [])[1]
        case = SupplementCase(life.office)(life.case_id, [line])

        assert case.status is CaseStatus.ACCEPTED
        assert case.open_pledge == ()
        assert life.file().clocks.promised.due_on == date(2026, 12, 9)
        assert life.file().clocks.statutory.due_on == date(2026, 12, 14), "the law counts on"

    @pytest.mark.law("7 provisional")
    def test_a_lapsed_pledge_ends_the_case_by_rule_and_no_sooner(self, life, rules):
        defer_second(life, rules)
        life.do(PledgeRequest(due_on=date(2026, 11, 20)))
        stop = EndRequest(kind=EndingKind.TERMINATED, reason="逾期未补齐")
        with pytest.raises(NotLapsed):
            life.do(stop)
        life.on(2026, 11, 21)

        assert life.do(stop).ending.ground is EndingGround.PLEDGE_LAPSED

    @pytest.mark.law("7 provisional")
    def test_an_agent_without_authority_cannot_pledge(self, life, rules):
        from counter_app.domain.applicant import Proxy

        defer_second(life, rules)
        form = submission(life.office, [Verdict.COMPLETE, Verdict.MISSING], outcome=Outcome.RECEIVE)
        agent = Proxy(name="林小满", id_kind="resident-id", number="510899199001010010")
        case = SubmitIntake(life.office)(replace(form, form=replace(form.form, proxy=agent)))
        life.case_id = case.case_id
        with pytest.raises(AuthorityMissing):
            life.do(PledgeRequest(due_on=date(2026, 11, 20)))


class TestJoint:
    @pytest.fixture
    def parts(self, life, rules):
        parts = (JointDepartment("县住建局", 1, None), JointDepartment("县自然资源局", 2, None))
        rules.change(JOINT, joint_departments=parts, lead_department="县自然资源局")
        life.begin(item=JOINT)

    def say(self, life, department, stance=Stance.AGREE, text=""):
        return life.do(OpinionRequest(department=department, stance=stance, text=text))

    @pytest.mark.law("XKF 26")
    def test_departments_speak_in_their_order_once_and_only_the_named_ones(self, life, parts):
        with pytest.raises(OpinionsMissing):
            self.say(life, "县自然资源局")
        with pytest.raises(UnknownDepartment):
            self.say(life, "县教育局")
        assert self.say(life, "县住建局").status is CaseStatus.UNDER_REVIEW
        with pytest.raises(OpinionGiven):
            self.say(life, "县住建局")
        assert len(self.say(life, "县自然资源局").opinions) == 2

    @pytest.mark.law("XKF 26")
    def test_a_grant_waits_for_everybody_and_answers_a_no(self, life, parts):
        self.say(life, "县住建局", Stance.DISAGREE, "占用规划道路")
        by = replace(GRANT, decided_by="县自然资源局")
        with pytest.raises(OpinionsMissing):
            life.do(by)
        self.say(life, "县自然资源局")
        with pytest.raises(OpinionDisagrees):
            life.do(by)

        assert life.do(replace(by, reason="会商后调整方案")).status is CaseStatus.GRANTED

    @pytest.mark.law("XKF 26")
    def test_who_disagrees_says_why(self, life, parts):
        with pytest.raises(ReasonMissing):
            self.say(life, "县住建局", Stance.DISAGREE)

    @pytest.mark.law("10")
    def test_it_is_counted_as_joint(self, life, parts):
        assert life.file().case.report_class is ReportClass.JOINT


class TestForwarded:
    @pytest.mark.law("XKF 35")
    def test_all_originals_go_up_with_the_first_opinion(self, life):
        form = submission(life.office, [], item_id=ESCALATED)
        kept = tuple(
            replace(line, handling=OriginalHandling.KEPT) if "身份证" not in line.name else line
            for line in form.form.materials
        )
        case = SubmitIntake(life.office)(replace(form, form=replace(form.form, materials=kept)))
        life.case_id = case.case_id
        case = life.do(ForwardRequest(to="青禾县民政局", way=ForwardWay.HAND, carrier="赵送达"))

        assert case.status is CaseStatus.FORWARDED
        assert case.forwarding.first_opinion
        assert held_by(case, Holder.COUNTER) == ()
        assert dict(held_by(case, Holder.COURIER)) == dict(case.forwarding.originals)

    @pytest.mark.law("XKF 35")
    def test_the_upper_body_asks_the_township_and_then_decides(self, life):
        life.begin(item=ESCALATED)
        life.do(ForwardRequest(to="青禾县民政局", way=ForwardWay.NETWORK))
        life.do(AnswerRequest(kind=UpperAnswerKind.ASKED, body="青禾县民政局", text="核对收入"))
        assert life.file().case.status is CaseStatus.FORWARDED, "nothing goes back to the citizen"
        case = life.do(replace(GRANT, decided_by="青禾县民政局"))

        assert case.status is CaseStatus.GRANTED
        assert case.report_class is ReportClass.ESCALATED

    @pytest.mark.law("XKF 43")
    def test_what_is_decided_here_does_not_go_up(self, life):
        life.begin()
        with pytest.raises(NotForwardable):
            life.do(ForwardRequest(to="县局", way=ForwardWay.NETWORK))

    @pytest.mark.law("XKF 35")
    def test_nobody_asks_for_materials_again(self, life):
        life.begin(item=ESCALATED)
        life.do(ForwardRequest(to="青禾县民政局", way=ForwardWay.NETWORK))
        from counter_app.services.issue_notice import IssueOneTimeNotice

        with pytest.raises(IllegalStep):
            IssueOneTimeNotice(life.office)(life.case_id)


class TestDecision:
    @pytest.mark.law("9 may-sign-alone")
    @pytest.mark.parametrize("item", [ESCALATED, JOINT])
    def test_joint_and_escalated_cases_are_not_signed_at_the_counter(self, life, item):
        case = life.begin(item=item)
        assert not may_sign_alone(case)
        if item is JOINT:
            life.do(OpinionRequest(department="县住建局", stance=Stance.AGREE))
        with pytest.raises(MayNotSignAlone):
            life.do(GRANT, by=Role.CHIEF)

    @pytest.mark.law("9 may-sign-alone")
    def test_nor_is_one_that_needed_a_visit(self, life):
        life.begin()
        life.do(VisitRequest(place="石桥镇", staff=("周小禾", "李青"), finding="属实"))
        with pytest.raises(MayNotSignAlone):
            life.do(GRANT, by=Role.CHIEF)

    @pytest.mark.law("9 examiner-approver")
    def test_the_chief_representative_approves_what_a_clerk_examined(self, life):
        life.begin()
        case = life.do(GRANT, by=Role.CHIEF)

        assert case.decision.examiner != case.decision.decided_by

    @pytest.mark.law("9 examiner-approver")
    def test_nobody_examines_and_approves_alone(self, life, desk):
        from tests.services.life import PEOPLE

        desk.sign_in(PEOPLE[Role.CHIEF])
        life.begin()
        with pytest.raises(TwoPersonsNeeded):
            life.do(GRANT, by=Role.CHIEF)

    @pytest.mark.law("XKF 34")
    def test_an_instant_case_is_decided_and_concluded_on_the_spot(self, life):
        life.begin(item=INSTANT)
        case = life.do(CONCLUDE)

        assert case.status is CaseStatus.CONCLUDED
        assert case.decision.kind is DecisionKind.GRANTED
        assert case.report_class is ReportClass.INSTANT

    @pytest.mark.law("XKF 38")
    def test_a_denial_has_its_reasons(self, life):
        life.begin()
        no = DecisionRequest(kind=DecisionKind.DENIED, decided_by="青禾县民政局")
        with pytest.raises(ReasonMissing):
            life.do(no)

        assert life.do(replace(no, reason="年龄未满80周岁")).status is CaseStatus.DENIED

    @pytest.mark.law("XKF 34")
    def test_a_visit_needs_two_names(self, life):
        life.begin()
        for staff in [("周小禾",), ("周小禾", "周小禾"), ("周小禾", " ")]:
            with pytest.raises(TwoPersonsNeeded):
                life.do(VisitRequest(place="石桥镇", staff=staff, finding="属实"))

    @pytest.mark.law("XKF 36")
    def test_who_has_an_interest_is_told_and_heard(self, life):
        life.begin()
        case = life.do(PartyRequest(name="邻户王某", word=PartyWord.OBJECTION, text="遮挡采光"))

        assert case.parties[0].told_at == life.clock.now()


class TestDelivery:
    @pytest.fixture
    def concluded(self, life):
        life.begin()
        life.grant()
        life.do(CONCLUDE)

    @pytest.mark.law("XKF 44")
    def test_a_result_is_handed_over_to_somebody(self, life, concluded):
        with pytest.raises(DeliveryIncomplete):
            life.do(replace(HANDED, received_by=""))
        case = life.do(HANDED)

        assert case.status is CaseStatus.DELIVERED
        assert life.file().deadline is None

    @pytest.mark.law("8 service-manner")
    @pytest.mark.parametrize(
        ("manner", "more"),
        [
            (DeliveryManner.COURIER, {"tracking_number": "SF1234567890"}),
            (DeliveryManner.MAIL, {"tracking_number": "RR123456789CN"}),
            (DeliveryManner.LEFT, {"witness": "村委会李主任"}),
        ],
    )
    def test_every_manner_brings_its_proof(self, life, concluded, manner, more):
        bare = DeliverRequest(manner=manner, received_by="沈桂兰")
        with pytest.raises(DeliveryIncomplete):
            life.do(bare)

        assert life.do(replace(bare, **more)).delivery.manner is manner

    @pytest.mark.law("5 civil-documents")
    def test_a_civil_document_is_never_only_electronic(self, life, rules):
        rules.change(COMMITTED, civil_document=True)
        life.begin()
        life.grant()
        life.do(CONCLUDE)
        with pytest.raises(PaperRequired):
            life.do(replace(HANDED, manner=DeliveryManner.ELECTRONIC))


class TestEnds:
    @pytest.mark.law("5 ends")
    def test_the_applicant_withdraws_before_the_decision_and_not_after(self, life):
        wish = EndRequest(kind=EndingKind.WITHDRAWN, reason="不办了")
        life.begin()
        assert life.do(wish).status is CaseStatus.WITHDRAWN
        life.begin()
        life.grant()
        with pytest.raises(IllegalStep):
            life.do(wish)

    @pytest.mark.law("5 ends")
    def test_an_accepted_case_is_owed_a_decision(self, life):
        back = EndRequest(kind=EndingKind.RETURNED, reason="材料与事实不符")
        life.begin()
        with pytest.raises(NotAuthorised):
            life.do(back)
        case = life.do(back, by=Role.CHIEF)

        assert case.report_class is ReportClass.RETURNED

    @pytest.mark.law("9 void")
    def test_two_people_declare_a_case_void(self, life):
        life.begin()
        wrong = EndRequest(kind=EndingKind.VOID, reason="录错申请人")
        for request in (
            wrong,
            replace(wrong, countersigned_by="QH0107", countersigner_role=Role.CHIEF),
            replace(wrong, countersigned_by="QH0300", countersigner_role=Role.CLERK),
        ):
            with pytest.raises(TwoPersonsNeeded):
                life.do(request)

        done = replace(wrong, countersigned_by="QH0300", countersigner_role=Role.CHIEF)
        assert life.do(done).status is CaseStatus.VOID

    @pytest.mark.law("5 ends")
    def test_nothing_ends_without_a_reason(self, life):
        life.begin()
        for kind in EndingKind:
            with pytest.raises(ReasonMissing):
                life.do(EndRequest(kind=kind, reason=" "), by=Role.CHIEF)


class TestMoney:
    @pytest.mark.law("XKF 58, 59, 75")
    def test_what_costs_nothing_has_no_slip(self, life):
        life.begin()
        with pytest.raises(NoFee):
            life.do(SlipRequest())

    @pytest.mark.law("8 money")
    def test_a_fee_comes_from_the_table_and_the_bank_confirms_it(self, life, rules):
        rules.change(COMMITTED, fees=(FEE,), collecting_unit="县财政局非税收入专户")
        life.begin()
        with pytest.raises(SlipMissing):
            life.do(PaymentRequest(bank_reference="20261102000123"))
        case = life.do(SlipRequest(quantities={"工本费": 3}))
        assert case.service.slip.total_fen == 3000
        life.grant()
        with pytest.raises(PaymentOpen):
            life.do(CONCLUDE)
        with pytest.raises(BankReferenceInvalid):
            life.do(PaymentRequest(bank_reference="现金"))
        life.do(PaymentRequest(bank_reference="20261102000123"))
        with pytest.raises(AlreadyDone):
            life.do(PaymentRequest(bank_reference="20261102000124"))

        assert life.do(CONCLUDE).status is CaseStatus.CONCLUDED

    @pytest.mark.law("8 money")
    def test_a_waiver_names_its_basis(self, life, rules):
        rules.change(COMMITTED, fees=(FEE,))
        life.begin()
        life.do(SlipRequest())
        case = life.do(WaiverRequest(reason="低保对象"))

        assert case.service.waiver.basis == "低保对象免收"
        assert not case.service.waits_for_payment

    @pytest.mark.law("8 money")
    @pytest.mark.parametrize("quantities", [{"加急费": 1}, {"工本费": 0}, {"工本费": 1000}])
    def test_no_other_amount_can_be_asked(self, life, rules, quantities):
        rules.change(COMMITTED, fees=(FEE,))
        life.begin()
        with pytest.raises(NoFee):
            life.do(SlipRequest(quantities=quantities))


class TestOriginals:
    @pytest.fixture
    def kept(self, life):
        form = submission(life.office, [], outcome=Outcome.RECEIVE)
        name = next(line.name for line in form.form.materials if "身份证" not in line.name)
        lines = tuple(
            replace(line, handling=OriginalHandling.KEPT, originals=2)
            if line.name == name
            else line
            for line in form.form.materials
        )
        case = SubmitIntake(life.office)(replace(form, form=replace(form.form, materials=lines)))
        life.case_id = case.case_id
        return name

    @pytest.mark.law("5 originals")
    def test_each_original_has_one_holder_at_every_moment(self, life, kept):
        life.do(
            MoveRequest(
                material=kept, originals=1, came_from=Holder.COUNTER, went_to=Holder.COURIER
            )
        )
        case = life.file().case
        total = sum(line.originals for line in case.received_materials)

        assert len(holders(case)) == total
        assert dict(held_by(case, Holder.COUNTER)) == {kept: 1}
        assert dict(held_by(case, Holder.COURIER)) == {kept: 1}

    @pytest.mark.law("5 originals")
    def test_nobody_gives_what_they_do_not_have(self, life, kept):
        with pytest.raises(OriginalNotHeld):
            life.do(
                MoveRequest(
                    material=kept, originals=3, came_from=Holder.COUNTER, went_to=Holder.CITIZEN
                )
            )

    @pytest.mark.law("5 originals")
    def test_an_end_gives_back_what_lies_in_the_drawer(self, life, kept):
        case = life.do(EndRequest(kind=EndingKind.WITHDRAWN, reason="不办了"))

        assert case.ending.given_back == ((kept, 2),)
        assert held_by(case, Holder.COUNTER) == ()

    @pytest.mark.law("5 identity-card")
    def test_an_identity_card_is_never_kept(self, life):
        form = submission(life.office, [], outcome=Outcome.RECEIVE)
        lines = tuple(
            replace(line, handling=OriginalHandling.KEPT, originals=1)
            if "身份证" in line.name
            else line
            for line in form.form.materials
        )
        assert any("身份证" in line.name for line in lines)
        with pytest.raises(IdentityCardKept):
            SubmitIntake(life.office)(replace(form, form=replace(form.form, materials=lines)))


class TestPeople:
    @pytest.mark.law("9 temporary")
    def test_temporary_staff_take_in_and_decide_nothing(self, life, desk):
        from tests.services.life import PEOPLE

        desk.sign_in(PEOPLE[Role.TEMPORARY])
        case = life.begin(outcome=Outcome.RECEIVE)
        assert case.status is CaseStatus.RECEIVED
        with pytest.raises(NotAuthorised):
            life.begin()
        with pytest.raises(NotAuthorised):
            life.do(EndRequest(kind=EndingKind.WITHDRAWN, reason="x"), by=Role.TEMPORARY)

    @pytest.mark.law("9 roles")
    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.DIRECTOR])
    def test_who_runs_the_house_takes_in_no_case(self, life, desk, role):
        from tests.services.life import PEOPLE

        desk.sign_in(PEOPLE[role])
        with pytest.raises(NotAuthorised):
            life.begin(outcome=Outcome.RECEIVE)

    @pytest.mark.law("9 permission")
    def test_an_expired_permission_still_takes_papers_in(self, life, desk):
        from tests.fakes.people import CLERK

        desk.sign_in(replace(CLERK, permitted_until=date(2026, 11, 1)))
        assert life.begin(outcome=Outcome.RECEIVE).status is CaseStatus.RECEIVED
        with pytest.raises(PermissionExpired):
            life.begin()

    @pytest.mark.law("9 permission")
    def test_somebody_may_hold_only_some_items(self, life, desk):
        from tests.fakes.people import CLERK

        desk.sign_in(replace(CLERK, items=frozenset({INSTANT})))
        with pytest.raises(NotAuthorised):
            life.begin()
        assert life.begin(item=INSTANT).item.handling_type is HandlingType.INSTANT


class TestCitizen:
    @pytest.mark.law("6 unrated")
    def test_unrated_stays_unrated(self, life):
        from counter_app.domain.service_facts import RatingChannel

        life.begin()
        case = life.do(RateRequest(grade=None, channel=RatingChannel.TOKEN))

        assert case.service.ratings[0].grade is None
        assert not case.service.ratings[0].is_negative

    @pytest.mark.law("5 complaint")
    def test_a_complaint_has_a_number_and_a_day(self, life):
        life.begin()
        case = life.do(ComplainRequest(text="等了两个小时"))

        assert case.service.complaints[0].answer_by == date(2026, 11, 23)
