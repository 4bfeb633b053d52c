"""The short question: one request, under 300 bytes, and a quiet county is believed only signed."""

from __future__ import annotations

import pytest
import requests
from sqlalchemy import update

from counter_app.domain.errors import DeviceRevoked, NotTheCounty, Offline
from sync.client.anchoring import ANCHOR_EVERY_MS
from sync.client.idling import UNKNOWN_FOR_ROUNDS
from sync.idle import IdleQuestion, read_query, seal_of, seal_text, standing_mark
from sync.server.admission import revoke
from sync.server.schema import stream_entries, streams
from tests.fakes.counties import line_to
from tests.fakes.stub_servers import Forwarder, answering, http, listening
from tests.sync.made_up import note


class Wire:
    """A counter's cycle over a line that counts."""

    def __init__(self, counter, county, url, forwarder) -> None:
        self.counter, self.forwarder = counter, forwarder
        self._county, self._url = county, url

    def round(self):
        """Run one cycle; return its report and what went over the line."""
        store = self.counter.store
        before = len(self.forwarder.requests)
        with line_to(self._url, store.device, store.key, self._county.key) as line:
            self.counter.cycle.talk._transport = line
            report = self.counter.cycle.run()
        return report, self.forwarder.requests[before:]


@pytest.fixture
def wire(county, counter):
    counter.sync()
    forwarder = Forwarder(county.url)
    with listening(forwarder) as url:
        yield Wire(counter, county, url, forwarder)


def test_a_quiet_round_is_one_request_of_at_most_300_bytes(wire):
    report, requests = wire.round()
    assert [request.split(b" ")[0] for request in requests] == [b"GET"]
    assert len(requests[0]) + wire.forwarder.last_answer_bytes <= 300
    assert report.county_reachable
    assert report.round_trips == 1


def test_what_waits_here_or_there_is_exchanged_at_once(wire, new_counter):
    note(wire.counter.store)
    _, requests = wire.round()
    assert requests[0].startswith(b"POST")
    other = new_counter()
    note(other.store)
    other.sync()
    report, requests = wire.round()
    assert [request.split(b" ")[0] for request in requests][:2] == [b"GET", b"POST"]
    assert report.pulled > 0


def test_an_idle_counter_keeps_a_word_on_time_every_ten_minutes(wire):
    wire.round()
    before = wire.counter.store.head()
    wire.counter.store.clock.pass_by(milliseconds=ANCHOR_EVERY_MS - 1)
    assert len(wire.round()[1]) == 1
    assert wire.counter.store.head() == before
    wire.counter.store.clock.pass_by(milliseconds=1)
    wire.round()
    assert wire.counter.store.head()[1] == before[1] + 1
    assert len(wire.round()[1]) == 1


def test_a_restored_county_is_noticed_by_a_counter_that_only_asks_the_short_question(
    wire, county, new_counter
):
    """Its stream ends elsewhere, so it does not say that nothing is new."""
    name = note(wire.counter.store)
    wire.round()
    epoch, position, _ = wire.counter.store.position()
    with county.database.writing() as connection:
        connection.execute(stream_entries.delete().where(stream_entries.c.position > position - 2))
        connection.execute(update(streams).values(position=position - 2, prefix_hash="ab" * 32))
    wire.round()
    assert wire.counter.store.position()[0] != epoch
    assert wire.counter.store.kept[name].sequence is not None


def test_a_revoked_device_is_told_so(wire, county):
    device = wire.counter.store.device
    assert revoke(county.database, county.county.key, device, at_ms=county.time())
    with pytest.raises(DeviceRevoked):
        wire.round()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", NotTheCounty),
        (b"HTTP/1.1 204 No Content\r\nS: " + b"A" * 86 + b"\r\n\r\n", NotTheCounty),
        (b"HTTP/1.1 204 No Content\r\nS: \xff!\r\n\r\n", NotTheCounty),
        (http("200 OK", b"<html>Log in</html>"), NotTheCounty),
        (http("302 Found", b"", "Location: http://login/"), NotTheCounty),
        (http("502 Bad Gateway", b""), Offline),
    ],
)
def test_nobody_else_is_believed_to_be_quiet(county, counter, answer, error):
    counter.sync()
    store = counter.store
    with (
        answering(answer) as url,
        line_to(url, store.device, store.key, county.key) as line,
        pytest.raises(error),
    ):
        line.is_quiet(*store.position()[1:])


def test_an_answer_to_another_question_is_not_believed(wire, county):
    """Played again, it was signed for another nonce."""
    store = wire.counter.store
    _, position, prefix_hash = store.position()
    prefix_hash = standing_mark(prefix_hash, wire.counter.cycle.county.publications)
    with line_to(wire._url, store.device, store.key, county.key) as line:
        assert line.is_quiet(position, prefix_hash)
        assert not line.is_quiet(position, "ab" * 32)
        assert not line.is_quiet(position + 1, prefix_hash)
    seal = []

    class Recorded:
        status = 204

        def header(self, _name):
            return seal[0]

    with line_to(wire._url, store.device, store.key, county.key) as line:
        question = IdleQuestion(store.device, 1, position, prefix_hash[:16])
        raw = line._line.get("/v1/idle?" + question.query("0" * 16))
        assert raw.status == 204
        seal.append(raw.header("S"))
        with pytest.raises(NotTheCounty):
            line._idle.ask(lambda _path: Recorded(), position, prefix_hash)


def test_a_county_that_does_not_know_the_question_is_asked_properly(county, counter):
    counter.sync()
    store = counter.store
    with (
        answering(http("404 Not Found", b"{}")) as url,
        line_to(url, store.device, store.key, county.key) as line,
    ):
        for _ in range(UNKNOWN_FOR_ROUNDS + 1):
            assert not line.is_quiet(*store.position()[1:])


@pytest.mark.parametrize(
    "query",
    ["", "d=1", "d=" + "a" * 16 + ".0&p=1&h=" + "0" * 16 + "&n=" + "0" * 16, "%00", "d=é"],
)
def test_other_questions_are_not_answered_with_quiet(county, query):
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(f"{county.url}/v1/idle?{query}", timeout=10)
    assert answer.status_code == 200
    assert read_query(query) is None


def test_a_seal_is_read_as_it_was_written():
    for signature in (bytes(64), bytes(range(64))):
        assert seal_of(seal_text(signature)) == signature
    assert seal_of("é") == b""


def test_a_county_at_fault_asks_to_be_asked(county, counter, monkeypatch):
    """A short answer cannot tell what is wrong; the exchange that follows it does."""
    counter.sync()
    monkeypatch.setattr("sync.server.idle.is_quiet", lambda *_, **__: 1 / 0)
    rounds = counter.sync().round_trips
    assert rounds == 2  # The question, and the whole exchange after it.
