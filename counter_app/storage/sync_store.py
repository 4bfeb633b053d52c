"""What the sync thread reads and writes: the `SyncStore` port.  Short transactions only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Engine

from counter_app.domain.attachment import files_named
from counter_app.domain.county_word import CountyWord
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.mass_change import PullWatch
from counter_app.storage import sync_digest
from counter_app.storage.attachment_projection import write_attachment
from counter_app.storage.attachment_store import county_forgot_files
from counter_app.storage.case_projection import CaseProjection
from counter_app.storage.chain_questions import ChainAnswers
from counter_app.storage.county_words import read_word, write_word
from counter_app.storage.disposal import give_back, note_whole
from counter_app.storage.disposed_bodies import DisposedBodies
from counter_app.storage.event_log import (
    FOLDED,
    CountyPlace,
    Verdict,
    keep,
    order_of,
)
from counter_app.storage.ledger import Ledger, LedgerTransaction
from counter_app.storage.print_projection import write_print_job
from counter_app.storage.reading import reading
from counter_app.storage.reordered import ReorderedCases, compare, note_before
from counter_app.storage.set_aside import SetAsideEvents
from counter_app.storage.statements import COUNT_OPEN_OF_CASE, UPDATE_CASE_OPEN
from counter_app.storage.sync_digest import HeldFacts
from counter_app.storage.sync_state import OpenState, open_before, statuses_of
from sync.codec import event_id, event_of, open_header
from sync.protocol import SUITE, Ack, ChainRange, Header, PullEntry, SignedEvent
from sync.segments import UNSIGNED, link_of, vouched_for
from sync.signing import Purpose, is_signed

DeviceKeys = Callable[[str, int], Ed25519PublicKey | None]
"""(device, generation) → its public key, or None when it is not known here."""

NO_PREFIX: Final = "0" * 64

_UNACKNOWLEDGED: Final = (
    "SELECT data, signature FROM events"
    " WHERE server_sequence IS NULL AND parked_reason = ''"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY id LIMIT ?"
)
_COUNT: Final = (
    "SELECT COUNT(*) FROM events WHERE server_sequence IS NULL AND id > 0"
    " AND NOT (type = 'time.anchored' AND parked_reason = '') AND verdict <> 'disposed'"
)
_COUNT_PARKED: Final = (
    "SELECT COUNT(*) FROM events WHERE server_sequence IS NULL AND id > 0 AND parked_reason <> ''"
)
_POSITION: Final = (
    "SELECT epoch, position, prefix_hash FROM stream"
    " WHERE position >= 0 ORDER BY position DESC LIMIT 1"
)
_CASE_OF: Final = "SELECT case_id FROM events WHERE event_id = ?"
_ACKNOWLEDGE: Final = (
    "UPDATE events SET server_sequence = :sequence, parked_reason = '',"
    " received_at_ms = MIN(COALESCE(received_at_ms, :at_ms), :at_ms) WHERE event_id = :event"
)
_PLACE: Final = (
    "UPDATE events SET server_sequence = ?, position = ?, parked_reason = '',"
    " received_at_ms = COALESCE(MIN(received_at_ms, ?), received_at_ms, ?) WHERE event_id = ?"
)
_PARK: Final = "UPDATE events SET parked_reason = ? WHERE event_id = ?"
_KEEP_ACKS: Final = "INSERT INTO acks (data, signature) VALUES (?, ?)"
_KEEP_POSITION: Final = (
    "INSERT INTO stream (position, epoch, prefix_hash) VALUES (?, ?, ?)"
    " ON CONFLICT (position) DO UPDATE SET epoch = excluded.epoch,"
    " prefix_hash = excluded.prefix_hash"
)
_COUNT_OPEN_AGAIN: Final = (
    "UPDATE cases SET unacknowledged = (SELECT COUNT(*) FROM events"
    " WHERE events.case_id = cases.case_id AND events.case_id <> ''"
    " AND events.server_sequence IS NULL AND events.verdict IN ('own', 'valid', 'vouched'))"
)


HasFile = Callable[[str], bool]
"""Whether a file lies here: an act that was lost with the database and comes back finds it."""


class SqlSyncStore(
    HeldFacts, OpenState, SetAsideEvents, ChainAnswers, ReorderedCases, DisposedBodies
):
    """Facts on their way to the county and back."""

    def __init__(
        self,
        ledger: Ledger,
        reading_engine: Engine,
        projection: CaseProjection,
        device_keys: DeviceKeys,
        *,
        has_file: HasFile,
    ) -> None:
        self._has_file = has_file
        self._ledger = ledger
        self._engine = reading_engine
        self._projection = projection
        self._device_keys = device_keys
        self._word: CountyWord | None = None

    def unacknowledged(self, *, limit: int, bytes_max: int) -> list[SignedEvent]:
        """Return the oldest events that are not parked; at least one, however large it is."""
        with reading(self._engine) as connection:
            rows = connection.execute(_UNACKNOWLEDGED, (limit,)).fetchall()
        batch: list[SignedEvent] = []
        total = 0
        for data, signature in rows:
            total += len(data) + len(signature)
            if batch and total > bytes_max:
                break
            batch.append(SignedEvent(data=data, signature=signature))
        return batch

    def unacknowledged_count(self) -> int:
        """Return how many acts wait for the county's signature; its own word on time is none."""
        with reading(self._engine) as connection:
            return int(connection.execute(_COUNT).fetchone()[0])

    def acknowledge(self, acks: Sequence[Ack], *, data: bytes, signature: bytes) -> None:
        """Write down the county's order; whoever calls this has checked the signature.

        An ack without a sequence is a quarantine: the event is parked and stays open.
        """
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            cases = self._cases_of(connection, [ack.event_id for ack in acks])
            with self._reordering(transaction, cases):
                for ack in acks:
                    _write_ack(connection, ack)
            connection.execute(_KEEP_ACKS, (data, signature))
            transaction.commit()

    def head(self) -> tuple[int, int, str]:
        with self._ledger.transaction() as transaction:
            end = transaction.end
        return self._ledger.log.signatory.generation, end.n, end.event_id

    def position(self) -> tuple[str, int, str]:
        """Return epoch, position and prefix hash; ("", 0, 64 zeros) before the first page."""
        with reading(self._engine) as connection:
            row = connection.execute(_POSITION).fetchone()
        return ("", 0, NO_PREFIX) if row is None else (row[0], row[1], row[2])

    def take(
        self,
        entries: Sequence[PullEntry],
        *,
        epoch: str,
        prefix_hash: str,
        watch: PullWatch | None = None,
    ) -> int:
        """Store a page of the stream and the new position; returns how many events were new.

        Everything is kept, with what was found about it; only validly signed events are
        folded.  An entry without data stands for an event that is here already.

        Raises:
            MassChangeHeld: `watch` saw too many cases change; nothing was stored.
        """
        return self._take(entries, (epoch, prefix_hash), watch)

    def _take(
        self,
        entries: Sequence[PullEntry],
        stand: tuple[str, str] | None,
        watch: PullWatch | None = None,
    ) -> int:
        if not entries:
            return 0
        # Signatures are checked before anything is locked.
        arrived = settle_segments([self._arrival(e) for e in entries if e.event is not None])
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            cases = self._cases_of(connection, [entry.event_id for entry in entries])
            cases |= {CaseId(arrival.header.case) for arrival in arrived}
            before = open_before(connection, cases, watch)
            with self._reordering(transaction, cases):
                taken = sum(_store(connection, each, self._has_file) for each in arrived)
                connection.executemany(_PLACE, map(_place_of, entries))
                note_whole(connection, cases, self._ledger.log.now_ms())
            if watch is not None:
                watch.look(before, statuses_of(connection, before))
            if stand is not None:
                connection.execute(_KEEP_POSITION, (entries[-1].position, *stand))
            transaction.commit()
        return taken

    def take_missing(self, entries: Sequence[PullEntry]) -> int:
        """Keep events of places that were pulled already; returns how many were new here."""
        return self._take(entries, None)

    def restart_stream(self, *, epoch: str, position: int = 0) -> None:
        """Begin again with a new epoch of the county; the events themselves stay.

        Args:
            epoch: 32 hex digits.
            position: Up to where our stream is proven to be the county's; one of `checkpoints`.
        """
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            prefix_hash = sync_digest.prefix_at(connection, position)
            if prefix_hash is None:  # Nothing is proven of a place where no page ended.
                position, prefix_hash = 0, NO_PREFIX
            own = self._ledger.log.signatory.device
            shared = sync_digest.cases_to_reorder(connection, own, position=position)
            note_before(connection, shared)
            with self._reordering(transaction, shared):
                sync_digest.take_back(connection, position=position, epoch=epoch)
            self._ledger.folds.drop_all()
            connection.execute(_KEEP_POSITION, (position, epoch, prefix_hash))
            connection.execute(_COUNT_OPEN_AGAIN)
            county_forgot_files(connection)
            transaction.commit()

    def offer_again(self, spans: Sequence[ChainRange]) -> int:
        """Send events again that the county turned out to lack; returns how many."""
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            cases = sync_digest.cases_at(connection, spans)
            with self._reordering(transaction, cases):
                offered = sync_digest.offer_again(connection, spans)
            transaction.commit()
        return offered

    def county_word(self) -> CountyWord:
        """Return what the county last said about this device."""
        if self._word is None:
            with reading(self._engine) as connection:
                self._word = read_word(connection)
        return self._word

    def keep_county_word(self, word: CountyWord) -> None:
        """Keep it over restarts."""
        with self._ledger.transaction() as transaction:
            write_word(transaction.connection, word)
            transaction.commit()
        self._word = word

    @contextmanager
    def _reordering(self, transaction: LedgerTransaction, cases: set[CaseId]) -> Iterator[None]:
        """Fold those cases again whose order comes out otherwise; count the others anew."""
        connection = transaction.connection
        cases.discard(CaseId(""))
        before = {case_id: order_of(connection, case_id) for case_id in cases}
        yield
        for case_id, order in before.items():
            if order_of(connection, case_id) != order:
                held = self._ledger.folds.read_again(connection, case_id)
                self._projection.write(connection, case_id, held)
            else:
                (count,) = connection.execute(COUNT_OPEN_OF_CASE, (case_id,)).fetchone()
                connection.execute(UPDATE_CASE_OPEN, (count, case_id))
                self._ledger.folds.count_again(case_id)
        compare(connection, before)

    @staticmethod
    def _cases_of(connection: Any, event_ids: Iterable[str]) -> set[CaseId]:
        rows = (connection.execute(_CASE_OF, (event,)).fetchone() for event in event_ids)
        return {CaseId(row[0]) for row in rows if row is not None}

    def _arrival(self, entry: PullEntry) -> _Arrival:
        assert entry.event is not None
        identifier = event_id(entry.event.data)
        try:
            header = open_header(entry.event.data)
            event_of(header, identifier)  # Its clock must be readable too.
        except ValueError:
            return _Arrival(entry, _NO_HEADER, identifier, Verdict.UNREADABLE)
        key = self._device_keys(header.device, header.generation)
        return _Arrival(entry, header, identifier, _verdict(entry.event, key))


