"""The five outcomes of article 32, the one notice that is one, and what silence does."""

from __future__ import annotations

from datetime import date

import pytest

from counter_app.domain.case_status import AcceptanceBasis, CaseStatus, RefusalGround
from counter_app.domain.ending_facts import EndingGround, EndingKind
from counter_app.domain.errors import (
    IllegalStep,
    MaterialsNotComplete,
    MaterialsNotJudged,
    NewDemand,
    NotAuthorised,
    NothingMissing,
    NotLapsed,
    ReasonMissing,
    RefusalIncomplete,
    UnknownMaterial,
)
from counter_app.domain.handling_rules import SupplementLapse
from counter_app.domain.item import DayUnit, TimeLimit
from counter_app.domain.material import Verdict
from counter_app.domain.service_facts import DetailField
from counter_app.domain.staff import Role
from counter_app.domain.steps import Act
from counter_app.domain.supervision import SupervisionLight
from counter_app.services.accept_case import AcceptCase
from counter_app.services.amend_case import AmendRequest
from counter_app.services.end_case import EndRequest
from counter_app.services.issue_notice import IssueOneTimeNotice, NoticeRequest
from counter_app.services.refuse_case import RefusalReason, RefuseCase
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from tests.services.intake import judged, submission
from tests.services.life import COMMITTED, PEOPLE

MISSING, DEFECTIVE, COMPLETE = Verdict.MISSING, Verdict.DEFECTIVE, Verdict.COMPLETE


def notice(life, request=None, *, by: Role = Role.CLERK):
    life.desk.sign_in(PEOPLE[by])
    try:
        return IssueOneTimeNotice(life.office)(life.case_id, request or NoticeRequest())
    finally:
        life.desk.sign_in(PEOPLE[Role.CLERK])


def bring(life, *places: int):
    lines = judged(life.office, [], COMMITTED)
    return SupplementCase(life.office)(life.case_id, [lines[place] for place in places])


class TestFiveOutcomes:
    @pytest.mark.law("XKF 32(1)(1)")
    def test_what_needs_no_permit_is_refused_at_once_with_its_reason(self, life):
        life.begin(outcome=Outcome.RECEIVE)
        reason = RefusalReason(ground=RefusalGround.NOT_REQUIRED, reason="不需要取得许可")
        case = RefuseCase(life.office)(life.case_id, reason)

        assert case.status is CaseStatus.REFUSED
        assert case.refusal.ground is RefusalGround.NOT_REQUIRED

    @pytest.mark.law("XKF 32(1)(2)")
    def test_who_is_not_competent_says_who_is(self, life):
        life.begin(outcome=Outcome.RECEIVE)
        nowhere = RefusalReason(ground=RefusalGround.NOT_COMPETENT, reason="不归本镇管")
        with pytest.raises(RefusalIncomplete):
            RefuseCase(life.office)(life.case_id, nowhere)

        told = RefusalReason(
            ground=RefusalGround.NOT_COMPETENT, reason="不归本镇管", competent_authority="县林业局"
        )
        assert RefuseCase(life.office)(life.case_id, told).refusal.competent_authority == "县林业局"

    @pytest.mark.law("XKF 72(5)")
    def test_no_refusal_goes_out_without_a_reason(self, life):
        life.begin(outcome=Outcome.RECEIVE)
        with pytest.raises(RefusalIncomplete):
            RefuseCase(life.office)(
                life.case_id, RefusalReason(ground=RefusalGround.NOT_REQUIRED, reason="  ")
            )

    @pytest.mark.law("XKF 32(1)(3)")
    def test_a_mistake_is_put_right_on_the_spot_and_logged(self, life):
        life.begin(outcome=Outcome.RECEIVE)
        case = life.do(AmendRequest(details={DetailField.PHONE: "13900000000"}))

        (amendment,) = case.service.amendments
        assert case.applicant.phone == "13900000000"
        assert amendment.is_on_the_spot
        assert amendment.before == "13800000000", "nothing is edited away"

    @pytest.mark.law("XKF 32(1)(3)")
    def test_a_correction_after_the_outcome_needs_its_reason(self, life):
        life.begin()
        late = {DetailField.ADDRESS: "石桥镇新街9号"}
        with pytest.raises(ReasonMissing):
            life.do(AmendRequest(details=late))

        case = life.do(AmendRequest(details=late, reason="申请人搬家"))
        assert not case.service.amendments[0].is_on_the_spot
        assert case.applicant.address == "石桥镇新街9号"

    @pytest.mark.law("XKF 32(1)(4)")
    def test_everything_missing_is_told_in_one_notice(self, life):
        life.begin(MISSING, COMPLETE, DEFECTIVE, outcome=Outcome.RECEIVE)
        case = notice(life)

        assert case.status is CaseStatus.AWAITING_SUPPLEMENT
        assert [line.verdict for line in case.notices[0].lines] == [MISSING, DEFECTIVE]
        assert case.demands == 1

    @pytest.mark.law("XKF 32(1)(5)")
    def test_a_complete_application_is_accepted(self, life):
        case = life.begin()

        assert case.status is CaseStatus.ACCEPTED
        assert case.acceptance.basis is AcceptanceBasis.COMPLETE

    @pytest.mark.law("XKF 32(1)(5)")
    def test_an_incomplete_one_is_not(self, life):
        with pytest.raises(MaterialsNotComplete):
            life.begin(MISSING)

    @pytest.mark.asvs("2.2.3")
    @pytest.mark.law("XKF 31")
    def test_the_list_of_materials_is_closed(self, life):
        form = submission(life.office, [], outcome=Outcome.RECEIVE)
        lines = judged(life.office, [])
        strange = type(lines[0])(name="村委会盖章的情况说明", necessity=lines[0].necessity)
        with pytest.raises(UnknownMaterial):
            SubmitIntake(life.office)(
                type(form)(
                    form=type(form.form)(
                        item_id=form.form.item_id,
                        applicant=form.form.applicant,
                        proxy=None,
                        materials=(*lines, strange),
                    ),
                    outcome=Outcome.RECEIVE,
                )
            )


