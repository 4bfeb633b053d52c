"""Whatever anybody does in whatever order: no illegal state, nothing lost, no second demand."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import case_clocks
from counter_app.domain.case_fold import apply, every_event, fold
from counter_app.domain.case_status import ENDED, CaseStatus
from counter_app.domain.custody import holders
from counter_app.domain.deemed import seen_on
from counter_app.domain.guards import Situation, why_not
from counter_app.domain.material import Verdict
from counter_app.domain.service_facts import Holder
from counter_app.domain.staff import Role
from counter_app.services.extend_case import ExtendRequest
from counter_app.services.issue_notice import NoticeRequest
from counter_app.services.pause_case import PauseRequest
from tests.law.acts import DAY, ENDS, ITEMS, NEXT, REQUESTS, ROLES, VERDICTS, Memory, every_id
from tests.services.life import PEOPLE

LONG_LIFE = 5


class LifeMachine(RuleBasedStateMachine):
    """One case at one counter, with people of every role doing anything."""

    def __init__(self) -> None:
        super().__init__()
        self.counter = Memory()
        self.case_id = None
        self.overrides = 0

    @initialize(item=st.sampled_from(ITEMS), verdicts=VERDICTS, is_whole=st.integers(0, 3))
    def intake(self, item, verdicts, is_whole):
        self.item = item
        self.case_id = self.counter.receive(item, verdicts if not is_whole else [])
        if is_whole:
            self.counter.accept(self.case_id)

    @property
    def case(self) -> Case:
        case = fold(self.counter.events)
        assert case is not None
        return case

    @rule(role=ROLES)
    def change_hands(self, role):
        self.counter.desk.sign_in(PEOPLE[role])

    @rule(days=st.integers(0, 12))
    def let_time_pass(self, days):
        self.counter.clock.pass_time(days * DAY)

    @rule()
    def accept(self):
        self.counter.accept(self.case_id)

    @rule(data=st.data())
    def go_on(self, data):
        """Do something that nothing stands against, so that lives get long."""
        seen = seen_on(self.case, self.counter.office.today(), self.counter.rules.calendar)
        chief = PEOPLE[Role.CHIEF]
        situation = Situation(seen, chief, self.counter.office.today())
        open_acts = [act for act in NEXT if why_not(act, situation) is None]
        if open_acts:
            self.counter.desk.sign_in(chief)
            self.do(NEXT[data.draw(st.sampled_from(open_acts))])

    @precondition(lambda self: len(self.counter.events) > LONG_LIFE)
    @rule(request=ENDS)
    def end(self, request):
        self.do(request)

    @precondition(lambda self: len(self.counter.events) > LONG_LIFE)
    @rule()
    def refuse(self):
        self.counter.refuse(self.case_id)

    @rule(places=st.sets(st.integers(0, 6), max_size=3), reason=st.sampled_from(["", "须重新提交"]))
    def tell(self, places, reason):
        lines = self.case.materials
        names = tuple(lines[place].name for place in sorted(places) if place < len(lines)) or None
        before = len(self.case.notices)
        if self.counter.tell(self.case_id, NoticeRequest(names=names, reason=reason)):
            self.overrides += self.case.notices[-1].override is not None
            assert len(self.case.notices) == before + 1

    @rule(place=st.integers(0, 6))
    def bring(self, place):
        self.counter.bring(self.case_id, self.item, place, Verdict.COMPLETE)

    @rule(request=REQUESTS)
    def do(self, request):
        before = self.case
        calendar = self.counter.rules.calendar
        today = self.counter.clock.now().date()
        did = self.counter.act(self.case_id, request)
        if not did:
            assert self.case == before, "what was refused changed something"
        elif isinstance(request, PauseRequest | ExtendRequest):
            old = case_clocks(seen_on(before, today, calendar).case, today, calendar).promised
            new = case_clocks(self.case, today, calendar).promised
            assert old is None or new.due_on >= old.due_on

    @precondition(lambda self: self.case_id is not None)
    @invariant()
    def nothing_is_lost(self):
        assert set(every_event(self.case)) == every_id(self.counter.events)
        assert not self.case.conflicts, "one counter alone cannot contradict itself"

    @precondition(lambda self: self.case_id is not None)
    @invariant()
    def no_second_demand_without_an_override(self):
        case = self.case
        assert case.demands <= 1 + self.overrides
        known: set[str] = set()
        for notice in case.notices:
            if known and not notice.names <= known:
                assert notice.override is not None
            known |= notice.names

    @precondition(lambda self: self.case_id is not None)
    @invariant()
    def each_original_has_one_holder(self):
        case = self.case
        came = sum(line.originals for line in case.received_materials)
        came += sum(line.originals for more in case.supplements for line in more.materials)
        held = holders(case)
        assert len(held) == came
        assert set(held.values()) <= set(Holder)

    @precondition(lambda self: self.case_id is not None)
    @invariant()
    def the_state_is_legal(self):
        case = self.case
        assert case.status is not CaseStatus.DEEMED_ACCEPTED, "never set by an event"
        assert (case.paused_from is not None) == (case.status is CaseStatus.PAUSED)
        assert (case.open_procedure is not None) == (case.status is CaseStatus.PAUSED)
        if case.decision is not None:
            assert case.acceptance is not None
        if case.delivery is not None:
            assert case.conclusion is not None
        if case.ending is not None:
            assert case.status in ENDED
        assert len(case.extensions) <= 1

    @precondition(lambda self: self.case_id is not None)
    @invariant()
    def one_event_more_is_the_same_as_all_again(self):
        case = None
        for event in self.counter.events:
            case = apply(case, event)
        assert case == self.case


LifeMachine.TestCase.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
test_any_life = LifeMachine.TestCase


class Fork:
    """Two counters that knew the same case and then did not hear of each other."""

    def __init__(self, item, verdicts, common, here, there) -> None:
        first = Memory("a" * 16)
        self.case_id = first.receive(item, verdicts)
        first.desk.sign_in(PEOPLE[Role.CHIEF])
        self._do(first, common)
        self.common = list(first.events)
        self.chains = []
        for device, acts in (("a" * 16, here), ("b" * 16, there)):
            counter = Memory(device)
            counter.events = list(self.common)
            counter.desk.sign_in(PEOPLE[Role.CHIEF])
            self._do(counter, acts)
            self.chains.append(counter.events[len(self.common) :])

    def _do(self, counter, acts) -> None:
        for act in acts:
            if act is None:
                counter.accept(self.case_id)
            elif act is False:
                counter.tell(self.case_id, NoticeRequest())
            else:
                counter.act(self.case_id, act)


ACTS = st.lists(st.one_of(st.none(), st.just(False), REQUESTS, REQUESTS, ENDS), max_size=6)


@given(
    item=st.sampled_from(ITEMS),
    verdicts=VERDICTS,
    common=ACTS,
    here=ACTS,
    there=ACTS,
    chance=st.randoms(use_true_random=False),
)
def test_two_counters_lose_nothing_in_any_order_the_county_gives(
    item, verdicts, common, here, there, chance
):
    fork = Fork(item, verdicts, common, here, there)
    chains = [list(chain) for chain in fork.chains]
    merged = list(fork.common)
    while any(chains):
        merged.append(chance.choice([chain for chain in chains if chain]).pop(0))
    case = fold(merged)

    assert case is not None
    assert set(every_event(case)) == every_id(merged)
    assert len(case.extensions) <= 1
    assert len({opinion.department for opinion in case.opinions}) == len(case.opinions)
    assert len(holders(case)) == sum(line.originals for line in case.received_materials)
    assert case.status is not CaseStatus.DEEMED_ACCEPTED


@given(
    item=st.sampled_from(ITEMS),
    verdicts=VERDICTS,
    here=ACTS,
    there=ACTS,
    chance=st.randoms(use_true_random=False),
)
def test_every_replica_folds_the_same_whatever_came_first(item, verdicts, here, there, chance):
    """Delivery order does not matter: the county's order, or the place, is what is folded."""
    fork = Fork(item, verdicts, [], here, there)
    events = [*fork.common, *fork.chains[0], *fork.chains[1]]
    shuffled = list(events)
    chance.shuffle(shuffled)

    def by_place(event):
        return event.place

    assert fold(sorted(events, key=by_place)) == fold(sorted(shuffled, key=by_place))
