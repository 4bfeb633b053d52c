"""Delivery and the other ends, money without cash, originals, people, what citizens say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain.case_status import CaseStatus, ReportClass
from counter_app.domain.custody import held_by, holders
from counter_app.domain.ending_facts import DeliveryManner, EndingKind
from counter_app.domain.errors import (
    AlreadyDone,
    BankReferenceInvalid,
    DeliveryIncomplete,
    IdentityCardKept,
    IllegalStep,
    NoFee,
    NotAuthorised,
    OriginalNotHeld,
    PaperRequired,
    PaymentOpen,
    PermissionExpired,
    ReasonMissing,
    SlipMissing,
    TwoPersonsNeeded,
)
from counter_app.domain.item import HandlingType
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.domain.service_facts import Holder
from counter_app.domain.staff import Role
from counter_app.services.charge_fee import PaymentRequest, SlipRequest, WaiverRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.end_case import EndRequest
from counter_app.services.hear_citizen import ComplainRequest, RateRequest
from counter_app.services.move_original import MoveRequest
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from tests.fakes.second_person import proven
from tests.law.requests import CONCLUDE, FEE, HANDED
from tests.services.intake import judged, submission
from tests.services.life import COMMITTED, INSTANT


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
    @pytest.mark.asvs("2.3.1")
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

    @pytest.mark.asvs("2.3.5")
    @pytest.mark.law("9 void")
    def test_two_people_declare_a_case_void(self, life):
        life.begin()
        wrong = EndRequest(kind=EndingKind.VOID, reason="录错申请人")
        for request in (
            wrong,
            replace(wrong, second=proven("QH0107")),
            replace(wrong, second=proven("QH0300", Role.CLERK)),
        ):
            with pytest.raises(TwoPersonsNeeded):
                life.do(request)

        done = replace(wrong, second=proven("QH0300"))
        case = life.do(done)
        assert case.status is CaseStatus.VOID
        assert (case.ending.countersigned_by, case.ending.second) == ("QH0300", done.second)
        assert case.ending.document_number == case.number
        life.begin()
        back = life.do(EndRequest(kind=EndingKind.RETURNED, reason="退"), by=Role.CHIEF)
        assert back.ending.document_number.endswith("-00001号"), "no number of a paper was taken"

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

    @pytest.mark.asvs("2.3.2")
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

    @pytest.mark.asvs("2.3.4")
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
    @pytest.mark.asvs("8.2.1")
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

    @pytest.mark.asvs("8.2.1", "8.3.1")
    @pytest.mark.law("9 roles")
    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.DIRECTOR])
    def test_who_runs_the_house_takes_in_no_case(self, life, desk, role):
        from tests.services.life import PEOPLE

        desk.sign_in(PEOPLE[role])
        with pytest.raises(NotAuthorised):
            life.begin(outcome=Outcome.RECEIVE)

    @pytest.mark.asvs("8.2.1", "9.2.1")
    @pytest.mark.law("9 permission")
    def test_an_expired_permission_still_takes_papers_in(self, life, desk):
        from tests.fakes.people import CLERK

        desk.sign_in(replace(CLERK, permitted_until=date(2026, 11, 1)))
        assert life.begin(outcome=Outcome.RECEIVE).status is CaseStatus.RECEIVED
        with pytest.raises(PermissionExpired):
            life.begin()

    @pytest.mark.asvs("8.2.1")
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


@pytest.mark.law("9 temporary")
def test_what_temporary_staff_take_in_whole_waits_for_somebody_who_may_accept(life, desk):
    from tests.services.life import PEOPLE

    life.begin(Verdict.MISSING, outcome=Outcome.NOTICE)
    desk.sign_in(PEOPLE[Role.TEMPORARY])
    case = SupplementCase(life.office)(life.case_id, [judged(life.office, [])[0]])

    assert case.status is CaseStatus.AWAITING_SUPPLEMENT
    assert case.supplements[0].is_complete
    assert case.acceptance is None
