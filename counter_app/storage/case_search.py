"""Lists and search over projections: the `CaseFinder` port.

Every query walks an index from a key and stops after one page.  No OFFSET, no sort, no scan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.case_card import PAGE_ROWS, CaseCard, Page, SyncStage, WorkQueue
from counter_app.domain.case_status import ENDED, CaseStatus
from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.domain.errors import CaseNotFound
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.item import HandlingType
from counter_app.storage.event_times import CountyKeyNow, intervals_of
from counter_app.storage.other_values import newest_with_other_values
from counter_app.storage.reading import reading
from counter_app.storage.schema import NO_LIMIT
from counter_app.storage.search_text import SearchEntry, SearchQuery, parse_query
from counter_app.storage.set_aside import case_stages, stages_of

_CARD: Final = (
    "SELECT c.case_id, c.number, c.item_name, c.applicant_name, c.number_masked, c.handling_type,"
    " c.status, c.received_at, c.binding_on, c.is_provisional, c.deemed_due_on,"
    " c.is_deemed_provisional, c.unacknowledged, c.open_conflicts, c.id, c.binding_from,"
    " c.notice_over_on FROM cases AS c WHERE "
)

SEARCH: Final = (
    "SELECT c.case_id, c.number, c.item_name, c.applicant_name, c.number_masked,"
    " c.handling_type, c.status, c.received_at, c.binding_on, c.is_provisional,"
    " c.deemed_due_on, c.is_deemed_provisional, c.unacknowledged, c.open_conflicts, c.id,"
    " c.binding_from, c.notice_over_on, c.search_text, c.search_keys"
    " FROM search CROSS JOIN cases AS c ON c.id = search.rowid"
    " WHERE search MATCH :expression AND search.rowid < :before"
    " ORDER BY search.rowid DESC LIMIT :rows"
)

_BY_ID_DOWN: Final = " AND c.id < :id ORDER BY c.id DESC LIMIT :rows"
_BY_DATE_UP: Final = (
    " AND (c.binding_on, c.id) > (:binding_on, :id) ORDER BY c.binding_on, c.id LIMIT :rows"
)
LISTS: Final[Mapping[WorkQueue, str]] = MappingProxyType(
    {
        WorkQueue.OVERDUE: _CARD
        + "c.binding_on IS NOT NULL AND c.binding_on < :today"
        + _BY_DATE_UP,
        WorkQueue.DUE_TODAY: _CARD
        + "c.binding_on IS NOT NULL AND c.binding_on = :today"
        + _BY_DATE_UP,
        WorkQueue.IN_PROGRESS: _CARD
        + "c.binding_on IS NOT NULL AND c.binding_on > :today"
        + _BY_DATE_UP,
        WorkQueue.WAITING_FOR_CITIZEN: _CARD + "c.status = 'awaiting-supplement'" + _BY_ID_DOWN,
        WorkQueue.WAITING_FOR_COUNTY: _CARD + "c.status IN ('forwarded', 'paused')" + _BY_ID_DOWN,
        WorkQueue.TO_HAND_OUT: _CARD + "c.status = 'concluded'" + _BY_ID_DOWN,
        WorkQueue.NOT_AT_COUNTY: _CARD + "c.unacknowledged > 0" + _BY_ID_DOWN,
        WorkQueue.ALL: _CARD + "c.id > 0" + _BY_ID_DOWN,
        WorkQueue.IN_CONFLICT: _CARD + "c.open_conflicts > 0" + _BY_ID_DOWN,
    }
)
COUNTS: Final[Mapping[WorkQueue, str]] = MappingProxyType(
    {
        WorkQueue.OVERDUE: "SELECT COUNT(*) FROM cases"
        " WHERE binding_on IS NOT NULL AND binding_on < :today",
        WorkQueue.DUE_TODAY: "SELECT COUNT(*) FROM cases"
        " WHERE binding_on IS NOT NULL AND binding_on = :today",
        WorkQueue.IN_PROGRESS: "SELECT COUNT(*) FROM cases"
        " WHERE binding_on IS NOT NULL AND binding_on > :today",
        WorkQueue.WAITING_FOR_CITIZEN: "SELECT COUNT(*) FROM cases"
        " WHERE status = 'awaiting-supplement' AND id > 0",
        WorkQueue.WAITING_FOR_COUNTY: "SELECT COUNT(*) FROM cases"
        " WHERE status IN ('forwarded', 'paused') AND id > 0",
        WorkQueue.TO_HAND_OUT: "SELECT COUNT(*) FROM cases WHERE status = 'concluded' AND id > 0",
        WorkQueue.NOT_AT_COUNTY: "SELECT COUNT(*) FROM cases WHERE unacknowledged > 0 AND id > 0",
        # Rows of `cases` are never deleted one by one: the last one's number is their count.
        WorkQueue.ALL: "SELECT COALESCE(MAX(id), 0) FROM cases",
        WorkQueue.IN_CONFLICT: "SELECT COUNT(*) FROM cases WHERE open_conflicts > 0 AND id > 0",
    }
)
CARD: Final = _CARD + "c.case_id = :case_id"
_ID_MAX: Final = 2**63 - 1
_DATED: Final = frozenset({WorkQueue.OVERDUE, WorkQueue.DUE_TODAY, WorkQueue.IN_PROGRESS})


class SqlCaseFinder:
    """The `CaseFinder` port on an engine that cannot write."""

    def __init__(
        self, engine: Engine, today: Callable[[], date], county_key: CountyKeyNow = lambda: None
    ) -> None:
        self._engine = engine
        self._today = today
        self._county_key = county_key

    def search(self, text: str, *, after: str | None = None) -> Page:
        """Find cases by everything that stands in the one box; newest at this counter first.

        All words have to be found: in names, item, address, document numbers and problems
        told, as the beginning of a name's or the item's sound, or as a whole number or its
        last six.  A box without anything to look for finds nothing.
        """
        query = parse_query(text)
        if query is None:
            return Page((), None)
        found = []
        with reading(self._engine) as connection:
            for row in _hits(connection, query, before=_ID_MAX if after is None else int(after)):
                found.append(row)
                if len(found) > PAGE_ROWS:
                    break
            return _page(connection, found, today=self._today())

    def other_valued(self) -> tuple[CaseId, ...]:
        """Return the newest cases with a contact of which another value is known (另有一值)."""
        with reading(self._engine) as connection:
            return newest_with_other_values(connection)

    def worklist(self, queue: WorkQueue, *, today: date, after: str | None = None) -> Page:
        """Return one list of the desk.

        Lists with dates begin with the oldest date; a case without any limit stands last.  A
        case whose notice clock has run out is overdue: it counts as accepted, but nobody has
        told the citizen.  The other lists begin with the newest case.
        """
        key = _start(queue) if after is None else _parsed_key(after)
        values = {**key, "today": today.isoformat(), "rows": PAGE_ROWS + 1}
        with reading(self._engine) as connection:
            rows = connection.execute(LISTS[queue], values).fetchall()
            page = _page(connection, rows, today=today)
        if page.next_key is None or queue not in _DATED:
            return page
        last = rows[PAGE_ROWS - 1]
        return Page(page.cards, f"{last[8]} {last[14]}")

    def counts(self, *, today: date) -> Mapping[WorkQueue, int]:
        values = {"today": today.isoformat()}
        with reading(self._engine) as connection:
            return {
                queue: int(connection.execute(query, values).fetchone()[0])
                for queue, query in COUNTS.items()
            }

    def card(self, case_id: CaseId) -> CaseCard:
        """Return the row of one case as of today.

        Raises:
            CaseNotFound: It is not here.
        """
        with reading(self._engine) as connection:
            row = connection.execute(CARD, {"case_id": case_id}).fetchone()
            if row is None:
                raise CaseNotFound
            [card] = _page(connection, [row], today=self._today()).cards
        return card

    def stages(self, case_id: CaseId) -> Mapping[EventId, SyncStage]:
        with reading(self._engine) as connection:
            return stages_of(connection, case_id)

    def intervals(self, case_id: CaseId) -> Mapping[EventId, TimeInterval]:
        with reading(self._engine) as connection:
            return intervals_of(connection, case_id, self._county_key)


def _page(connection: Any, rows: Sequence[tuple[Any, ...]], *, today: date) -> Page:
    """Make cards of the first rows, each with how far the county has its case."""
    shown = rows[:PAGE_ROWS]
    stages = case_stages(connection, [row[0] for row in shown])
    cards = tuple(_card(row, stages.get(row[0]), today=today) for row in shown)
    next_key = str(shown[-1][14]) if len(rows) > PAGE_ROWS else None
    return Page(cards, next_key)


def _hits(connection: Any, query: SearchQuery, *, before: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that are meant, newest first; the full-text table offers too many."""
    values: dict[str, Any] = {
        "expression": query.match_expression(),
        "before": before,
        "rows": PAGE_ROWS + 1,
    }
    while True:
        rows = connection.execute(SEARCH, values).fetchall()
        for row in rows:
            if query.finds(SearchEntry(text=row[17], keys=row[18])):
                yield row
        if len(rows) < values["rows"]:
            return
        values["before"] = rows[-1][14]


