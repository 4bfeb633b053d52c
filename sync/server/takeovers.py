"""Take-overs that wait for a word: the county says yes or no from afar, where no chief is.

What it says is a fact of the county's own chain, signed a second time by itself, so that it counts
at every counter however it came there (`sync.ruling`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from sqlalchemy import Connection, select

from counter_app.domain.case_event import CaseEvent
from counter_app.domain.errors import (
    ReasonMissing,
    TakeoverNotOpen,
    TakeoverUnknown,
    TwoPersonsNeeded,
)
from counter_app.domain.handover_facts import TakeoverAnswer, TakeoverRuled
from counter_app.domain.post_book import Covering, PassState, PostBook, read_book
from counter_app.domain.two_persons import is_same_person, person_key
from sync.codec import describe, open_event
from sync.ruling import is_ruling, signed_ruling
from sync.server import county_chain, security_log
from sync.server.county_key import CountyKey
from sync.server.engine import Database, lock_head
from sync.server.schema import events, stream_entries
from sync.server.system_clock import iso_instant

REASON_CHARACTERS_MAX: Final = 200
STAFF_CHARACTERS_MAX: Final = 40
ID_DIGITS_MIN: Final = 8
_OPEN: Final = frozenset({PassState.OPEN, PassState.IN_FORCE})
_FACTS: Final = (
    select(stream_entries.c.scope, events.c.data)
    .join(events, events.c.server_sequence == stream_entries.c.server_sequence)
    .where(
        events.c.type.in_(
            (
                "post.handed_over",
                "post.handover_answered",
                "post.taken_over",
                "post.takeover_requested",
                "post.takeover_answered",
                "post.takeover_ruled",
            )
        )
    )
    .order_by(stream_entries.c.scope, events.c.server_sequence)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the county says to one take-over.

    Attributes:
        named: Number of the sheet, or the first digits (eight at least) of the request's id.
        ruled_by: Staff number of whoever decides.
        reason: In a person's words; no personal data of citizens belongs there.
    """

    named: str
    answer: TakeoverAnswer
    ruled_by: str
    reason: str


def coverings(database: Database, key: CountyKey) -> list[Covering]:
    """Return every take-over that the county has heard of, by township and in order."""
    with database.reading() as connection:
        return [each for book in _books(connection, key) for each in book.coverings.values()]


def rule(database: Database, key: CountyKey, ruling: Ruling, *, at_ms: int) -> Covering:
    """Approve or refuse a take-over; every counter of the township hears of it.

    A refusal takes back one that is in force already: the post goes back to whoever had it, what
    was done meanwhile stays, and somebody of the post looks at it.

    Returns:
        The take-over as it stands now.

    Raises:
        TakeoverUnknown: No take-over is meant by this, or more than one.
        TakeoverNotOpen: It was refused or ended, or is in force and needs no approval.
        ReasonMissing: Nobody says why.
        TwoPersonsNeeded: Nobody says who decides, or it is one of the two.
    """
    if not ruling.reason.strip():
        raise ReasonMissing("顶岗的答复")
    with database.writing() as connection:
        lock_head(connection)
        covering = _one(connection, key, ruling.named)
        _require(covering, ruling)
        unsigned = TakeoverRuled(
            document_number=covering.document_number,
            post_code=covering.post_code,
            request=covering.event_id,
            answer=ruling.answer,
            ruled_by=ruling.ruled_by.strip()[:STAFF_CHARACTERS_MAX],
            ruled_at=datetime.fromisoformat(iso_instant(at_ms)),
            reason=ruling.reason.strip()[:REASON_CHARACTERS_MAX],
        )
        fact = describe(signed_ruling(unsigned, key.sign_ruling))
        post_code = covering.post_code
        county_chain.record(connection, key, fact, counter_code=post_code, at_ms=at_ms)
        security_log.note(connection, f"takeover-{ruling.answer.value}", "", at_ms=at_ms)
        return _one(connection, key, covering.event_id)


def _require(covering: Covering, ruling: Ruling) -> None:
    is_no = ruling.answer is TakeoverAnswer.REFUSED
    if covering.state not in (_OPEN if is_no else {PassState.OPEN}):
        raise TakeoverNotOpen(covering.document_number)
    parties = (covering.taken_by, covering.acting_for)
    is_party = any(is_same_person(ruling.ruled_by, each) for each in parties)
    if is_party or not person_key(ruling.ruled_by):
        raise TwoPersonsNeeded("顶岗不能由本人批准")


def _one(connection: Connection, key: CountyKey, named: str) -> Covering:
    named = named.strip()
    found = [
        each
        for book in _books(connection, key)
        for each in book.coverings.values()
        if each.document_number == named
        or (len(named) >= ID_DIGITS_MIN and each.event_id.startswith(named.lower()))
    ]
    if len(found) != 1:
        raise TakeoverUnknown(named[:64])
    return found[0]


def _books(connection: Connection, key: CountyKey) -> Iterator[PostBook]:
    """Yield the book of each township; numbers of sheets are unique in one only."""
    ours = key.publics
    rows = connection.execute(_FACTS).all()
    for _, of_scope in groupby(rows, key=lambda row: row.scope):
        told = (found for row in of_scope if (found := _readable(row.data)) is not None)
        yield read_book(told, lambda fact: any(is_ruling(fact, each) for each in ours))


def _readable(data: bytes) -> CaseEvent | None:
    try:
        return open_event(data)
    except ValueError:  # Counters keep it as unreadable, and fold it neither.
        return None