class _Arrival:
    """An event that came in, and what was found about it."""

    def __init__(
        self, entry: PullEntry, header: Header, identifier: EventId, verdict: Verdict
    ) -> None:
        self.entry = entry
        self.header = header
        self.identifier = identifier
        self.verdict = verdict

    @property
    def data(self) -> bytes:
        assert self.entry.event is not None
        return self.entry.event.data


_NO_HEADER: Final = Header(
    v=0,
    suite=SUITE,
    device="",
    generation=0,
    n=0,
    prev="",
    hlc=(0, 0),
    wall="",
    boot="",
    mono=0,
    anchor="",
    counter="",
    staff="",
    login="",
    role="",
    case="",
    type="",
    type_version=0,
    base={},
    body={},
)


def settle_segments(arrived: list[_Arrival]) -> list[_Arrival]:
    """Raise to valid what an event vouches for whose own signature was checked here."""
    links = [link for each in arrived if (link := link_of(each.data)) is not None]
    checked = [each.identifier for each in arrived if each.verdict is Verdict.VALID]
    vouched = vouched_for(links, checked)
    for each in arrived:
        if each.verdict is Verdict.VOUCHED and each.identifier in vouched:
            each.verdict = Verdict.VALID
    return arrived


def _verdict(event: SignedEvent, key: Ed25519PublicKey | None) -> Verdict:
    if key is None or event.signature == UNSIGNED:
        return Verdict.VOUCHED
    is_good = is_signed(key, Purpose.EVENT, event.data, event.signature)
    return Verdict.VALID if is_good else Verdict.BAD_SIGNATURE


