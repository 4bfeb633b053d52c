"""Between acceptance and the decision: 容缺, joint and forwarded cases, who signs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain.case_status import CaseStatus, ReportClass
from counter_app.domain.custody import held_by
from counter_app.domain.ending_facts import EndingGround, EndingKind
from counter_app.domain.errors import (
    AuthorityMissing,
    IllegalStep,
    MayNotSignAlone,
    NotDeferrable,
    NotForwardable,
    NotLapsed,
    OpinionDisagrees,
    OpinionGiven,
    OpinionsMissing,
    PledgeOpen,
    PledgeTooLong,
    ReasonMissing,
    TwoPersonsNeeded,
    UnknownDepartment,
)
from counter_app.domain.handling_facts import (
    DecisionKind,
    ForwardWay,
    PartyWord,
    Stance,
    UpperAnswerKind,
)
from counter_app.domain.handling_rules import JointDepartment
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.domain.service_facts import Holder
from counter_app.domain.staff import Role
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.decide_case import DecisionRequest, may_sign_alone
from counter_app.services.end_case import EndRequest
from counter_app.services.forward_case import AnswerRequest, ForwardRequest
from counter_app.services.review_case import OpinionRequest, PartyRequest, VisitRequest
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from tests.law.requests import CONCLUDE, GRANT, defer_second
from tests.services.intake import judged, submission
from tests.services.life import ESCALATED, INSTANT, JOINT


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

    @pytest.mark.asvs("2.3.1")
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
        assert len(case.forwarding.originals) > 1
        assert len({move.document_number for move in case.service.moves}) == 1, "one slip"

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

    @pytest.mark.asvs("2.3.5")
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
