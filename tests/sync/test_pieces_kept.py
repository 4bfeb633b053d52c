"""What the counter goes on with after a cut, and what the county keeps until then."""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from counter_app.bench.cutting_line import cutting_line
from counter_app.domain.errors import Offline
from sync.client.http_transport import CountyAddress, DeviceIdentity, HttpLine, HttpTransport
from sync.client.pieces import Arrived, NoPieces, Parcel, PieceSender
from sync.protocol import PULL_BYTES_MAX
from sync.server.pieces import KEPT_MS, Body
from sync.server.problem import Problem
from sync.server.schema_pieces import pieces
from sync.signing import Purpose, sign
from sync.simulation.timeline import HOUR_MS
from tests.fakes.counties import line_to
from tests.sync.made_up import note
from tests.sync.parcels import (
    EVENTS,
    kept,
    stored,
)


@pytest.fixture
def line(county):
    with cutting_line(county.url) as cutting:
        yield cutting


class TestACycle:
    """The counter's own cycle over a line that breaks."""

    @pytest.fixture
    def large(self, counter):
        """Events that do not fit into one piece, however they are packed."""
        counter.sync()
        for number in range(EVENTS):
            note(counter.store, random.Random(number).randbytes(700).hex())
        return counter

    def test_goes_on_with_the_same_bytes_when_the_county_is_back(self, county, large, line):
        store = large.store
        line.cuts = [("up", 9_000), ("up", 0)]
        with line_to(line.url, store.device, store.key, county.key) as transport:
            cycle = large.over(transport)
            cycle._anchoring = large.cycle._anchoring
            with pytest.raises(Offline):
                cycle.run()
            assert transport.is_half_way
            note(store, "meanwhile")
            store.clock.pass_by(hours=3)
            report = cycle.run()
        assert report.unsynced == 0
        assert line.starts()[0] == 0
        assert line.starts()[1] > 8_000
        total = len(store.kept)
        assert stored(county) == total
        fast_ms = cycle.county.clock_offset_ms - large.cycle.county.clock_offset_ms
        assert abs(fast_ms - 3 * HOUR_MS) < 60_000, "as of now, not of when the message was made"

    @pytest.mark.expects_warnings  # urllib3 tells of headers that end in the middle.
    def test_asks_for_less_when_a_whole_message_comes_and_its_answer_does_not(
        self, county, large, line
    ):
        store = large.store
        line.cuts = [("down", 450)] * 20  # Enough for an offset, not for acknowledgements.
        with line_to(line.url, store.device, store.key, county.key) as transport:
            cycle = large.over(transport)
            runs = 0
            while runs == 0 or transport.is_half_way:
                with pytest.raises(Offline):
                    cycle.run()
                runs += 1
            assert 2 <= runs < 7
            assert cycle._batches.page_bytes == PULL_BYTES_MAX // 2
            assert line.put_bytes() == max(each.start + each.size for each in line.pieces())
            line.cuts.clear()
            with suppress(Offline):
                cycle.run()  # Over the last line that breaks.
            assert cycle.run().unsynced == 0
        assert stored(county) == len(store.kept) - len(waiting_anchors(store))

    def test_sends_whole_messages_to_a_county_that_takes_no_pieces(self, county, large):
        store = large.store
        with line_to(county.url, store.device, store.key, county.key) as transport:
            transport._pieces = Unwilling(transport._pieces)
            large.over(transport).run()
            large.over(transport).run()
        assert store.unacknowledged_count() == 0
        assert transport._pieces.asked == 1
        assert county.rows(select(pieces.c.owner)) == []

    def test_tells_how_much_of_a_large_message_is_on_its_way(self, county, large):
        store, told = large.store, []
        with line_to(county.url, store.device, store.key, county.key) as transport:
            cycle = large.over(transport)
            cycle.on_progress = told.append
            cycle.run()
        sending = [each for each in told if each.total_bytes]
        assert sending
        assert all(0 < each.sent_bytes <= each.total_bytes for each in sending)
        assert told[-1].total_bytes == 0

    def test_that_a_clerk_breaks_off_does_not_begin_again_by_itself(self, county, large, line):
        store = large.store
        http = HttpLine(CountyAddress(url=line.url))
        identity = DeviceIdentity(
            device=store.device,
            generation=1,
            sign_request=lambda data: sign(store.key, Purpose.REQUEST, data),
        )
        transport = HttpTransport(http, identity, county.key)
        cycle = large.over(transport)
        cycle.on_progress = lambda told: http.break_off() if told.total_bytes else None
        with pytest.raises(Offline):
            cycle.run()
        assert len(line.starts()) <= 1
        cycle.on_progress = lambda _: None
        assert cycle.run().unsynced == 0
        http.close()


