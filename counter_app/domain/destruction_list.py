"""A 销毁清单 as an auditor finds it: what went, and which signed record of which device says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from counter_app.domain.ids import EventId
from counter_app.domain.privacy import Pi
from counter_app.domain.privacy_facts import CopiesDestroyed


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionList:
    """One list.

    Attributes:
        record: The signed record that it is; 64 hex digits, also on the paper.
        device: Whose copies went: 16 hex digits.
        destroyed: What went by which rule, and what had to stay.
    """

    record: Annotated[EventId, Pi.P1]
    device: Annotated[str, Pi.P1]
    destroyed: Annotated[CopiesDestroyed, Pi.P1]

    @property
    def number(self) -> str:
        """Return the document number: 销〔2026〕10101-00001号."""
        return self.destroyed.document_number

    @property
    def files(self) -> int:
        """Return how many files went."""
        return sum(len(copy.files) for copy in self.destroyed.copies)
