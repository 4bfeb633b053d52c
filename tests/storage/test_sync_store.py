from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.case_card import SyncStage, WorkQueue
from counter_app.domain.case_field import Field
from counter_app.domain.case_fold import fold
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.print_job import FormId
from counter_app.storage.event_log import Signatory, Verdict
from counter_app.storage.profile_store import Setting, open_store
from counter_app.storage.reading import reading
from counter_app.storage.sync_store import NO_PREFIX
from sync.codec import event_id
from sync.protocol import Ack, PullEntry, SignedEvent
from sync.signing import Purpose, sign
from tests.fakes.clocks import SettableClock
from tests.fakes.people import MONDAY, refused
from tests.storage.conftest import DEVICE, KEYS, SIGNATORY
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import accepted, receive, save_whole
from tests.storage.snapshots import projections

OTHER = "e1e1e1e1e1e1e1e1"
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
EPOCH = "ab" * 16
PREFIX = "cd" * 32


@pytest.fixture
def other(tmp_path):
    """The store of another counter of the same township."""
    signatory = Signatory(device=OTHER, generation=1, sign=partial(sign, OTHER_KEY, Purpose.EVENT))
    clock = SettableClock(MONDAY + timedelta(minutes=1))  # Its acts come later by the clock.
    with fresh_store(tmp_path / "other", signatory=signatory, clock=clock) as store:
        yield store


@pytest.fixture(autouse=True)
def _folder(tmp_path):
    (tmp_path / "other").mkdir()


@pytest.fixture
def knowing(tmp_path, desk, clock):
    """A store that knows the other counter's key."""
    setting = Setting(
        desk=desk,
        clock=clock,
        rulebook=PublishedRules(),
        device_keys=lambda device, generation: {(OTHER, 1): OTHER_KEY.public_key()}.get(
            (device, generation)
        ),
    )
    (tmp_path / "knowing").mkdir()
    store = open_store(tmp_path / "knowing", KEYS, SIGNATORY, setting, run="r1")
    yield store
    store.close()


def pending(store, limit=200, bytes_max=1 << 20) -> list[SignedEvent]:
    return store.sync_store.unacknowledged(limit=limit, bytes_max=bytes_max)


def acks_for(events, *, start: int = 1) -> list[Ack]:
    return [
        Ack(
            event_id=event_id(event.data),
            server_sequence=start + place,
            received_at_ms=1_000 + place,
            outcome="stored",
        )
        for place, event in enumerate(events)
    ]


def acknowledge(store, acks) -> None:
    store.sync_store.acknowledge(acks, data=b"acks", signature=b"s" * 64)


def entries_of(events, *, start: int = 1, sequence: int = 1) -> list[PullEntry]:
    return [
        PullEntry(
            position=start + place,
            server_sequence=sequence + place,
            event_id=event_id(event.data),
            event=event,
        )
        for place, event in enumerate(events)
    ]


def take(store, entries) -> int:
    return store.sync_store.take(entries, epoch=EPOCH, prefix_hash=PREFIX)


def verdicts(store) -> list[str]:
    with reading(store.reading_engine) as connection:
        return [row[0] for row in connection.execute("SELECT verdict FROM events ORDER BY id")]


def rebuilt_alike(store) -> bool:
    shown = projections(store)
    store.rebuild_projections()
    return projections(store) == shown


def test_the_oldest_events_go_first_and_never_more_than_asked(store, calendar):
    save_whole(store, calendar)
    receive(store)
    events = pending(store)
    assert len(events) == store.sync_store.unacknowledged_count() == 4
    assert pending(store, limit=2) == events[:2]
    two = sum(len(event.data) + len(event.signature) for event in events[:2])
    assert pending(store, bytes_max=two) == events[:2]
    assert pending(store, bytes_max=1) == events[:1], "one event always goes"


def test_an_ack_gives_order_and_the_card_says_so_only_when_all_are_there(store, calendar):
    case_id = save_whole(store, calendar)
    events = pending(store)
    acknowledge(store, acks_for(events[:2]))
    assert store.finder.card(case_id).stage is SyncStage.STORED
    acknowledge(store, acks_for(events[2:], start=3))
    assert store.finder.card(case_id).stage is SyncStage.RECEIVED
    assert store.sync_store.unacknowledged_count() == 0
    assert pending(store) == []
    assert set(store.finder.stages(case_id).values()) == {SyncStage.RECEIVED}
    assert store.finder.worklist(WorkQueue.NOT_AT_COUNTY, today=MONDAY.date()).cards == ()
    assert rebuilt_alike(store)


def test_a_new_act_on_an_acknowledged_case_is_open_again(store, calendar):
    case_id = receive(store)
    acknowledge(store, acks_for(pending(store)))
    with store.unit_of_work() as work:
        base = {Field.STATUS: work.case(case_id).status_set_by}
        work.record(case_id, accepted(calendar), base=base)
        work.commit()
    assert store.finder.card(case_id).stage is SyncStage.STORED
    assert len(pending(store)) == 1
    assert rebuilt_alike(store)


