"""What happens when the county has stored events and its answer does not arrive."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from counter_app.domain.errors import NotTheCounty, Offline
from sync.server.schema import events
from tests.fakes.counties import line_to
from tests.fakes.stub_servers import Forwarder, listening
from tests.sync.made_up import note


def sequences(county) -> list[int]:
    return [
        row.server_sequence
        for row in county.rows(select(events.c.server_sequence).order_by(events.c.server_sequence))
    ]


def is_whole(cycle) -> bool:
    """Run one cycle; answers whether its answer came through."""
    try:
        cycle.run()
    except (Offline, NotTheCounty):
        return False
    return True


@pytest.mark.fault("F11")
@pytest.mark.slow
@pytest.mark.expects_warnings  # urllib3 tells of headers that end in the middle.
def test_an_answer_cut_at_any_byte_loses_nothing_and_stores_nothing_twice(county, counter):
    counter.sync()
    store = counter.store
    before = len(sequences(county))
    forwarder = Forwarder(county.url)
    name = note(store)
    with (
        listening(forwarder) as url,
        line_to(url, store.device, store.key, county.key) as line,
    ):
        cycle = counter.over(line)
        cycle._anchoring = counter.cycle._anchoring  # One exchange, and no event of its own.
        forwarder.answer_bytes_max = cut = 0
        while not is_whole(cycle):
            assert store.kept[name].sequence is None
            assert store.unacknowledged_count() == 1
            forwarder.answer_bytes_max = cut = cut + 1

    assert cut == forwarder.last_answer_bytes
    assert cut > 500
    assert store.unacknowledged_count() == 0
    assert len(sequences(county)) == before + 1
    assert store.kept[name].sequence == sequences(county)[-1]


@pytest.mark.fault("F10")
def test_pushing_again_what_the_county_has_gets_the_same_place(county, counter, new_counter):
    name = note(counter.store)
    counter.sync()
    first = counter.store.kept[name].sequence
    epoch = counter.store.position()[0]

    counter.store.restart_stream(epoch=epoch)
    again = counter.over(counter.transport).run()

    assert counter.store.kept[name].sequence == first
    assert again.acknowledged == len(counter.store.kept)
    assert county.rows(select(func.count()).select_from(events))[0][0] == len(counter.store.kept)
