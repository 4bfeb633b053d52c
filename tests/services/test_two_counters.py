"""Two counters with real stores, and a real county over a loopback port."""

from __future__ import annotations

import itertools
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk, new_case_id
from counter_app.domain.case_card import WorkQueue
from counter_app.domain.case_fold import every_event
from counter_app.domain.case_status import CaseStatus, RefusalGround
from counter_app.domain.conflict_record import Side
from counter_app.domain.ending_facts import EndingKind
from counter_app.domain.errors import (
    AlreadyDone,
    CaseNotFound,
    IllegalStep,
    ReasonMissing,
    StaleBase,
)
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.numbering import grouped
from counter_app.domain.service_facts import DetailField
from counter_app.domain.staff import Role
from counter_app.domain.task_codes import TaskCode
from counter_app.services.accept_case import AcceptCase
from counter_app.services.amend_case import AmendRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.end_case import EndRequest
from counter_app.services.office import Office
from counter_app.services.perform_step import PerformStep
from counter_app.services.refuse_case import RefusalReason, RefuseCase
from counter_app.services.resolve_conflict import ResolveRequest
from counter_app.services.show_conflicts import ShowConflicts
from counter_app.services.stale_base import seen_of
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.tell_apart import TellApartRequest
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import Setting, StoreKeys, open_store
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.enrol import enrol
from sync.client.http_transport import CountyAddress
from sync.signing import Purpose, sign
from tests.fakes.authors import headers_of, strange_authors
from tests.fakes.clocks import SettableClock
from tests.fakes.counties import line_to, running_county, sqlite_url
from tests.fakes.desks import DraftsInMemory
from tests.fakes.people import CLERK, MONDAY, PROFILE
from tests.services.intake import submission
from tests.services.life import PEOPLE

REFUSAL = RefusalReason(
    ground=RefusalGround.NOT_COMPETENT, reason="户籍不在本镇", competent_authority="柳河镇人民政府"
)


class Desk:
    """One counter: real store, real services, a line to the county."""

    def __init__(self, stack, folder, county, number) -> None:
        code = f"5108991010{number}"
        key = Ed25519PrivateKey.generate()
        who = enrol(
            CountyAddress(url=county.url),
            county.code(code),
            public_key=key.public_key(),
            counter_code=code,
        )
        self.clock = SettableClock(MONDAY + timedelta(minutes=number))
        self.desk = SignedInDesk(replace(PROFILE, counter_code=code))
        self.desk.sign_in(CLERK)
        setting = Setting(desk=self.desk, clock=self.clock, rulebook=PublishedRules())
        folder.mkdir()
        signatory = Signatory(
            device=who.device, generation=1, sign=partial(sign, key, Purpose.EVENT)
        )
        keys = StoreKeys(key=b"k" * 32, salt=b"s" * 16, head_key=b"h" * 32)
        self.store = open_store(folder, keys, signatory, setting, run="a" * 32)
        stack.callback(self.store.close)
        transport = stack.enter_context(line_to(county.url, who.device, key, county.key))
        self.cycle = SyncCycle(
            CounterSide(
                store=self.store.sync_store,
                unit_of_work=self.store.unit_of_work,
                clock=self.clock,
                device=who.device,
                county_key=county.key,
            ),
            transport,
        )
        codes = itertools.count(100_000)
        self.office = Office(
            unit_of_work=self.store.unit_of_work,
            desk=self.desk,
            clock=self.clock,
            rulebook=PublishedRules(),
            new_case_id=new_case_id,
            new_query_code=lambda: str(next(codes)),
        )

    def receive(self):
        return SubmitIntake(self.office)(submission(self.office, outcome=Outcome.RECEIVE)).case_id

    def do(self, case_id, request, *, by=Role.CLERK, seen=None):
        self.desk.sign_in(PEOPLE[by])
        try:
            return PerformStep(self.office)(case_id, request, seen)
        finally:
            self.desk.sign_in(CLERK)

    def case(self, case_id):
        with self.store.unit_of_work() as work:
            return work.case(case_id)

    def events(self, case_id):
        with self.store.unit_of_work() as work:
            return work.events_of(case_id)

    def tasks(self):
        read = ReadDesk(self.office, self.store.finder, DraftsInMemory())
        return [task.code for task, _ in read().tasks]


@pytest.fixture
def counters(tmp_path):
    """Two counters of one township."""
    with ExitStack() as stack:
        county = stack.enter_context(running_county(sqlite_url(tmp_path / "county.db")))
        yield [Desk(stack, tmp_path / f"c{number}", county, number) for number in (1, 2)]


def meet(*counters) -> None:
    """Let everybody hear of everything."""
    for _ in range(2):
        for counter in counters:
            counter.cycle.run()


def same(one, other, case_id):
    """Check that two replicas fold the same case with every event in it; return it."""
    case = one.case(case_id)
    assert other.case(case_id) == case
    ids = [event.event_id for event in one.events(case_id)]
    assert sorted(every_event(case)) == sorted(ids)
    assert sorted(event.event_id for event in other.events(case_id)) == sorted(ids)
    return case