@pytest.mark.fault("F11")
def test_the_same_acks_again_change_nothing(store, calendar):
    save_whole(store, calendar)
    acks = acks_for(pending(store))
    acknowledge(store, acks)
    shown = projections(store)
    acknowledge(store, acks)
    assert projections(store) == shown


def test_an_ack_for_an_unknown_event_is_no_error(store):
    acknowledge(
        store, [Ack(event_id="0" * 64, server_sequence=1, received_at_ms=1, outcome="stored")]
    )
    assert store.sync_store.unacknowledged_count() == 0


@pytest.mark.fault("F26")
def test_a_quarantined_or_parked_event_counts_but_goes_no_more(store, calendar):
    save_whole(store, calendar)
    first, second, third = pending(store)
    quarantined = Ack(
        event_id=event_id(first.data), server_sequence=None, received_at_ms=1, outcome="quarantined"
    )
    acknowledge(store, [quarantined])
    store.sync_store.park(event_id(second.data), "refused five times")
    assert pending(store) == [third]
    assert store.sync_store.unacknowledged_count() == 3
    acknowledge(store, acks_for([first]))
    assert store.sync_store.unacknowledged_count() == 2


def test_head_and_position_start_from_nothing(store):
    assert store.sync_store.head() == (1, 0, "")
    assert store.sync_store.position() == ("", 0, NO_PREFIX)
    receive(store)
    generation, n, last = store.sync_store.head()
    assert (generation, n) == (1, 1)
    assert last == event_id(pending(store)[0].data)


def test_what_another_counter_did_is_seen_here(store, other, calendar):
    case_id = save_whole(other, calendar, name="别处")
    assert take(store, entries_of(pending(other))) == 3
    assert verdicts(store) == [Verdict.VOUCHED.value] * 3
    with store.unit_of_work() as work:
        assert work.case(case_id).status is CaseStatus.ACCEPTED
    card = store.finder.card(case_id)
    assert (card.applicant_name, card.stage) == ("别处", SyncStage.CHECKED)
    assert store.sync_store.position() == (EPOCH, 3, PREFIX)
    assert store.sync_store.unacknowledged_count() == 0
    assert rebuilt_alike(store)


@pytest.mark.fault("F18")
def test_jobs_of_another_counter_are_never_printed_here(store, other, calendar):
    save_whole(other, calendar)
    take(store, entries_of(pending(other)))
    assert store.print_queue.next_job(frozenset(FormId)) is None
    assert store.print_queue.open_jobs() == []


@pytest.mark.fault("F10")
def test_a_page_that_comes_twice_is_stored_once(store, other, calendar):
    save_whole(other, calendar)
    page = entries_of(pending(other))
    assert (take(store, page), take(store, page)) == (3, 0)
    assert len(verdicts(store)) == 3


def test_own_events_in_the_stream_come_without_data_and_get_their_order(store, calendar):
    case_id = save_whole(store, calendar)
    page = [
        PullEntry(
            position=entry.position,
            server_sequence=entry.server_sequence,
            event_id=entry.event_id,
            event=None,
        )
        for entry in entries_of(pending(store))
    ]
    assert take(store, page) == 0
    assert store.finder.card(case_id).stage is SyncStage.CHECKED
    assert store.sync_store.position()[1] == 3


@pytest.mark.fault("F20")
def test_two_counters_that_decided_differently_agree_on_the_county_s_order(store, other, calendar):
    case_id = receive(store)
    intake = pending(store)
    take(other, entries_of(intake))
    acknowledge(store, acks_for(intake))
    decide(store, case_id, accepted(calendar))
    decide(other, case_id, refused())
    with store.unit_of_work() as work:
        assert work.case(case_id).status is CaseStatus.ACCEPTED

    (denied,), (agreed,) = pending(other), pending(store)
    take(store, entries_of([denied], start=2, sequence=2))
    acknowledge(store, acks_for([agreed], start=3))
    take(other, entries_of([agreed], start=3, sequence=3))
    acknowledge(other, acks_for([denied], start=2))

    cards = []
    for one in (store, other):
        with one.unit_of_work() as work:
            cards.append(work.case(case_id))
        assert rebuilt_alike(one)
        assert one.finder.card(case_id).open_conflicts == 1
    assert cards[0] == cards[1]
    assert cards[0].status is CaseStatus.REFUSED, "it came first at the county"


def decide(store, case_id, fact) -> None:
    with store.unit_of_work() as work:
        work.record(case_id, fact, base={Field.STATUS: work.case(case_id).status_set_by})
        work.commit()


