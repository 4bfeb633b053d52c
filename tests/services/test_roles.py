"""Who may do what: every role tries every act and every right, through the real services."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from counter_app.domain.case_status import RefusalGround
from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.drawer import DrawerInventory
from counter_app.domain.ending_facts import DeliveryManner, EndingKind, OverdueCategory, Result
from counter_app.domain.errors import AlreadyDone, CounterError, NotAuthorised, TwoPersonsNeeded
from counter_app.domain.handling_facts import (
    DecisionKind,
    ForwardWay,
    PartyWord,
    Stance,
    UpperAnswerKind,
)
from counter_app.domain.permissions import RIGHTS, Right, may, rights_of
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import DetailField, Holder, RatingChannel
from counter_app.domain.staff import Operator, Role
from counter_app.domain.steps import STEPS, Act
from counter_app.domain.terms import name_of
from counter_app.services.accept_case import AcceptCase
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.amend_case import AmendRequest
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.services.charge_fee import PaymentRequest, SlipRequest, WaiverRequest
from counter_app.services.close_day import CloseDay
from counter_app.services.conclude_case import ConcludeRequest, OverdueRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.drawer import CountDrawer
from counter_app.services.end_case import EndRequest
from counter_app.services.extend_case import ExtendRequest
from counter_app.services.forward_case import AnswerRequest, ForwardRequest
from counter_app.services.guarded_reading import GuardedExchange, GuardedFinder
from counter_app.services.hand_over_post import Colleague, HandOverPost, HandOverRequest
from counter_app.services.hear_citizen import AnswerComplaintRequest, ComplainRequest, RateRequest
from counter_app.services.issue_notice import IssueOneTimeNotice
from counter_app.services.judge_materials import JudgeMaterials
from counter_app.services.move_original import MoveRequest
from counter_app.services.pause_case import PauseRequest, ResumeRequest
from counter_app.services.perform_step import PerformStep
from counter_app.services.pledge_conditions import InformedPledgeRequest, PledgeCheckRequest
from counter_app.services.print_document import PrintDocument
from counter_app.services.refuse_case import RefusalReason, RefuseCase
from counter_app.services.resolve_conflict import ResolveRequest
from counter_app.services.review_case import OpinionRequest, PartyRequest, VisitRequest
from counter_app.services.show_case import ShowCase
from counter_app.services.show_conflicts import ShowConflicts
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from counter_app.services.tell_apart import TellApartRequest
from tests.fakes.people import CLERK
from tests.fakes.second_person import proven
from tests.services.intake import submission
from tests.services.life import PEOPLE

ROLES_OF_PEOPLE = [role for role in Role if role is not Role.SYSTEM]
WITHOUT_CASES = (Role.ADMINISTRATOR, Role.AUDITOR)
SECOND = "QH0999"


def end(kind: EndingKind) -> EndRequest:
    return EndRequest(kind=kind, reason="核实", second=proven(SECOND))


STEP_REQUESTS = {
    Act.AMEND: AmendRequest(details={DetailField.PHONE: "13900000000"}, reason="改号"),
    Act.ACCEPT_PROVISIONALLY: PledgeRequest(due_on=date(2026, 12, 30)),
    Act.PLEDGE_CONDITIONS: InformedPledgeRequest(
        replaced=("户口簿",), conditions=("属实",), is_free_choice=True
    ),
    Act.CHECK_PLEDGE: PledgeCheckRequest(is_kept=True, text="属实"),
    Act.PAUSE: PauseRequest(kind=SpecialProcedureKind.HEARING, expected_days=4, reason="申请听证"),
    Act.RESUME: ResumeRequest(),
    Act.EXTEND: ExtendRequest(approved_by=ApproverRank.DIRECTOR, reason="情况复杂"),
    Act.VISIT: VisitRequest(place="石桥镇", staff=("甲", "乙"), finding="属实"),
    Act.HEAR_PARTY: PartyRequest(name="邻居", word=PartyWord.NO_OBJECTION),
    Act.OPINION: OpinionRequest(department="县住建局", stance=Stance.AGREE, text=""),
    Act.FORWARD: ForwardRequest(to="青禾县民政局", way=ForwardWay.HAND),
    Act.ANSWER: AnswerRequest(kind=UpperAnswerKind.ACCEPTED, body="青禾县民政局"),
    Act.DECIDE: DecisionRequest(kind=DecisionKind.GRANTED, decided_by="青禾县民政局"),
    Act.CONCLUDE: ConcludeRequest(result=Result(name="批复", number="1")),
    Act.DELIVER: DeliverRequest(manner=DeliveryManner.DIRECT, received_by="沈桂兰"),
    Act.EXPLAIN_OVERDUE: OverdueRequest(category=OverdueCategory.OTHER, text="核对"),
    Act.RETURN: end(EndingKind.RETURNED),
    Act.WITHDRAW: end(EndingKind.WITHDRAWN),
    Act.TERMINATE: end(EndingKind.TERMINATED),
    Act.VOID: end(EndingKind.VOID),
    Act.PAYMENT_SLIP: SlipRequest(),
    Act.PAYMENT_CONFIRMED: PaymentRequest(bank_reference="20261102000123"),
    Act.WAIVE_FEE: WaiverRequest(reason="低保"),
    Act.MOVE_ORIGINAL: MoveRequest(
        material="户口簿", originals=1, came_from=Holder.CITIZEN, went_to=Holder.COUNTER
    ),
    Act.RATE: RateRequest(grade=5, channel=RatingChannel.SECOND_SCREEN),
    Act.COMPLAIN: ComplainRequest(text="等得太久"),
    Act.ANSWER_COMPLAINT: AnswerComplaintRequest(text="已改进"),
    Act.RESOLVE: ResolveRequest(stands=None, reason="核实"),
}


@pytest.fixture
def sit(desk):
    @contextmanager
    def sit(role: Role):
        desk.sign_in(PEOPLE[role])
        yield
        desk.sign_in(CLERK)

    return sit


@pytest.fixture
def try_act(office, store):
    """Return a function that tries one act on a case, whatever stands against it."""

    def try_act(act: Act, case_id) -> CounterError | None:
        step = PerformStep(office)
        others = {
            Act.JUDGE: lambda: JudgeMaterials(office)(case_id, []),
            Act.NOTICE: lambda: IssueOneTimeNotice(office)(case_id),
            Act.SUPPLEMENT: lambda: SupplementCase(office)(case_id, []),
            Act.ACCEPT: lambda: AcceptCase(office)(case_id),
            Act.REFUSE: lambda: RefuseCase(office)(
                case_id, RefusalReason(ground=RefusalGround.NOT_REQUIRED, reason="不需要")
            ),
            Act.TELL_APART: lambda: step(
                case_id, TellApartRequest(other_number="1" * 27, reason="各办各的")
            ),
            Act.ATTACH: lambda: CaseAttachments(office, store.attachments).add(
                case_id, FileToAdd(path=Path("nowhere.pdf"))
            ),
        }
        request = STEP_REQUESTS.get(act)
        try:
            others[act]() if request is None else step(case_id, request)
        except CounterError as error:
            return error
        return None

    return try_act


@pytest.mark.asvs("8.2.1")
def test_no_role_does_an_act_that_the_table_does_not_give_it(office, store, sit, try_act):
    def fresh():
        return SubmitIntake(office)(submission(office, outcome=Outcome.RECEIVE)).case_id

    case_id, tried = fresh(), 0
    for act in Act:
        for role in ROLES_OF_PEOPLE:
            with sit(role):
                before = store.sync_store.head()
                error = try_act(act, case_id)
            refused = isinstance(error, NotAuthorised) and str(error) == name_of(role)
            assert refused is (role not in STEPS[act].roles), (act, role, error)
            if refused:
                assert store.sync_store.head() == before, "a refusal leaves nothing behind"
            elif error is None:
                case_id = fresh()
            tried += 1
    assert tried == len(Act) * 8


@pytest.mark.asvs("8.2.1")
def test_no_role_has_a_right_that_the_table_does_not_give_it(office, store, sit, desk):
    case = SubmitIntake(office)(submission(office))
    finder = GuardedFinder(store.finder, desk)
    today = office.today()
    drawer = DrawerInventory(read_at=office.now())
    taker = Colleague(staff=SECOND, role=Role.BACKUP)
    doors = {
        Right.RECEIVE: [lambda: SubmitIntake(office)(submission(office, outcome=Outcome.RECEIVE))],
        Right.READ_CASES: [
            lambda: ShowCase(office, store.finder)(case.case_id),
            ShowConflicts(office, store.finder),
            lambda: finder.search("沈桂兰"),
            lambda: finder.counts(today=today),
            lambda: finder.card(case.case_id),
            lambda: finder.stages(case.case_id),
            lambda: finder.intervals(case.case_id),
            finder.other_valued,
        ],
        Right.READ_DESK: [ReadDesk(office, store.finder, store.drafts)],
        Right.PRINT_COPIES: [
            lambda: PrintDocument(office)(case.case_id, FormId.INTAKE_RECEIPT, reason="丢失")
        ],
        Right.COUNT_DRAWER: [lambda: CountDrawer(office)(drawer, 0)],
        Right.CLOSE_DAY: [CloseDay(office, store.finder)],
        Right.HOLD_POST: [
            lambda: HandOverPost(office, store.finder, store.drafts)(
                HandOverRequest(post="综合窗口1号", handed_to=taker)
            )
        ],
    }
    for right, tries in doors.items():
        for role in ROLES_OF_PEOPLE:
            for door in tries:
                assert _is_open(sit, role, door) is may(role, right), (right, role)


def _is_open(sit, role, door) -> bool:
    with sit(role):
        try:
            door()
        except NotAuthorised:
            return False
        except AlreadyDone:
            return True
    return True


@pytest.mark.asvs("8.2.2")
def test_an_administrator_and_an_auditor_touch_and_see_no_case(office, store, sit, desk):
    for role in WITHOUT_CASES:
        assert not any(role in step.roles for step in STEPS.values())
        assert not may(role, Right.READ_CASES)
        assert not may(role, Right.REVEAL)
    assert not set(rights_of(Role.AUDITOR)) - {
        Right.READ_AUDIT,
        Right.READ_LOGS,
        Right.READ_EXCHANGE,
    }, "an auditor only reads"
    assert not may(Role.ADMINISTRATOR, Right.READ_AUDIT), "who keeps the machine audits nobody"
    named = SubmitIntake(office)(submission(office))
    store.sync_store.park(store.sync_store.head()[2], "too-large")
    exchange = GuardedExchange(store.sync_store, desk)
    assert [each.applicant_name for each in exchange.set_aside()] != [""]
    for role in WITHOUT_CASES:
        with sit(role):
            (told,) = exchange.set_aside()
            assert (told.applicant_name, told.case_id) == ("", "")
            assert exchange.waiting().unacknowledged > 0
    assert named.number


def test_the_program_itself_is_no_person_and_stands_in_no_row():
    assert all(Role.SYSTEM not in roles for roles in RIGHTS.values())
    assert all(Role.SYSTEM not in step.roles for step in STEPS.values())


@pytest.mark.asvs("2.3.5")
def test_one_human_being_never_signs_twice_in_whatever_role_or_login(office, desk, store):
    """One staff number under two logins and two roles, and written in other ways."""
    case = SubmitIntake(office)(submission(office))
    chief = PEOPLE[Role.CHIEF]
    twin = Operator(staff=chief.staff, name=chief.name, role=Role.CLERK, login="e" * 16)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in chief.staff)
    for me in (chief, twin):
        desk.sign_in(me)
        for second in (chief.staff, f" {chief.staff} ", chief.staff.lower(), wide, ""):
            void = EndRequest(
                kind=EndingKind.VOID,
                reason="录错",
                second=proven(second),
            )
            with pytest.raises(TwoPersonsNeeded):
                PerformStep(office)(case.case_id, void)
            taker = Colleague(staff=second, role=Role.BACKUP)
            with pytest.raises(TwoPersonsNeeded):
                HandOverPost(office, store.finder, store.drafts)(
                    HandOverRequest(post="综合窗口1号", handed_to=taker)
                )
    visit = VisitRequest(place="石桥镇", staff=(chief.staff, wide), finding="属实")
    with pytest.raises(TwoPersonsNeeded):
        PerformStep(office)(case.case_id, visit)


@pytest.mark.asvs("2.3.5")
def test_who_examined_a_case_does_not_decide_it_under_another_role(office, desk):
    """审查 under the clerk's login, 批准 under the chief's: still one person."""
    desk.sign_in(CLERK)
    case = SubmitIntake(office)(submission(office, item_id="T006"))
    for written in (CLERK.staff, CLERK.staff.lower()):
        desk.sign_in(Operator(staff=written, name="同一人", role=Role.CHIEF, login="d" * 16))
        with pytest.raises(TwoPersonsNeeded):
            PerformStep(office)(case.case_id, DecisionRequest(kind=DecisionKind.GRANTED))
