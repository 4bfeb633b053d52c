"""After a restore both sides find how far they are one, and mend the rest."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select

from sync.client.contact_book import DIGEST_EVERY, ContactBook
from sync.client.reconcile import DIGESTS_MAX
from sync.codec import open_acks, open_anchor
from sync.protocol import ChainRange, Digest, Exchange, Push
from sync.server.county_key import CountyKey
from sync.server.epochs import ROLLED_BACK, UNPROVEN
from sync.server.evidence import REFUSED
from sync.server.schema import digests, events, stream_entries
from tests.sync.conftest import COUNTER, OTHER_TOWNSHIP, SAME_TOWNSHIP
from tests.sync.made_up import a_hello, note
from tests.sync.put_back import Backups
from tests.sync.real_counter import real_counter, watching


@pytest.fixture
def county(silent):
    return silent


@pytest.fixture
def new_counter(new_silent_counter):
    return new_silent_counter


@pytest.fixture
def backups(county, tmp_path):
    return Backups(county, tmp_path)


@pytest.fixture
def two(new_counter):
    return new_counter(COUNTER), new_counter(SAME_TOWNSHIP)


@pytest.fixture
def real(county, tmp_path):
    """Two counters of one township with real stores."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(real_counter(county, tmp_path / str(number), number))
            for number in (1, 2)
        ]


def settle(*counters, rounds: int = 2) -> None:
    for _ in range(rounds):
        for counter in counters:
            counter.sync()


def watched(counter):
    """Give a counter a line that keeps what goes over it."""
    line = watching(counter.transport)
    counter.cycle.talk._transport = line
    return line


@pytest.mark.fault("F12")
@pytest.mark.lesson(22)
def test_only_what_lies_beyond_the_common_position_is_taken_back(county, two, backups):
    one, other = two
    for i in range(30):
        note(one.store, str(i))
        if i % 10 == 9:
            settle(one, other, rounds=1)
    settle(one, other)
    backups.make()
    lost = [note(one.store), note(other.store)]
    settle(one, other)
    backups.put_back()
    kept_before = len(backups.log())
    line = watched(one)

    one.sync()

    aligned = next(each for each in line.seen if each.asked.digest and not each.asked.digest.chains)
    assert aligned.answer.digest.common_position > 20
    pushed = sum(len(each.asked.push.events) for each in line.seen if each.asked.push)
    assert pushed <= len(one.store.kept) - kept_before + 2, "only what the county had lost"
    other.sync()
    assert set(lost) <= backups.log()
    assert backups.drawn() == [ROLLED_BACK]


@pytest.mark.fault("F12")
@pytest.mark.parametrize("first", [0, 1])
def test_real_stores_end_equal_after_a_restore(county, real, backups, first):
    one, other = real
    cases = [one.receive(), other.receive()]
    settle(one, other)
    backups.make()
    one.accept(cases[0])
    cases.append(other.receive())
    settle(one, other)
    before = backups.log()
    backups.put_back()

    settle(real[first], real[1 - first], rounds=3)

    assert before <= backups.log()
    assert backups.drawn() == [ROLLED_BACK]
    orders = [
        counter.rows("SELECT event_id, server_sequence, position FROM events ORDER BY event_id")
        for counter in real
    ]
    assert orders[0] == orders[1]
    assert len(orders[0]) == len(backups.log())
    assert [c.store.unacknowledged_count() for c in real] == [0, 0]
    statuses = [c.rows("SELECT case_id, status FROM cases ORDER BY case_id") for c in real]
    assert statuses[0] == statuses[1]


@pytest.mark.fault("F12")
def test_a_new_epoch_begins_at_the_common_position_and_not_before(county, real, backups):
    one, other = real
    one.receive()
    settle(one, other)
    known = one.rows("SELECT event_id, server_sequence, position FROM events")
    backups.make()
    one.receive()
    settle(one, other)
    backups.put_back()
    seen = watching(one.line)
    one.cycle.talk._transport = seen
    one.sync()
    after = one.rows("SELECT event_id, server_sequence, position FROM events")
    assert set(known) <= set(after)
    assert one.store.position()[0] == backups.epoch()


