"""原件清册: what happens."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from counter_app.domain.drawer import DrawerCount, DrawerInventory, DrawerLine
from counter_app.domain.errors import CounterError
from counter_app.domain.privacy import mask_name
from counter_app.ui.keys import Action
from counter_app.ui.post.drawer_panel import DrawerPanel
from counter_app.ui.post.printing import PaperPrinting
from counter_app.ui.post.rows import Row
from counter_app.ui.post.words import counted_number, day_time, difference_words, short_number
from counter_app.ui.post_parts import PostParts
from counter_app.ui.tasks import Tasks
from counter_app.ui.tokens import Tone


class DrawerPresenter(QObject):
    """Shows the inventory, compares it with the count, has it printed."""

    def __init__(self, panel: DrawerPanel, parts: PostParts, tasks: Tasks) -> None:
        super().__init__(panel)
        self._panel = panel
        self._parts = parts
        self._tasks = tasks
        self._inventory: DrawerInventory | None = None
        self._last: DrawerCount | None = None
        self._is_counting = False
        self._printing = PaperPrinting(
            parts, self.tr("原件清册"), panel.show_result, self._tell_offers
        )
        panel.edited.connect(self._on_edited)
        panel.acted.connect(self._on_acted)
        panel.empty.show_words(
            self.tr("抽屉里没有原件"),
            self.tr("收件时选“收存”的原件会列在这里。没有也可以清点：填 0，打印清册。"),
            "inbox",
        )
        self._tell_offers()

    def show(self, inventory: DrawerInventory) -> None:
        """Show what lies in the drawer; a count that was typed is compared anew."""
        self._inventory = inventory
        self._panel.show_rows([self._row(line) for line in inventory.lines])
        self._compare()

    def _row(self, line: DrawerLine) -> Row:
        owed = self.tr("{}（办件已结束，须退还）").format(line.material)
        return Row(
            cells=(
                owed if line.is_owed else line.material,
                self.tr("{}份").format(line.originals),
                mask_name(line.owner_name),
                day_time(line.since),
                short_number(line.case_number),
            ),
            key=line.case_id,
            tone=Tone.BAD if line.is_owed else Tone.NEUTRAL,
            icon="alert" if line.is_owed else "paper",
        )

    def _on_edited(self) -> None:
        self._panel.show_result("", "")
        self._compare()

    def _compare(self) -> None:
        panel, inventory = self._panel, self._inventory
        text = panel.counted.text().strip()
        counted = counted_number(text)
        panel.counted.show_problem(self.tr("请填整数，如 12") if text and counted is None else "")
        if inventory is None:
            panel.show_verdict("", "")
        elif counted is None:
            panel.show_verdict(
                self.tr("账上 {} 份。请数一数抽屉里的原件，填写份数。").format(inventory.total),
                "",
            )
        elif counted == inventory.total:
            panel.show_verdict(difference_words(inventory.total, counted), Tone.GOOD.value)
        else:
            advice = self.tr("请再数一遍；仍不符的写明原因，打印后向首席代表报告。")
            words = difference_words(inventory.total, counted) + advice
            panel.show_verdict(words, Tone.BAD.value)
        self._tell_offers()

    def _tell_offers(self) -> None:
        why_not = ""
        if self._inventory is None:
            why_not = self.tr("正在读取")
        elif self._is_counting or self._printing.is_printing:
            why_not = self.tr("正在打印")
        elif counted_number(self._panel.counted.text()) is None:
            why_not = self.tr("请先填写实际清点的份数")
        self._panel.offer(
            {Action.PRINT_RECEIPT: why_not}, {Action.PRINT_RECEIPT: self.tr("打印原件清册")}
        )

    def _on_acted(self, action: Action) -> None:
        counted = counted_number(self._panel.counted.text())
        inventory = self._inventory
        if action is not Action.PRINT_RECEIPT or self._panel.offers[Action.PRINT_RECEIPT]:
            return
        assert inventory is not None, "offered, so it is read"
        assert counted is not None, "offered, so it is a number"
        explanation = self._panel.explanation.text().strip()
        last = self._last
        if last is not None and (last.inventory.lines, last.counted, last.explanation) == (
            inventory.lines,
            counted,
            explanation,
        ):
            self._printing.start(last)
            return
        self._is_counting = True
        self._tell_offers()
        self._tasks.start(
            partial(self._parts.count_drawer, inventory, counted, explanation),
            done=self._on_counted,
            failed=self._on_failed,
        )

    def _on_counted(self, count: DrawerCount) -> None:
        self._is_counting = False
        self._last = count
        self._printing.start(count)

    def _on_failed(self, error: CounterError) -> None:
        self._is_counting = False
        self._panel.counted.show_problem(error.advice)
        self._tell_offers()
