"""Who holds a post: every replica that has the same events in the same order agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.case_event import CaseEvent
from counter_app.domain.handover_facts import (
    HandoverAnswer,
    HandoverAnswered,
    ReceiverAnnounced,
    TakeoverAnswer,
    TakeoverAnswered,
    TakeoverRequested,
    TakeoverRuled,
)
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.post_book import Holder, PassState, post_of, read_book
from counter_app.domain.post_facts import PostHandedOver, PostTakenOver
from counter_app.domain.staff import Role

POSTS = ("51089910101", "51089910102")
PEOPLE = ("QH0107", "QH0108", "QH0109")
CHIEF, DIRECTOR = "QH0101", "QH0001"
ROLE_OF = {CHIEF: Role.CHIEF.value, DIRECTOR: Role.DIRECTOR.value}
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)
DEVICES = ("a" * 16, "b" * 16)


def event(n: int, fact, staff: str, *, role: str = "", device: str = DEVICES[0]) -> CaseEvent:
    return CaseEvent(
        event_id=EventId(f"{n:064x}"),
        case_id=CaseId(""),
        fact=fact,
        base={},
        made_at=AT,
        staff=staff,
        role=role or ROLE_OF.get(staff, Role.CLERK.value),
        place=(n, 0, device, 1, n),
    )


def handed(number: str, giver: str, taker: str, post: str = POSTS[0]) -> PostHandedOver:
    return PostHandedOver(
        document_number=number,
        post="综合窗口1号",
        handed_by=giver,
        handed_to=taker,
        handed_at=AT,
        open_cases=(),
        originals=2,
        drafts=0,
        post_code=post,
    )


def answered(number, answer, who, *, post=POSTS[0], at=POSTS[1]) -> HandoverAnswered:
    return HandoverAnswered(
        document_number=number,
        post_code=post,
        answer=answer,
        answered_by=who,
        answered_at=AT,
        at_counter=at,
    )


def asked(number, who, absent, *, post=POSTS[0], at=POSTS[1], days=3) -> TakeoverRequested:
    return TakeoverRequested(
        document_number=number,
        post="综合窗口1号",
        post_code=post,
        taken_by=who,
        acting_for=absent,
        at_counter=at,
        requested_at=AT,
        until=TODAY + timedelta(days=days),
        reason="急病",
    )


def settled(number, answer, who, *, post=POSTS[0]) -> TakeoverAnswered:
    return TakeoverAnswered(
        document_number=number, post_code=post, answer=answer, answered_by=who, answered_at=AT
    )


def ruled(number, answer, *, by="XJ0003", post=POSTS[0], request=1, is_signed=True):
    return TakeoverRuled(
        document_number=number,
        post_code=post,
        request=EventId(f"{request:064x}"),
        answer=answer,
        ruled_by=by,
        ruled_at=AT,
        reason="已核实",
        signature="county" if is_signed else "",
    )


def is_ruled(fact) -> bool:
    return fact.signature == "county"


def book_of(*made):
    """Fold (fact, who says it) in this order."""
    return read_book((event(n, fact, staff) for n, (fact, staff) in enumerate(made, 1)), is_ruled)


A, B, C = PEOPLE


def test_a_post_moves_when_the_taker_accepts_and_not_before():
    given_ = (handed("1", A, B), A)
    assert book_of(given_).holder(POSTS[0], TODAY) == Holder("", POSTS[0])
    book = book_of(given_, (answered("1", HandoverAnswer.ACCEPTED, B), B))
    assert (book.holder(POSTS[0], TODAY).staff, book.holder(POSTS[0], TODAY).counter) == (
        B,
        POSTS[1],
    )
    assert book.posts_at(POSTS[1], TODAY) == set(POSTS)
    assert book.posts_at(POSTS[0], TODAY) == frozenset()


@pytest.mark.parametrize("answer", [HandoverAnswer.OBJECTED, HandoverAnswer.WITHDRAWN])
def test_what_was_objected_to_or_taken_back_stays_and_a_later_word_is_kept_without_effect(answer):
    who = B if answer is HandoverAnswer.OBJECTED else A
    book = book_of(
        (handed("1", A, B), A),
        (answered("1", answer, who), who),
        (answered("1", HandoverAnswer.ACCEPTED, B), B),
    )
    assert book.holder(POSTS[0], TODAY).staff == ""
    assert [late.answer for late in book.passings["1"].late] == [HandoverAnswer.ACCEPTED]
    assert book.strange == ()


def test_an_answer_of_somebody_else_is_kept_and_moves_nothing():
    """A third person; the giver in the taker's place; a name that did not sign in."""
    for fact, staff in (
        (answered("1", HandoverAnswer.ACCEPTED, C), C),
        (answered("1", HandoverAnswer.ACCEPTED, A), A),
        (answered("1", HandoverAnswer.ACCEPTED, B), C),
        (answered("1", HandoverAnswer.WITHDRAWN, B), B),
        (answered("2", HandoverAnswer.ACCEPTED, B), B),
        (answered("1", HandoverAnswer.ACCEPTED, B, post=POSTS[1]), B),
    ):
        book = book_of((handed("1", A, B), A), (fact, staff))
        assert book.passings["1"].state is PassState.OPEN, (fact, staff)
        assert len(book.strange) == 1