class TestEvidence:
    @pytest.mark.fault("F12")
    @pytest.mark.parametrize("first", [0, 1], ids=["its author first", "a peer first"])
    def test_nobody_becomes_late_by_a_restore(self, county, real, backups, first):
        one, other = real
        settle(one, other)
        backups.make()
        case_id = one.receive()
        settle(one, other)
        [(event,)] = one.rows("SELECT event_id FROM events WHERE case_id = ?", case_id)
        received_at = backups.received_at(event)
        backups.put_back()
        county.time.ms += 5 * 24 * 3_600_000

        settle(real[first], real[1 - first])

        assert backups.received_at(event) == received_at
        [(here,)] = one.rows("SELECT received_at_ms FROM events WHERE event_id = ?", event)
        assert here == received_at
        assert one.store.evidence(limit=9, bytes_max=1 << 20) == []

    def test_it_is_shown_even_when_the_program_ended_in_between(self, county, two, backups):
        one, other = two
        settle(one, other)
        backups.make()
        names = [note(one.store) for _ in range(3)]
        settle(one, other)
        times = [backups.received_at(name) for name in names]
        backups.put_back()
        county.time.ms += 3_600_000
        shown = one.cycle._mending.question
        one.cycle._mending.question = lambda hello, county: None
        one.sync()
        assert [backups.received_at(name) for name in names] != times
        one.cycle._mending.question = shown
        one.sync()
        assert [backups.received_at(name) for name in names] == times

    @pytest.mark.threat("T8")
    def test_only_our_own_signature_counts(self, county, two, backups):
        one, other = two
        name = note(one.store)
        one.sync()
        before = backups.received_at(name)
        data, _ = one.store.acks[-1]
        earlier = data.replace(str(before).encode(), str(before - 10_000).encode())
        assert open_acks(earlier).acks
        forged = CountyKey(Ed25519PrivateKey.generate()).sign_acks(earlier)
        push = Push(epoch=backups.epoch(), events=(), evidence=(forged,))
        answer = other.transport.exchange(Exchange(hello=a_hello(), push=push))
        assert answer.push.refused == ""
        assert backups.received_at(name) == before
        assert REFUSED in backups.noted()

    def test_a_later_receipt_moves_nothing(self, county, two, backups):
        one, _ = two
        name = note(one.store)
        one.sync()
        before = backups.received_at(name)
        data, _ = one.store.acks[-1]
        later = county.county.key.sign_acks(
            data.replace(str(before).encode(), str(before + 10_000).encode())
        )
        push = Push(epoch=backups.epoch(), events=(), evidence=(later,))
        one.transport.exchange(Exchange(hello=a_hello(), push=push))
        assert backups.received_at(name) == before


class TestWhoeverLiesAboutItsPosition:
    """The county draws an epoch on its own word only."""

    @pytest.mark.threat("T8")
    @pytest.mark.parametrize("position", [1, 5, 10**9])
    def test_draws_no_epoch_and_is_told_to_reconcile(self, county, two, backups, position):
        one, other = two
        settle(one, other)
        epoch = backups.epoch()
        name = note(one.store)
        [event] = one.store.unacknowledged(limit=1, bytes_max=1)
        hello = a_hello(epoch=epoch, position=position, prefix_hash="ab" * 32)
        for _ in range(3):
            answer = one.transport.exchange(
                Exchange(
                    hello=hello,
                    push=Push(epoch=epoch, events=(event,)),
                    digest=Digest(checkpoints=((position, "ab" * 32),)),
                )
            )
            assert answer.push.refused == "reconcile"
            assert answer.digest.common_position == 0
        assert backups.epoch() == epoch
        assert backups.drawn() == []
        assert UNPROVEN in backups.noted()
        one.sync()
        assert name in backups.log()

    @pytest.mark.threat("T8")
    @pytest.mark.parametrize("differently", [{"position_max": 10**9}, {"prefix_hash": "cd" * 32}])
    def test_an_anchor_of_its_own_making_proves_nothing(self, county, two, backups, differently):
        one, _ = two
        one.sync()
        epoch = backups.epoch()
        anchor = open_anchor(ContactBook(one.store).proof.data)
        forger = CountyKey(Ed25519PrivateKey.generate())
        forged = forger.sign_anchor(replace(anchor, **differently))
        one.transport.exchange(Exchange(hello=a_hello(epoch=epoch), digest=Digest(anchor=forged)))
        assert backups.epoch() == epoch

    @pytest.mark.threat("T8")
    @pytest.mark.parametrize("differently", [{"device": "0f" * 8}, {"epoch": "0f" * 16}])
    def test_an_anchor_given_to_another_proves_nothing(self, county, two, backups, differently):
        one, _ = two
        one.sync()
        epoch = backups.epoch()
        anchor = open_anchor(ContactBook(one.store).proof.data)
        signed = county.county.key.sign_anchor(replace(anchor, position_max=99, **differently))
        one.transport.exchange(Exchange(hello=a_hello(epoch=epoch), digest=Digest(anchor=signed)))
        assert backups.epoch() == epoch

    def test_a_counter_that_went_astray_itself_finds_back_in_the_same_epoch(
        self, county, two, backups
    ):
        one, other = two
        for _ in range(3):
            note(one.store)
            settle(one, other, rounds=1)
        epoch = backups.epoch()
        known, position, _ = one.store.stream
        one.store.stream = (known, position, "ab" * 32)
        one.store.notes.clear()
        one.cycle.book = ContactBook(one.store)
        one.sync()
        assert backups.epoch() == epoch
        assert one.store.order() == other.store.order()
        assert one.store.stream[2] != "ab" * 32


