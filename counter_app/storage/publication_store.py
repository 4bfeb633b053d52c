"""What the county published and this counter took, and what it did not take.

Versions are never thrown away: cases are finished under the one they began with.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine

from counter_app.domain.ids import CaseId
from counter_app.domain.publication_facts import (
    PublicationFact,
    PublicationInstalled,
    PublicationRefused,
)
from counter_app.domain.staff import SYSTEM
from counter_app.storage.event_log import Origin
from counter_app.storage.ledger import Ledger, LedgerTransaction
from counter_app.storage.reading import reading

_NEWEST: Final = "SELECT kind, MAX(version) FROM publications GROUP BY kind"
_VERSIONS: Final = "SELECT version, manifest FROM publications WHERE kind = ? ORDER BY version DESC"
_CONTENT: Final = "SELECT content FROM publications WHERE kind = ? AND version = ?"
_HAS: Final = "SELECT 1 FROM publications WHERE kind = ? AND version = ?"
_KEEP: Final = (
    "INSERT INTO publications (kind, version, manifest, signatures, content, installed_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_DROP_OLD: Final = (
    "DELETE FROM publications WHERE kind = ?1 AND version NOT IN (SELECT version"
    " FROM publications WHERE kind = ?1 ORDER BY version DESC LIMIT ?2)"
)
RECENT_KEPT: Final = 30
"""Of a kind whose old versions no case needs: enough to say what changed since a shift."""

_REFUSE: Final = (
    "INSERT INTO refused_publications (kind, version, reason, basis, refused_at)"
    " VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, version) DO UPDATE SET"
    " reason = excluded.reason, basis = excluded.basis, refused_at = excluded.refused_at"
)
_FORGET_REFUSED: Final = "DELETE FROM refused_publications WHERE kind = ? AND version <= ?"
_REFUSED: Final = (
    "SELECT kind, version, reason, basis FROM refused_publications"
    " ORDER BY refused_at DESC, version DESC"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptPublication:
    """What is to be kept: bytes as they were signed, and the signatures as JSON text."""

    manifest: bytes
    signatures: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RefusedVersion:
    """A version that may not count.

    Attributes:
        basis: What the refusal rests on; when it changes, another try is worth it.
    """

    kind: str
    version: int
    reason: str
    basis: str


class SqlPublications:
    """The tables `publications` and `refused_publications` of one profile."""

    def __init__(self, ledger: Ledger, reading_engine: Engine, counter_code: str) -> None:
        self._ledger = ledger
        self._engine = reading_engine
        self._origin = Origin(counter_code, SYSTEM)

    def newest(self) -> dict[str, int]:
        """Return the newest version of each kind."""
        with reading(self._engine) as connection:
            return {str(kind): int(version) for kind, version in connection.execute(_NEWEST)}

    def versions(self, kind: str) -> list[tuple[int, bytes]]:
        """Return version and manifest of all that is kept of a kind, newest first."""
        with reading(self._engine) as connection:
            return [(int(n), bytes(data)) for n, data in connection.execute(_VERSIONS, (kind,))]

    def content(self, kind: str, version: int, sha256: str) -> bytes | None:
        """Return a content whose hash is still the one its manifest names; else None."""
        with reading(self._engine) as connection:
            row = connection.execute(_CONTENT, (kind, version)).fetchone()
        if row is None:
            return None
        content = bytes(row[0])
        if hashlib.sha256(content).hexdigest() != sha256:
            log.error("the %s %d kept here is damaged and passed over", kind, version)
            return None
        return content

    def install(
        self, kept: KeptPublication, fact: PublicationInstalled, *, keep_old: bool = True
    ) -> None:
        """Keep what was checked, and record it, in one transaction.

        Args:
            kept: Signatures and content have been checked.
            fact: Names kind and version.
            keep_old: Whether cases may still need the versions before; else some are dropped.
        """
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            if connection.execute(_HAS, (fact.kind, fact.version)).fetchone() is not None:
                return  # Another process of this profile has just installed it.
            values = (kept.manifest, kept.signatures, kept.content, fact.installed_at.isoformat())
            connection.execute(_KEEP, (fact.kind, fact.version, *values))
            connection.execute(_FORGET_REFUSED, (fact.kind, fact.version))
            if not keep_old:
                connection.execute(_DROP_OLD, (fact.kind, RECENT_KEPT))
            self._append(transaction, fact)
            transaction.commit()

    def refuse(self, fact: PublicationRefused, basis: str) -> None:
        """Remember that a version may not count, and record it, in one transaction."""
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            values = (fact.kind, fact.version, fact.reason, basis, fact.refused_at.isoformat())
            connection.execute(_REFUSE, values)
            self._append(transaction, fact)
            transaction.commit()

    def refused(self) -> list[RefusedVersion]:
        """Return what may not count, the latest first; what a newer version replaced is gone."""
        with reading(self._engine) as connection:
            return [RefusedVersion(*row) for row in connection.execute(_REFUSED)]

    def _append(self, transaction: LedgerTransaction, fact: PublicationFact) -> None:
        transaction.end, event = self._ledger.log.append(
            transaction.connection, transaction.end, self._origin, (CaseId(""), fact, {})
        )
        transaction.event_ids.append(event.event_id)
