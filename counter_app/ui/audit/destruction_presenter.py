"""Reads the lists of what was destroyed, prints one, or has it written as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from counter_app.domain.destruction_list import DestructionList
from counter_app.domain.errors import CounterError
from counter_app.services.show_case import words_of
from counter_app.ui.audit.destruction_card import DestructionCard, tr
from counter_app.ui.page import Navigator
from counter_app.ui.post.words import printed_tone, printed_words
from counter_app.ui.privacy_parts import PrivacyParts, SheetPrinted
from counter_app.ui.tasks import Tasks
from counter_app.ui.tokens import Tone

FILE_DIALOG: Final = "destruction_file_dialog"


class DestructionPresenter(QObject):
    """One paper at a time."""

    def __init__(
        self, card: DestructionCard, parts: PrivacyParts, tasks: Tasks, navigator: Navigator
    ) -> None:
        """Take the card; `tasks` is the thread of the database, for the lists."""
        super().__init__(card)
        self._card = card
        self._parts = parts.destruction
        self._printing = parts.tasks
        self._tasks = tasks
        self._navigator = navigator
        card.print_requested.connect(self._print)
        card.save_requested.connect(self._ask_where)

    def read(self) -> None:
        """Read the lists anew."""
        self._tasks.start(self._parts.lists, done=self._on_read, failed=self._navigator.show_error)

    def _on_read(self, lists: Sequence[DestructionList]) -> None:
        self._card.show_lists(lists)

    def _print(self) -> None:
        one = self._card.chosen()
        if one is None:
            return
        self._card.show_busy(tr("正在打印{}…").format(one.number))
        self._printing.start(
            partial(self._parts.print_list, one),
            done=partial(self._on_printed, one.number),
            failed=self._on_failed,
        )

    def _on_printed(self, number: str, printed: SheetPrinted) -> None:
        self._end(printed_words(number, printed), printed_tone(printed))

    def _ask_where(self) -> None:
        one = self._card.chosen()
        if one is None:
            return
        dialog = QFileDialog(self._card, tr("清单存到哪里"), "", "PDF (*.pdf)")
        dialog.setObjectName(FILE_DIALOG)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{one.number}.pdf")
        dialog.fileSelected.connect(partial(self._save, one))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self, one: DestructionList, name: str) -> None:
        path = Path(name)
        self._card.show_busy(tr("正在保存 {}…").format(path.name))
        self._printing.start(
            partial(self._parts.save_list, one, path),
            done=partial(self._on_saved, path),
            failed=self._on_failed,
        )

    def _on_saved(self, path: Path, _nothing: None) -> None:
        self._end(tr("已保存：{}").format(path), Tone.GOOD.value)

    def _on_failed(self, error: CounterError) -> None:
        self._end(words_of(error), Tone.BAD.value)

    def _end(self, words: str, tone: str) -> None:
        self._card.show_busy("")
        self._card.show_result(words, tone)