class TestAskingForDigests:
    def test_after_a_new_epoch_every_counter_is_asked_once(self, county, two, backups):
        one, other = two
        settle(one, other)
        assert backups.county.rows(select(digests.c.device)) == []
        backups.make()
        note(one.store)
        settle(one, other)
        backups.put_back()
        lines = [watched(one), watched(other)]
        settle(one, other, rounds=3)
        rows = county.rows(select(digests.c.device, digests.c.epoch))
        assert {tuple(row) for row in rows} == {
            (counter.store.device, backups.epoch()) for counter in two
        }
        for line in lines:
            given = [each for each in line.seen if each.asked.digest and each.asked.digest.chains]
            assert len(given) == 1
            assert line.seen[-1].answer.hello.wants_digest is False

    def test_a_county_that_was_never_put_back_asks_nobody(self, county, two):
        line = watched(two[0])
        settle(*two)
        assert not any(each.answer.hello.wants_digest for each in line.seen)
        assert not any(each.asked.digest for each in line.seen)

    def test_once_a_week_both_logs_are_compared(self, county, two):
        one, _ = two
        one.sync()
        line = watched(one)
        one.sync()
        assert not any(each.asked.digest for each in line.seen)
        one.store.clock.pass_by(seconds=DIGEST_EVERY.total_seconds())
        for _ in range(3):
            one.sync()
        assert sum(bool(each.asked.digest) for each in line.seen) == 1


@pytest.mark.expects_warnings  # What was missing is written to the log.
class TestHoles:
    def test_what_the_county_lacks_is_offered_again(self, county, two, backups):
        """A damaged county: an event is gone although the stream's end is what it was."""
        one, other = two
        names = [note(one.store, str(i)) for i in range(5)]
        settle(one, other)
        with county.database.writing() as connection:
            [sequence] = connection.execute(
                select(events.c.server_sequence).where(events.c.event_id == names[2])
            ).scalars()
            connection.execute(
                delete(stream_entries).where(stream_entries.c.server_sequence == sequence)
            )
            connection.execute(delete(events).where(events.c.event_id == names[2]))
        one.cycle._mending.want()
        settle(one, other)
        assert names[2] in backups.log()
        assert one.store.unacknowledged_count() == 0

    @pytest.mark.parametrize("whose", ["own", "a peer's"])
    def test_what_the_counter_lacks_is_fetched(self, county, real, backups, whose):
        one, other = real
        case_id = (one if whose == "own" else other).receive()
        settle(one, other)
        one.damage("DELETE FROM events WHERE case_id = ?", case_id)
        one.cycle._mending.want()
        one.sync()
        rows = "SELECT event_id, server_sequence, position, received_at_ms FROM events"
        assert set(one.rows(rows)) >= set(other.rows(rows + f" WHERE case_id = '{case_id}'"))
        assert one.rows("SELECT COUNT(*) FROM events") == [(len(backups.log()),)]

    def test_a_branch_that_only_one_side_knows_goes_to_the_other(
        self, county, new_counter, backups
    ):
        one = new_counter(COUNTER)
        one.sync()
        for _ in range(3):
            note(one.store)
        chain = one.store.chain
        one.sync()
        one.store.chain = (chain[0] - 1, "")
        branch = note(one.store, "from a clone")
        one.store.kept[branch].sequence = 10_000  # As if it had been acknowledged and lost.
        one.store._open.pop(branch)
        one.cycle._mending.want()
        settle(one)
        assert branch in backups.log()

    def test_it_is_not_asked_for_ever(self, county, two, monkeypatch):
        one, _ = two
        one.sync()
        monkeypatch.setattr(one.store, "offer_again", lambda spans: 1)
        line = watched(one)
        one.cycle._mending.want()
        one.sync()
        assert sum(bool(each.asked.digest) for each in line.seen) == DIGESTS_MAX

    @pytest.mark.asvs("8.2.2")
    @pytest.mark.threat("T10")
    def test_nothing_of_another_township_is_given_out(self, county, new_counter):
        one, stranger = new_counter(COUNTER), new_counter(OTHER_TOWNSHIP)
        note(one.store)
        one.sync()
        stranger.sync()
        [chain] = one.store.chains()
        span = ChainRange(device=chain.device, generation=chain.generation, first=1, last=chain.n)
        asked = Digest(chains=tuple(stranger.store.chains()), fetch=(span,))
        answer = stranger.transport.exchange(Exchange(hello=a_hello(), digest=asked))
        assert answer.digest.entries == ()
        assert answer.digest.client_lacks == ()


def test_what_is_remembered_outlives_the_program(county, real):
    one, _ = real
    one.receive()
    one.sync()
    book = ContactBook(one.store)
    assert book.last_ack_at == one.clock.now()
    assert book.reached(one.store.position()[0]) >= 1
    writes = one.rows("SELECT key, value FROM meta ORDER BY key")
    one.sync()
    assert one.rows("SELECT key, value FROM meta ORDER BY key") == writes, "idle rounds write none"
