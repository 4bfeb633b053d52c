"""Who has seen or looked for whom: the record of access, as an auditor reads it.

It is the event log itself, so nobody can switch it off or thin it out; no values stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from counter_app.domain.access_record import Access, seen_words
from counter_app.domain.privacy_facts import DataCopyGiven, DataRevealed, PersonSearched, SearchKind
from counter_app.storage.profile_store import Store
from counter_app.storage.reading import reading
from sync.codec import open_event

NEWEST_MAX: Final = 1_000

_ACCESS: Final = (
    "SELECT events.data, cases.number FROM events"
    " LEFT JOIN cases ON cases.case_id = events.case_id AND events.case_id <> ''"
    " WHERE events.type IN ('privacy.data_revealed', 'privacy.person_searched',"
    " 'privacy.data_copy_given') AND events.verdict IN ('own', 'valid', 'vouched')"
    " ORDER BY events.id DESC LIMIT ?"
)
_SEARCHES: Final = {SearchKind.WHOLE: "按完整证件号", SearchKind.LAST_SIX: "按证件号后六位"}


class AccessLog:
    """Reads the record of access."""

    def __init__(self, store: Store) -> None:
        """Read this store."""
        self._store = store

    def newest(self, limit: int = NEWEST_MAX) -> tuple[Access, ...]:
        """Return the newest accesses, the latest first; at most `limit` and `NEWEST_MAX`."""
        wanted = min(max(limit, 0), NEWEST_MAX)
        with reading(self._store.reading_engine) as connection:
            rows = connection.execute(_ACCESS, (wanted,)).fetchall()
        return tuple(found for data, number in rows for found in _access(data, number or ""))


def _access(data: bytes, number: str) -> Iterator[Access]:
    event = open_event(data)
    match event.fact:
        case DataRevealed(reveal=reveal):
            yield Access(
                at=reveal.revealed_at,
                staff=event.staff,
                role=event.role,
                kind="reveal",
                what=seen_words(reveal),
                cases=(number,),
                reason=reveal.reason,
            )
        case PersonSearched(kind=kind, cases=cases, searched_at=at):
            yield Access(
                at=at,
                staff=event.staff,
                role=event.role,
                kind="search",
                what=_SEARCHES[kind],
                cases=cases,
            )
        case DataCopyGiven(copy=copy):
            yield Access(
                at=copy.given_at,
                staff=event.staff,
                role=event.role,
                kind="copy",
                what=f"个人信息查询单 {copy.document_number}",
                cases=(number,),
            )
