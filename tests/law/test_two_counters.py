"""Two counters that did not hear of each other, and the county's order: nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.domain.case_clocks import case_clocks
from counter_app.domain.case_event import (
    CaseCorrected,
    CaseReceived,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
)
from counter_app.domain.case_field import BASE_FIELDS_MAX
from counter_app.domain.case_fold import apply, every_event, fold
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.clock_facts import SpecialProcedureKind
from counter_app.domain.conflict import base_of
from counter_app.domain.conflict_facts import NOBODY
from counter_app.domain.conflict_record import ConflictState, Side
from counter_app.domain.deemed import seen_on
from counter_app.domain.ending_facts import DeliveryManner, EndingKind, Result
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.material import Verdict
from counter_app.domain.service_facts import DetailField
from counter_app.domain.staff import Role
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.amend_case import AmendRequest
from counter_app.services.conclude_case import ConcludeRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.end_case import EndRequest
from counter_app.services.pause_case import PauseRequest, ResumeRequest
from counter_app.services.resolve_conflict import ResolveRequest
from counter_app.services.review_case import VisitRequest
from tests.fakes.second_person import proven
from tests.fakes.two_sides import ruling
from tests.law.acts import REQUESTS, Memory, every_id
from tests.law.test_any_order import Fork
from tests.services.life import PEOPLE

ITEM = st.sampled_from(["T006"] * 3 + ["T069", "T044"])
CHANCE = st.randoms(use_true_random=False)


def end(kind):
    return EndRequest(kind=kind, reason="本人要求", second=proven("QH0300"))


ACCEPT, TELL = None, False
EDITS = [
    AmendRequest(details={detail: words}, reason="报错了")
    for detail in (DetailField.NAME, DetailField.PHONE)
    for words in ("甲", "乙")
]
DECISIONS = [DecisionRequest(kind=kind, reason="经审查") for kind in DecisionKind]
PAUSES = [
    PauseRequest(kind=kind, expected_days=4, reason="情况复杂")
    for kind in (SpecialProcedureKind.HEARING, SpecialProcedureKind.APPRAISAL)
]
GRANT, DENY = DECISIONS
CONCLUDE = [ConcludeRequest(result=Result(name="批复", number=number)) for number in "12"]
DELIVER = DeliverRequest(manner=DeliveryManner.DIRECT, received_by="沈桂兰")
PLEDGES = [PledgeRequest(due_on=date(2026, 11, day)) for day in (5, 6)]
PLANS = st.sampled_from(
    [
        [ACCEPT, GRANT, CONCLUDE[0], DELIVER],
        [ACCEPT, GRANT, CONCLUDE[1], DELIVER],
        [ACCEPT, DENY],
        [ACCEPT, PAUSES[0], ResumeRequest(), GRANT],
        [ACCEPT, PAUSES[1], end(EndingKind.WITHDRAWN)],
        [TELL, end(EndingKind.WITHDRAWN)],
        [PLEDGES[0], GRANT],
        [PLEDGES[1], end(EndingKind.TERMINATED)],
        [end(EndingKind.RETURNED)],
        [end(EndingKind.VOID)],
    ]
)
VISIT = VisitRequest(place="石桥镇", staff=("甲", "乙"), finding="属实")
BESIDE = st.one_of(st.sampled_from([*EDITS, VISIT]), REQUESTS)


@st.composite
def busy(draw):
    """Return what one counter does: a way that leads somewhere, and things beside it."""
    acts = draw(PLANS)[: draw(st.integers(1, 4))]
    for act in draw(st.lists(BESIDE, max_size=2)):
        acts.insert(draw(st.integers(0, len(acts))), act)
    return acts


BUSY = busy()
COMMON = st.sampled_from([[], [], [ACCEPT], [TELL], [ACCEPT, VISIT], [ACCEPT, GRANT]])
ALL_COMPLETE = [Verdict.COMPLETE] * 6
JUDGED = st.sampled_from([ALL_COMPLETE] * 3 + [[Verdict.COMPLETE, Verdict.MISSING] * 2])


def in_county_order(fork, chance):
    """Return one of the orders that the county may give: each chain stays in its own order."""
    chains = [list(chain) for chain in fork.chains]
    merged = list(fork.common)
    while any(chains):
        merged.append(chance.choice([chain for chain in chains if chain]).pop(0))
    return merged


@pytest.mark.fault("F20")
@pytest.mark.lesson(42)
@given(
    item=ITEM,
    verdicts=JUDGED,
    common=COMMON,
    here=BUSY,
    there=BUSY,
    chance=CHANCE,
)
def test_every_interleaving_keeps_the_union_of_facts(item, verdicts, common, here, there, chance):
    """What A did offline after B took over reaches B: in force, united, linked, or on a card."""
    fork = Fork(item, verdicts, common, here, there)
    merged = in_county_order(fork, chance)
    case = fold(merged)
    assert sorted(every_event(case)) == sorted(one.event_id for one in merged)
    edits = [one for one in merged if type(one.fact).__name__ == "CaseAmended"]
    assert len(case.service.amendments) == len(edits), "the words of both are in the record"
    calendar = Memory().rules.calendar
    seen_on(case, merged[0].made_at.date(), calendar)
    case_clocks(case, merged[0].made_at.date(), calendar)


@pytest.mark.fault("F20")
@settings(max_examples=60)
@given(item=ITEM, verdicts=JUDGED, here=BUSY, there=BUSY, common=COMMON, chance=CHANCE)
def test_a_replica_that_takes_them_in_one_by_one_comes_to_the_same_case(
    item, verdicts, here, there, common, chance
):
    """Delivery in pieces, local state in between: only the county's order decides."""
    merged = in_county_order(Fork(item, verdicts, common, here, there), chance)
    one_by_one = None
    for event in merged:
        one_by_one = apply(one_by_one, event)
    assert one_by_one == fold(merged)
    assert one_by_one.conflicts == fold(tuple(merged)).conflicts