@pytest.mark.fault("F20")
@pytest.mark.lesson(21)
def test_accepted_here_and_refused_there_is_one_card_that_the_chief_decides(counters):
    one, other = counters
    case_id = one.receive()
    meet(one, other)
    AcceptCase(one.office)(case_id)
    RefuseCase(other.office)(case_id, REFUSAL)
    meet(one, other)
    case = same(one, other, case_id)
    assert case.status is CaseStatus.ACCEPTED
    for counter in counters:
        assert counter.store.finder.card(case_id).open_conflicts == 1
        assert counter.store.finder.counts(today=MONDAY.date())[WorkQueue.IN_CONFLICT] == 1
    assert one.tasks().count(TaskCode.CONFLICT) == 1
    [card] = ShowConflicts(other.office, other.store.finder)()
    assert [side.status for side in card.sides] == [CaseStatus.ACCEPTED, CaseStatus.REFUSED]
    assert all(side.papers for side in card.sides)
    assert card.refused, "a clerk reads it"

    granted = DecisionRequest(kind=DecisionKind.GRANTED, reason="符合条件")
    one.do(case_id, granted, by=Role.CHIEF)  # The case stays usable meanwhile.
    other.do(case_id, ResolveRequest(stands=Side.SECOND, reason="户籍查明不在本镇"), by=Role.CHIEF)
    meet(one, other)
    known = {person.staff: (person,) for person in PEOPLE.values()}
    assert strange_authors(headers_of(other.store), known) == []
    case = same(one, other, case_id)
    assert case.status is CaseStatus.REFUSED
    assert case.decision is None
    [again] = case.open_conflicts
    assert again.is_reopened, "the chief representative had not seen the grant"


@pytest.mark.fault("F20")
@pytest.mark.lesson(42)
def test_what_a_did_offline_after_b_took_over_reaches_b(counters):
    a, b = counters
    case_id = a.receive()
    meet(a, b)
    AcceptCase(b.office)(case_id)
    b.do(case_id, AmendRequest(details={DetailField.ADDRESS: "新街2号"}, reason="搬家"))
    meet(b)
    late = AmendRequest(details={DetailField.PHONE: "13911111111"}, reason="换号")
    a.do(case_id, late)
    a.do(case_id, AmendRequest(details={DetailField.ADDRESS: "新街9号"}, reason="报错"))
    meet(a, b)
    case = same(a, b, case_id)
    assert case.status is CaseStatus.ACCEPTED
    assert case.applicant.phone == "13911111111"
    assert case.applicant.address == "新街9号"
    assert [value.kept for value in case.other_values] == [("新街2号",)]
    assert b.tasks().count(TaskCode.OTHER_VALUE) == 0, "it is a's case in the lists"
    assert a.tasks().count(TaskCode.OTHER_VALUE) == 1
    for desk in (a, b):  # Both list it as a card that anybody may tick off.
        [card] = ShowConflicts(desk.office, desk.store.finder)()
        assert (card.conflict.is_for_chief, card.refused) == (False, "")
    a.store.rebuild_projections()
    assert len(ShowConflicts(a.office, a.store.finder)()) == 1
    b.do(case_id, ResolveRequest(stands=Side.SECOND, reason="问过本人"))
    assert ShowConflicts(b.office, b.store.finder)() == ()
    meet(b, a)
    assert ShowConflicts(a.office, a.store.finder)() == ()


@pytest.mark.lesson(9)
def test_one_person_and_item_at_two_offline_counters_is_a_task_and_never_merged(counters):
    one, other = counters
    first, second = one.receive(), other.receive()
    assert TaskCode.DUPLICATE not in one.tasks()
    meet(one, other)
    assert first != second
    for counter in counters:
        assert counter.tasks().count(TaskCode.DUPLICATE) == 1
        assert counter.case(first).status is CaseStatus.RECEIVED
        assert counter.case(second).status is CaseStatus.RECEIVED
    withdrawn = EndRequest(kind=EndingKind.WITHDRAWN, reason="两处都交了")
    other.do(second, withdrawn)
    meet(one, other)
    assert TaskCode.DUPLICATE not in one.tasks()


@pytest.mark.lesson(9)
def test_two_matters_are_told_apart_at_both_cases_and_it_can_be_taken_back(counters):
    one, other = counters
    first, second = one.receive(), other.receive()
    meet(one, other)
    numbers = {case_id: one.case(case_id).number for case_id in (first, second)}
    one.do(first, TellApartRequest(other_number=grouped(numbers[second]), reason="问过本人"))
    assert TaskCode.DUPLICATE not in one.tasks()
    meet(one, other)
    assert TaskCode.DUPLICATE not in other.tasks()
    assert same(one, other, first).told_apart == {second}
    assert same(one, other, second).told_apart == {first}
    for request, problem in (
        (TellApartRequest(other_number=numbers[second], reason="x"), AlreadyDone),
        (TellApartRequest(other_number=numbers[first], reason="x"), IllegalStep),
        (TellApartRequest(other_number="1" * 27, reason="x"), CaseNotFound),
        (TellApartRequest(other_number=numbers[second], reason=" "), ReasonMissing),
    ):
        with pytest.raises(problem):
            one.do(first, request)
    back = TellApartRequest(other_number=numbers[first], reason="看错了", is_duplicate=True)
    other.do(second, back)
    with pytest.raises(AlreadyDone):
        other.do(second, back)
    meet(other, one)
    for counter in counters:
        assert counter.tasks().count(TaskCode.DUPLICATE) == 1
    assert len(same(one, other, first).duplicate_judgements) == 2, "nothing is taken out"


def test_an_act_on_a_page_that_the_last_exchange_made_old_is_refused_once(counters):
    one, other = counters
    case_id = one.receive()
    meet(one, other)
    shown = seen_of(one.case(case_id))
    RefuseCase(other.office)(case_id, REFUSAL)
    meet(other, one)
    before = one.events(case_id)
    with pytest.raises(StaleBase, match=r"不予受理.*QH0107.*11月02日") as refused:
        AcceptCase(one.office)(case_id, shown)
    assert one.events(case_id) == before, "no event, so no conflict"
    assert refused.value.now == seen_of(one.case(case_id))
    late = AmendRequest(details={DetailField.PHONE: "13911111111"}, reason="换号")
    with pytest.raises(IllegalStep):
        one.do(case_id, late, seen=refused.value.now)
