"""What the exchange relies on in a counter's store; the same for the real one and the fake."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk
from counter_app.domain.case_event import TimeAnchored
from counter_app.domain.county_word import CountyWord, DeviceStanding
from counter_app.domain.ids import CaseId
from counter_app.domain.publication_facts import PublicationRefused
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import Setting, StoreKeys, open_store
from sync.codec import ack_of, event_id
from sync.protocol import PREFIX_START, PullEntry
from sync.signing import Purpose, sign
from sync.simulation.memory_store import MemoryStore
from tests.fakes.clocks import SettableClock
from tests.fakes.people import CLERK, MONDAY, PROFILE
from tests.sync.made_up import note

DEVICE = "0a" * 8
EPOCH = "e0" * 16
PREFIX = "12" * 32
FACT = PublicationRefused(kind="catalogue", version=1, reason="signature", refused_at=MONDAY)
ANCHOR = TimeAnchored(data="AA==", signature="AA==")


class Memory:
    def __init__(self, _folder) -> None:
        self.store = MemoryStore(DEVICE, PROFILE.counter_code)

    def write(self, fact=FACT) -> str:
        return self.store.write(fact)

    def close(self) -> None: ...


class Sql:
    def __init__(self, folder) -> None:
        key = Ed25519PrivateKey.generate()
        desk = SignedInDesk(PROFILE)
        desk.sign_in(CLERK)
        self._opened = open_store(
            folder,
            StoreKeys(key=b"k" * 32, salt=b"s" * 16, head_key=b"h" * 32),
            Signatory(
                device=DEVICE,
                generation=1,
                sign=partial(sign, key, Purpose.EVENT),
                public_key=key.public_key(),
            ),
            Setting(desk=desk, clock=SettableClock(), rulebook=PublishedRules()),
            run="r1",
        )
        self.store = self._opened.sync_store

    def write(self, fact=FACT) -> str:
        with self._opened.unit_of_work(as_system=True) as work:
            name = work.record(CaseId(""), fact)
            work.commit()
        return name

    def close(self) -> None:
        self._opened.close()


@pytest.fixture(params=[Memory, Sql], ids=["memory", "sql"])
def side(request, tmp_path):
    made = request.param(tmp_path)
    yield made
    made.close()


@pytest.fixture
def store(side):
    return side.store


def waiting(store, limit: int = 200, bytes_max: int = 1 << 20) -> list[str]:
    return [event_id(e.data) for e in store.unacknowledged(limit=limit, bytes_max=bytes_max)]


def acknowledge(store, *names: str, first: int = 1) -> None:
    acks = [ack_of(name, first + i, 1_000, "stored") for i, name in enumerate(names)]
    store.acknowledge(acks, data=b"acks", signature=b"s" * 64)


def peers_entries(number: int) -> list[PullEntry]:
    """A page of events of another device, as they come from the county."""
    peer = MemoryStore("0b" * 8, "11019901202")
    names = [note(peer) for _ in range(number)]
    return [
        PullEntry(position=place, server_sequence=place, event_id=name, event=peer.kept[name].event)
        for place, name in enumerate(names, start=1)
    ]


def test_a_new_store_stands_at_the_beginning(store):
    epoch, position, prefix_hash = store.position()
    assert (epoch, position) == ("", 0)
    assert prefix_hash in {"", PREFIX_START}
    assert store.head() == (1, 0, "")
    assert waiting(store) == []


def test_events_wait_oldest_first_until_they_are_acknowledged(side, store):
    names = [side.write() for _ in range(3)]
    assert waiting(store) == names
    assert store.head() == (1, 3, names[-1])

    acknowledge(store, names[0], names[2])

    assert waiting(store) == [names[1]]
    assert store.unacknowledged_count() == 1


def test_a_batch_ends_at_its_limit_and_at_its_bytes_but_is_never_empty(side, store):
    names = [side.write() for _ in range(3)]
    assert waiting(store, limit=2) == names[:2]
    assert waiting(store, bytes_max=1) == names[:1]


def test_a_parked_event_is_sent_no_more_but_still_counts(side, store):
    name = side.write()
    store.park(name, "bad-signature")
    assert waiting(store) == []
    assert store.unacknowledged_count() == 1


def test_the_countys_own_word_on_time_waits_and_does_not_count(side, store):
    anchor = side.write(ANCHOR)
    assert waiting(store) == [anchor]
    assert store.unacknowledged_count() == store.waiting().unacknowledged == 0
    assert store.waiting().oldest_at is None
    store.park(anchor, "quarantined")
    assert store.unacknowledged_count() == store.waiting().quarantined == 1
    assert store.waiting().oldest_at is not None


def test_an_acknowledgement_ends_parking(side, store):
    name = side.write()
    store.park(name, "quarantined")
    acknowledge(store, name)
    assert store.unacknowledged_count() == 0


def test_acknowledging_twice_changes_nothing(side, store):
    name = side.write()
    acknowledge(store, name)
    acknowledge(store, name)
    assert store.unacknowledged_count() == 0


def test_a_page_is_taken_once_with_its_position(store):
    store.restart_stream(epoch=EPOCH)
    page = peers_entries(3)

    assert store.take(page, epoch=EPOCH, prefix_hash=PREFIX) == 3
    assert store.position() == (EPOCH, 3, PREFIX)
    assert store.take(page, epoch=EPOCH, prefix_hash=PREFIX) == 0
    assert waiting(store) == []


def test_ones_own_event_comes_back_as_an_id(side, store):
    store.restart_stream(epoch=EPOCH)
    name = side.write()
    entry = PullEntry(position=1, server_sequence=7, event_id=name, event=None)

    assert store.take([entry], epoch=EPOCH, prefix_hash=PREFIX) == 0
    assert store.position() == (EPOCH, 1, PREFIX)
    assert store.unacknowledged_count() == 0


@pytest.mark.fault("F12")
def test_a_new_epoch_forgets_the_order_and_offers_everything_others_included(side, store):
    store.restart_stream(epoch=EPOCH)
    own = side.write()
    acknowledge(store, own, first=9)
    page = peers_entries(2)
    store.take(page, epoch=EPOCH, prefix_hash=PREFIX)
    assert waiting(store) == []

    store.restart_stream(epoch="e1" * 16)

    epoch, position, prefix_hash = store.position()
    assert (epoch, position) == ("e1" * 16, 0)
    assert prefix_hash in {"", PREFIX_START}
    assert set(waiting(store)) == {own, *(entry.event_id for entry in page)}
    assert store.head() == (1, 1, own)


def test_what_was_set_aside_for_a_reason_can_be_offered_again(side, store):
    names = [side.write() for _ in range(3)]
    for name, reason in zip(names, ("quarantined", "county-fault", "quarantined"), strict=True):
        store.park(name, reason)
    acknowledge(store, names[2])
    assert store.unpark(("quarantined",)) == 1
    assert waiting(store) == [names[0]]


def test_a_parked_event_that_stands_in_the_stream_is_parked_no_more(side, store):
    store.restart_stream(epoch=EPOCH)
    name = side.write()
    store.park(name, "quarantined")
    entry = PullEntry(position=1, server_sequence=7, event_id=name, event=None)
    store.take([entry], epoch=EPOCH, prefix_hash=PREFIX)
    assert store.unpark(("quarantined",)) == 0
    assert store.unacknowledged_count() == 0


def test_the_countys_last_word_is_kept(store):
    assert store.county_word() == CountyWord()
    word = CountyWord(
        standing=DeviceStanding.PENDING,
        permitted_until=SettableClock().now(),
        program_min="1.2.0",
        admitted=3,
        forked_generation=1,
    )
    store.keep_county_word(word)
    assert store.county_word() == word


def an_unsigned_run(store) -> list[str]:
    """Take in a peer's run of four of which only the last is signed; return their ids."""
    store.restart_stream(epoch=EPOCH)
    entries = peers_entries(4)
    bare = [
        replace(
            entry, event=replace(entry.event, signature=b"" if i < 3 else entry.event.signature)
        )
        for i, entry in enumerate(entries)
    ]
    assert store.take(bare, epoch=EPOCH, prefix_hash="00" * 32) == 4
    return [entry.event_id for entry in entries]


def test_an_unsigned_event_names_the_run_that_vouches_for_it(store):
    names = an_unsigned_run(store)
    assert store.vouchers(names[0]) == []  # The next one is acknowledged.
    store.restart_stream(epoch=EPOCH)
    for i, name in enumerate(names[:3]):
        assert [event_id(e.data) for e in store.vouchers(name)] == names[i + 1 :]
    store.park(names[3], "county-fault")
    assert store.vouchers(names[2]) is None


def test_places_are_those_of_events_that_the_county_signed_for(side, store):
    names = an_unsigned_run(store)
    mine = side.write()
    peer = "0b" * 8
    expected = {name: (peer, 1, n) for n, name in enumerate(names, 1)}
    assert store.event_places([*names, mine, "ff" * 32]) == expected
    store.restart_stream(epoch=EPOCH)
    assert store.event_places(names) == {}
