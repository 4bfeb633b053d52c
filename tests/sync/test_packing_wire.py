"""Exchanges in the packed form: through the real county, and against one that knows only JSON."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from sync.client.forms import UNKNOWN_FOR_S, Forms
from sync.codec import event_id
from sync.packing_wire import (
    PACKED_TYPE,
    decode_packed_answer,
    decode_packed_exchange,
    encode_packed_answer,
    encode_packed_exchange,
)
from sync.protocol import Exchange, Pull, Push
from sync.segments import without_vouched
from sync.server import packed_desk
from sync.server.problem import Problem
from sync.server.schema import events
from sync.wire import decode_answer, encode_answer, encode_exchange
from tests.fakes.counties import line_to
from tests.fakes.stub_servers import Forwarder, listening
from tests.sync.made_up import a_hello, note


class Listening:
    """A line that keeps what was said on it."""

    def __init__(self, transport) -> None:
        self._transport = transport
        self.said: list[tuple] = []

    def exchange(self, message):
        answer = self._transport.exchange(message)
        self.said.append((message, answer))
        return answer


def segmented(message: Exchange) -> Exchange:
    """The message with one signature a run, as it arrives."""
    if message.push is None:
        return message
    return replace(message, push=replace(message.push, events=without_vouched(message.push.events)))


def nowhere(_places):
    raise ValueError("no place is known")


def test_every_message_of_two_counters_says_the_same_in_either_form(new_counter):
    one, other = new_counter(), new_counter()
    line, far = Listening(one.transport), Listening(other.transport)
    for i in range(30):
        note(one.store, f"现场核验 {i}")
    one.over(line).run()
    for i in range(5):
        note(other.store, str(i))
    other.over(far).run()
    one.over(line).run()
    assert any(answer.pull and answer.pull.entries for _, answer in line.said)
    for message, answer in line.said + far.said:
        nonce = answer.nonce
        packed = encode_packed_exchange(message)
        assert decode_packed_exchange(packed, nowhere) == segmented(message)
        assert len(packed) < len(encode_exchange(message))
        body = encode_packed_answer(answer, message, nonce)
        assert decode_packed_answer(body, message, nonce) == decode_answer(encode_answer(answer))
        assert len(body) < len(encode_answer(answer))


def test_a_county_that_knows_only_json_is_spoken_to_in_json(county, counter, monkeypatch):
    read = packed_desk.read

    def only_json(database, headers, body):
        assert headers["Content-Type"] in {PACKED_TYPE, "application/json"}
        return read(database, {}, body)

    monkeypatch.setattr(packed_desk, "read", only_json)
    forwarder = Forwarder(county.url)
    note(counter.store)
    with (
        listening(forwarder) as url,
        line_to(url, counter.store.device, counter.store.key, county.key) as line,
    ):
        assert counter.over(line).run().unsynced == 0
    packed = [PACKED_TYPE.encode() in request for request in forwarder.requests]
    assert packed == [True, *[False] * (len(packed) - 1)]  # Asked once, and then for an hour not.


def test_the_packed_form_is_tried_again_after_an_hour():
    now = [0.0]
    forms = Forms(monotonic_s=lambda: now[0])
    message = Exchange(hello=a_hello())
    assert [kind for _, kind in forms.of(message)] == [PACKED_TYPE, "application/json"]
    forms.not_read("unreadable-packing")
    assert len(list(forms.of(message))) == 2
    forms.not_read("unreadable-request")
    assert [kind for _, kind in forms.of(message)] == ["application/json"]
    now[0] = UNKNOWN_FOR_S
    assert len(list(forms.of(message))) == 2


def test_a_packed_request_that_cannot_be_read_is_told_apart(county):
    headers = {"Content-Type": PACKED_TYPE}
    for body in (b"", b"{}", b"\x01", b"\x02" * 40):
        with pytest.raises(Problem) as caught:
            packed_desk.read(county.database, headers, body)
        assert (caught.value.status, caught.value.code) == (422, "unreadable-packing")


@pytest.mark.asvs("1.1.1")
def test_events_without_a_push_and_pushes_over_their_limit_are_refused(counter):
    for i in range(3):
        note(counter.store, str(i))
    waiting = tuple(counter.store.unacknowledged(limit=10, bytes_max=1 << 20))
    message = Exchange(
        hello=a_hello(), push=Push(epoch="", events=waiting), pull=Pull(epoch="", position=0)
    )
    assert decode_packed_exchange(encode_packed_exchange(message), nowhere) == segmented(message)
    many = replace(message, push=Push(epoch="", events=waiting * 401))
    with pytest.raises(ValueError, match="more events"):
        decode_packed_exchange(encode_packed_exchange(many), nowhere)


def test_the_county_finds_ids_by_place_and_says_when_it_cannot(county, counter):
    names = [note(counter.store, str(i)) for i in range(3)]
    counter.sync()
    device = counter.store.device
    stored = [event_id(kept.event.data) for kept in counter.store.kept.values()]
    place = {name: (device, 1, stored.index(name) + 1) for name in names}
    assert packed_desk.ids_at(county.database, [place[n] for n in names]) == names
    with pytest.raises(ValueError, match="nothing stands"):
        packed_desk.ids_at(county.database, [(device, 1, 999)])


def test_on_the_wire_a_bad_end_is_sent_again_with_every_signature(county, counter):
    """The transport says it all in JSON when the one that vouches is refused."""
    counter.sync()
    names = [note(counter.store, str(i)) for i in range(5)]
    kept = counter.store.kept[names[-1]]
    kept.event = replace(kept.event, signature=bytes(64))
    forwarder = Forwarder(county.url)
    with (
        listening(forwarder) as url,
        line_to(url, counter.store.device, counter.store.key, county.key) as line,
    ):
        cycle = counter.over(line)
        cycle._anchoring = counter.cycle._anchoring
        cycle.run()
    stored = {row.event_id for row in county.rows(select(events.c.event_id))}
    kinds = [b"x-township-packed" in request for request in forwarder.requests]
    assert kinds[:2] == [True, False]
    assert set(names[:-1]) <= stored
    assert names[-1] not in stored
    assert counter.store.parked() == {}
