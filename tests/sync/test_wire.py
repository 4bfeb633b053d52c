"""What crosses the network: the same on both sides, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.codec import event_id
from sync.protocol import (
    PREFIX_START,
    PUSH_BYTES_MAX,
    Exchange,
    ExchangeAnswer,
    HelloAnswer,
    Pull,
    PullAnswer,
    PullEntry,
    Push,
    PushAnswer,
    Refused,
    Signed,
    SignedEvent,
)
from sync.wire import (
    REQUEST_BYTES_MAX,
    EnrolWire,
    decode_answer,
    decode_exchange,
    encode_answer,
    encode_exchange,
)
from tests.sync.made_up import a_hello

HEX_32 = st.text("0123456789abcdef", min_size=32, max_size=32)
HEX_64 = st.text("0123456789abcdef", min_size=64, max_size=64)
COUNT = st.integers(0, 2**53 - 1)
SIGNATURE = st.binary(min_size=64, max_size=64)
EVENT = st.builds(SignedEvent, data=st.binary(max_size=300), signature=SIGNATURE)
SIGNED = st.builds(Signed, data=st.binary(max_size=300), signature=SIGNATURE)


@st.composite
def entries(draw) -> PullEntry:
    event = draw(st.none() | EVENT)
    name = draw(HEX_64) if event is None else event_id(event.data)
    return PullEntry(
        position=draw(COUNT),
        server_sequence=draw(COUNT),
        event_id=name,
        event=event,
        received_at_ms=draw(st.none() | COUNT),
    )


EXCHANGES = st.builds(
    Exchange,
    hello=st.builds(
        a_hello,
        epoch=st.just("") | HEX_32,
        position=COUNT,
        wall=st.text(max_size=40).filter(str.isprintable),
    ),
    push=st.none() | st.builds(Push, epoch=HEX_32, events=st.lists(EVENT, max_size=5).map(tuple)),
    pull=st.none()
    | st.builds(
        Pull,
        epoch=HEX_32,
        position=COUNT,
        limit=st.integers(1, 500),
        bytes_max=st.integers(1, 1 << 20),
        own=st.sampled_from(["ids", "data"]),
    ),
)
ANSWERS = st.builds(
    ExchangeAnswer,
    hello=st.builds(
        HelloAnswer,
        epoch=HEX_32,
        position_max=COUNT,
        anchor=SIGNED,
        head=st.fixed_dictionaries({"n": COUNT, "id": st.just("") | HEX_64}),
        wants_digest=st.booleans(),
        program_min=st.just("0.1.0"),
        publications=st.dictionaries(st.sampled_from(["catalogue", "calendar"]), COUNT),
        permissions_until=st.just("2026-11-09T00:00:00+08:00"),
        flags=st.lists(st.sampled_from(["forked", "gap"])).map(lambda f: tuple(f[:16])),
        clock_offset_ms=st.integers(-(2**40), 2**40),
    ),
    push=st.none()
    | st.builds(
        PushAnswer,
        refused=st.sampled_from(["", "epoch", "reconcile"]),
        acks=st.none() | SIGNED,
        refusals=st.lists(st.builds(Refused, event_id=HEX_64, reason=st.just("bad-signature")))
        .map(tuple),
    ),
    pull=st.none()
    | st.builds(
        PullAnswer,
        refused=st.sampled_from(["", "epoch"]),
        entries=st.lists(entries(), max_size=5).map(tuple),
        position=COUNT,
        prefix_hash=st.just(PREFIX_START) | HEX_64,
        more=st.booleans(),
    ),
)  # fmt: skip


class TestWhatIsSent:
    @pytest.mark.asvs("1.2.3")
    @given(EXCHANGES)
    def test_arrives_as_it_was_asked(self, message):
        assert decode_exchange(encode_exchange(message)) == message

    @pytest.mark.asvs("1.2.3")
    @given(ANSWERS)
    def test_arrives_as_it_was_answered(self, answer):
        assert decode_answer(encode_answer(answer)) == answer

    def test_names_nothing_as_the_protocol_does(self):
        answer = PushAnswer(refused="", acks=None)
        body = json.loads(encode_answer(ExchangeAnswer(hello=_a_hello_answer(), push=answer)))
        assert body["push"]["refused"] is None
        assert body["push"].get("acks") is None

    def test_a_full_push_fits_into_a_request(self):
        event = SignedEvent(data=bytes(PUSH_BYTES_MAX // 200), signature=bytes(64))
        push = Push(epoch="00" * 16, events=(event,) * 200)
        body = encode_exchange(Exchange(hello=a_hello(), push=push))
        assert len(body) < REQUEST_BYTES_MAX
        assert decode_exchange(body).push == push


def _a_hello_answer() -> HelloAnswer:
    return HelloAnswer(
        epoch="00" * 16,
        position_max=0,
        anchor=Signed(data=b"", signature=bytes(64)),
        head={"n": 0, "id": ""},
        wants_digest=False,
        program_min="0.1.0",
        publications={},
        permissions_until="",
        flags=(),
        clock_offset_ms=0,
    )


class TestARequest:
    def _body(self, **changes) -> bytes:
        body = json.loads(encode_exchange(Exchange(hello=a_hello())))
        body["hello"] |= changes
        return json.dumps(body).encode()

    @pytest.mark.asvs("1.4.2", "2.2.1", "15.3.3", "15.3.5")
    @pytest.mark.parametrize(
        "changes",
        [
            {"position": -1},
            {"position": 2**53},
            {"position": "1"},
            {"position": 1.0},
            {"position": True},
            {"epoch": "0" * 31},
            {"epoch": "0" * 32 + "\n"},
            {"epoch": "G" * 32},
            {"prefix_hash": "0" * 63},
            {"boot": "00C0FFEE"},
            {"program": "x" * 65},
            {"unheard_of": 1},
            {"head": {}},
            {"head": {"generation": 1, "n": 0, "id": "", "more": 1}},
        ],
        ids=str,
    )
    def test_with_an_odd_hello_is_refused(self, changes):
        with pytest.raises(ValueError, match="validation error"):
            decode_exchange(self._body(**changes))

    @pytest.mark.parametrize("text", ["!", "AA", "AA==\n", "ÄÄ==", " AA==", 1, None, ["AA=="]])
    def test_with_data_that_is_no_base64_is_refused(self, text):
        body = json.loads(self._body())
        body["push"] = {"epoch": "", "events": [{"data": text, "signature": "AA=="}]}
        with pytest.raises(ValueError, match="validation error"):
            decode_exchange(json.dumps(body).encode())

    def test_with_more_bytes_than_a_push_may_hold_is_refused(self):
        event = SignedEvent(data=bytes(800_000), signature=bytes(64))
        message = Exchange(hello=a_hello(), push=Push(epoch="", events=(event, event)))
        with pytest.raises(ValueError, match="1,400 KiB"):
            decode_exchange(encode_exchange(message))

    @pytest.mark.asvs("1.5.2")
    @given(st.binary(max_size=200))
    def test_of_any_bytes_is_read_or_refused_with_one_kind_of_error(self, body):
        with pytest.raises(ValueError, match="validation error"):
            decode_exchange(body)

    @pytest.mark.asvs("15.3.3")
    def test_to_enrol_takes_no_other_keys(self):
        with pytest.raises(ValueError, match="validation error"):
            EnrolWire.model_validate_json(
                b'{"code":"0000-0000","public_key":"' + b"A" * 43 + b'=",'
                b'"counter_code":"11019901201","is_admin":true}'
            )


class TestAnAnswer:
    def test_of_a_newer_county_may_say_more(self):
        body = json.loads(encode_answer(ExchangeAnswer(hello=_a_hello_answer())))
        body["hello"]["news"] = "unheard of"
        body["weather"] = {}
        assert decode_answer(json.dumps(body).encode()).hello == _a_hello_answer()

    def test_with_a_place_but_no_event_is_refused(self):
        pull = PullAnswer(refused="", entries=(), position=1, prefix_hash="", more=False)
        body = json.loads(encode_answer(ExchangeAnswer(hello=_a_hello_answer(), pull=pull)))
        body["pull"]["entries"] = [{"position": 1, "server_sequence": 1}]
        with pytest.raises(ValueError, match="without an event"):
            decode_answer(json.dumps(body).encode())

    def test_names_an_event_by_its_bytes_whatever_else_it_says(self):
        event = SignedEvent(data=b"{}", signature=bytes(64))
        entry = PullEntry(position=1, server_sequence=1, event_id=event_id(event.data), event=event)
        pull = PullAnswer(refused="", entries=(entry,), position=1, prefix_hash="", more=False)
        body = json.loads(encode_answer(ExchangeAnswer(hello=_a_hello_answer(), pull=pull)))
        body["pull"]["entries"][0]["id"] = "ff" * 32
        assert decode_answer(json.dumps(body).encode()).pull.entries == (entry,)
