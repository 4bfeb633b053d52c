"""Parsers of what county and counters tell each other: bodies, events, publications, keys."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache

from counter_app.domain.case_fold import fold
from counter_app.domain.errors import CounterError
from counter_app.domain.staff_list import parse_staff_list
from sync import packing_streams
from sync.client.answers import RawAnswer, refusal_of
from sync.codec import (
    ack_of,
    canonical,
    describe,
    encode_acks,
    encode_anchor,
    open_acks,
    open_anchor,
    open_event,
)
from sync.county_succession import (
    KeyPaper,
    Succession,
    encode_paper,
    encode_succession,
    open_succession,
    parse_paper,
)
from sync.idle import IdleQuestion, read_query, seal_of
from sync.packing import primed
from sync.packing_events import EventReader, EventWriter
from sync.packing_streams import Reader, Stream
from sync.packing_tables import Context, Tables
from sync.packing_wire import (
    decode_packed_answer,
    decode_packed_exchange,
    encode_packed_answer,
    encode_packed_exchange,
)
from sync.protocol import (
    Acks,
    Exchange,
    ExchangeAnswer,
    Pull,
    PullAnswer,
    PullEntry,
    Push,
    PushAnswer,
    Signed,
)
from sync.publication import CATALOGUE, NotTaken, open_manifest
from sync.publication import pack as pack_publication
from sync.publication import unpack as unpack_publication
from sync.publication_content import read_content
from sync.trust_list import SignedKeySet, encode_trust_list, open_key_set, parse_trust_list
from sync.wire import (
    EnrolAnswerWire,
    EnrolWire,
    ProblemWire,
    decode_answer,
    decode_exchange,
    encode_answer,
    encode_exchange,
)
from sync.wire_attachments import FileStandWire
from sync.wire_devices import DeviceKeyAnswerWire, DeviceKeyWire
from sync.wire_pieces import OffsetWire
from sync.wire_publications import CountyKeysWire, KeySignatureWire, PieceWire
from tests.fakes.people import CLERK, accepted, noticed, received, supplemented
from tests.fakes.publishers import calendar, catalogue, staff
from tests.faults.parser import Parser, any_of, as_text
from tests.sync.made_up import a_hello
from tests.sync.test_anchor_bytes import ANCHOR
from tests.sync.test_packing import a_chain, an_event
from tests.sync.test_publication_bytes import (
    A_MANIFEST,
    TestTheTrustList,
    encode_key_set,
    encode_manifest,
)
from tests.sync.test_publication_bytes import KEYS as KEY_SET
from tests.sync.test_wire import _a_hello_answer

NONCE = "cd" * 16
ACK = ack_of("ef" * 32, 7, 1, "accepted")
STREAMS_APART = b"\xf5\xf6\xf7"
SIGNATURE = bytes(64)
WORDS = ("ab" * 16, NONCE)


def message() -> Exchange:
    """What a counter asks: four events and a pull."""
    events = tuple(a_chain([{"text": f"现场核验 {n}"} for n in range(4)]))
    push = Push(epoch="ab" * 16, events=events)
    pull = Pull(epoch="ab" * 16, position=7, limit=200, bytes_max=1 << 20, own="ids")
    return Exchange(hello=a_hello(), push=push, pull=pull)


def answer() -> ExchangeAnswer:
    """What a county answers: acks, and two events of others."""
    acks = encode_acks(Acks(epoch="ab" * 16, device="d" * 16, acks=(ACK,)))
    events = a_chain([{"text": "外出"}, {"text": "返回"}])
    entries = tuple(
        PullEntry(position=n, server_sequence=n, event_id="", event=event, received_at_ms=n)
        for n, event in enumerate(events, 8)
    )
    return ExchangeAnswer(
        hello=_a_hello_answer(),
        push=PushAnswer(refused="", acks=Signed(data=acks, signature=SIGNATURE)),
        pull=PullAnswer(refused="", entries=entries, position=9, prefix_hash="0f" * 32, more=False),
    )


ASKED = message()


def _nowhere(_places: object) -> list[str]:
    raise ValueError("no place is known")


def _packed_requests() -> list[bytes]:
    _remember_what_is_whole()
    alone = replace(message(), push=None)
    return [encode_packed_exchange(message()), encode_packed_exchange(alone)]


def _packed_answers() -> list[bytes]:
    _remember_what_is_whole()
    return [encode_packed_answer(answer(), message(), NONCE)]


def _remember_what_is_whole() -> None:
    """Decompress equal streams once: of four in a mutant, one or two differ from the sample's."""
    if not hasattr(packing_streams._decode, "cache_info"):
        packing_streams._decode = lru_cache(maxsize=16)(packing_streams._decode)


