"""How the fold meets acts whose makers did not know of each other.

What a rule of the table settles is settled here; the rest becomes a `Conflict` with both sides,
and the case goes on by one of them.  Everything is decided by the events and their order alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent, CaseFact
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.conflict import agree, row_of
from counter_app.domain.conflict_facts import NOBODY, ConflictResolved
from counter_app.domain.conflict_record import Conflict, ConflictState, Recorded, Rule, Side, Taken
from counter_app.domain.conflict_sides import (
    closed,
    hidden_ids,
    is_on_paper,
    outcome_of,
    pledge_of,
    read_side,
    switch,
)
from counter_app.domain.ids import EventId
from counter_app.domain.life_facts import CaseVoided
from counter_app.domain.staff import Role
from counter_app.domain.steps import Act

RULING_ROLES: Final = frozenset({Role.CHIEF.value, Role.DIRECTOR.value})
"""As what somebody decides a conflict; whoever else says so on the wire decides nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an act would make of a case.

    Attributes:
        after: The case with the act taken in, but still where it stood.
        fields: What else than the status it sets.
    """

    after: Case
    act: Act
    status: CaseStatus
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """What an act did not know of.

    Attributes:
        base: The event it rests upon, as this case knows it; None when it named none.
        since: Steps taken since; all there were, when `base` is nowhere to be found.
        hidden_in: Place of the conflict on whose other side its base stands; None for none.
    """

    base: EventId | None
    is_found: bool
    since: tuple[Taken, ...]
    hidden_in: int | None = None

    @property
    def knew(self) -> bool:
        """Whether its maker saw the case as it stands now."""
        return self.is_found and not self.since


def meet(case: Case, event: CaseEvent) -> Meeting:
    """Return what an act knew of the case, and what not."""
    base = linked(case, event.base.get(Field.STATUS))
    if base == case.status_set_by:
        return Meeting(base, is_found=True, since=())
    for place in range(len(case.trail) - 1, -1, -1):
        if case.trail[place].event.event_id == base:
            return Meeting(base, is_found=True, since=case.trail[place + 1 :])
    if base == case.history[0]:
        return Meeting(base, is_found=True, since=case.trail)
    hidden_in = _hidden_in(case, Field.STATUS, base)
    return Meeting(base, is_found=False, since=case.trail, hidden_in=hidden_in)


def step(case: Case, wanted: Step, event: CaseEvent) -> Case:
    """Take a step, or say by the table what becomes of it."""
    meeting = meet(case, event)
    if meeting.knew and case.may_take(wanted.act):
        return move_on(case, wanted, event)
    if meeting.hidden_in is not None:
        return _join(case, meeting.hidden_in, event)
    twin = _twin(meeting.since, event.fact)
    if twin is not None:
        return _promised_twice(repeat(case, event, twin.event_id), twin, event)
    against = _against(meeting.since, event.fact)
    if not against and meeting.is_found and case.may_take(wanted.act):
        return merged(move_on(case, wanted, event), event)
    if not against and case.status is wanted.status:
        return repeat(case, event)
    return _contradict(case, event, meeting, against, wanted.status)


def take_in(case: Case, wanted: Step, event: CaseEvent) -> Case:
    """Take in what holds wherever the case stands (a visit, materials), and move it if it may."""
    meeting = meet(case, event)
    may_move = case.may_take(wanted.act) and meeting.hidden_in is None
    against = _against(meeting.since, event.fact) if not meeting.knew else ()
    if against and not may_move:
        return _contradict(case, event, meeting, against, wanted.status)
    if not may_move and (meeting.knew or not (meeting.is_found or meeting.hidden_in is not None)):
        return _contradict(case, event, meeting, (), wanted.status)
    if may_move and (wanted.status is not case.status or Field.MATERIALS in wanted.fields):
        after = move_on(case, wanted, event)
    else:
        after = kept(wanted.after, event, *wanted.fields)
    if meeting.knew:
        return after
    if not may_move:
        after = link(after, event.event_id, meeting.base)
    return merged(after, event)


def move_on(case: Case, wanted: Step, event: CaseEvent) -> Case:
    """Return the case one step on; conflicts that this makes idle are closed."""
    taken = Taken(event=event, before=outcome_of(case))
    after = replace(
        wanted.after,
        status=wanted.status,
        status_set_by=event.event_id,
        trail=(*case.trail, taken),
    )
    return _idle(kept(after, event, *wanted.fields), event)


def kept(case: Case, event: Recorded, *fields: Field) -> Case:
    """Return the case with an event in its history, and named as what set some fields."""
    history = (*case.history, event.event_id)
    if not fields:
        return replace(case, history=history)
    set_by = MappingProxyType({**case.set_by, **dict.fromkeys(fields, event.event_id)})
    return replace(case, history=history, set_by=set_by)


def repeat(case: Case, event: Recorded, twin: EventId | None = None) -> Case:
    """Keep what was done before elsewhere (重复), linked to the one that stands."""
    return link(replace(case, repeats=(*case.repeats, event.event_id)), event.event_id, twin)


def merged(case: Case, event: CaseEvent) -> Case:
    """Remember that an act took effect although its maker did not know of another."""
    return replace(case, merged=(*case.merged, event.event_id))


def set_aside(case: Case, conflict: Conflict) -> Case:
    """Keep a conflict; a decision about it that came first in this order is taken in now."""
    set_by = MappingProxyType({**case.set_by, Field.CONFLICTS: conflict.event_id})
    case = replace(case, conflicts=(*case.conflicts, conflict), set_by=set_by)
    for ruling in case.rulings:
        rulings = tuple(other for other in case.rulings if other is not ruling)
        tried = ruled(replace(case, rulings=rulings), ruling)
        if tried.rulings == rulings:
            case = tried
    return case


def ruled(case: Case, event: Recorded) -> Case:
    """Take a decision about a conflict in; without its conflict it waits for it."""
    fact = event.fact
    assert isinstance(fact, ConflictResolved)
    place = _named(case, fact)
    if place is None:
        return replace(case, rulings=(*case.rulings, event))
    conflict = case.conflicts[place]
    if conflict.is_for_chief and event.role not in RULING_ROLES:
        return replace(case, powerless=(*case.powerless, event.event_id))
    side = _side(conflict, fact)
    if fact.follows != conflict.decided_by:
        is_same = conflict.state is ConflictState.RESOLVED and side is conflict.in_force
        if is_same:
            return repeat(case, event, conflict.decided_by)
        again = replace(conflict, state=ConflictState.OPEN, is_reopened=True)
        return _decided(case, place, again, event)
    state = ConflictState.OPEN if side is None else ConflictState.RESOLVED
    was_seen = True
    is_two_sided = conflict.kept is not None
    if is_two_sided and conflict.in_force is not (side or _by_paper(case, conflict)):
        base = linked(case, event.base.get(Field.STATUS))
        was_seen = base is None or base == case.status_set_by
        case, conflict = switch(case, conflict)
    state = state if was_seen else ConflictState.OPEN  # It put aside steps its maker never saw.
    return _decided(case, place, replace(conflict, state=state, is_reopened=not was_seen), event)


def weigh_papers(case: Case) -> Case:
    """Let what is on paper stand until somebody decides; asked after each outcome of a print."""
    for place, conflict in enumerate(case.conflicts):
        if conflict.decided_by != NOBODY or conflict.state is ConflictState.MOOT:
            continue
        if conflict.rule is Rule.LATER_DATE:
            papers = is_on_paper(case, conflict.against) + is_on_paper(case, conflict.acts)
            state = ConflictState.SETTLED if papers == 1 else ConflictState.OPEN
            case = _replaced(case, place, closed(conflict, state))
        elif conflict.field is Field.STATUS and conflict.kept is not None:
            is_wanted = _by_paper(case, conflict) is not conflict.in_force
            if is_wanted and not _rests(case, conflict):
                switched, other = switch(case, conflict)
                case = _replaced(switched, place, other)
    return case


def join_value(case: Case, field: Field, event: CaseEvent, base: EventId | None) -> Case | None:
    """Add an act that rests on the side of a value that is not in force, or return None."""
    place = _hidden_in(case, field, linked(case, base))
    return None if place is None else _join(case, place, event)


def linked(case: Case, base: EventId | None) -> EventId | None:
    """Return the event that stands for a base: the twin of a repeat, or what it rested upon."""
    while base is not None and base in case.links:
        base = case.links[base]
    return base


def link(case: Case, event: EventId, target: EventId | None) -> Case:
    """Remember for which event another one stands."""
    if target is None:
        return case
    return replace(case, links=MappingProxyType({**case.links, event: target}))


def _hidden_in(case: Case, field: Field, base: EventId | None) -> int | None:
    for place in range(len(case.conflicts) - 1, -1, -1):
        conflict = case.conflicts[place]
        if conflict.field is field and base in set(hidden_ids(case, conflict)):
            return place
    return None


def _twin(since: Iterable[Taken], fact: CaseFact) -> Recorded | None:
    """Return the step that was the same as this one, the latest of several."""
    for taken in reversed(tuple(since)):
        is_step = row_of(type(taken.event.fact), type(fact)).rule in {Rule.REPEAT, Rule.LATER_DATE}
        if is_step and agree(taken.event.fact, fact):
            return taken.event
    return None


def _against(since: Iterable[Taken], fact: CaseFact) -> tuple[Recorded, ...]:
    return tuple(taken.event for taken in since if contradict(taken.event.fact, fact))


def contradict(first: CaseFact, later: CaseFact) -> bool:
    """Whether only a person can say which of two steps stands."""
    rule = row_of(type(first), type(later)).rule
    return rule is Rule.PERSON or (rule is Rule.REPEAT and not agree(first, later))


def _contradict(
    case: Case,
    event: CaseEvent,
    meeting: Meeting,
    against: tuple[Recorded, ...],
    status: CaseStatus,
) -> Case:
    since = meeting.since
    kept_apart = read_side(case, Field.STATUS)
    if meeting.is_found and since:
        fork = len(case.trail) - len(since)
        kept_apart = (*since[0].before, case.trail[:fork])
    sides = against or tuple(taken.event for taken in since)
    conflict = Conflict(
        event_id=event.event_id,
        standing=case.status,
        wanted=status,
        first_act=sides[0].event_id if sides else case.status_set_by,
        against=sides,
        acts=(event,),
        kept=kept_apart,
        waiting=(event,),
    )
    return set_aside(case, conflict)


def _promised_twice(case: Case, twin: Recorded, event: CaseEvent) -> Case:
    """Two promises (容缺) with two dates: the later one holds, a person decides if need be."""
    first, later = pledge_of(twin), pledge_of(event)
    if first is None or later is None or first.due_on == later.due_on or case.pledge != first:
        return case
    is_second = later.due_on > first.due_on
    conflict = Conflict(
        event_id=event.event_id,
        standing=case.status,
        wanted=case.status,
        rule=Rule.LATER_DATE,
        field=Field.PLEDGE,
        first_act=twin.event_id,
        against=(twin,),
        acts=(event,),
        in_force=Side.SECOND if is_second else Side.FIRST,
        kept=(first if is_second else later,),
    )
    return weigh_papers(set_aside(replace(case, pledge=later if is_second else first), conflict))


def _join(case: Case, place: int, event: CaseEvent) -> Case:
    """Keep an act beside the side it rests upon; a decision that did not know it is asked again."""
    conflict = case.conflicts[place]
    if conflict.in_force is Side.FIRST:
        conflict = replace(conflict, acts=(*conflict.acts, event))
    else:
        conflict = replace(conflict, against=(*conflict.against, event))
    conflict = replace(conflict, waiting=(*conflict.waiting, event))
    if conflict.state is ConflictState.RESOLVED:
        conflict = replace(conflict, state=ConflictState.OPEN, is_reopened=True)
    return _replaced(case, place, conflict)


def _replaced(case: Case, place: int, conflict: Conflict) -> Case:
    conflicts = (*case.conflicts[:place], conflict, *case.conflicts[place + 1 :])
    return replace(case, conflicts=conflicts)


def _decided(case: Case, place: int, conflict: Conflict, event: Recorded) -> Case:
    decided = replace(conflict, decided_by=event.event_id)
    return kept(_replaced(case, place, decided), event, Field.CONFLICTS)


def _named(case: Case, fact: ConflictResolved) -> int | None:
    """Return the place of the conflict that is meant: in another order its sides are swapped."""
    for place, conflict in enumerate(case.conflicts):
        if fact.settles in conflict.second_ids or fact.settles == conflict.event_id:
            return place
    for place, conflict in enumerate(case.conflicts):
        is_swapped = fact.against != NOBODY and fact.against in conflict.second_ids
        if is_swapped and fact.settles in {conflict.first_act, *_ids(conflict.against)}:
            return place
    return None


def _ids(events: Iterable[Recorded]) -> tuple[EventId, ...]:
    return tuple(event.event_id for event in events)


def _side(conflict: Conflict, fact: ConflictResolved) -> Side | None:
    if fact.stands == NOBODY:
        return None
    return Side.SECOND if fact.stands in conflict.second_ids else Side.FIRST


def _by_paper(case: Case, conflict: Conflict) -> Side:
    """Return the side that stands until somebody decides: the one that alone is on paper."""
    if conflict.field is Field.PLEDGE:
        return conflict.in_force
    second = is_on_paper(case, conflict.acts) and not is_on_paper(case, conflict.against)
    return Side.SECOND if second else Side.FIRST


def _rests(case: Case, conflict: Conflict) -> bool:
    """Whether somebody has gone on from the side in force, so that it is left as it is."""
    own = conflict.against if conflict.in_force is Side.FIRST else conflict.acts
    return not case.trail or case.trail[-1].event.event_id not in _ids(own)


def _idle(case: Case, event: CaseEvent) -> Case:
    """Close what nobody needs to decide any more: all is void, or it came as it was wanted."""
    if not any(conflict.is_open for conflict in case.conflicts):
        return case
    is_void = isinstance(event.fact, CaseVoided)
    conflicts = tuple(
        closed(conflict, ConflictState.MOOT)
        if conflict.is_open and (is_void or _is_wanted(case, conflict))
        else conflict
        for conflict in case.conflicts
    )
    return replace(case, conflicts=conflicts)


def _is_wanted(case: Case, conflict: Conflict) -> bool:
    is_about_steps = conflict.field is Field.STATUS and not conflict.is_breach
    is_followed = conflict.in_force is Side.FIRST
    return is_about_steps and is_followed and conflict.wanted is case.status
