"""Facts and headers <-> the bytes that are signed.

Bytes are canonical JSON: UTF-8, keys sorted, no blanks, no fractions.  They are made once,
when an event is signed, and read often; nothing is ever encoded again to check a signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, get_args

from pydantic import TypeAdapter

from counter_app.domain.attachment import files_named
from counter_app.domain.case_event import (
    AcceptanceRefused,
    CaseAccepted,
    CaseCorrected,
    CaseEvent,
    CaseFact,
    CaseReceived,
    CaseSupplemented,
    MaterialsJudged,
    OneTimeNoticeIssued,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
    TimeAnchored,
    UnknownFact,
)
from counter_app.domain.case_field import Field
from counter_app.domain.conflict_facts import ConflictResolved
from counter_app.domain.errors import RuleError
from counter_app.domain.ids import CaseId, EventId
from sync.life_types import LIFE_TYPES
from sync.protocol import (
    EVENT_BYTES_MAX,
    JSON_DEPTH_MAX,
    Ack,
    Acks,
    Header,
    SignedEvent,
    TimeAnchor,
)

Sign = Callable[[bytes], bytes]

TYPE_VERSION: Final = 1
INTEGER_MAX: Final = 2**53 - 1
_TYPES: Final = MappingProxyType[str, type[Any]](
    {
        "case.received": CaseReceived,
        "case.corrected": CaseCorrected,
        "case.materials_judged": MaterialsJudged,
        "case.one_time_notice_issued": OneTimeNoticeIssued,
        "case.supplemented": CaseSupplemented,
        "case.accepted": CaseAccepted,
        "case.acceptance_refused": AcceptanceRefused,
        "print.intended": PrintIntended,
        "print.sent": PrintSent,
        "print.printed": PrintPrinted,
        "print.failed": PrintFailed,
        "print.unknown": PrintUnknown,
        "print.settled": PrintSettled,
        "conflict.resolved": ConflictResolved,
        "time.anchored": TimeAnchored,
        **LIFE_TYPES,
    }
)
_NAMES: Final = MappingProxyType({fact: name for name, fact in _TYPES.items()})
assert {*_NAMES, UnknownFact} == set(get_args(CaseFact)), "every fact needs a name on the wire"


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    """Build what reads and writes one type when it is first met: there are forty of them."""
    return TypeAdapter[Any](_TYPES[name])


_FIELDS: Final = frozenset(field.value for field in Field)
_HEADER: Final = TypeAdapter(Header)
_HEADER_KEYS: Final = tuple(Header.__dataclass_fields__)
_header_values: Final = attrgetter(*_HEADER_KEYS)
_CANONICAL: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
)
_ACKS: Final = TypeAdapter(Acks)
_ANCHOR: Final = TypeAdapter(TimeAnchor)


def canonical(value: Any) -> bytes:
    """Return the one encoding of a JSON value.

    Raises:
        ValueError: It holds a fraction, an integer of 2**53 or more, a key that is not ASCII, a
            lone surrogate, or is nested too deeply.
    """
    _require_plain(value, 0)
    return _CANONICAL.encode(value).encode("utf-8")


def event_id(data: bytes) -> EventId:
    """Return the name of an event: SHA-256 of what was signed, 64 hex digits."""
    return EventId(hashlib.sha256(data).hexdigest())


def extend_prefix(prefix_hash: str, event: str, server_sequence: int) -> str:
    """Return the prefix hash of a stream after one more place.

    Args:
        prefix_hash: The hash before it, 64 hex digits; `PREFIX_START` at position 0.
        event: Id of the event at the new place, 64 hex digits.
        server_sequence: Its place in the county's order.
    """
    grown = bytes.fromhex(prefix_hash) + bytes.fromhex(event) + server_sequence.to_bytes(8, "big")
    return hashlib.sha256(grown).hexdigest()


def type_name(fact: CaseFact) -> str:
    """Return the name of a fact's type on the wire, `noun.past_tense`."""
    return fact.type if isinstance(fact, UnknownFact) else _NAMES[type(fact)]


def types_on_the_wire() -> Mapping[str, type[Any]]:
    """Return name on the wire → type of fact, for everything this program understands."""
    return _TYPES


def describe(fact: CaseFact) -> tuple[str, dict[str, Any]]:
    """Return the type name and the body under which a fact is written into a header."""
    name = _NAMES[type(fact)]
    return name, _adapter(name).dump_python(fact, mode="json")


def seal(header: Header, sign: Sign) -> SignedEvent:
    """Encode and sign a header.  These bytes are the event from now on."""
    data = canonical(dict(zip(_HEADER_KEYS, _header_values(header), strict=True)))
    assert len(data) <= EVENT_BYTES_MAX, len(data)
    return SignedEvent(data=data, signature=sign(data))