def waiting_anchors(store) -> list:
    return store.unacknowledged(limit=9, bytes_max=1 << 20)


class Unwilling:
    """A sender that finds nobody who takes pieces."""

    def __init__(self, sender: PieceSender) -> None:
        self.begin = sender.begin
        self.asked = 0

    def send(self, _parcel: Parcel) -> Arrived:
        self.asked += 1
        raise NoPieces


class TestWhatIsKept:
    """The rows themselves, without a network."""

    @pytest.fixture
    def owner(self, silent, new_silent_counter) -> str:
        return new_silent_counter().store.device

    def test_is_forgotten_after_a_day_that_nobody_added_to_it(self, silent, owner):
        store = kept(silent)
        old = Body(owner=owner, sha256="0a" * 32)
        store.begin(old, 0, 100)
        store.append(old, 0, b"x" * 60)
        silent.time.ms += KEPT_MS - 1_000
        assert store.offset(old) == 60
        store.append(old, 60, b"x" * 30)  # A day begins anew.
        silent.time.ms += KEPT_MS - 1_000
        assert store.offset(old) == 90
        silent.time.ms += 2_000
        assert store.offset(old) == 0
        store.begin(Body(owner=owner, sha256="0b" * 32), 0, 1)
        assert silent.rows(select(pieces.c.sha256)) == []

    def test_makes_room_by_letting_the_oldest_go(self, silent, owner):
        store = kept(silent, body_bytes=500, bodies=3, bytes=1_000)
        bodies = [Body(owner=owner, sha256=f"{number:02}" * 32) for number in range(5)]
        for body in bodies:
            store.begin(body, 0, 10)
            store.append(body, 0, b"x" * 10)
        assert [store.offset(body) for body in bodies] == [0, 0, 10, 10, 10]
        store.begin(bodies[2], 10, 480)
        store.append(bodies[2], 10, b"x" * 480)
        store.begin(bodies[0], 0, 500)  # A fourth one.
        assert [store.offset(body) for body in bodies] == [0, 0, 490, 0, 10]
        store.begin(bodies[4], 10, 490)
        store.append(bodies[4], 10, b"x" * 490)
        store.begin(bodies[1], 0, 11)  # There is room for ten.
        assert [store.offset(body) for body in bodies] == [0, 0, 0, 0, 500]

    def test_is_no_larger_than_allowed(self, silent, owner):
        store = kept(silent, body_bytes=500)
        body = Body(owner=owner, sha256="0a" * 32)
        for start, size in ((0, 501), (1, 500), (500, 1), (10**11, None)):
            with pytest.raises(Problem, match=r"too-large|offset-differs"):
                store.begin(body, start, size)
        store.begin(body, 0, 500)

    def test_is_a_prefix_of_what_was_sent_whatever_offsets_are_claimed(self, silent, owner):
        """Either a piece goes where the last one ended, or it changes nothing."""
        store = kept(silent)
        whole = random.Random(7).randbytes(60)
        body = Body(owner=owner, sha256=hashlib.sha256(whole).hexdigest())
        claims = st.tuples(st.integers(0, 60), st.binary(max_size=25), st.booleans())

        @settings(max_examples=40)
        @given(st.lists(claims, max_size=14))
        def holds(tries) -> None:
            store.drop(body)
            expected = b""
            for claimed, other, is_honest in tries:
                rest = whole[len(expected) : len(expected) + len(other)]
                start, content = (len(expected), rest) if is_honest else (claimed, other)
                try:
                    store.append(body, start, content)
                except Problem:
                    assert start != len(expected)
                    continue
                expected += content if start == len(expected) else b""
                assert not content or start + len(content) == len(expected)
                assert store.offset(body) == len(expected)
                assert store.whole(body) == (whole if expected == whole else None)

        holds()
