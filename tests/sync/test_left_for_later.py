"""What is not urgent waits for a later run: the record of the county's time, and comparisons."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sync.client.anchoring import ANCHOR_EVERY_MS, RIDING_MAX, is_riding
from sync.client.contact_book import DIGEST_EVERY
from sync.client.reconcile import PUT_OFF_MAX
from sync.codec import event_id
from sync.protocol import SignedEvent
from sync.server.schema import events
from tests.sync.made_up import note

ANCHORED = "time.anchored"


@pytest.fixture
def counter(new_counter):
    """A counter at its window: another run follows this one."""
    made = new_counter()
    made.sync()
    made.cycle.may_leave_for_later = True
    return made


def types_there(county) -> list[str]:
    return [row.type for row in county.rows(select(events.c.type).order_by("server_sequence"))]


def waiting(counter) -> list[str]:
    sent = counter.store.unacknowledged(limit=99, bytes_max=1 << 20)
    return [counter.store._header(event_id(event.data)).type for event in sent]


class TestTheCountysTime:
    def test_goes_with_the_next_act_and_not_by_itself(self, county, counter):
        counter.store.clock.pass_by(minutes=11)
        note(counter.store)
        report = counter.sync()
        assert (report.round_trips, report.unsynced) == (1, 0)
        assert waiting(counter) == [ANCHORED]
        assert types_there(county) == [ANCHORED, "case.noted"]

        note(counter.store)
        counter.sync()
        assert types_there(county) == [ANCHORED, "case.noted", ANCHORED, "case.noted"]
        assert waiting(counter) == []

    def test_does_not_keep_a_quiet_counter_from_the_short_question(self, counter):
        counter.store.clock.pass_by(minutes=11)
        note(counter.store)
        counter.sync()
        position = counter.store.position()
        for _ in range(3):
            report = counter.sync()
            assert (report.round_trips, report.pushed, report.bytes_sent) == (1, 0, 0)
        assert counter.store.position() == position
        assert waiting(counter) == [ANCHORED]

    def test_goes_with_the_exchange_that_brings_the_next_one(self, county, counter):
        counter.store.clock.pass_by(milliseconds=ANCHOR_EVERY_MS + 1)
        counter.sync()
        assert (waiting(counter), types_there(county)) == ([ANCHORED], [ANCHORED])
        counter.store.clock.pass_by(milliseconds=ANCHOR_EVERY_MS + 1)
        report = counter.sync()
        assert (report.round_trips, report.pushed) == (1, 1)
        assert (waiting(counter), types_there(county)) == ([ANCHORED], [ANCHORED] * 2)

    def test_is_no_sign_that_the_county_has_lost_what_it_had(self, counter):
        """Nothing counts as pending, and yet our chain is longer than the county knows."""
        counter.store.clock.pass_by(minutes=11)
        note(counter.store)
        counter.sync()
        stand = counter.cycle.talk.stand(parked=0)
        assert (counter.store.unacknowledged_count(), stand.hello.pending) == (0, 1)
        counter.store.clock.pass_by(minutes=11)
        assert counter.sync().round_trips == 1, "one exchange, and no question how far both agree"

    def test_of_the_last_run_of_all_is_sent_at_once(self, county, counter):
        counter.cycle.may_leave_for_later = False
        counter.store.clock.pass_by(minutes=11)
        note(counter.store)
        assert counter.sync().unsynced == 0
        assert waiting(counter) == []
        assert types_there(county) == [ANCHORED, "case.noted", ANCHORED]

    def test_of_others_and_too_many_of_ours_do_not_wait(self, counter):
        store = counter.store
        store.clock.pass_by(minutes=11)
        note(store)
        counter.sync()
        (own,) = store.unacknowledged(limit=9, bytes_max=1 << 20)
        act = store.kept[note(store)].event

        def rides(*batch: SignedEvent, device: str = store.device) -> bool:
            return is_riding({str(i): event for i, event in enumerate(batch)}, device)

        assert rides(own)
        assert rides(*[own] * RIDING_MAX)
        assert not rides(*[own] * (RIDING_MAX + 1))
        assert not rides(own, act)
        assert not rides(own, device="f" * 16)
        assert not rides()


class TestAComparison:
    @pytest.fixture
    def compared(self, counter, monkeypatch) -> list[int]:
        asked: list[int] = []
        settle = counter.cycle._mending.settle
        monkeypatch.setattr(
            counter.cycle._mending, "settle", lambda answer: (asked.append(1), settle(answer))
        )
        return asked

    def work(self, counter) -> None:
        for number in range(RIDING_MAX + 1):
            note(counter.store, str(number))
        counter.sync()

    def test_that_is_due_each_week_waits_for_a_run_without_acts(self, counter, compared):
        counter.store.clock.pass_by(days=DIGEST_EVERY.days + 1)
        self.work(counter)
        assert compared == []
        counter.sync()
        assert compared == [1]

    def test_does_not_wait_for_ever(self, counter, compared):
        counter.store.clock.pass_by(days=DIGEST_EVERY.days + 1)
        for _ in range(PUT_OFF_MAX):
            self.work(counter)
        assert compared == []
        self.work(counter)
        assert compared == [1]

    def test_is_made_at_once_when_no_other_run_follows(self, counter, compared):
        counter.cycle.may_leave_for_later = False
        counter.store.clock.pass_by(days=DIGEST_EVERY.days + 1)
        self.work(counter)
        assert compared == [1]
