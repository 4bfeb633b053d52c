"""The packed form of exchanges at the county; JSON is answered with JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from sync.packing import Place
from sync.packing_wire import PACKED_TYPE, decode_packed_exchange, encode_packed_answer
from sync.protocol import Exchange, ExchangeAnswer
from sync.server.engine import Database
from sync.server.problem import Problem
from sync.server.schema import events
from sync.wire import JSON_TYPE, decode_exchange, encode_answer

_AT_ONCE: Final = 500


class Packed(bytes):
    """An answer in the packed form."""


def media_type_of(content: bytes) -> str:
    """Return the content type under which an answer travels."""
    return PACKED_TYPE if isinstance(content, Packed) else JSON_TYPE


def is_packed(headers: Mapping[str, str]) -> bool:
    """Answer whether a request is in the packed form, and its answer is to be."""
    content_type = headers.get("Content-Type", "")
    return content_type.split(";")[0].strip().lower() == PACKED_TYPE


def read(database: Database, headers: Mapping[str, str], body: bytes) -> Exchange:
    """Read a request in either form.

    Raises:
        Problem: 422 `unreadable-request`, or `unreadable-packing` after which JSON may be tried.
    """
    if not is_packed(headers):
        try:
            return decode_exchange(body)
        except ValueError as error:
            raise Problem(422, "unreadable-request") from error
    try:
        return decode_packed_exchange(body, lambda places: ids_at(database, places))
    except ValueError as error:
        raise Problem(422, "unreadable-packing") from error


def write(answer: ExchangeAnswer, asked: Exchange, headers: Mapping[str, str], nonce: str) -> bytes:
    """Return an answer in the form of its request; as JSON when it has no packed form."""
    if is_packed(headers):
        try:
            return Packed(encode_packed_answer(answer, asked, nonce))
        except ValueError:
            return encode_answer(answer)
    return encode_answer(answer)


def ids_at(database: Database, places: Sequence[Place]) -> list[str]:
    """Return the ids of events in the log by their places.

    Raises:
        ValueError: One is not here, or two stand at one place.
    """
    wanted: dict[tuple[str, int], list[int]] = defaultdict(list)
    for device, generation, n in places:
        wanted[device, generation].append(n)
    found: dict[Place, str] = {}
    with database.reading() as connection:
        for (device, generation), numbers in wanted.items():
            for start in range(0, len(numbers), _AT_ONCE):
                rows = connection.execute(
                    select(events.c.n, events.c.event_id).where(
                        events.c.device == device,
                        events.c.generation == generation,
                        events.c.n.in_(numbers[start : start + _AT_ONCE]),
                    )
                ).all()
                for row in rows:
                    if (device, generation, row.n) in found:
                        raise ValueError("two events at one place")
                    found[device, generation, row.n] = row.event_id
    if len(found) != len(set(places)):
        raise ValueError("a place where nothing stands")
    return [found[place] for place in places]
