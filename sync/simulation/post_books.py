"""What is known of the posts of a world: the books of its disks, and what truly happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from counter_app.domain.case_event import CaseEvent
from counter_app.domain.handover_facts import TakeoverRuled
from counter_app.domain.post_book import PostBook, read_book
from sync.ruling import is_ruling
from sync.signing import Verifier
from sync.simulation.disk import Disk


@dataclass
class PostBooks:
    """Folds facts of posts, equal lists once for all replicas; and the witness of what was said.

    Attributes:
        county: Whose signature makes a ruling.
        drafts: Unfinished intake → who began it.
        acts: Acts of giver and taker on the cases of a post that passes or passed.
        counts: What happened → how often.
    """

    county: Verifier
    drafts: dict[str, str] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _books: dict[tuple[str, ...], PostBook] = field(default_factory=dict)
    _ruled: dict[str, bool] = field(default_factory=dict)

    def book(self, disk: Disk) -> PostBook:
        """Return who holds which post, as one disk tells it."""
        return self.book_of(disk.post_events())

    def book_of(self, events: Sequence[CaseEvent]) -> PostBook:
        """Return who holds which post after these events."""
        key = tuple(event.event_id for event in events)
        if key not in self._books:
            self._books[key] = read_book(events, self.is_ruled)
        return self._books[key]

    def is_ruled(self, fact: TakeoverRuled) -> bool:
        """Whether the county signed a ruling."""
        if fact.signature not in self._ruled:
            self._ruled[fact.signature] = is_ruling(fact, self.county)
        return self._ruled[fact.signature]
