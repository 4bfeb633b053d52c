"""What the presenter of the intake page needs of what is seen, and what it hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.conclusion import Obstacle, Place
from counter_app.ui.intake.item_list import ItemList
from counter_app.ui.intake.number_words import Finding
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.looks import Look


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FormShown:
    """The form as it is to be seen.

    Attributes:
        finding, proxy_finding: About the numbers.
        is_choosing: Whether the search for items is open.
        outcome: What would be submitted; None while nothing can be.
        allowed: Outcomes the law allows now.
        heading, why: The conclusion in words.
        obstacle: What is to be done first; None when nothing is.
        is_busy: The page is being submitted; nothing can be changed.
        remarks: About who came and who should have: 须本人到场, 未满18周岁.
    """

    state: IntakeState
    finding: Finding
    proxy_finding: Finding
    is_choosing: bool
    outcome: Outcome | None
    allowed: frozenset[Outcome]
    heading: str
    why: str
    look: Look
    obstacle: Obstacle | None
    is_busy: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Offer:
    """Something above the form that waits for the clerk: a draft, or a case like this one.

    Attributes:
        details: What a person needs to know it by; masked where it is about a person.
    """

    words: str
    details: str


class IntakeScreen(Protocol):
    """The form; a test puts a notebook in its place."""

    def show_form(self, shown: FormShown) -> None: ...

    def show_items(self, items: ItemList) -> None: ...

    def show_card_line(self, look: Look, words: str) -> None: ...

    def show_preview(self, png: bytes, caption: str) -> None: ...

    def show_preview_words(self, words: str) -> None: ...

    def show_draft(self, offer: Offer | None, waiting: int) -> None:
        """Offer a draft, or none; `waiting` drafts can be asked for."""

    def show_duplicate(self, offer: Offer | None) -> None:
        """Point out an open case of the same person and item."""

    def show_earlier(self, words: Sequence[str]) -> None:
        """List earlier cases of the person, one line each."""

    def go_to(self, place: Place, row: int = 0) -> None:
        """Put the keyboard where something is to be done."""

    def clear_search(self) -> None: ...

    def bring_form(self) -> None: ...
