"""变化: what happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from counter_app.domain.case_card import CaseCard
from counter_app.domain.errors import CounterError
from counter_app.domain.numbering import grouped
from counter_app.domain.privacy import mask_name
from counter_app.domain.publication_facts import KIND_WORDS
from counter_app.domain.published_change import NEW, WITHDRAWN, PublishedChange
from counter_app.domain.shift_changes import ChangedPublication, ShiftChanges
from counter_app.domain.terms import name_of
from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE
from counter_app.ui.post.changes_panel import ChangesPanel
from counter_app.ui.post.rows import Row
from counter_app.ui.post.words import tr
from counter_app.ui.post_parts import ChangesParts
from counter_app.ui.tasks import Tasks
from counter_app.ui.tokens import Tone

_ICONS: Final = {"catalogue": "list", "calendar": "calendar", "staff": "person", "trust": "lock"}
_WORDS: Final = {
    f"catalogue{NEW}": "现在可以办",
    f"catalogue{WITHDRAWN}": "不再收件，已收的按原来的办完",
    f"staff{WITHDRAWN}": "不在县局名单上了",
}
_TONES: Final = {NEW: Tone.GOOD, WITHDRAWN: Tone.CAUTION}


class ChangesPresenter(QObject):
    """Reads what changed when somebody signs in, and remembers when they have read it.

    Signals:
        found: Something is to be read.
            int: how many lines.
        put_aside: It has been read.
    """

    found = Signal(int)
    put_aside = Signal()

    def __init__(self, panel: ChangesPanel, changes: ChangesParts | None, tasks: Tasks) -> None:
        super().__init__(panel)
        self._panel = panel
        self._parts = changes
        self._tasks = tasks
        self._shown: ShiftChanges | None = None
        panel.acted.connect(lambda _action: self.dismiss())
        self._show_nothing()

    def look(self) -> None:
        """Read what changed for whoever is signed in now."""
        if self._parts is not None:
            self._tasks.start(self._parts.read, done=self._on_read, failed=self._on_failed)

    def dismiss(self) -> None:
        """Put aside what is shown; it is not shown to this person again."""
        shown, parts = self._shown, self._parts
        if shown is None or parts is None:
            return
        self._tasks.start(
            lambda: parts.dismiss(shown),
            done=lambda _nothing: self._on_dismissed(),
            failed=self._on_failed,
        )

    def _on_read(self, changes: ShiftChanges) -> None:
        if not changes.count:
            self._show_nothing()
            return
        self._shown = changes
        rows = list(_rows(changes))
        heading = tr("上次下班后有 {} 处变化").format(changes.count)
        self._panel.show_changes(heading, changes.notice, rows)
        self._panel.offer({Action.SUBMIT: AVAILABLE}, {Action.SUBMIT: tr("看过了")})
        self.found.emit(changes.count)

    def _on_dismissed(self) -> None:
        self._show_nothing()
        self.put_aside.emit()

    def _show_nothing(self) -> None:
        self._shown = None
        self._panel.offer({}, {})
        self._panel.show_nothing(
            tr("没有没看过的变化"),
            tr("目录、日历、人员或别的窗口有了变化，登录时会列在这里。"),
            "check",
        )

    def _on_failed(self, error: CounterError) -> None:
        self._shown = None
        self._panel.offer({}, {})
        self._panel.show_nothing(tr("变化读不出来"), error.advice, "alert")


def _rows(changes: ShiftChanges) -> Iterator[Row]:
    for publication in changes.published:
        yield from _publication_rows(publication)
    for card in changes.cases:
        yield _case_row(card, changes.by_others.get(card.case_id, ()))


def _publication_rows(publication: ChangedPublication) -> Iterator[Row]:
    name = f"{KIND_WORDS[publication.kind]}"
    lines = publication.changes or (PublishedChange("", tr("第{}版").format(publication.version)),)
    for change in lines:
        yield Row(
            (
                name,
                change.kind,
                change.name,
                change.detail or tr(_WORDS.get(publication.kind + change.kind, "新版本已启用")),
            ),
            tone=_TONES.get(change.kind, Tone.INFO),
            icon=_ICONS[publication.kind],
        )


def _case_row(card: CaseCard, by_others: Sequence[str]) -> Row:
    who = "、".join(by_others)
    by = tr("您收的件，由 {} 办过").format(who) if by_others else tr("别的窗口办过")
    words = tr("{} {}，{}，现在：{}").format(
        mask_name(card.applicant_name), card.item_name, by, name_of(card.status)
    )
    return Row(
        (tr("办件"), tr("进展"), grouped(card.number), words),
        key=card.case_id,
        tone=Tone.INFO,
        icon="paper",
    )
