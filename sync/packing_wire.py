"""The packed form of requests and answers: what JSON says, with the events packed beside it.

Everything is checked by the same rules as the JSON of `sync.wire`: a packed message becomes that
JSON first.  Only what the other end knows already is left out: ids of events that it has just
sent, hashes that it can work out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sync.codec import encode_acks, event_id, extend_prefix, open_acks
from sync.packing import Batch, Place, Resolve, Shared, pack, unpack
from sync.protocol import (
    PREFIX_START,
    PULL_EVENTS_MAX,
    PUSH_EVENTS_MAX,
    Ack,
    Acks,
    Exchange,
    ExchangeAnswer,
    SignedEvent,
)
from sync.segments import without_vouched
from sync.wire import (
    decode_answer,
    decode_exchange,
    encode_answer,
    encode_exchange,
)

PACKED_TYPE: Final = "application/x-township-packed"

_PAGE_KEYS: Final = ("position", "server_sequence", "received_at_ms")


def encode_packed_exchange(message: Exchange, places: dict[str, Place] | None = None) -> bytes:
    """Return the packed body of a request, with one signature a run of chained events.

    Args:
        message: What to send.
        places: Where events stand that it cites and that the county surely holds.

    Raises:
        ValueError: It has no packed form.
    """
    return pack(batch_of(message), Shared(places=places or {}))


def batch_of(message: Exchange) -> Batch:
    """Return a request as it is packed."""
    events = without_vouched(message.push.events) if message.push else ()
    told = json.loads(encode_exchange(_without_events(message)))
    return Batch(events=events, message=told)


def decode_packed_exchange(body: bytes, resolve: Resolve) -> Exchange:
    """Read the packed body of a request.

    Args:
        body: As it came.
        resolve: Finds ids of events in the log by their places.

    Raises:
        ValueError: It is none, or something in it is over its limit.
    """
    batch = unpack(body, Shared(resolve=resolve))
    if len(batch.events) > PUSH_EVENTS_MAX:
        raise ValueError("more events than a push may have")
    told = _object(batch.message)
    if isinstance(told.get("push"), dict):
        told["push"] = {**told["push"], "events": [_event_json(event) for event in batch.events]}
    elif batch.events:
        raise ValueError("events without a push")
    return decode_exchange(json.dumps(told).encode())


def encode_packed_answer(answer: ExchangeAnswer, asked: Exchange, nonce: str) -> bytes:
    """Return the packed body of an answer to a request.

    Raises:
        ValueError: It has no packed form.
    """
    shared = _shared(asked, nonce)
    return pack(answer_batch_of(answer, asked, shared), shared)


def answer_batch_of(answer: ExchangeAnswer, asked: Exchange, shared: Shared) -> Batch:
    """Return an answer as it is packed."""
    told = json.loads(encode_answer(answer))
    events: tuple[SignedEvent, ...] = ()
    if answer.push and answer.push.acks:
        told["push"]["acks"]["data"] = _acks_told(answer.push.acks.data, shared.ids)
    if answer.pull:
        entries = answer.pull.entries
        events = tuple(entry.event for entry in entries if entry.event is not None)
        told["pull"]["entries"] = _runs(told["pull"]["entries"], shared.ids)
        if _prefix_after(asked, entries) == answer.pull.prefix_hash:
            told["pull"]["prefix_hash"] = "="
    return Batch(events=events, message=told)


def decode_packed_answer(body: bytes, asked: Exchange, nonce: str) -> ExchangeAnswer:
    """Read the packed body of an answer whose signature has been checked.

    Raises:
        ValueError: It is none.
    """
    shared = _shared(asked, nonce)
    batch = unpack(body, shared)
    told = _object(batch.message)
    try:
        _restore(told, batch.events, asked, shared.ids)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("a message that cannot be read") from error
    return decode_answer(json.dumps(told).encode())


def _restore(
    told: dict[str, Any], events: Sequence[SignedEvent], asked: Exchange, ids: Sequence[str]
) -> None:
    """Put back in place what the packed form leaves out."""
    push, pull = told.get("push"), told.get("pull")
    if push is not None and isinstance(push.get("acks"), dict):
        data = push["acks"]["data"]
        if isinstance(data, dict):
            push["acks"]["data"] = base64.b64encode(_acks_of(data, ids)).decode()
    if pull is not None:
        pull["entries"] = _entries(pull["entries"], events, ids)
        if pull["prefix_hash"] == "=":
            prefix = _start(asked)
            for entry in pull["entries"]:
                name = entry.get("id") or event_id(base64.b64decode(entry["data"]))
                prefix = extend_prefix(prefix, name, entry["server_sequence"])
            pull["prefix_hash"] = prefix


def _shared(asked: Exchange, nonce: str) -> Shared:
    """Return what both ends know from a request: its events, its head, nonce and epoch."""
    events = asked.push.events if asked.push else ()
    ids = [event_id(event.data) for event in events]
    head = str(asked.hello.head["id"])
    names = ids if head in ids or len(head) != 64 else [*ids, head]
    words = [word for word in (asked.hello.epoch, nonce) if word]
    return Shared(ids=tuple(names), words=tuple(words))


def _without_events(message: Exchange) -> Exchange:
    if message.push is None:
        return message
    return replace(message, push=replace(message.push, events=()))


def _object(message: Any) -> dict[str, Any]:
    if isinstance(message, dict):
        return dict(message)
    raise ValueError("a message that is no object")


def _event_json(event: SignedEvent) -> dict[str, str]:
    return {
        "data": base64.b64encode(event.data).decode(),
        "signature": base64.b64encode(event.signature).decode(),
    }


def _acks_told(data: bytes, ids: Sequence[str]) -> Any:
    """Return acks as runs of neighbours; as base64 when they would not come back equal."""
    acks = open_acks(data)
    index = {name: i for i, name in enumerate(ids)}
    runs: list[list[Any]] = []
    for ack in acks.acks:
        row = [index.get(ack.event_id, -1), ack.server_sequence, ack.received_at_ms, ack.outcome]
        if runs and _goes_on(runs[-1], row):
            runs[-1][4] += 1
        else:
            runs.append([*row, 1])
    told = {"epoch": acks.epoch, "device": acks.device, "runs": runs}
    try:
        is_equal = _acks_of(told, ids) == data
    except (ValueError, IndexError):
        is_equal = False
    return told if is_equal else base64.b64encode(data).decode()


def _goes_on(run: Sequence[Any], row: Sequence[Any]) -> bool:
    first, sequence, at_ms, outcome, count = run
    is_next = sequence is None or (row[1] is not None and row[1] == sequence + count)
    is_alike = (row[2], row[3]) == (at_ms, outcome) and (sequence is None) == (row[1] is None)
    return bool(row[0] == first + count and is_next and is_alike)


def _acks_of(told: dict[str, Any], ids: Sequence[str]) -> bytes:
    """Return the canonical bytes of acks that were told as runs."""
    acks = []
    for first, sequence, at_ms, outcome, count in told["runs"]:
        if type(count) is not int or not 0 < count <= PUSH_EVENTS_MAX or first < 0:
            raise ValueError("a run that is none")
        acks += [
            Ack(
                event_id=ids[first + i],
                server_sequence=None if sequence is None else sequence + i,
                received_at_ms=at_ms,
                outcome=outcome,
            )
            for i in range(count)
        ]
        if len(acks) > PUSH_EVENTS_MAX:
            raise ValueError("more acks than events")
    return encode_acks(Acks(epoch=told["epoch"], device=told["device"], acks=tuple(acks)))


def _runs(entries: Sequence[dict[str, Any]], ids: Sequence[str]) -> list[list[Any]]:
    """Return a page as runs: what, its index or id, position, sequence, time, how many."""
    index = {name: i for i, name in enumerate(ids)}
    runs: list[list[Any]] = []
    for entry in entries:
        name = entry.get("id", "")
        what: Any = -1 if "data" in entry else index.get(name, name)
        row = [what, *(entry.get(key) for key in _PAGE_KEYS)]
        last = runs[-1] if runs else None
        if last is not None and _is_neighbour(last, row):
            last[4] += 1
        else:
            runs.append([*row, 1])
    return runs


def _is_neighbour(run: Sequence[Any], row: Sequence[Any]) -> bool:
    what, position, sequence, at_ms, count = run
    if isinstance(what, str) or isinstance(row[0], str) or (what < 0) != (row[0] < 0):
        return False
    follows = what < 0 or row[0] == what + count
    return follows and row[1:] == [position + count, sequence + count, at_ms]


def _entries(
    runs: Sequence[Sequence[Any]], events: Sequence[SignedEvent], ids: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the entries of a page that was told as runs."""
    entries: list[dict[str, Any]] = []
    rest = iter(events)
    for what, position, sequence, at_ms, count in runs:
        if type(count) is not int or not 0 < count <= PULL_EVENTS_MAX - len(entries):
            raise ValueError("a run that is none")
        for i in range(count):
            entry: dict[str, Any] = {"position": position + i, "server_sequence": sequence + i}
            if at_ms is not None:
                entry["received_at_ms"] = at_ms
            if isinstance(what, str):
                entry["id"] = what
            elif what >= 0:
                entry["id"] = ids[what + i]
            else:
                event = next(rest, None)
                if event is None:
                    raise ValueError("an entry without its event")
                entry |= _event_json(event)
            entries.append(entry)
    if next(rest, None) is not None:
        raise ValueError("an event without its entry")
    return entries


def _start(asked: Exchange) -> str:
    return asked.hello.prefix_hash or PREFIX_START


def _prefix_after(asked: Exchange, entries: Sequence[Any]) -> str:
    prefix = _start(asked)
    for entry in entries:
        prefix = extend_prefix(prefix, entry.event_id, entry.server_sequence)
    return prefix
