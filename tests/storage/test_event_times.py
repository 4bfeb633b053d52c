"""Between which times of the county events happened: real stores, signed anchors."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.storage.event_log import Signatory
from counter_app.storage.event_times import ANCHOR_NAMED, ANCHORS_AFTER, CASE_TIMES, intervals_of
from counter_app.storage.reading import reading
from counter_app.storage.sync_store import NO_PREFIX
from sync.codec import event_id
from sync.protocol import Ack, PullEntry
from sync.server.county_key import CountyKey
from sync.signing import Purpose, sign
from tests.fakes.clocks import START
from tests.storage.conftest import DEVICE
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_anchors import (
    COUNTY_KEY,
    an_anchor,
    anchored,
    head_of,
    milliseconds,
    record,
)
from tests.storage.made_up_cases import receive

OTHER = "e1e1e1e1e1e1e1e1"
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
EPOCH = "ab" * 16
FIRST = START
SECOND = START + timedelta(minutes=10)
THIRD = START + timedelta(minutes=20)


def only_interval(store, case_id) -> TimeInterval:
    (interval,) = set(store.finder.intervals(case_id).values())
    return interval


def pulled(store, other, *, received_at=None) -> None:
    """Let a store take everything that another has, as a page of the county."""
    events = other.sync_store.unacknowledged(limit=200, bytes_max=1 << 20)
    entries = [
        PullEntry(
            position=place,
            server_sequence=place,
            event_id=event_id(event.data),
            event=event,
            received_at_ms=None if received_at is None else milliseconds(received_at),
        )
        for place, event in enumerate(events, start=1)
    ]
    store.sync_store.take(entries, epoch=EPOCH, prefix_hash=NO_PREFIX)


@pytest.fixture
def other(tmp_path):
    """The store of another counter of the township."""
    (tmp_path / "other").mkdir()
    signatory = Signatory(device=OTHER, generation=1, sign=partial(sign, OTHER_KEY, Purpose.EVENT))
    with fresh_store(tmp_path / "other", signatory=signatory) as store:
        yield store


@pytest.fixture
def reader(tmp_path):
    """A store that knows the county's key and has no events of its own."""
    (tmp_path / "reader").mkdir()
    with fresh_store(tmp_path / "reader", county_key=lambda: COUNTY_KEY.public) as store:
        yield store


class TestOurOwnEvents:
    def test_before_any_contact_nothing_is_known(self, store):
        assert only_interval(store, receive(store)) == TimeInterval(None, None)

    def test_lie_between_the_anchor_they_name_and_the_next_that_names_them(self, store):
        anchored(store, FIRST)
        case_id = receive(store)
        anchored(store, SECOND)
        assert only_interval(store, case_id) == TimeInterval(FIRST, SECOND)

    def test_made_while_the_answer_was_on_its_way_are_bounded_by_the_one_after(self, store):
        anchored(store, FIRST)
        asked_at = head_of(store)
        case_id = receive(store)
        anchored(store, SECOND, head=asked_at)
        assert only_interval(store, case_id) == TimeInterval(FIRST, None)

        anchored(store, THIRD)
        assert only_interval(store, case_id) == TimeInterval(FIRST, THIRD)

    @pytest.mark.parametrize(
        ("received_at", "latest"),
        [(SECOND - timedelta(seconds=3), SECOND - timedelta(seconds=3)), (THIRD, SECOND)],
    )
    def test_are_not_later_than_the_county_received_them(self, store, received_at, latest):
        anchored(store, FIRST)
        case_id = receive(store)
        events = store.sync_store.unacknowledged(limit=200, bytes_max=1 << 20)
        acks = [
            Ack(
                event_id=event_id(event.data),
                server_sequence=place,
                received_at_ms=milliseconds(received_at),
                outcome="stored",
            )
            for place, event in enumerate(events, start=1)
        ]
        store.sync_store.acknowledge(acks, data=b"acks", signature=b"s" * 64)
        anchored(store, SECOND)
        assert only_interval(store, case_id) == TimeInterval(FIRST, latest)

    def test_keep_their_interval_whatever_the_wall_clock_does(self, store, clock):
        anchored(store, FIRST)
        clock.set_wall(START - timedelta(days=3 * 365))
        case_id = receive(store)
        clock.set_wall(START + timedelta(days=3 * 365))
        clock.reboot()
        anchored(store, SECOND)
        assert only_interval(store, case_id) == TimeInterval(FIRST, SECOND)

    def test_an_anchor_for_a_chain_that_is_not_ours_bounds_nothing(self, store):
        anchored(store, FIRST)
        case_id = receive(store)
        n, _ = head_of(store)
        anchored(store, SECOND, head=(n, "fe" * 32))
        assert only_interval(store, case_id) == TimeInterval(FIRST, None)