@pytest.mark.threat("T3")
def test_an_event_whose_signature_is_wrong_is_kept_and_not_believed(knowing, other, calendar):
    case_id = save_whole(other, calendar)
    good, bad, last = pending(other)
    forged = SignedEvent(data=bad.data, signature=bytes(64))
    assert take(knowing, entries_of([good, forged, last])) == 3
    assert verdicts(knowing) == ["valid", "bad-signature", "valid"]
    with knowing.unit_of_work() as work:
        assert work.case(case_id).status is CaseStatus.RECEIVED
    assert [flag.code for flag in knowing.audit().flags] == ["bad-signature"]
    assert rebuilt_alike(knowing)


def test_of_other_chains_only_a_part_is_here_and_that_is_no_gap(knowing, other, calendar):
    receive(knowing)
    save_whole(other, calendar)
    receive(other)
    first, _, third, fourth = pending(other)
    take(knowing, entries_of([first, third, fourth]))
    report = knowing.audit()
    assert (report.events, report.devices, report.flags) == (4, (DEVICE, OTHER), ())


def test_bytes_that_are_no_event_are_kept_and_do_not_stop_the_page(store, other, calendar):
    save_whole(other, calendar)
    noise = SignedEvent(data=b"\xff not an event", signature=b"")
    assert take(store, entries_of([noise, *pending(other)])) == 4
    assert verdicts(store)[0] == Verdict.UNREADABLE.value
    assert store.finder.counts(today=MONDAY.date())[WorkQueue.ALL] == 1


@pytest.mark.fault("F12")
def test_on_a_new_epoch_order_is_forgotten_and_nothing_else(store, other, calendar):
    foreign = save_whole(other, calendar)
    own = save_whole(store, calendar)
    acknowledge(store, acks_for(pending(store), start=10))
    take(store, entries_of(pending(other)))
    assert store.sync_store.unacknowledged_count() == 0

    store.sync_store.restart_stream(epoch="ef" * 16)
    assert store.sync_store.position() == ("ef" * 16, 0, NO_PREFIX)
    assert store.sync_store.unacknowledged_count() == 6, "others' events are offered too"
    assert len(pending(store)) == 6
    for case_id in (own, foreign):
        assert store.finder.card(case_id).stage is SyncStage.STORED
    assert rebuilt_alike(store)
    assert store.ledger.log.signatory.device == DEVICE
    receive(store)
    assert store.audit().flags == ()


def test_an_act_made_before_another_counter_s_open_act_is_folded_before_it(
    store, tmp_path, calendar
):
    case_id = receive(store)
    intake = pending(store)
    acknowledge(store, acks_for(intake))
    (tmp_path / "ahead").mkdir()
    signatory = Signatory(device=OTHER, generation=1, sign=partial(sign, OTHER_KEY, Purpose.EVENT))
    clock = SettableClock(MONDAY + timedelta(hours=1))
    with fresh_store(tmp_path / "ahead", signatory=signatory, clock=clock) as ahead:
        take(ahead, entries_of(intake))
        decide(ahead, case_id, refused())
        take(store, entries_of(pending(ahead), start=2, sequence=2))
    store.sync_store.restart_stream(epoch="ef" * 16)

    with store.unit_of_work() as work:
        assert work.case(case_id).status is CaseStatus.REFUSED
        intake_id = event_id(intake[0].data)
        work.record(case_id, accepted(calendar), base={Field.STATUS: intake_id})
        assert work.case(case_id).status is CaseStatus.ACCEPTED, "it was made an hour earlier"
        assert fold(work.events_of(case_id)) == work.case(case_id)
        work.commit()
    assert store.finder.card(case_id).open_conflicts == 1
    assert rebuilt_alike(store)


def test_older_acts_that_become_visible_later_are_folded_before_what_is_known(
    store, other, calendar
):
    """A case shown to this township late: its first acts come last, with lower sequences."""
    case_id = save_whole(other, calendar)
    events = pending(other)
    take(store, entries_of(events[1:], start=1, sequence=30))
    take(store, entries_of(events[:1], start=len(events), sequence=10))
    folded = []
    for one in (store, other):
        with one.unit_of_work() as work:
            folded.append(work.case(case_id))
    assert folded[0] == folded[1]
    assert folded[0].status is CaseStatus.ACCEPTED
    assert store.finder.card(case_id).status == other.finder.card(case_id).status
    assert store.sync_store.position()[1] == len(events)
    assert rebuilt_alike(store)


def test_an_older_denial_that_becomes_visible_later_wins_over_what_was_known(
    store, other, calendar
):
    """Positions only say how far one has read: what counts is the county's sequence."""
    case_id = receive(store)
    intake = pending(store)
    take(other, entries_of(intake))
    acknowledge(store, acks_for(intake, start=5))
    decide(store, case_id, accepted(calendar))
    (agreed,) = pending(store)
    acknowledge(store, acks_for([agreed], start=40))
    decide(other, case_id, refused())
    (denied,) = pending(other)
    take(store, entries_of([denied], start=9, sequence=20))
    with store.unit_of_work() as work:
        assert work.case(case_id).status is CaseStatus.REFUSED
    assert store.finder.card(case_id).open_conflicts == 1
    assert rebuilt_alike(store)
