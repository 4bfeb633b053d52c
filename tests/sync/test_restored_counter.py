"""A counter whose disk is older than what the county holds of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.errors import CountyFault
from sync.client.contact_book import ContactBook
from tests.sync.made_up import note


@pytest.mark.fault("F13")
def test_gets_its_own_events_back_that_its_disk_has_lost(new_silent_counter):
    """The county sends a counter's own events as ids only, as long as it holds them."""
    counter = new_silent_counter()
    counter.sync()
    image = counter.store.image()
    lost = [note(counter.store, str(number)) for number in range(3)]
    counter.sync()

    counter.store.put_back(image)
    report = counter.sync()

    assert set(lost) <= set(counter.store.kept)
    assert report.unsynced == 0
    assert counter.store.position()[1] == len(counter.store.kept)


@pytest.mark.fault("F13")
def test_two_copies_of_a_counter_get_each_others_events(new_silent_counter):
    one = new_silent_counter()
    one.sync()
    image, other_half = one.store.image(), note(one.store, "A")
    one.sync()
    at_one = one.store.image()

    one.store.put_back(image)
    one_half = note(one.store, "B")
    one.sync()
    assert {other_half, one_half} <= set(one.store.kept)

    one.store.put_back(at_one)
    one.sync()
    assert {other_half, one_half} <= set(one.store.kept)


def test_asks_for_ids_again_in_the_next_cycle(new_silent_counter):
    counter = new_silent_counter()
    counter.sync()
    image = counter.store.image()
    note(counter.store)
    counter.sync()
    counter.store.put_back(image)
    line = WatchedLine(counter.transport)

    cycle = counter.over(line)
    cycle.run()
    assert "data" in line.asked
    line.asked.clear()
    note(counter.store)
    cycle.run()
    assert set(line.asked) == {"ids"}


def test_a_county_that_withholds_own_events_does_not_keep_a_counter_busy_for_ever(
    new_silent_counter,
):
    counter = new_silent_counter()
    counter.sync()
    image = counter.store.image()
    note(counter.store)
    counter.sync()
    counter.store.put_back(image)

    with pytest.raises(CountyFault):
        counter.over(WithholdingLine(counter.transport)).run()


@pytest.mark.fault("F12")
def test_a_counter_that_never_relied_on_an_answer_shows_no_proof(new_silent_counter):
    """It knows an epoch, and no anchor: the program ended between the two."""
    counter = new_silent_counter()
    counter.store.restart_stream(epoch="e0" * 16)
    assert ContactBook(counter.store).proof is None

    assert counter.sync().unsynced == 0
    assert ContactBook(counter.store).proof is not None


class WatchedLine:
    def __init__(self, line) -> None:
        self._line = line
        self.asked: list[str] = []

    def exchange(self, message):
        if message.pull is not None:
            self.asked.append(message.pull.own)
        return self._line.exchange(message)


class WithholdingLine:
    """Answers with ids whatever was asked for."""

    def __init__(self, line) -> None:
        self._line = line

    def exchange(self, message):
        if message.pull is not None:
            message = replace(message, pull=replace(message.pull, own="ids"))
        return self._line.exchange(message)
