"""Has a paper of the post printed and says what became of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from counter_app.domain.errors import CounterError
from counter_app.ui.post.words import printed_tone, printed_words, tr
from counter_app.ui.post_parts import PostParts, PostPrinted
from counter_app.ui.tokens import Tone

if TYPE_CHECKING:
    from counter_app.ui.post_parts import PostPaper

Shown = Callable[[str, str], None]


class PaperPrinting:
    """One paper at a time for each part of the page."""

    def __init__(
        self, parts: PostParts, name: str, show: Shown, changed: Callable[[], None]
    ) -> None:
        """Take the parts.

        Args:
            parts: Acts of the post.
            name: What the paper is called.
            show: Shows words in a tone.
            changed: Called when printing begins and ends.
        """
        self._parts = parts
        self._name = name
        self._show = show
        self._changed = changed
        self.is_printing = False

    def start(self, paper: PostPaper, before: str = "") -> None:
        """Print; `before` are words that stand in front of the result."""
        self.is_printing = True
        self._show(before + tr("正在打印{}…").format(self._name), "")
        self._changed()
        self._parts.print_tasks.start(
            partial(self._parts.print_paper, paper),
            done=partial(self._on_printed, before),
            failed=partial(self._on_failed, before),
        )

    def _on_printed(self, before: str, printed: PostPrinted) -> None:
        self._end(before + printed_words(self._name, printed), printed_tone(printed))

    def _on_failed(self, before: str, error: CounterError) -> None:
        words = tr("{}没有打印：{}").format(self._name, error.advice)
        self._end(before + words, Tone.BAD.value)

    def _end(self, words: str, tone: str) -> None:
        self.is_printing = False
        self._show(words, tone)
        self._changed()
