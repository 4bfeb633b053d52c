"""A post on a stick, with no network at all: sealed to the taker, counted once, nothing lost."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.domain.case_card import Draft
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import BundleForeign, BundleInvalid, CounterError
from counter_app.domain.ids import CaseId
from counter_app.services.accept_case import AcceptCase
from counter_app.services.settle_drafts import drafts_of, keep_drafts, let_go
from counter_app.storage.peer_events import PeerEvents
from counter_app.storage.post_log import SqlPostLog
from sync.bundle_keys import public_bytes
from sync.client.courier import CourierSide
from sync.client.handover_bundle import PostToCarry, export_post, read_post
from sync.signing import key_id
from tests.fakes.counties import silent_county
from tests.sync.post_desks import A, B, meet, township


class Carrier:
    """One desk's side of a stick."""

    def __init__(self, desk, all_desks) -> None:
        self.desk = desk
        counter = desk.counter
        keys = {each.counter.side.device: each.counter.key.public_key() for each in all_desks}
        self.senders = {key_id(key): key for key in keys.values()}
        store = desk.store
        self.peers = PeerEvents(
            store.ledger,
            store.reading_engine,
            store.projection,
            lambda device, generation: keys.get(device) if generation == 1 else None,
        )
        self.side = CourierSide(
            store=store.sync_store,
            courier=store.courier,
            unit_of_work=store.unit_of_work,
            clock=counter.clock,
            device=counter.side.device,
            counter_code=desk.code,
            signing_key=counter.key,
            county_key=counter.side.county_key,
            earliest=lambda: None,
        )

    @property
    def key(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(public_bytes(self.side.signing_key))

    def give(self, taker: Carrier, folder):
        log = SqlPostLog(self.desk.store.ledger, self.desk.store.reading_engine)
        cases = [CaseId(row[0]) for row in self.desk.counter.rows("SELECT case_id FROM cases")]
        post = PostToCarry(
            events=self.peers.to_carry(cases, log.rows()),
            drafts=drafts_of(self.desk.store.drafts, A.staff),
        )
        note = export_post(self.side, post, taker.key, folder)
        return folder / note.name

    def take(self, path):
        carried = read_post(self.side, path, self.senders.get)
        drafts = keep_drafts(self.desk.store.drafts, carried.drafts)
        return self.peers.take(carried.events), drafts

    def let_go(self) -> int:
        return let_go(self.desk.store.drafts, self.desk.book(), self.desk.code)


def draft(desk, number: int, staff: str = A.staff) -> Draft:
    made = Draft(
        draft_id=f"{number:032x}",
        staff=staff,
        saved_at=desk.office.now(),
        title="高龄津贴 · 王**",
        payload={"person": {"name": "王满仓"}, "item": "T006"},
    )
    desk.store.drafts.save(made)
    return made


def draft_ids(desk) -> set[str]:
    return {each.draft_id for each in desk.store.drafts.all()}


@pytest.fixture
def two(silent, tmp_path):
    with township(silent, tmp_path, A, B) as desks:
        carriers = [Carrier(desk, desks) for desk in desks]
        for carrier in carriers:
            carrier.folder = tmp_path / "stick"
            carrier.folder.mkdir(exist_ok=True)
        yield carriers


@pytest.mark.law("9 ab-post")
@pytest.mark.threat("T10")
def test_a_post_arrives_with_cases_originals_and_drafts_and_counts_once(two):
    a, b = two
    cases = [a.desk.take_in() for _ in range(2)]
    begun = draft(a.desk, 1)
    draft(a.desk, 2, staff="QH0999")
    a.desk.counter.clock.pass_time(timedelta(minutes=1))
    fact = a.desk.hand_over(B)
    path = a.give(b, a.folder)
    assert "王满仓".encode() not in path.read_bytes(), "sealed"
    found, drafts = b.take(path)
    assert (found.taken, found.unproven, drafts) == (len(a.desk.event_ids()), 0, 1)
    again, drafts = b.take(path)
    assert (again.taken, again.known, drafts) == (0, found.taken, 0)
    assert b.desk.open_numbers() == set(), "nobody has accepted yet"
    b.desk.passing.accept(fact.document_number, 0)
    assert b.desk.open_numbers() == {case.number for case in cases}
    assert AcceptCase(b.desk.office)(cases[0].case_id).status is CaseStatus.ACCEPTED
    assert a.let_go() == 0, "A has not heard of it"
    meet(b.desk, a.desk)
    assert a.desk.event_ids() == b.desk.event_ids(), "by stick and by line: once"
    assert a.desk.holder(a.desk.code).staff == B.staff
    assert (a.let_go(), draft_ids(a.desk)) == (1, {f"{2:032x}"})
    assert draft_ids(b.desk) == {begun.draft_id}


def test_a_draft_that_went_on_here_is_not_let_go(two):
    a, b = two
    draft(a.desk, 1)
    fact = a.desk.hand_over(B)
    path = a.give(b, a.folder)
    a.desk.counter.clock.pass_time(timedelta(hours=1))
    draft(a.desk, 1)
    b.take(path)
    b.desk.passing.accept(fact.document_number, 0)
    meet(b.desk, a.desk)
    assert (a.let_go(), len(draft_ids(a.desk))) == (0, 1)


def test_what_two_takers_say_they_hold_neither_lets_go(two):
    """The giver handed over once by stick and, before hearing of it, once at their own computer."""
    a, b = two
    begun = draft(a.desk, 1)
    a.desk.counter.clock.pass_time(timedelta(minutes=1))
    first = a.desk.hand_over(B)
    b.take(a.give(b, a.folder))
    b.desk.passing.accept(first.document_number, 0)
    second = a.desk.hand_over(B)
    a.desk.sit(B)
    a.desk.passing.accept(second.document_number, 0)
    meet(b.desk, a.desk)  # Both words stand: the first came before the second was given.
    assert a.desk.book() == b.desk.book()
    assert (a.let_go(), b.let_go()) == (0, 0)
    assert draft_ids(a.desk) == draft_ids(b.desk) == {begun.draft_id}


@pytest.mark.asvs("9.1.3", "9.2.3")
@pytest.mark.threat("T10")
@pytest.mark.threat("T6")
def test_no_other_device_opens_it_and_no_stranger_is_believed(two):
    a, b = two
    a.desk.take_in()
    a.desk.hand_over(B)
    path = a.give(b, a.folder)
    with pytest.raises(BundleForeign):
        a.take(path)
    b.senders = {}
    with pytest.raises(BundleForeign):
        b.take(path)
    stranger = Ed25519PrivateKey.generate()
    a.side = replace(a.side, signing_key=stranger)
    b.senders = {key_id(stranger.public_key()): stranger.public_key()}
    b.peers = PeerEvents(
        b.desk.store.ledger,
        b.desk.store.reading_engine,
        b.desk.store.projection,
        lambda device, generation: None,
    )
    found, _ = b.take(a.give(b, a.folder))
    assert (found.taken, found.unproven) == (0, len(a.desk.event_ids())), "signed by nobody known"


@pytest.mark.asvs("11.3.3")
@pytest.mark.threat("T10")
def test_each_cut_and_each_changed_byte_refuses_the_whole_of_it(two):
    a, b = two
    draft(a.desk, 1)
    a.desk.hand_over(B)
    path = a.give(b, a.folder)
    good = path.read_bytes()
    before = b.desk.event_ids()
    places = range(0, len(good), max(1, len(good) // 150))
    for place in places:
        for bad in (good[:place], good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]):
            path.write_bytes(bad)
            with pytest.raises((BundleInvalid, BundleForeign)):
                b.take(path)
    assert b.desk.event_ids() == before
    assert draft_ids(b.desk) == set()


ACTS = st.lists(
    st.sampled_from(
        ["draft", "give", "carry", "accept", "object", "withdraw", "take in", "a", "b", "let go"]
    ),
    max_size=16,
)


@contextmanager
def fresh(folder):
    folder.mkdir()
    with (
        silent_county(f"sqlite:///{folder / 'county.db'}") as county,
        township(county, folder, A, B) as desks,
    ):
        a, b = (Carrier(desk, desks) for desk in desks)
        a.folder = folder
        yield a, b


def say(act: str, a: Carrier, b: Carrier) -> None:
    """Do one act that may be refused; a refusal changes nothing."""
    last = next(reversed(b.desk.book().passings), "none")
    acts = {
        "give": lambda: a.desk.hand_over(B),
        "carry": lambda: b.take(a.give(b, a.folder)),
        "accept": lambda: b.desk.passing.accept(last, 0),
        "object": lambda: b.desk.passing.object(last, "不接"),
        "withdraw": lambda: a.desk.passing.withdraw(last),
        "let go": a.let_go,
        "a": a.desk.sync,
        "b": b.desk.sync,
    }
    with suppress(CounterError):
        acts[act]()


@settings(max_examples=6)
@given(ACTS)
@pytest.mark.law("9 ab-post")
def test_whatever_is_said_in_whatever_order_replicas_agree_and_no_draft_is_lost(
    tmp_path_factory, acts
):
    """Random acts of two people at two computers, with a line that is there now and then."""
    with fresh(tmp_path_factory.mktemp("posts") / "x") as (a, b):
        begun, taken_in = set(), set()
        for step, act in enumerate(acts):
            a.desk.counter.clock.pass_time(timedelta(minutes=1))
            if act == "draft":
                begun.add(draft(a.desk, step).draft_id)
            elif act == "take in":
                taken_in.add(a.desk.take_in().number)
            else:
                say(act, a, b)
        meet(a.desk, b.desk)
        a.let_go()
        assert begun <= draft_ids(a.desk) | draft_ids(b.desk), "no draft is lost"
        assert a.desk.book() == b.desk.book()
        assert a.desk.event_ids() == b.desk.event_ids()
        assert a.desk.open_numbers() | b.desk.open_numbers() == taken_in
        assert not a.desk.open_numbers() & b.desk.open_numbers(), "every case has one post"