class TestNoticeOnce:
    @pytest.mark.asvs("2.3.1")
    @pytest.mark.law("4.3")
    def test_before_the_first_notice_every_line_is_judged(self, life):
        life.begin(MISSING, None, outcome=Outcome.RECEIVE)
        with pytest.raises(MaterialsNotJudged):
            notice(life)

    @pytest.mark.law("4.3")
    def test_a_shorter_list_of_what_is_still_missing_is_free(self, life):
        life.begin(MISSING, MISSING, MISSING, outcome=Outcome.NOTICE)
        bring(life, 0)
        case = notice(life)

        assert case.notices[-1].is_repeat
        assert len(case.notices[-1].lines) == 2
        assert case.demands == 1

    @pytest.mark.law("4.3")
    def test_what_the_first_notice_left_out_is_a_new_demand(self, life):
        life.begin(MISSING, MISSING, outcome=Outcome.RECEIVE)
        names = [line.name for line in life.file().case.materials]
        notice(life, NoticeRequest(names=(names[0],)))
        with pytest.raises(NewDemand):
            notice(life, NoticeRequest(names=(names[1],)))

    @pytest.mark.law("4.3")
    def test_only_the_chief_representative_overrides_and_it_is_counted(self, life):
        life.begin(MISSING, COMPLETE, outcome=Outcome.NOTICE)
        name = life.file().case.materials[1].name
        again = NoticeRequest(names=(name,), reason="原件系伪造，须重新提交")
        with pytest.raises(NotAuthorised):
            notice(life, again)
        with pytest.raises(ReasonMissing):
            notice(life, NoticeRequest(names=(name,)), by=Role.CHIEF)

        case = notice(life, again, by=Role.CHIEF)
        assert case.demands == 2
        assert case.notices[-1].override.names == (name,)
        assert name in {line.name for line in case.materials if line.is_outstanding}

    @pytest.mark.law("4.3")
    def test_a_line_judged_complete_cannot_be_spoilt_by_a_supplement(self, life):
        life.begin(MISSING, outcome=Outcome.NOTICE)
        lines = judged(life.office, [MISSING, MISSING])
        with pytest.raises(NewDemand):
            SupplementCase(life.office)(life.case_id, [lines[1]])

    @pytest.mark.law("XKF 32(1)(4)")
    def test_nothing_missing_means_no_notice(self, life):
        life.begin(outcome=Outcome.RECEIVE)
        with pytest.raises(NothingMissing):
            notice(life)

    @pytest.mark.law("4.4")
    def test_acceptance_is_as_of_the_day_the_last_material_came(self, life):
        life.begin(MISSING, MISSING, outcome=Outcome.NOTICE)
        life.on(2026, 11, 4)
        assert bring(life, 0).status is CaseStatus.AWAITING_SUPPLEMENT
        life.on(2026, 11, 6)
        case = bring(life, 1)

        assert case.acceptance.accepted_on == date(2026, 11, 6)
        assert case.acceptance.basis is AcceptanceBasis.SUPPLEMENTED
        assert len({taken.document_number for taken in case.supplements}) == 2

    @pytest.mark.law("3 supplement")
    def test_a_deadline_to_supplement_stands_only_where_the_item_has_one(self, life, rules):
        assert life.begin(MISSING, outcome=Outcome.NOTICE).notices[0].supplement_due_on is None
        rules.change(
            COMMITTED,
            supplement_limit=TimeLimit(15, DayUnit.WORKING, "县级规定"),
            supplement_lapse=SupplementLapse.WITHDRAWN,
        )
        case = life.begin(MISSING, outcome=Outcome.NOTICE)

        assert case.notices[0].supplement_due_on == date(2026, 11, 23)
        life.on(2026, 11, 24)
        assert life.file().seen.has_lapsed


