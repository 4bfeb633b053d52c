"""An answer that is signed as a whole may still hold words meant for somebody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.errors import CountyFault, EpochChanged, NotTheCounty
from sync.codec import ack_of, canonical, encode_acks, open_acks, open_anchor
from sync.protocol import Acks, Signed
from sync.server.county_key import CountyKey
from sync.signing import Purpose, sign
from tests.sync.made_up import note


@pytest.fixture
def county(silent):
    return silent


@pytest.fixture
def new_counter(new_silent_counter):
    return new_silent_counter


class Altering:
    """A line whose answers are changed on their way, by somebody who could sign them."""

    def __init__(self, transport, alter) -> None:
        self._transport = transport
        self._alter = alter

    def exchange(self, message):
        return self._alter(self._transport.exchange(message))


@pytest.fixture
def meddled(county, counter):
    """Run a cycle whose answers are altered; nothing of them may be believed."""

    def run(alter, error) -> None:
        counter.sync()
        name = note(counter.store)
        before = (counter.store.position(), dict(counter.store.parked()))
        cycle = counter.over(Altering(counter.transport, lambda answer: alter(county, answer)))
        with pytest.raises(error):
            cycle.run()
        assert counter.store.kept[name].sequence is None
        assert (counter.store.position(), counter.store.parked()) == before
        assert counter.sync().unsynced == 0  # The county had it; the next answer says so.

    return run


def resigned(county, acks: Acks, key: CountyKey | None = None) -> Signed:
    return (key or county.county.key).sign_acks(encode_acks(acks))


def with_acks(answer, signed):
    return replace(answer, push=replace(answer.push, acks=signed))


def acks_in(answer) -> Acks:
    return open_acks(answer.push.acks.data)


@pytest.mark.threat("T7")
class TestAcks:
    @pytest.mark.asvs("9.1.3")
    def test_signed_by_somebody_else_count_for_nothing(self, meddled):
        other = CountyKey(Ed25519PrivateKey.generate())
        meddled(lambda c, a: with_acks(a, resigned(c, acks_in(a), other)), NotTheCounty)

    @pytest.mark.asvs("9.2.3")
    def test_for_another_device_count_for_nothing(self, meddled):
        def alter(county, answer):
            acks = replace(acks_in(answer), device="fe" * 8)
            return with_acks(answer, resigned(county, acks))

        meddled(alter, NotTheCounty)

    @pytest.mark.threat("T8")
    def test_of_another_epoch_count_for_nothing(self, meddled):
        def alter(county, answer):
            acks = replace(acks_in(answer), epoch="fe" * 16)
            return with_acks(answer, resigned(county, acks))

        meddled(alter, NotTheCounty)

    @pytest.mark.parametrize(
        "row",
        [
            ack_of("ff" * 32, 5, 1, "stored"),
            ack_of("ff" * 32, None, 1, "quarantined"),
        ],
    )
    def test_of_events_that_were_not_sent_count_for_nothing(self, meddled, row):
        def alter(county, answer):
            acks = acks_in(answer)
            acks = replace(acks, acks=(*acks.acks, row))
            return with_acks(answer, resigned(county, acks))

        meddled(alter, NotTheCounty)

    @pytest.mark.parametrize(
        "change",
        [
            {"server_sequence": None},
            {"outcome": "quarantined"},
            {"outcome": "perhaps"},
        ],
    )
    def test_that_contradict_themselves_count_for_nothing(self, meddled, change):
        def alter(county, answer):
            acks = acks_in(answer)
            acks = replace(acks, acks=tuple(replace(ack, **change) for ack in acks.acks))
            return with_acks(answer, resigned(county, acks))

        meddled(alter, NotTheCounty)

    def test_given_twice_for_one_event_count_for_nothing(self, meddled):
        def alter(county, answer):
            acks = acks_in(answer)
            return with_acks(answer, resigned(county, replace(acks, acks=acks.acks * 2)))

        meddled(alter, NotTheCounty)

    @pytest.mark.parametrize("data", [b"", b"[]", b"{", canonical({"v": 2})])
    def test_that_cannot_be_read_count_for_nothing(self, meddled, data):
        meddled(lambda c, a: with_acks(a, c.county.key.sign_acks(data)), NotTheCounty)

    def test_that_are_missing_are_the_countys_fault(self, meddled):
        meddled(lambda c, a: replace(a, push=None), CountyFault)

    def test_do_not_come_with_a_push_the_county_did_not_handle(self, meddled):
        def alter(county, answer):
            if answer.push is None:  # The question how far both streams are one.
                return answer
            return replace(answer, push=replace(answer.push, refused="reconcile"))

        meddled(alter, EpochChanged)


@pytest.mark.threat("T8")
@pytest.mark.expects_warnings  # It is written to the log that somebody meddled.
class TestTheTimeAnchor:
    @pytest.mark.parametrize(
        "change",
        [
            {"nonce": "00" * 16},
            {"device": "fe" * 8},
            {"epoch": "fe" * 16},
            {"head_n": 1_000},
            {"head": "fe" * 32},
        ],
    )
    def test_given_to_another_request_is_not_recorded(self, meddled, change):
        def alter(county, answer):
            anchor = replace(open_anchor(answer.hello.anchor.data), **change)
            signed = county.county.key.sign_anchor(anchor)
            return replace(answer, hello=replace(answer.hello, anchor=signed))

        meddled(alter, NotTheCounty)

    def test_of_an_earlier_request_is_not_recorded(self, meddled, counter):
        def alter(_county, answer):
            old = counter.cycle.county.anchor
            return replace(answer, hello=replace(answer.hello, anchor=old))

        meddled(alter, NotTheCounty)

    def test_signed_by_somebody_else_is_not_recorded(self, meddled):
        def alter(_county, answer):
            forged = replace(answer.hello.anchor, signature=bytes(64))
            return replace(answer, hello=replace(answer.hello, anchor=forged))

        meddled(alter, NotTheCounty)

    def test_that_cannot_be_read_is_not_recorded(self, meddled):
        def alter(county, answer):
            data = b"{}"
            signature = sign(county.county.key.private, Purpose.ANCHOR, data)
            signed = Signed(data=data, signature=signature)
            return replace(answer, hello=replace(answer.hello, anchor=signed))

        meddled(alter, NotTheCounty)

    def test_the_log_names_the_reason_and_nobody(self, county, counter, caplog):
        forged = Signed(data=b"{}", signature=bytes(64))

        def alter(answer):
            return replace(answer, hello=replace(answer.hello, anchor=forged))

        with pytest.raises(NotTheCounty):
            counter.over(Altering(counter.transport, alter)).run()

        (line,) = [each for each in caplog.records if each.name == "sync.client.conversation"]
        assert line.getMessage() == "time anchor not believed: a time anchor without signature"


class TestAnOlderCounty:
    def test_that_repeats_no_chain_end_is_believed(self, county, counter):
        def alter(answer):
            anchor = replace(open_anchor(answer.hello.anchor.data), head="", head_n=0)
            signed = county.county.key.sign_anchor(anchor)
            return replace(answer, hello=replace(answer.hello, anchor=signed))

        assert counter.over(Altering(counter.transport, alter)).run().unsynced == 0


class TestThePage:
    def _altered(self, county, counter, **changes):
        counter.sync()
        note(counter.store)

        def alter(answer):
            if not answer.pull or not answer.pull.entries:
                return answer
            return replace(answer, pull=replace(answer.pull, **changes))

        position = counter.store.position()
        with pytest.raises(CountyFault):
            counter.over(Altering(counter.transport, alter)).run()
        assert counter.store.position() == position

    def test_whose_hash_does_not_fit_is_not_taken(self, county, counter):
        self._altered(county, counter, prefix_hash="00" * 32)

    def test_that_ends_elsewhere_is_not_taken(self, county, counter):
        self._altered(county, counter, position=99)

    def test_with_a_hole_in_it_is_not_taken(self, county, counter):
        counter.sync()
        note(counter.store)
        note(counter.store)

        def alter(answer):
            if not answer.pull or len(answer.pull.entries) < 2:
                return answer
            return replace(answer, pull=replace(answer.pull, entries=answer.pull.entries[1:]))

        with pytest.raises(CountyFault, match="hole"):
            counter.over(Altering(counter.transport, alter)).run()
