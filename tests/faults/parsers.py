"""Every parser that reads what a stranger wrote: its samples, and the failures it may have."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from counter_app.devices.card_frames import Frame, FrameParser
from counter_app.devices.card_text import decode_appended_address, decode_read_answer
from counter_app.domain.catalogue_import import import_catalogue
from counter_app.domain.errors import CounterError
from counter_app.domain.identity_number import check
from counter_app.domain.ids import EventId
from counter_app.domain.staff_list import parse_staff_list
from counter_app.runtime.settings import CountySettings, Settings, parse_settings, settings_text
from counter_app.storage.attachment_intake import made_fit
from printing.drivers.status import (
    AutomaticStatus,
    RealTimeAnswer,
    StatusStream,
    condition_from_answers,
    condition_from_automatic,
)
from sync.bundle import SealedBundle
from sync.bundle_records import RecordKind, decode_manifest, encode_record, read_records
from sync.bundle_records import encode_manifest as encode_bundle_manifest
from sync.codec import ack_of, encode_acks, encode_anchor, open_acks, open_anchor, open_event
from sync.packing_wire import decode_packed_exchange, encode_packed_exchange
from sync.protocol import Acks, Exchange, Pull, Push
from sync.publication import CATALOGUE, NotTaken, open_manifest
from sync.publication import pack as pack_publication
from sync.publication import unpack as unpack_publication
from sync.publication_content import read_content
from sync.receipt_code import open_receipt
from sync.trust_list import encode_trust_list, open_key_set, parse_trust_list
from sync.wire import decode_answer, decode_exchange, encode_exchange
from tests.devices.conftest import VECTOR_DAY, streams
from tests.domain.test_catalogue_import import HEADING, PLAIN_CODE, table
from tests.domain.test_exchange_import import EXCHANGE
from tests.fakes.people import CLERK, PROFILE
from tests.fakes.pictures import jpeg, pdf, png
from tests.fakes.publishers import calendar, catalogue, staff
from tests.sync.made_up import a_hello
from tests.sync.test_anchor_bytes import ANCHOR
from tests.sync.test_bundle import READER, SENDER, sealed
from tests.sync.test_bundle_records import MANIFEST as BUNDLE_MANIFEST
from tests.sync.test_packing import a_chain
from tests.sync.test_publication_bytes import (
    A_MANIFEST,
    TestTheTrustList,
    encode_key_set,
    encode_manifest,
)
from tests.sync.test_publication_bytes import KEYS as KEY_SET
from tests.sync.test_receipt_code import CODE

WORDS_MAX = 8
ACK = ack_of(EventId("ef" * 32), 7, 1, "accepted")
COUNTY = CountySettings(
    url="https://county.example:8443/api", public_key="0f" * 32, ca_file="/etc/county/ca.pem"
)


@dataclass(frozen=True)
class Parser:
    """Something that reads what a stranger wrote.

    Attributes:
        fault: Of the table.
        samples: Inputs that it takes.
        read: Reads one input to its end.
        expected: What may come out instead.
        share: How many of the inputs it gets: 1 for one that takes microseconds.
    """

    fault: str
    samples: Callable[[], list[bytes]]
    read: Callable[[bytes], object]
    expected: tuple[type[Exception], ...] = (CounterError, ValueError)
    share: float = 1.0


def _read_card(content: bytes) -> None:
    parser = FrameParser()
    for found in [*parser.feed(content), *parser.finish()]:
        if not isinstance(found, Frame):
            continue
        for decode in (_decoded_answer, decode_appended_address):
            try:
                decode(found.data)
            except CounterError:
                continue


def _decoded_answer(data: bytes | bytearray) -> object:
    return decode_read_answer(data, on=VECTOR_DAY)


def _read_status(content: bytes) -> None:
    stream = StatusStream()
    half = len(content) // 2
    words = [*stream.take(content[:half]), *stream.take(content[half:])]
    for word in words[:WORDS_MAX]:
        if isinstance(word, AutomaticStatus):
            condition_from_automatic(word)
        elif isinstance(word, RealTimeAnswer):
            condition_from_answers(dict.fromkeys((1, 2, 3, 4), word.value))


def _read_bundle(content: bytes) -> None:
    bundle = SealedBundle(io.BytesIO(content), len(content))
    _read_records(b"".join(bundle.open(SENDER.public_key(), READER)()))


def _read_records(content: bytes) -> None:
    for kind, payload in read_records([content]):
        if kind is RecordKind.MANIFEST:
            decode_manifest(payload)


def _read_publication(content: bytes) -> None:
    read_content(CATALOGUE, unpack_publication(CATALOGUE, content))


def _read_api(content: bytes) -> None:
    for decode in (decode_exchange, decode_answer):
        try:
            decode(content)
        except (CounterError, ValueError):
            continue


def _read_signed(content: bytes) -> None:
    for decode in (open_event, open_acks, open_anchor, open_manifest, open_key_set):
        try:
            decode(content)
        except (CounterError, ValueError, NotTaken):
            continue


def _read_lists(content: bytes) -> None:
    for parse in (parse_staff_list, parse_trust_list):
        try:
            parse(content)
        except (CounterError, ValueError):
            continue


def _nowhere(_places: object) -> list[str]:
    raise ValueError("no place is known")


def _message() -> Exchange:
    events = tuple(a_chain([{"text": f"现场核验 {n}"} for n in range(4)]))
    push = Push(epoch="ab" * 16, events=events)
    pull = Pull(epoch="ab" * 16, position=7, limit=200, bytes_max=1 << 20, own="ids")
    return Exchange(hello=a_hello(), push=push, pull=pull)


def _cards() -> list[bytes]:
    return [content for _, content, _ in streams()]


def _packed() -> list[bytes]:
    alone = replace(_message(), push=None)
    return [encode_packed_exchange(_message()), encode_packed_exchange(alone)]


def _signed_things() -> list[bytes]:
    return [
        *(event.data for event in a_chain([{"text": "现场核验"}, {"a": [1, 2]}])),
        encode_manifest(A_MANIFEST),
        encode_key_set(KEY_SET),
        encode_acks(Acks(epoch="ab" * 16, device="d" * 16, acks=(ACK,))),
        encode_anchor(ANCHOR),
    ]


def _tables() -> list[bytes]:
    own = json.dumps(json.loads(catalogue()), ensure_ascii=False).encode()
    plain = table(
        ["低保申请", "民政", "1.身份证\n2.户口簿"],
        ["老年卡", "民政", "照片；身份证", "20个工作日", PLAIN_CODE],
        headings=("事项名称", "主管部门", "申请材料", "承诺时限", "事项编码"),
    )
    return [own, plain, plain.decode().encode("gb18030")]


def _records() -> list[bytes]:
    first = encode_record(RecordKind.MANIFEST, encode_bundle_manifest(BUNDLE_MANIFEST))
    return [first, first + encode_record(RecordKind.MESSAGE, b"x" * 100)]


def _bundles() -> list[bytes]:
    return [sealed(content) for content in _records()]


def _settings() -> list[bytes]:
    return [settings_text(Settings(counter=PROFILE, county=COUNTY, reader_url="auto")).encode()]


PARSERS = {
    "frames and text of the card reader": Parser("T12", _cards, _read_card),
    "answers of a printer": Parser(
        "F17", lambda: [bytes.fromhex("1212121216"), b"\x10\x00\x0f\x0f"], _read_status
    ),
    "codes on receipts": Parser(
        "T18", lambda: [CODE.encode()], lambda c: open_receipt(c.decode("utf-8", "replace"))
    ),
    "courier bundles": Parser("T10", _bundles, _read_bundle),
    "records of a bundle": Parser("T10", _records, _read_records),
    "bodies of the interface": Parser(
        "T6", lambda: [encode_exchange(_message())], _read_api, share=0.5
    ),
    "packed bodies": Parser(
        "T6",
        _packed,
        lambda c: decode_packed_exchange(c, _nowhere),
        share=0.1,
    ),
    "events, acks, anchors, manifests, keys": Parser("T3", _signed_things, _read_signed),
    "publications": Parser(
        "T9",
        lambda: [pack_publication(catalogue())],
        _read_publication,
        (CounterError, ValueError, NotTaken),
    ),
    "published catalogues": Parser(
        "T9", lambda: [catalogue()], lambda c: read_content(CATALOGUE, c), share=0.05
    ),
    "published calendars": Parser(
        "T9", lambda: [calendar()], lambda c: read_content("calendar", c), share=0.1
    ),
    "lists of staff and of trust": Parser(
        "T9",
        lambda: [
            staff(3, {"staff": CLERK.staff, "name": CLERK.name, "role": "clerk", "items": ["T1"]}),
            encode_trust_list(TestTheTrustList.LIST),
        ],
        _read_lists,
    ),
    "tables of a catalogue (CSV, JSON)": Parser(
        "T14", _tables, lambda c: import_catalogue(c, HEADING), share=0.02
    ),
    "national exchange tables": Parser(
        "T14",
        lambda: [json.dumps(EXCHANGE, ensure_ascii=False).encode()],
        lambda c: import_catalogue(c, HEADING),
        share=0.05,
    ),
    "settings": Parser("T7", _settings, parse_settings, share=0.2),
    "identity numbers": Parser(
        "T12",
        lambda: [b"110101199003070134", b"110101900307013", b"91350100M000100Y43"],
        lambda c: check(c.decode("utf-8", "replace"), today=date(2026, 11, 2)),
    ),
    "pictures and papers that are added": Parser(
        "T15", lambda: [jpeg(40, 30), png(16, 12), pdf()], made_fit, share=0.02
    ),
}