class TestSilence:
    @pytest.mark.law("3 notice")
    def test_a_notice_on_the_last_day_is_in_time(self, life):
        life.begin(MISSING, outcome=Outcome.RECEIVE)
        life.on(2026, 11, 9, 23)

        assert notice(life).status is CaseStatus.AWAITING_SUPPLEMENT

    @pytest.mark.law("4.2")
    def test_the_day_after_it_counts_as_accepted_from_receipt(self, life):
        life.begin(MISSING, outcome=Outcome.RECEIVE)
        life.on(2026, 11, 10, 9)
        with pytest.raises(IllegalStep):
            notice(life)

        seen = life.file()
        assert seen.case.status is CaseStatus.DEEMED_ACCEPTED
        assert seen.light is SupervisionLight.RED
        case = AcceptCase(life.office)(life.case_id)
        assert case.acceptance.basis is AcceptanceBasis.DEEMED
        assert case.acceptance.accepted_on == date(2026, 11, 2)

    @pytest.mark.law("4.2")
    def test_a_step_on_it_writes_the_acceptance_down_first(self, life):
        life.begin(MISSING, outcome=Outcome.RECEIVE)
        life.on(2026, 11, 10)
        case = life.grant()

        assert case.status is CaseStatus.GRANTED
        assert case.is_deemed_accepted

    @pytest.mark.law("4.1")
    def test_received_is_not_accepted(self, life):
        case = life.begin(outcome=Outcome.RECEIVE)

        assert case.status is CaseStatus.RECEIVED
        assert case.acceptance is None
        assert Act.DECIDE in life.file().refused_acts

    @pytest.mark.law("5 notice-limit")
    def test_a_county_may_promise_to_tell_sooner_but_silence_counts_by_the_law(self, life, rules):
        rules.change(COMMITTED, notice_limit_days=1)
        life.begin(MISSING, outcome=Outcome.RECEIVE)
        life.on(2026, 11, 5)

        assert life.file().clocks.notice.due_on == date(2026, 11, 3)
        assert life.file().case.status is CaseStatus.RECEIVED


@pytest.mark.law("3 supplement")
@pytest.mark.parametrize("lapse", list(SupplementLapse))
def test_a_lapse_ends_a_case_only_where_the_item_says_what_follows(life, rules, lapse):
    limit = TimeLimit(5, DayUnit.WORKING, "县级规定")
    rules.change(COMMITTED, supplement_limit=limit, supplement_lapse=lapse)
    life.begin(MISSING, outcome=Outcome.NOTICE)
    life.on(2026, 11, 10)
    stop = EndRequest(kind=EndingKind.TERMINATED, reason="逾期未补正")
    if lapse is SupplementLapse.NONE:
        with pytest.raises(NotLapsed):
            life.do(stop)
    else:
        assert life.do(stop).ending.ground is EndingGround.SUPPLEMENT_LAPSED
