"""What a counter remembers of its bundles: kept in the encrypted database, read back as it was."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.domain.courier import BundleNote, BundleStand, BundleState, BundleWay
from counter_app.domain.ids import CaseId
from sync.codec import ack_of, encode_anchor, event_id, open_anchor
from tests.fakes.people import MONDAY
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_anchors import COUNTY_KEY, an_anchor, record
from tests.storage.made_up_cases import received

CASE = CaseId("ab" * 16)
NOTE = BundleNote(
    way=BundleWay.OUTGOING,
    number=1,
    bundle="ab" * 16,
    sha256="cd" * 32,
    name="11019901201-0001-abababab.tcbundle",
    made_at="2026-03-02T09:00:00.000+08:00",
    state=BundleState.WRITING,
    events=2,
    first=1,
    last=2,
    first_row_id=1,
    last_row_id=2,
    anchor_nonce="ef" * 16,
    stand=BundleStand(position=7, prefix_hash="12" * 32, head_n=2, head="34" * 32),
    counts={"case.received": 2},
    gaps=("送件包第 3 号没有收到",),
)


@pytest.fixture
def store(tmp_path):
    with fresh_store(tmp_path) as opened:
        yield opened


def receive(store, case_id: CaseId = CASE) -> str:
    with store.unit_of_work() as work:
        name = work.record(case_id, received(f"1101990120120260302{case_id[:4]}"))
        work.commit()
    return name


def acknowledge(store, *names: str) -> None:
    acks = [ack_of(name, place, 1, "stored") for place, name in enumerate(names, start=1)]
    store.sync_store.acknowledge(acks, data=b"", signature=b"")


def note_of(number: int, **differently) -> BundleNote:
    return replace(NOTE, number=number, bundle=f"{number:032x}", **differently)


class TestNotes:
    def test_come_back_as_they_were_after_a_restart(self, tmp_path):
        with fresh_store(tmp_path) as store:
            store.courier.begin(NOTE)
            store.courier.begin(note_of(2))
        with fresh_store(tmp_path) as store:
            assert store.courier.note_of(NOTE.bundle) == replace(NOTE, acknowledged=2)
            assert [note.number for note in store.courier.notes()] == [2, 1]
            assert store.courier.note_of("00" * 16) is None

    def test_tell_what_became_of_a_bundle(self, store):
        store.courier.begin(NOTE)
        store.courier.set_state(NOTE.bundle, BundleState.ANSWERED, answered_at="later")
        (note,) = store.courier.notes()
        assert (note.state, note.answered_at) == (BundleState.ANSWERED, "later")

    def test_number_what_comes_next_and_name_what_is_void(self, store):
        courier = store.courier
        assert courier.previous(BundleWay.OUTGOING) == ("", ())
        for number, state in enumerate(["made", "void", "made", "void", "writing"], start=1):
            sha256 = f"{number:064x}"
            courier.begin(note_of(number, state=BundleState(state), sha256=sha256))
        assert courier.next_number(BundleWay.OUTGOING) == 6
        assert courier.next_number(BundleWay.RETURN) == 1
        assert courier.previous(BundleWay.OUTGOING) == (f"{3:064x}", (4, 5))
        courier.begin(replace(NOTE, way=BundleWay.RETURN, number=9, state=BundleState.IMPORTED))
        assert courier.returns() == {9}

    def test_count_what_was_signed_for_meanwhile(self, store):
        names = [receive(store), receive(store, CaseId("cd" * 16))]
        store.courier.begin(NOTE)
        assert store.courier.notes()[0].acknowledged == 0
        acknowledge(store, names[0])
        assert store.courier.notes()[0].acknowledged == 1


class TestWhatWaits:
    def test_is_everything_without_signature_in_order(self, store):
        names = [receive(store, CaseId(f"{i:032x}")) for i in range(1, 4)]
        acknowledge(store, names[1])
        store.sync_store.park(names[2], "quarantined")
        receive(store, CaseId("ff" * 16))

        waiting = store.courier.waiting()

        assert [each.n for each in waiting] == [1, 4]
        assert {each.type_name for each in waiting} == {"case.received"}
        found = store.courier.events([each.row_id for each in waiting])
        assert event_id(found[0].data) == names[0]
        assert [len(event.data) for event in found] == [each.size_bytes for each in waiting]

    def test_is_here_or_is_not(self, store):
        name = receive(store)
        assert store.courier.held([name, "00" * 32]) == {name}


class TestACaseThatIsPacked:
    def test_says_in_which_bundle_as_long_as_all_of_it_is_in_one(self, store):
        receive(store)
        assert store.courier.packed_number(CASE) is None
        store.courier.begin(note_of(17, state=BundleState.MADE, last_row_id=1))
        assert store.courier.packed_number(CASE) == 17
        receive(store, CaseId("cd" * 16))
        assert store.courier.packed_number(CASE) == 17
        assert store.courier.packed_number(CaseId("cd" * 16)) is None

    def test_says_it_no_more_once_it_is_answered_void_or_signed_for(self, store):
        name = receive(store)
        store.courier.begin(note_of(17, state=BundleState.MADE, last_row_id=1))
        acknowledge(store, name)
        assert store.courier.packed_number(CASE) is None
        other = receive(store, CaseId("cd" * 16))
        assert other
        store.courier.begin(note_of(18, state=BundleState.VOID, last_row_id=2))
        assert store.courier.packed_number(CaseId("cd" * 16)) is None


class TestTheCountysKey:
    def test_is_kept_and_replaced_only_by_a_key(self, store):
        assert store.courier.county_bundle_key() == b""
        for key in (b"", b"short", b"k" * 32, b""):
            store.courier.keep_county_bundle_key(key)
        assert store.courier.county_bundle_key() == b"k" * 32


class TestATimeThatCameByCourier:
    """It was days on its way: a lower bound, but not the present."""

    def by_bundle(self, store, county_at):
        fact = an_anchor(county_at, device=store.ledger.log.signatory.device)
        anchor = replace(open_anchor(base64.b64decode(fact.data)), by="bundle")
        signed = COUNTY_KEY.sign_anchor(anchor)
        assert signed.data == encode_anchor(anchor)
        return replace(
            fact,
            data=base64.b64encode(signed.data).decode(),
            signature=base64.b64encode(signed.signature).decode(),
        )

    def test_does_not_turn_the_clock_back(self, tmp_path):
        with fresh_store(tmp_path) as store:
            record(store, self.by_bundle(store, MONDAY - timedelta(days=3)))
            estimate = store.timekeeper.estimate()
        assert not estimate.is_anchored
        assert not estimate.is_clock_wrong
        assert estimate.now.date() == MONDAY.date()
        with fresh_store(tmp_path) as store:
            assert not store.timekeeper.estimate().is_clock_wrong

    def test_leaves_a_time_of_this_run_in_force(self, store):
        record(store, an_anchor(MONDAY, device=store.ledger.log.signatory.device))
        record(store, self.by_bundle(store, MONDAY - timedelta(days=3)))
        assert store.timekeeper.estimate().is_anchored

    def test_is_the_earliest_that_the_present_can_be(self, store):
        later = MONDAY + timedelta(days=400)
        record(store, self.by_bundle(store, later))
        assert store.timekeeper.estimate().now == later


def test_a_note_is_no_plain_text_on_the_disk(tmp_path):
    with fresh_store(tmp_path) as store:
        store.courier.begin(NOTE)
    for path in tmp_path.iterdir():
        assert NOTE.bundle.encode() not in path.read_bytes()