@pytest.mark.fault("F20")
@settings(max_examples=60)
@given(
    common=COMMON,
    here=BUSY,
    there=BUSY,
    chance=CHANCE,
    sides=st.lists(st.sampled_from([*Side, None]), max_size=4),
)
def test_decisions_lose_nothing_and_can_be_undone(common, here, there, chance, sides):
    fork = Fork("T006", ALL_COMPLETE, common, here, there)
    merged = in_county_order(fork, chance)
    before = fold(merged)
    counter = Memory("c" * 16)
    counter.events = list(merged)
    counter.desk.sign_in(PEOPLE[Role.CHIEF])
    for side in sides:
        for conflict in before.conflicts:
            request = ResolveRequest(conflict=conflict.event_id, stands=side, reason="以纸质为准")
            counter.act(fork.case_id, request)
    case = fold(counter.events)
    assert set(every_event(case)) == every_id(counter.events)
    assert len(every_event(case)) == len(counter.events)
    assert case.status is not CaseStatus.DEEMED_ACCEPTED
    assert all(one.in_force is not None for one in case.conflicts)
    if len(before.open_conflicts) == 1:
        _switches_back(counter, fork.case_id, before)


def _switches_back(counter, case_id, before):
    """One card alone: whatever was decided, choosing the first side again restores the case."""
    for side in (Side.SECOND, Side.FIRST):
        name = before.open_conflicts[0].event_id
        counter.act(case_id, ResolveRequest(conflict=name, stands=side, reason="核对纸质"))
    case = fold(counter.events)
    [conflict] = [
        one for one in case.conflicts if one.event_id == before.open_conflicts[0].event_id
    ]
    if conflict.kept is not None and before.open_conflicts[0].in_force is Side.FIRST:
        assert conflict.state is ConflictState.RESOLVED
        assert (case.status, case.acceptance) == (before.status, before.acceptance)


@settings(max_examples=60)
@given(
    here=BUSY,
    there=BUSY,
    chance=CHANCE,
    names=st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)), max_size=3
    ),
)
def test_a_decision_that_names_anything_at_all_breaks_nothing(here, there, chance, names):
    """A faulty or hostile program may sign any names: the fold stays whole."""
    fork = Fork("T006", ALL_COMPLETE, [], here, there)
    merged = in_county_order(fork, chance)
    ids = [event.event_id for event in merged]

    def named(number):
        return ids[number] if number < len(ids) else NOBODY

    counter = Memory("c" * 16)
    counter.events = merged
    for settles, stands, against in names:
        fact = ruling(named(settles), named(stands), named(against), follows=NOBODY)
        with counter.office.unit_of_work() as work:
            work.record(fork.case_id, fact)
            counter.events = work.all_events()
    case = fold(counter.events)
    assert sorted(every_event(case)) == sorted(one.event_id for one in counter.events)


NO_BASE = (
    CaseReceived,
    CaseCorrected,
    PrintIntended,
    PrintSent,
    PrintPrinted,
    PrintFailed,
    PrintUnknown,
    PrintSettled,
)
"""The beginning of a case; what was put right at it; papers, which name the act they are of."""


@settings(max_examples=60)
@given(item=ITEM, verdicts=JUDGED, here=BUSY, there=BUSY)
def test_every_act_names_what_set_each_part_that_it_rests_upon(item, verdicts, here, there):
    fork = Fork(item, verdicts, here, there, [])
    known = []
    for event in [*fork.common, *fork.chains[0]]:
        case = fold(known)
        if not isinstance(event.fact, NO_BASE):
            assert event.base == base_of(case, event.fact)
            assert len(event.base) <= BASE_FIELDS_MAX
        known.append(event)
