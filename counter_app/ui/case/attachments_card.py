"""The files of a case: what each is, where its bytes are, open it, take it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.domain.attachment import AttachedFile, AttachmentState, MediaType
from counter_app.ui.attachment_words import size_words, tr
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

ADD_KEY: Final = "Ctrl+Shift+A"

_STATES: Final = MappingProxyType(
    {
        AttachmentState.ON_THE_WAY: ("附件在途", Look(Tone.CAUTION, "hourglass")),
        AttachmentState.HERE: ("本机已存", Look(Tone.NEUTRAL, "disk")),
        AttachmentState.AT_COUNTY: ("县局已收", Look(Tone.GOOD, "county")),
    }
)
_KINDS: Final = MappingProxyType(
    {MediaType.JPEG: "图片", MediaType.PNG: "图片", MediaType.PDF: "PDF"}
)


def state_words(state: AttachmentState) -> str:
    """Return where the bytes of a file are, in the clerk's words."""
    return tr(_STATES[state][0])


class AttachmentsCard(Card):
    """A block a file.

    Signals:
        add_requested: Choose files to add.
        open_requested, take_off_requested: AttachedFile.
    """

    add_requested = Signal()
    open_requested = Signal(object)
    take_off_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__("case_attachments", tr("附件"))
        self._theme = theme
        self._blocks: list[QWidget] = []
        self.count = PlainLabel("", "soft")
        self.head.addWidget(self.count)
        self.empty = PlainLabel(
            tr("还没有附件。扫描或拍照后添加：JPG、PNG 或 PDF，每个不超过 20 MB。"),
            "soft",
            wraps=True,
        )
        self.busy = PlainLabel("", "small", wraps=True)
        self.busy.hide()
        self.add_button = KeyButton(
            theme,
            "case_attachment_add",
            tr("添加附件"),
            key=ADD_KEY,
            icon="paper-new",
            kind="quiet",
        )
        self.add_button.clicked.connect(self.add_requested)
        self.body.addWidget(self.empty)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GAP)
        self.body.addLayout(self._rows)
        self.body.addWidget(self.busy)
        self.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_files(
        self, files: Sequence[AttachedFile], states: Mapping[str, AttachmentState], why_not: str
    ) -> None:
        """Show the files of a case.

        Args:
            files: In the order in which they came.
            states: SHA-256 → where the bytes are.
            why_not: Why nothing can be added or taken off now, or "".
        """
        for block in self._blocks:
            self._rows.removeWidget(block)
            block.hide()
            block.deleteLater()
        self._blocks.clear()
        for place, file in enumerate(files):
            state = states.get(file.attachment.sha256, AttachmentState.ON_THE_WAY)
            block = self._block(place, file, state, may_change=not why_not)
            self._blocks.append(block)
            self._rows.addWidget(block)
        self.empty.setVisible(not files)
        self.count.setText(tr("共{}个").format(len(files)) if files else "")
        self.add_button.set_available(why_not)

    def show_busy(self, words: str) -> None:
        """Say what is being done with files; "" when it is done."""
        self.busy.setText(words)
        self.busy.setVisible(bool(words))
        self.add_button.setEnabled(not words)

    def _block(
        self, place: int, file: AttachedFile, state: AttachmentState, *, may_change: bool
    ) -> QFrame:
        attachment = file.attachment
        block = QFrame()
        block.setObjectName(f"attachment_{place}")
        block.setProperty("role", "well")
        badge = Badge(self._theme, f"attachment_{place}_state")
        badge.show_look(_STATES[state][1], state_words(state))
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(PlainLabel(attachment.name, "strong", wraps=True), 1)
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        parts = [
            tr(_KINDS[attachment.media_type]),
            size_words(attachment.size_bytes),
            f"{attachment.attached_at:%m-%d %H:%M}",
        ]
        if attachment.material:
            parts.insert(0, attachment.material)
        column = QVBoxLayout(block)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(PlainLabel(" · ".join(parts), "small", wraps=True))
        column.addWidget(self._buttons(place, file, may_change=may_change))
        return block

    def _buttons(self, place: int, file: AttachedFile, *, may_change: bool) -> QWidget:
        opens = KeyButton(
            self._theme, f"attachment_{place}_open", tr("打开"), icon="eye", kind="quiet"
        )
        off = KeyButton(
            self._theme, f"attachment_{place}_off", tr("撤下"), icon="cross", kind="quiet"
        )
        for button in (opens, off):
            button.setAccessibleName(f"{button.text()} {file.attachment.name}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        off.setVisible(may_change)
        opens.clicked.connect(partial(self.open_requested.emit, file))
        off.clicked.connect(partial(self.take_off_requested.emit, file))
        box = FlowBox(gap=0)
        box.add(opens, off)
        return box
