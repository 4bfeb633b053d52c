"""Bytes of the exchange do not depend on the machine; the line and the floor are what they say."""

from __future__ import annotations

import json
import re
import socket
import threading
import time

import pytest

from counter_app.bench import sync, sync_floor
from counter_app.bench.data import COUNTER_CODE
from counter_app.bench.sync_data import Days, busy_office
from counter_app.bench.sync_link import LOOPBACK, LinkTerms, slow_link
from counter_app.domain.identity_number import check_character_mod11_2
from resources import PRIMER, load
from sync.packing import pack, read_primer, unpack
from tests.sync.test_packing import a_chain

NEVER_A_REGION = {"110199", "310199", "371699", "440199", "510899", "513499", "540199", "650199"}


def by_name(rows):
    return {row.name: row for row in rows}


@pytest.mark.slow
def test_a_day_is_three_quarters_of_the_floor_and_an_idle_round_300_bytes(plan):
    rows = by_name(sync.days_apart(plan, "day", 1, LOOPBACK))
    assert rows["sync.day.bytes"].ratio <= 0.75
    assert rows["sync.day.signature_bytes"].value <= 128


@pytest.mark.slow
def test_days_are_the_same_again_and_of_the_size_they_promise(tmp_path):
    made = []
    for name in ("one", "two"):
        with busy_office(tmp_path / name) as bench:
            Days(bench).work(1)
            waiting = bench.store.sync_store.unacknowledged(limit=1_000, bytes_max=1 << 30)
            made.append([event.data for event in waiting])
    assert made[0] == made[1]
    assert 145 <= len(made[0]) <= 175
    kinds = [json.loads(data)["type"] for data in made[0]]
    assert kinds.count("case.received") == 40
    assert len(set(kinds)) >= 5


class TestThePrimer:
    def test_it_comes_back_from_its_own_packed_form(self):
        for sample in read_primer(load(PRIMER).content):
            assert unpack(pack(sample)) == sample

    def test_nobody_in_it_can_be_anybody(self):
        events = [e.data for sample in read_primer(load(PRIMER).content) for e in sample.events]
        numbers = {
            number
            for data in events
            for number in re.findall(rb'"number":"([0-9]{17}[0-9X])"', data)
            if check_character_mod11_2(number[:17].decode()) == number[17:].decode()
        }
        assert len(numbers) > 50
        assert {number[:6].decode() for number in numbers} <= NEVER_A_REGION
        assert {json.loads(data)["counter"] for data in events} == {COUNTER_CODE}


class TestTheFloor:
    def test_it_holds_every_text_of_an_event_and_no_signature(self):
        columns = sync_floor.columns_of([e.data for e in a_chain([{"text": "现场核验", "n": 5}])])
        assert columns["case.noted.body.text"] == ["现场核验"]
        assert columns["case.noted.body.n"] == [5]
        assert "prev" not in columns

    def test_a_dictionary_of_other_days_helps(self):
        days = [
            [e.data for e in a_chain([{"text": f"现场核验第{day}天{i}次"} for i in range(40)])]
            for day in range(60)
        ]
        content = sync_floor.encoded(sync_floor.columns_of(days[0]))
        trained = sync_floor.train(days[1:])
        assert sync_floor.smallest(content, trained) < sync_floor.smallest(content, [])


class TestTheLine:
    @pytest.fixture
    def echo(self):
        listener = socket.create_server(("127.0.0.1", 0))

        def serve():
            connection, _ = listener.accept()
            with connection:
                while piece := connection.recv(4096):
                    connection.sendall(piece)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        listener.close()
        thread.join()

    def test_it_takes_the_time_of_its_bits_and_of_its_distance(self, echo):
        terms = LinkTerms(bits_a_second=80_000, round_trip_s=0.1, stalls=False)
        with slow_link(echo, terms, seed=1) as link:
            host, _, port = link.url.removeprefix("http://").partition(":")
            began = time.monotonic()
            with socket.create_connection((host, int(port))) as near:
                near.sendall(b"x" * 2_000)
                came = b""
                while len(came) < 2_000:
                    came += near.recv(4096)
            seconds = time.monotonic() - began
        # One round trip to connect, one for the bytes, and 0.2 s of bits at least once.
        assert seconds >= 0.4
        assert (link.up.bytes, link.down.bytes, link.connections) == (2_000, 2_000, 1)