def test_an_answer_that_a_wrong_clock_puts_first_waits_for_what_it_answers():
    made = [(answered("1", HandoverAnswer.ACCEPTED, B), B), (handed("1", A, B), A)]
    assert book_of(*made).holder(POSTS[0], TODAY).staff == B
    assert book_of(*made[:1]).strange
    cover = [(settled("2", TakeoverAnswer.APPROVED, CHIEF), CHIEF), (asked("2", B, A), B)]
    assert book_of(*cover).holder(POSTS[0], TODAY).acting_for == A
    assert book_of(*cover[:1]).strange


def test_a_second_hand_over_of_one_giver_takes_the_place_of_the_first():
    book = book_of((handed("1", A, B), A), (handed("2", A, C), A))
    assert [each.fact.document_number for each in book.open_passings] == ["2"]


def test_two_that_were_both_accepted_the_later_in_order_holds():
    made = [
        event(1, handed("1", A, B), A),
        event(2, handed("2", C, B), C, device=DEVICES[1]),
        event(3, answered("2", HandoverAnswer.ACCEPTED, B), B, device=DEVICES[1]),
        event(4, answered("1", HandoverAnswer.ACCEPTED, B, at=POSTS[0]), B),
    ]
    assert read_book(made).holder(POSTS[0], TODAY).counter == POSTS[0]
    swapped = [made[0], made[1], made[3], made[2]]
    assert read_book(swapped).holder(POSTS[0], TODAY).counter == POSTS[1]


@pytest.mark.asvs("2.3.5")
def test_a_take_over_waits_for_a_chief_who_is_neither_of_the_two():
    request = (asked("1", B, A), B)
    assert book_of(request).waiting_for_approval(B, TODAY)
    assert book_of(request).holder(POSTS[0], TODAY).staff == ""
    for nobody in (A, B, C):
        book = book_of(request, (settled("1", TakeoverAnswer.APPROVED, nobody), nobody))
        assert book.coverings["1"].state is PassState.OPEN
    twin = event(2, settled("1", TakeoverAnswer.APPROVED, B), B, role=Role.CHIEF.value)
    book = read_book([event(1, *request), twin])
    assert book.coverings["1"].state is PassState.OPEN, "one person in two roles"
    for chief in (CHIEF, DIRECTOR):
        book = book_of(request, (settled("1", TakeoverAnswer.APPROVED, chief), chief))
        holder = book.holder(POSTS[0], TODAY)
        assert (holder.staff, holder.acting_for, holder.counter) == (B, A, POSTS[1])
        assert book.acting_for(B, POSTS[1], TODAY).document_number == "1"
        assert book.acting_for(B, POSTS[0], TODAY) is None, "it was asked for elsewhere"


