"""Intake pages that were not submitted: the `Drafts` port."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from counter_app.domain.case_card import Draft
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading

DRAFTS_MAX: Final = 200
"""One counter has a handful; what is older is listed after they are dealt with."""

_SAVE: Final = (
    "INSERT INTO drafts (draft_id, staff, saved_at, title, payload) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (draft_id) DO UPDATE SET staff = excluded.staff,"
    " saved_at = excluded.saved_at, title = excluded.title, payload = excluded.payload"
)
_ALL: Final = (
    "SELECT draft_id, staff, saved_at, title, payload FROM drafts"
    " ORDER BY saved_at DESC, draft_id LIMIT ?"
)
_DISCARD: Final = "DELETE FROM drafts WHERE draft_id = ?"


class SqlDrafts:
    """Drafts in their own table; no event, never sent, gone once discarded."""

    def __init__(self, ledger: Ledger, reading_engine: Engine) -> None:
        self._ledger = ledger
        self._engine = reading_engine

    def save(self, draft: Draft) -> None:
        """Keep a draft; a later one of the same id takes its place.

        Raises:
            DiskFull, CommitUnknown: As with a case.
        """
        payload = json.dumps(draft.payload, ensure_ascii=True)
        row = (draft.draft_id, draft.staff, draft.saved_at.isoformat(), draft.title, payload)
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_SAVE, row)
            transaction.commit()

    def all(self) -> Sequence[Draft]:
        with reading(self._engine) as connection:
            rows = connection.execute(_ALL, (DRAFTS_MAX,)).fetchall()
        return [
            Draft(
                draft_id=draft_id,
                staff=staff,
                saved_at=datetime.fromisoformat(saved_at),
                title=title,
                payload=json.loads(payload),
            )
            for draft_id, staff, saved_at, title, payload in rows
        ]

    def discard(self, draft_id: str) -> None:
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_DISCARD, (draft_id,))
            transaction.commit()
