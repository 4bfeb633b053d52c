"""What a checker sees of the county: its database, with the eyes of nobody in particular."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from counter_app.domain.attachment import Attachment, MaterialAttached
from sync.protocol import SignedEvent
from sync.server.device_keys import authors
from sync.server.engine import Database
from sync.server.schema import (
    chain_flags,
    events,
    ledger_head,
    quarantine,
    security_events,
    stream_entries,
    streams,
)
from sync.server.schema_pieces import attachments
from sync.signing import Purpose, is_signed
from sync.simulation.readings import header_of, reading_of

FORKED: Final = "forked"


class CountyView:
    """Questions to the county's database.

    Attributes:
        log: Event id → server sequence, as `look` last saw it.
    """

    database: Database
    log: dict[str, int]

    def look(self) -> dict[str, int]:
        """Return event id → server sequence of the whole log."""
        with self.database.reading() as connection:
            rows = connection.execute(select(events.c.event_id, events.c.server_sequence))
            self.log = {row.event_id: row.server_sequence for row in rows}
        return self.log

    def ends(self) -> dict[str, tuple[str, int, str]]:
        """Return township → epoch, last position and prefix hash of its stream."""
        with self.database.reading() as connection:
            epoch = connection.execute(select(ledger_head.c.epoch)).scalar_one()
            rows = connection.execute(select(streams))
            return {row.scope: (epoch, row.position, row.prefix_hash) for row in rows}

    def scope(self, township: str) -> set[str]:
        """Return the ids of the events of a township's stream."""
        question = (
            select(events.c.event_id)
            .join(stream_entries, stream_entries.c.server_sequence == events.c.server_sequence)
            .where(stream_entries.c.scope == township)
        )
        with self.database.reading() as connection:
            return set(connection.execute(question).scalars())

    def scopes_of(self, case_id: str) -> dict[str, set[str]]:
        """Return township → ids of the events of a case that its stream shows."""
        question = (
            select(stream_entries.c.scope, events.c.event_id)
            .join(events, events.c.server_sequence == stream_entries.c.server_sequence)
            .where(events.c.case_id == case_id)
        )
        found: dict[str, set[str]] = {}
        with self.database.reading() as connection:
            for row in connection.execute(question):
                found.setdefault(row.scope, set()).add(row.event_id)
        return found

    def receipts(self) -> dict[str, int]:
        """Return event id → when it was received, milliseconds since 1970."""
        with self.database.reading() as connection:
            rows = connection.execute(select(events.c.event_id, events.c.received_at_ms))
            return {row.event_id: row.received_at_ms for row in rows}

    def knows_key_of(self, event: SignedEvent) -> bool:
        """Answer whether one of the keys registered for its author signed an event."""
        header = header_of(event.data)
        with self.database.reading() as connection:
            author = authors(connection, {header.device}, at_ms=0).get(header.device)
        keys = author.keys.get(header.generation, []) if author is not None else []
        return any(
            is_signed(key.public, Purpose.EVENT, event.data, event.signature) for key in keys
        )

    def beginnings(self) -> list[tuple[str, int, str]]:
        """Return device, generation and type of each first event of a later generation."""
        question = select(events.c.device, events.c.generation, events.c.type).where(
            events.c.n == 1, events.c.generation > 1
        )
        with self.database.reading() as connection:
            return sorted((r.device, r.generation, r.type) for r in connection.execute(question))

    def forked_generations(self) -> set[tuple[str, int]]:
        """Return device and generation of each chain that is flagged as forked."""
        question = select(chain_flags.c.device, chain_flags.c.generation).where(
            chain_flags.c.kind == FORKED
        )
        with self.database.reading() as connection:
            return {(row.device, row.generation) for row in connection.execute(question)}

    def files(self) -> set[str]:
        """Return the names of all files."""
        with self.database.reading() as connection:
            return set(connection.execute(select(attachments.c.sha256)).scalars())

    def file_contents(self) -> dict[str, bytes]:
        """Return SHA-256 → content of all files."""
        question = select(attachments.c.sha256, attachments.c.content)
        with self.database.reading() as connection:
            return {row.sha256: row.content for row in connection.execute(question)}

    def files_named(self) -> dict[str, list[Attachment]]:
        """Return SHA-256 → what each act in the log says of the file that it names."""
        question = select(events.c.data).where(events.c.type == "material.attached")
        found: dict[str, list[Attachment]] = {}
        with self.database.reading() as connection:
            for data in connection.execute(question).scalars():
                fact = reading_of(data).fact
                assert isinstance(fact, MaterialAttached), "an act of this type that nobody reads"
                found.setdefault(fact.attachment.sha256, []).append(fact.attachment)
        return found

    def set_aside(self) -> set[str]:
        """Return the ids of the events in quarantine."""
        with self.database.reading() as connection:
            return set(connection.execute(select(quarantine.c.event_id)).scalars())

    def flags(self) -> list[tuple[str, str, str]]:
        """Return (kind, device, missing id) of every flag that is not settled."""
        question = select(chain_flags.c.kind, chain_flags.c.device, chain_flags.c.missing)
        with self.database.reading() as connection:
            rows = connection.execute(question.where(chain_flags.c.settled_at_ms.is_(None)))
            return sorted((row.kind, row.device, row.missing) for row in rows)

    def security(self) -> dict[str, int]:
        """Return how often each kind of security event happened."""
        counts: dict[str, int] = {}
        with self.database.reading() as connection:
            for row in connection.execute(select(security_events.c.kind, security_events.c.times)):
                counts[row.kind] = counts.get(row.kind, 0) + row.times
        return dict(sorted(counts.items()))