def test_the_county_rules_by_its_signature_and_not_by_who_carries_it():
    """The sign-in of its events is nobody's; a refusal counts against what is in force."""
    yes, no = TakeoverAnswer.APPROVED, TakeoverAnswer.REFUSED
    request = (asked("1", B, A), B)
    approved = book_of(request, (ruled("1", yes), "county"))
    assert (approved.holder(POSTS[0], TODAY).staff, approved.to_review) == (B, ())
    chief = (settled("1", yes, CHIEF), CHIEF)
    for before in ((request,), (request, chief), (request, (ruled("1", yes), "county"))):
        book = book_of(*before, (ruled("1", no), "county"))
        assert book.holder(POSTS[0], TODAY) == Holder("", POSTS[0])
        assert [each.document_number for each in book.to_review] == ["1"]
        assert book.acting_for(B, POSTS[1], TODAY) is None
    late = book_of(request, (ruled("1", no), "county"), chief, (ruled("1", yes), "county"))
    assert len(late.coverings["1"].late) == 2
    assert book_of((ruled("1", yes, request=2), "county"), request).holders, "it waits for it"
    for word in (
        ruled("1", yes, is_signed=False),
        ruled("1", yes, request=7),
        ruled("1", yes, post=POSTS[1]),
        ruled("1", yes, by=A.lower()),
        ruled("1", yes, by=B),
        ruled("1", TakeoverAnswer.ENDED),
        ruled("9", yes),
    ):
        book = book_of(request, (word, "county"))
        assert (book.coverings["1"].state, len(book.strange)) == (PassState.OPEN, 1), word


def test_what_was_done_before_a_refusal_is_looked_at_once_and_not_by_who_did_it():
    made = ((asked("1", B, A), B), (settled("1", TakeoverAnswer.REFUSED, CHIEF), CHIEF))
    seen = TakeoverAnswer.REVIEWED
    for who, is_looked in ((A, True), (CHIEF, True), (B, False), (C, False)):
        book = book_of(*made, (settled("1", seen, who), who))
        assert (book.coverings["1"].reviewed_by == who) is is_looked
        assert (not book.to_review) is is_looked
    assert book_of(made[0], (settled("1", seen, A), A)).strange, "nothing was refused"


def test_a_take_over_falls_back_by_itself_on_its_last_day_and_when_it_is_ended():
    made = (
        (asked("1", B, A, days=2), B),
        (settled("1", TakeoverAnswer.APPROVED, CHIEF), CHIEF),
    )
    book = book_of(*made)
    assert book.holder(POSTS[0], TODAY + timedelta(days=2)).staff == B
    assert book.holder(POSTS[0], TODAY + timedelta(days=3)).staff == ""
    for who in (A, B, CHIEF):
        ended = book_of(*made, (settled("1", TakeoverAnswer.ENDED, who), who))
        assert ended.holder(POSTS[0], TODAY).staff == ""
    assert book_of(*made, (settled("1", TakeoverAnswer.ENDED, C), C)).strange


def test_one_take_over_upon_another_falls_back_over_both():
    made = (
        (asked("1", B, A, days=2), B),
        (settled("1", TakeoverAnswer.APPROVED, CHIEF), CHIEF),
        (asked("2", C, B, days=5), C),
        (settled("2", TakeoverAnswer.APPROVED, CHIEF), CHIEF),
    )
    book = book_of(*made)
    assert book.holder(POSTS[0], TODAY).staff == C
    ended = book_of(*made, (settled("2", TakeoverAnswer.ENDED, C), C))
    assert ended.holder(POSTS[0], TODAY).staff == B
    assert ended.holder(POSTS[0], TODAY + timedelta(days=3)).staff == ""
    both = book_of(
        *made,
        (settled("1", TakeoverAnswer.ENDED, A), A),
        (settled("2", TakeoverAnswer.ENDED, C), C),
    )
    assert both.holder(POSTS[0], TODAY).staff == ""


