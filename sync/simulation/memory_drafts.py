"""Unfinished intakes of a simulated counter, which stand in no event and go by stick only."""

from __future__ import annotations

from collections.abc import Sequence

from counter_app.domain.case_card import Draft


class MemoryDrafts:
    """Implements `Drafts`; no fault takes it away, as the folder lies beside the database."""

    def __init__(self) -> None:
        self._kept: dict[str, Draft] = {}

    def save(self, draft: Draft) -> None:
        self._kept[draft.draft_id] = draft

    def all(self) -> Sequence[Draft]:
        """Return every draft, newest first."""
        return sorted(self._kept.values(), key=lambda each: each.saved_at, reverse=True)

    def discard(self, draft_id: str) -> None:
        self._kept.pop(draft_id, None)