def _plain_streams() -> list[bytes]:
    """Return what stands in a packed body when it is decompressed, one stream after the other."""
    writer = EventWriter(_tables(), {})
    for event in message().push.events:
        writer.write(event, is_raw=False)
    writer.values.context = Context()
    writer.values.value(3, {"a": ["现场", 5, None, {"b": "ab" * 16}]})
    streams = writer.writer.streams
    return [STREAMS_APART.join(bytes(streams[stream]) for stream in Stream)]


def _tables() -> Tables:
    tables = Tables(primed().tables)
    for word in WORDS:
        tables.add_word(word)
    return tables


def _read_streams(content: bytes) -> object:
    """Read the tokens of a batch, past the compression that a mutant seldom passes."""
    parts = content.split(STREAMS_APART)
    parts += [b""] * (len(Stream) - len(parts))
    batch = EventReader(_tables(), Reader(dict(zip(Stream, parts, strict=False))), ())
    try:
        events = [batch.read() for _ in range(4)]
        batch.values.context = Context()
        return events, batch.values.value(3)
    except (IndexError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError("as `unpack` does") from error


def _facts() -> list[bytes]:
    """Headers of a case's facts, as JSON."""
    told = [received(), noticed(), supplemented(), accepted()]
    headers = []
    for n, fact in enumerate(told, 1):
        name, body = describe(fact)
        headers.append(json.loads(an_event(n, "", type=name, body=body, case="c" * 32).data))
    return [json.dumps(headers[:2]).encode(), json.dumps([headers[0], headers[3]]).encode()]


def _fold(content: bytes) -> object:
    """Read what another counter signed, and fold it; the fold fails of nothing."""
    try:
        headers = json.loads(content)
    except RecursionError as error:
        raise ValueError("our own reading of a mutant") from error
    events = []
    for header in headers if isinstance(headers, list) else []:
        try:
            events.append(open_event(canonical(header)))
        except ValueError:
            continue
    try:
        case = fold(events)
    except ValueError as error:
        raise AssertionError(f"the fold failed: {error}") from error
    if case is None:
        raise ValueError("nothing was received")
    return case


def _signed_things() -> list[bytes]:
    return [
        *(event.data for event in a_chain([{"text": "现场核验"}, {"a": [1, 2]}])),
        encode_manifest(A_MANIFEST),
        encode_key_set(KEY_SET),
        encode_acks(Acks(epoch="ab" * 16, device="d" * 16, acks=(ACK,))),
        encode_anchor(ANCHOR),
        encode_succession(SUCCESSION),
    ]


SUCCESSION = Succession(number=1, old="0a" * 32, new="0b" * 32, made_at_ms=7, from_ms=9)


def _papers() -> list[bytes]:
    sets = (SignedKeySet(encode_key_set(KEY_SET), (("0c" * 8, SIGNATURE),)),)
    return [encode_paper(KeyPaper((), ())), encode_paper(KeyPaper((), sets))]


def _small_bodies() -> list[bytes]:
    hash_, signature = "ab" * 32, KeySignatureWire(key="0c" * 8, signature=SIGNATURE)
    piece = PieceWire(
        manifest=b"{}",
        signatures=[signature],
        size=9,
        packed_sha256=hash_,
        offset=0,
        data=b"x" * 9,
    )
    told = [
        piece,
        CountyKeysWire(v=1, successions=[], key_sets=[]),
        DeviceKeyWire(
            generation=2, has_begun=True, public_key=b"k" * 32, proof=SIGNATURE, reason="cloned"
        ),
        DeviceKeyAnswerWire(generation=2),
        EnrolWire(code="7K3M9QXD", public_key=b"k" * 32, counter_code="11019901201"),
        EnrolAnswerWire(device="0d" * 8, generation=1, county_key=b"k" * 32),
        ProblemWire(error="come-later", retry_after_s=60),
        OffsetWire(offset=7),
        FileStandWire(offset=7, is_whole=True),
    ]
    return [each.model_dump_json().encode() for each in told]


SMALL = (PieceWire, CountyKeysWire, DeviceKeyWire, DeviceKeyAnswerWire, EnrolWire)
SMALL += (EnrolAnswerWire, ProblemWire, OffsetWire, FileStandWire)


def _read_refusal(content: bytes) -> None:
    for status in (401, 403, 409, 429, 500):
        refusal_of(RawAnswer(status, {"Content-Type": "application/json"}, content))


def _questions() -> list[bytes]:
    asked = IdleQuestion("0d" * 8, 1, 7, "ab" * 8)
    return [asked.query("cd" * 8).encode(), b"QUJD", b"QUI="]


def _ask(text: str) -> None:
    if not seal_of(text) and read_query(text) is None:
        raise ValueError("no question")


def _read_publication(content: bytes) -> None:
    read_content(CATALOGUE, unpack_publication(CATALOGUE, content))


def _lists() -> list[bytes]:
    person = {"staff": CLERK.staff, "name": CLERK.name, "role": "clerk", "items": ["T1"]}
    return [staff(3, person), encode_trust_list(TestTheTrustList.LIST)]


def _small_catalogue() -> bytes:
    """Return a catalogue of one item."""
    raw = json.loads(catalogue())
    raw["items"] = raw["items"][:1]
    return json.dumps(raw, ensure_ascii=False).encode()


def _small_calendar() -> bytes:
    """Return a calendar with a few days in each of its lists."""
    raw = json.loads(calendar())
    return json.dumps(_shortened(raw), ensure_ascii=False).encode()


def _shortened(value: object) -> object:
    if isinstance(value, dict):
        return {key: _shortened(each) for key, each in value.items()}
    return value[:3] if isinstance(value, list) else value


OF_THE_COUNTY = {
    "bodies of the interface": Parser(
        "T6", lambda: [encode_exchange(message())], decode_exchange, (ValueError,)
    ),
    "answers of the county": Parser(
        "T6", lambda: [encode_answer(answer())], decode_answer, (ValueError,)
    ),
    "small requests and answers": Parser(
        "T6", _small_bodies, any_of(*(wire.model_validate_json for wire in SMALL)), (ValueError,)
    ),
    "refusals of the county, and of what passes for it": Parser(
        "T6", _small_bodies, _read_refusal, ()
    ),
    "short questions": Parser("T6", _questions, as_text(_ask), (ValueError,)),
    "packed bodies": Parser(
        "T6",
        _packed_requests,
        lambda c: decode_packed_exchange(c, _nowhere),
        (ValueError,),
        share=0.3,
    ),
    "packed answers": Parser(
        "T6",
        _packed_answers,
        lambda c: decode_packed_answer(c, ASKED, NONCE),
        (ValueError,),
        share=0.3,
    ),
    "tokens of packed bodies": Parser(
        "T6", _plain_streams, _read_streams, (ValueError,), share=0.3
    ),
    "facts of another counter, folded": Parser("T3", _facts, _fold, (ValueError,), share=0.5),
    "events, acks, anchors, manifests, keys": Parser(
        "T3",
        _signed_things,
        any_of(
            *(open_event, open_acks, open_anchor, open_manifest, open_key_set, open_succession),
            expected=(ValueError, NotTaken),
        ),
        (ValueError, NotTaken),
    ),
    "papers of the county's keys": Parser("T3", _papers, parse_paper, (ValueError,)),
    "publications": Parser(
        "T9",
        lambda: [pack_publication(_small_catalogue())],
        _read_publication,
        (CounterError, ValueError, NotTaken),
    ),
    "published catalogues": Parser(
        "T9", lambda: [_small_catalogue()], lambda c: read_content(CATALOGUE, c)
    ),
    "published calendars": Parser(
        "T9", lambda: [_small_calendar()], lambda c: read_content("calendar", c)
    ),
    "lists of staff and of trust": Parser("T9", _lists, any_of(parse_staff_list, parse_trust_list)),
}