class TestEventsOfOthers:
    def test_are_bounded_by_signed_anchors_in_their_chain(self, reader, other):
        anchored(other, FIRST)
        case_id = receive(other)
        anchored(other, SECOND)
        pulled(reader, other)
        assert only_interval(reader, case_id) == TimeInterval(FIRST, SECOND)

    def test_are_bounded_by_the_time_of_receipt_that_the_page_tells(self, reader, other):
        anchored(other, FIRST)
        case_id = receive(other)
        pulled(reader, other, received_at=SECOND)
        assert only_interval(reader, case_id) == TimeInterval(FIRST, SECOND)

    def test_a_page_without_times_leaves_a_known_time_alone(self, reader, other):
        case_id = receive(other)
        pulled(reader, other, received_at=FIRST)
        pulled(reader, other)
        pulled(reader, other, received_at=SECOND)
        assert only_interval(reader, case_id).latest == FIRST

    @pytest.mark.threat("T5")
    def test_anchors_the_county_did_not_sign_bound_nothing(self, reader, other):
        forger = CountyKey(OTHER_KEY)
        record(other, an_anchor(FIRST, device=OTHER, key=forger))
        case_id = receive(other)
        record(other, an_anchor(SECOND, device=OTHER, head=head_of(other), key=forger))
        pulled(reader, other)
        assert only_interval(reader, case_id) == TimeInterval(None, None)

    @pytest.mark.asvs("9.2.4")
    @pytest.mark.threat("T5")
    def test_anchors_given_to_another_device_bound_nothing(self, reader, other):
        record(other, an_anchor(FIRST, device=DEVICE))
        case_id = receive(other)
        record(other, an_anchor(SECOND, device=DEVICE, head=head_of(other)))
        pulled(reader, other)
        assert only_interval(reader, case_id) == TimeInterval(None, None)

    def test_without_the_countys_key_nothing_is_believed(self, store, other):
        anchored(other, FIRST)
        case_id = receive(other)
        anchored(other, SECOND)
        pulled(store, other)
        assert only_interval(store, case_id) == TimeInterval(None, None)

    @pytest.mark.threat("T5")
    def test_in_a_forked_chain_no_branch_bounds_the_other(self, tmp_path, reader):
        """A disk was copied; one copy goes on and gets an anchor, the other writes beside it."""
        sign_as = Signatory(
            device=OTHER, generation=1, sign=partial(sign, OTHER_KEY, Purpose.EVENT)
        )
        cases = []
        for name in ("left", "right"):
            (tmp_path / name).mkdir()
            with fresh_store(tmp_path / name, signatory=sign_as) as branch:
                cases.append(receive(branch, name=name))
                if name == "left":
                    anchored(branch, FIRST)
                pulled(reader, branch)
        assert [only_interval(reader, case_id).latest for case_id in cases] == [None, None]


@pytest.mark.parametrize(
    ("query", "bound"),
    [(CASE_TIMES, ("c",)), (ANCHOR_NAMED, ("e",)), (ANCHORS_AFTER, ("d", 1, 1, 8))],
    ids=["case", "named", "after"],
)
def test_every_question_walks_an_index(store, query, bound):
    with reading(store.reading_engine) as connection:
        plan = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + query, bound)]
    assert not any(step.startswith("SCAN") or "TEMP B-TREE" in step for step in plan), plan
    assert "ix_events_anchor" in str(plan) or query != ANCHORS_AFTER


def test_the_questions_grow_with_the_case_and_not_with_the_log(store):
    asked: list[str] = []
    anchored(store, FIRST)
    case_id = receive(store)
    for _ in range(40):
        receive(store)
        anchored(store, SECOND)
    with reading(store.reading_engine) as connection:
        connection.set_trace_callback(asked.append)
        try:
            found = intervals_of(connection, case_id, lambda: None)
        finally:
            connection.set_trace_callback(None)
    assert set(found.values()) == {TimeInterval(FIRST, SECOND)}
    assert 0 < len(asked) <= 1 + 4 * len(found)