def _store(connection: Any, arrival: _Arrival, has_file: HasFile) -> bool:
    """Keep an event, or a body that went and is wanted again; returns whether it was new here."""
    entry = arrival.entry
    assert entry.event is not None
    if connection.execute(_CASE_OF, (arrival.identifier,)).fetchone() is not None:
        return give_back(connection, entry.event.data)
    place = CountyPlace(server_sequence=entry.server_sequence, position=entry.position)
    header, verdict = arrival.header, arrival.verdict
    keep(connection, header, entry.event, arrival.identifier, verdict, place)
    if verdict in FOLDED:
        event = event_of(header, arrival.identifier)
        write_print_job(connection, event, run="")
        write_attachment(connection, event, is_here=any(map(has_file, files_named(event.fact))))
    return True


def _place_of(entry: PullEntry) -> tuple[int | str | None, ...]:
    at_ms = entry.received_at_ms
    return entry.server_sequence, entry.position, at_ms, at_ms, entry.event_id


def _write_ack(connection: Any, ack: Ack) -> None:
    if ack.server_sequence is None:
        connection.execute(_PARK, (ack.outcome, ack.event_id))
    else:
        values = {
            "sequence": ack.server_sequence,
            "at_ms": ack.received_at_ms,
            "event": ack.event_id,
        }
        connection.execute(_ACKNOWLEDGE, values)