def open_header(data: bytes) -> Header:
    """Read signed bytes, strictly.

    Raises:
        ValueError: The bytes are no header.
    """
    return _HEADER.validate_json(data, strict=True)


def open_event(data: bytes) -> CaseEvent:
    """Read signed bytes as the event they tell of; an unknown type is kept as such.

    Raises:
        ValueError: The bytes are no header.
    """
    return event_of(open_header(data), event_id(data))


def event_of(header: Header, identifier: EventId) -> CaseEvent:
    """Return the event a header tells of.

    A fact that speaks of other files than its header names was made by a faulty program.
    """
    fact = fact_of(header.type, header.type_version, header.body)
    if files_named(fact) and files_named(fact) != header.attachments:
        fact = UnknownFact(type=header.type)
    return CaseEvent(
        event_id=identifier,
        case_id=CaseId(header.case),
        fact=fact,
        base={
            Field(name): EventId(value) for name, value in header.base.items() if name in _FIELDS
        },
        made_at=datetime.fromisoformat(header.wall),
        staff=header.staff,
        role=header.role,
        place=(header.hlc[0], header.hlc[1], header.device, header.generation, header.n),
    )


def fact_of(name: str, version: int, body: Mapping[str, Any]) -> CaseFact:
    """Read a body; what this program does not understand becomes an `UnknownFact`."""
    if name not in _TYPES or version > TYPE_VERSION:
        return UnknownFact(type=name)
    try:
        fact: CaseFact = _adapter(name).validate_json(canonical(body), strict=True)
    except (ValueError, RuleError):  # Signed by a faulty program: kept, and shown to a human.
        return UnknownFact(type=name)
    return fact


def encode_acks(acks: Acks) -> bytes:
    """Return the canonical bytes of a list of acks, to be signed with purpose `acks`."""
    rows = [[a.event_id, a.server_sequence, a.received_at_ms, a.outcome] for a in acks.acks]
    return canonical({"v": 1, "epoch": acks.epoch, "device": acks.device, "acks": rows})


def open_acks(data: bytes) -> Acks:
    """Read acks, strictly.  The caller has checked the signature.

    Raises:
        ValueError: The bytes are no acks.
    """
    value = _object_of(data)
    if value.get("v") != 1:
        raise ValueError("acks of another version")
    names = ("event_id", "server_sequence", "received_at_ms", "outcome")
    told = value.get("acks", [])
    if not isinstance(told, list) or not all(isinstance(row, list) for row in told):
        raise ValueError("acks of another form")
    rows = [dict(zip(names, row, strict=True)) for row in told]
    return _ACKS.validate_python(
        {"epoch": value.get("epoch"), "device": value.get("device"), "acks": tuple(rows)},
        strict=False,
    )


def encode_anchor(anchor: TimeAnchor) -> bytes:
    """Return the canonical bytes of a time anchor, to be signed with purpose `anchor`."""
    value = {"v": 1, **asdict(anchor)}
    if not anchor.by:  # As it always was: only courier bundles have the key.
        del value["by"]
    return canonical(value)


def open_anchor(data: bytes) -> TimeAnchor:
    """Read a time anchor, strictly.  The caller has checked the signature.

    Raises:
        ValueError: The bytes are no anchor.
    """
    value = _object_of(data)
    if value.pop("v", None) != 1:
        raise ValueError("anchor of another version")
    return _ANCHOR.validate_json(canonical(value), strict=True)


def _object_of(data: bytes) -> dict[str, Any]:
    """Return the JSON object that bytes are; raise `ValueError` for anything else."""
    try:
        value = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if type(value) is not dict:
        raise ValueError("no object")
    return value


def ack_of(event: EventId, sequence: int | None, received_at_ms: int, outcome: str) -> Ack:
    """Return one ack."""
    return Ack(
        event_id=event, server_sequence=sequence, received_at_ms=received_at_ms, outcome=outcome
    )


def _require_plain(value: Any, depth: int) -> None:
    """Raise `ValueError` unless a value has a canonical form; every event passes here."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return
    if depth > JSON_DEPTH_MAX + 1:
        raise ValueError("nested too deeply")
    if kind is int:
        if not -INTEGER_MAX <= value <= INTEGER_MAX:
            raise ValueError("an integer of 2**53 or more")
        return
    if kind is dict:
        if not all(map(str.isascii, value)):
            raise ValueError("a key that is not ASCII")
        members = value.values()
    elif kind is list or kind is tuple:
        members = value
    else:
        raise ValueError(f"no canonical form for {kind.__name__}")
    for member in members:
        if type(member) is not str:
            _require_plain(member, depth + 1)