def test_a_take_over_agreed_to_in_the_room_needs_somebody_else_than_the_two():
    taken = PostTakenOver(
        document_number="1",
        post="综合窗口1号",
        taken_by=B,
        acting_for=A,
        countersigned_by=CHIEF,
        taken_at=AT,
        post_code=POSTS[0],
        at_counter=POSTS[1],
    )
    assert book_of((taken, B)).holder(POSTS[0], TODAY).staff == B
    for who in (A, B, ""):
        assert book_of((replace(taken, countersigned_by=who), B)).strange
    assert book_of((replace(taken, post_code=""), B)).holders == {}, "of an older program"


def test_a_device_is_known_by_the_key_it_told_last():
    def told(key):
        return ReceiverAnnounced(counter=POSTS[1], counter_name="综合窗口2号", bundle_key=key)

    book = book_of((told("1" * 64), "system"), (told("2" * 64), "system"))
    assert book.receivers[DEVICES[0]].bundle_key == "2" * 64


NUMBERS = st.sampled_from("1234")
FACTS = st.one_of(
    st.builds(
        handed, NUMBERS, st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(POSTS)
    ),
    st.builds(
        answered,
        NUMBERS,
        st.sampled_from(HandoverAnswer),
        st.sampled_from(PEOPLE),
        post=st.sampled_from(POSTS),
        at=st.sampled_from(POSTS),
    ),
    st.builds(
        asked,
        NUMBERS,
        st.sampled_from(PEOPLE),
        st.sampled_from(PEOPLE),
        post=st.sampled_from(POSTS),
        at=st.sampled_from(POSTS),
        days=st.integers(0, 3),
    ),
    st.builds(
        ruled,
        NUMBERS,
        st.sampled_from(TakeoverAnswer),
        by=st.sampled_from([*PEOPLE, "XJ0003"]),
        post=st.sampled_from(POSTS),
        request=st.integers(1, 6),
        is_signed=st.booleans(),
    ),
    st.builds(
        settled,
        NUMBERS,
        st.sampled_from(TakeoverAnswer),
        st.sampled_from([*PEOPLE, CHIEF]),
        post=st.sampled_from(POSTS),
    ),
)
ACTOR = {
    PostHandedOver: "handed_by",
    HandoverAnswered: "answered_by",
    TakeoverRequested: "taken_by",
    TakeoverAnswered: "answered_by",
    TakeoverRuled: "ruled_by",
}


@given(st.lists(st.tuples(FACTS, st.sampled_from(DEVICES)), max_size=14), st.integers(0, 4))
@pytest.mark.law("9 ab-post")
def test_every_case_has_one_holder_and_no_word_is_lost_in_whatever_order(said, days):
    """Random words of two devices: whoever folds the same order says the same, and nobody vanishes.

    Every fact is found again: in a hand-over or take-over, as its answer, as a late one, or among
    the strange ones.
    """
    events = [
        event(n, fact, getattr(fact, ACTOR[type(fact)]), device=device)
        for n, (fact, device) in enumerate(said, 1)
    ]
    book, day = read_book(events, is_ruled), TODAY + timedelta(days=days)
    assert read_book(list(events), is_ruled) == book
    places = [[post for post in POSTS if post in book.posts_at(at, day)] for at in POSTS]
    assert sorted(places[0] + places[1]) == sorted(POSTS), "every post is worked at one counter"
    for post in POSTS:
        holder = book.holder(post, day)
        assert holder.counter in POSTS
        assert holder.staff in {"", *PEOPLE}
    assert post_of(f"{POSTS[0]}2026110201000075") == POSTS[0]
    answers = sum(bool(each.answer) + len(each.late) for each in book.passings.values())
    late = sum(len(each.late) for each in book.coverings.values())
    assert len(book.passings) + len(book.coverings) + len(book.strange) + answers + late <= len(
        events
    )