def _start(queue: WorkQueue) -> dict[str, object]:
    return {"binding_on": "", "id": 0 if queue in _DATED else _ID_MAX}


def _parsed_key(key: str) -> dict[str, object]:
    binding_on, _, row_id = key.rpartition(" ")
    return {"binding_on": binding_on, "id": int(row_id)}


def _card(row: tuple[Any, ...], stage: SyncStage | None, *, today: date) -> CaseCard:
    status = CaseStatus(row[6])
    due_on, is_provisional = row[8], row[9]
    if status is CaseStatus.RECEIVED and row[16] < today.isoformat():
        status = CaseStatus.DEEMED_ACCEPTED
        due_on, is_provisional = row[10], row[11]
    return CaseCard(
        case_id=CaseId(row[0]),
        number=row[1],
        item_name=row[2],
        applicant_name=row[3],
        number_masked=row[4],
        handling_type=HandlingType(row[5]),
        status=status,
        received_at=datetime.fromisoformat(row[7]),
        next_due_on=None if due_on in {None, NO_LIMIT} else date.fromisoformat(due_on),
        is_provisional=bool(is_provisional),
        stage=stage or SyncStage.STORED,
        open_conflicts=row[13],
        clock_from=None if row[15] is None else date.fromisoformat(row[15]),
        is_header_only=status in ENDED and not row[3] and not row[4],
    )
