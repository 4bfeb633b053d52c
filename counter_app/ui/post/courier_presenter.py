"""送件盘: what happens."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import PurePath

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from counter_app.domain.courier import (
    BundleNote,
    BundleState,
    BundleWay,
    CourierStanding,
    ReturnsTaken,
    words_of_return,
)
from counter_app.domain.errors import CounterError
from counter_app.domain.terms import name_of
from counter_app.ui.keys import Action
from counter_app.ui.post.courier_panel import CourierPanel
from counter_app.ui.post.printing import PaperPrinting
from counter_app.ui.post.rows import Row
from counter_app.ui.post.words import day_time, tr
from counter_app.ui.post_parts import PostParts
from counter_app.ui.tokens import Tone

_LOOKS = {
    BundleState.WRITING: (Tone.CAUTION, "alert"),
    BundleState.MADE: (Tone.CAUTION, "hourglass"),
    BundleState.ANSWERED: (Tone.GOOD, "check-circle"),
    BundleState.VOID: (Tone.NEUTRAL, "cross-octagon"),
    BundleState.IMPORTED: (Tone.GOOD, "inbox"),
}
_PRINTABLE = frozenset({BundleState.MADE, BundleState.ANSWERED})


class CourierPresenter(QObject):
    """Exports, takes returns in, prints the slip; one at a time.

    Signals:
        progressed: int, int: events written, events in all; sent from the thread that writes.
    """

    progressed = Signal(int, int)

    def __init__(self, panel: CourierPanel, post: PostParts) -> None:
        super().__init__(panel)
        self._panel = panel
        self._parts = post.courier
        self._standing: CourierStanding | None = None
        self._extra: list[str] = []
        self._doing = ""
        self._is_cancelled = threading.Event()
        self._printing = PaperPrinting(
            post, self.tr("送件清单"), panel.show_result, self._tell_offers
        )
        panel.acted.connect(self._on_acted)
        panel.folder_changed.connect(self._tell_offers)
        panel.row_changed.connect(self._tell_offers)
        self.progressed.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)
        panel.empty.show_words(
            self.tr("还没有送件包"),
            self.tr("网络长期不通时，把未同步的记录导出到 U 盘，由专人送县局；带回回执再导入。"),
            "inbox",
        )
        self._tell_offers()

    def load(self) -> None:
        """Look how things stand, unless something is being done."""
        if not self._doing:
            self._parts.tasks.start(
                self._parts.look, done=self._on_standing, failed=self._on_failed
            )

    def cancel(self) -> bool:
        """Stop an export that runs; answers whether there was one."""
        is_exporting = self._doing == "export"
        if is_exporting:
            self._is_cancelled.set()
            self._panel.show_result(self.tr("正在停止导出…"), "")
        return is_exporting

    def _on_standing(self, standing: CourierStanding) -> None:
        self._standing = standing
        panel = self._panel
        panel.show_rows([_row(note) for note in standing.notes])
        known = {drive.path: drive.label for drive in standing.drives}
        for path in (standing.folder, *self._extra):
            if path and path not in known:
                known[path] = PurePath(path).name or path
        folders = [(path, f"{label}（{path}）") for path, label in known.items()]
        panel.show_folders(folders, self.tr("没有插入 U 盘，按 F7 选文件夹"))
        if standing.why_not:
            panel.show_waiting(standing.why_not, Tone.BAD.value)
        elif standing.waiting:
            words = self.tr("县局还没有签收 {} 条，导出时全部写入 U 盘。").format(standing.waiting)
            panel.show_waiting(words, Tone.CAUTION.value)
        else:
            words = self.tr("全部已由县局签收。仍可导出，用来取回县局的通知和校时。")
            panel.show_waiting(words, Tone.GOOD.value)
        self._tell_offers()

    def _tell_offers(self) -> None:
        standing, busy = self._standing, ""
        if standing is None:
            busy = self.tr("正在读取")
        elif self._doing:
            busy = self.tr("正在读写 U 盘，按 Esc 停止导出")
        elif self._printing.is_printing:
            busy = self.tr("正在打印")
        no_folder = "" if self._panel.folder() else self.tr("请插入 U 盘后按 F5，或按 F7 选文件夹")
        why_not = standing.why_not if standing is not None else ""
        no_note = "" if self._chosen() is not None else self.tr("请先选一个送件包")
        self._panel.offer(
            {
                Action.SUBMIT: busy or why_not or no_folder,
                Action.NOTICE: busy or why_not or no_folder,
                Action.PRINT_RECEIPT: busy or no_note,
                Action.MATERIALS: busy,
            },
            {
                Action.SUBMIT: self.tr("导出送件包"),
                Action.NOTICE: self.tr("导入回执"),
                Action.PRINT_RECEIPT: self.tr("打印送件清单"),
                Action.MATERIALS: self.tr("选文件夹"),
            },
        )

    def _chosen(self) -> BundleNote | None:
        """Return the bundle whose slip can be printed."""
        row = self._panel.table.chosen()
        notes = self._standing.notes if self._standing is not None else ()
        for note in notes:
            if row is not None and note.bundle == row.key:
                is_printable = note.way is BundleWay.OUTGOING and note.state in _PRINTABLE
                return note if is_printable else None
        return None

    def _on_acted(self, action: Action) -> None:
        if self._panel.offers.get(action):
            return
        match action:
            case Action.SUBMIT:
                self._export()
            case Action.NOTICE:
                self._take_in()
            case Action.PRINT_RECEIPT:
                self._print(self._chosen())
            case Action.MATERIALS:
                self._choose_folder()

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(
            self._panel, self.tr("送件包放在哪个文件夹"), self._panel.folder()
        )
        if path:
            self.offer_folder(path)

    def offer_folder(self, path: str) -> None:
        """Offer a folder beside the sticks, and choose it."""
        self._extra = [path]
        if self._standing is not None:
            self._on_standing(self._standing)
        self._panel.folders.setCurrentIndex(max(self._panel.folders.findData(path), 0))

    def _export(self) -> None:
        self._begin("export", self.tr("正在写入 U 盘，不要拔出。按 Esc 停止。"))
        folder = self._panel.folder()
        self._parts.tasks.start(
            partial(self._parts.export, folder, self.progressed.emit, self._is_cancelled.is_set),
            done=self._on_exported,
            failed=self._on_failed,
        )

    def _on_exported(self, notes: Sequence[BundleNote]) -> None:
        self._end()
        if not notes:
            self._panel.show_result(self.tr("已停止，U 盘上没有留下送件包。"), "")
        else:
            numbers = "、".join(self.tr("第 {} 号").format(note.number) for note in notes)
            words = self.tr("已打包{}，共 {} 条，重读核对无误。请安全移除 U 盘，打印送件清单。")
            total = sum(note.events for note in notes)
            self._panel.show_result(words.format(numbers, total), Tone.GOOD.value)
        self.load()

    def _take_in(self) -> None:
        self._begin("take-in", self.tr("正在读取 U 盘…"))
        self._parts.tasks.start(
            partial(self._parts.take_in, self._panel.folder()),
            done=self._on_taken,
            failed=self._on_failed,
        )

    def _on_taken(self, taken: ReturnsTaken) -> None:
        self._end()
        lines = [words_of_return(report) for report in taken.reports]
        lines += [f"{name}：{why}" for name, why in taken.refused]
        if not taken.reports and not taken.refused:
            lines.append(self.tr("没有找到新的回执包。"))
        has_trouble = bool(taken.refused) or any(report.gaps for report in taken.reports)
        tone = Tone.BAD if taken.refused else Tone.CAUTION if has_trouble else Tone.GOOD
        self._panel.show_result("\n".join(lines), tone.value if lines else "")
        self.load()

    def _print(self, note: BundleNote | None) -> None:
        if note is not None:
            self._printing.start(self._parts.paper_of(note))

    def _begin(self, doing: str, words: str) -> None:
        self._doing = doing
        self._is_cancelled.clear()
        self._panel.show_progress(0, 0, is_running=doing == "export")
        self._panel.show_result(words, "")
        self._tell_offers()

    def _end(self) -> None:
        self._doing = ""
        self._panel.show_progress(0, 0, is_running=False)
        self._tell_offers()

    def _on_progress(self, done: int, total: int) -> None:
        if self._doing == "export":
            self._panel.show_progress(done, total, is_running=True)

    def _on_failed(self, error: CounterError) -> None:
        self._end()
        self._panel.show_result(_words_of(error), Tone.BAD.value)
        if self._standing is not None:
            self.load()


def _row(note: BundleNote) -> Row:
    tone, icon = _LOOKS[note.state]
    if note.gaps:
        tone, icon = Tone.BAD, "alert"
    words = "；".join((name_of(note.state), *note.gaps))
    is_ours = note.way is BundleWay.OUTGOING
    return Row(
        cells=(
            tr("{}第 {} 号").format(name_of(note.way), note.number),
            day_time(datetime.fromisoformat(note.made_at)),
            tr("{} 条").format(note.events),
            tr("{} 条").format(note.acknowledged) if is_ours else "—",
            words,
        ),
        key=note.bundle,
        tone=tone,
        icon=icon,
    )


def _words_of(error: CounterError) -> str:
    reason = str(error)
    return f"{error.advice}（{reason}）" if reason and reason != error.advice else error.advice
