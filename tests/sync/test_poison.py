"""An event that the county can never take blocks nobody, and is not lost."""

from __future__ import annotations

import pytest

from counter_app.domain.errors import CountyFault, Offline
from sync.client.batches import SUSPECTS_MAX, TRIES_MAX, Batches
from sync.codec import event_id
from sync.protocol import PUSH_EVENTS_MAX
from tests.sync.made_up import note


@pytest.fixture
def county(silent):
    return silent


@pytest.fixture
def new_counter(new_silent_counter):
    return new_silent_counter


class Choking:
    """A line to a county that fails whenever one of some events is in a push."""

    def __init__(self, transport, poison) -> None:
        self._transport = transport
        self._poison = set(poison)
        self.pushes: list[int] = []

    def exchange(self, message):
        sent = [event_id(event.data) for event in message.push.events] if message.push else []
        self.pushes.append(len(sent))
        if self._poison & set(sent):
            raise CountyFault("500 county-fault")
        return self._transport.exchange(message)


@pytest.mark.fault("F26")
def test_one_poisoned_event_of_fifty_is_parked_after_five_tries_and_the_others_flow(counter):
    names = [note(counter.store, str(i)) for i in range(50)]
    poison = names[25]
    cycle = counter.over(Choking(counter.transport, {poison}))

    report = cycle.run()
    assert report.unsynced == 1
    assert all(counter.store.kept[name].sequence for name in names if name != poison)
    assert counter.store.parked() == {}

    for _ in range(TRIES_MAX - 2):
        cycle.run()
    assert counter.store.parked() == {}
    cycle.run()
    assert counter.store.parked() == {poison: "county-fault"}
    assert cycle.run().unsynced == 1  # It still counts as open.


@pytest.mark.fault("F26")
def test_events_written_later_pass_a_poisoned_one(counter):
    poison = note(counter.store)
    cycle = counter.over(Choking(counter.transport, {poison}))
    cycle.run()
    later = note(counter.store)
    cycle.run()
    assert counter.store.kept[later].sequence is not None


def test_two_poisoned_events_are_found_both(counter):
    names = [note(counter.store, str(i)) for i in range(30)]
    poison = {names[3], names[20]}
    cycle = counter.over(Choking(counter.transport, poison))
    for _ in range(TRIES_MAX):
        cycle.run()
    assert counter.store.parked().keys() == poison


def test_an_event_that_is_refused_by_name_is_tried_five_times_too(counter):
    store = counter.store
    counter.sync()
    name = note(store)
    kept = store.kept[name]
    kept.event = type(kept.event)(data=kept.event.data, signature=bytes(64))
    good = note(store)
    for _ in range(TRIES_MAX - 1):
        counter.sync()
    assert store.parked() == {}
    counter.sync()
    assert store.parked() == {name: "bad-signature"}
    assert store.kept[good].sequence is not None


def test_a_county_that_fails_at_everything_is_not_the_events_fault(counter):
    class Failing:
        def exchange(self, message):
            raise CountyFault("500 county-fault")

    counter.sync()
    note(counter.store)
    cycle = counter.over(Failing())
    for _ in range(TRIES_MAX * 2):
        with pytest.raises(CountyFault):
            cycle.run()
    assert counter.store.parked() == {}


def test_a_county_that_takes_no_event_at_all_parks_none_of_many(counter):
    counter.sync()
    names = [note(counter.store, str(i)) for i in range(SUSPECTS_MAX + 10)]
    cycle = counter.over(Choking(counter.transport, names))
    for _ in range(TRIES_MAX * 2):
        with pytest.raises(CountyFault, match=str(SUSPECTS_MAX)):
            cycle.run()
    assert counter.store.parked() == {}


def test_a_batch_is_halved_after_each_break_of_the_line_and_doubled_after_success(counter):
    class Breaking:
        is_broken = True

        def exchange(self, message):
            if message.push:
                sizes.append(len(message.push.events))
                if self.is_broken:
                    raise Offline("cut")
            return counter.transport.exchange(message)

    sizes: list[int] = []
    counter.sync()
    for i in range(PUSH_EVENTS_MAX + 50):
        note(counter.store, str(i))
    line = Breaking()
    cycle = counter.over(line)
    for _ in range(10):
        with pytest.raises(Offline):
            cycle.run()
    assert sizes == [1_200, 600, 300, 150, 75, 37, 18, 9, 4, 2]

    sizes.clear()
    line.is_broken = False
    cycle.run()
    assert sizes[:6] == [1, 2, 4, 8, 16, 32]
    assert counter.store.unacknowledged_count() == 0


def test_a_suspect_that_is_taken_after_all_is_none_any_more(counter):
    name = note(counter.store)
    batches = Batches(counter.store)
    batches.begin()
    batches.blame(name, "county-fault")
    assert batches.next() == {}
    batches.begin()
    assert list(batches.next()) == [name]
    batches.clear(name)
    assert list(batches.next()) == [name]
