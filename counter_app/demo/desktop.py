"""The demo on a desktop: the window, and beside it a panel for what devices and people do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.demo.people import FARMER, GRANDMOTHER, RARE_NAME, TRADER
from counter_app.demo.world import PASSWORD, USER, DemoWorld
from counter_app.devices.virtual.card import VirtualCard

if TYPE_CHECKING:
    from counter_app.ui.demo.view import Trick

WORDS = "演示：用完即弃，号码无效"


def open_desktop(folder: Path) -> int:
    """Open the demo and stay until its window is closed; returns the event loop's code."""
    from counter_app.bootstrap.window import open_window
    from counter_app.ui.demo.view import DemoPanel

    with DemoWorld(folder, is_paced=True) as world:
        window = open_window(world.profile, practice_words=WORDS)
        panel = DemoPanel(window.theme, tricks(world))
        panel.said.setText(f"登录：用户名 {USER}，密码 {PASSWORD}")
        panel.show()
        try:
            return int(window.application.exec())
        finally:
            panel.close()
            window.close()


def tricks(world: DemoWorld) -> Sequence[tuple[str, Sequence[Trick]]]:
    """Return what can be made to happen, in groups."""
    from counter_app.ui.demo.view import Trick

    def lay(name: str, words: str, card: VirtualCard) -> Trick:
        return Trick(f"card_{name}", words, "id-card", lambda: world.reader.put(card), "证已放上")

    people = (
        lay("farmer", "何守田 放上身份证", FARMER),
        lay("grandmother", "沈桂兰 放上身份证", GRANDMOTHER),
        lay("rare", "林䶮㐱 放上身份证", RARE_NAME),
        lay("trader", "周小川 放上身份证", TRADER),
        Trick("card_lift", "拿开身份证", "undo", world.reader.lift, "证已拿开"),
        Trick("reader_unplug", "拔掉读卡器", "link-cut", world.reader.unplug, "读卡器已拔掉"),
        Trick("reader_replug", "插回读卡器", "line-on", world.reader.replug, "读卡器已插回"),
    )
    line = (
        Trick("line_up", "接通网络", "line-on", world.line.connect, "网络已接通"),
        Trick("line_cut", "断开网络", "line-off", world.line.cut, "网络已断开"),
    )
    printer = (
        Trick(
            "paper_out",
            "打印机缺纸",
            "alert",
            lambda: world.printer.set(paper_left_dots=0),
            "打印机没有纸了",
        ),
        Trick("paper_in", "换好纸", "paper-new", world.printer.refill, "已换纸"),
        Trick("printer_off", "关打印机", "cross", world.printer.power_off, "打印机已关"),
        Trick("printer_on", "开打印机", "check", world.printer.power_on, "打印机已开"),
    )
    return (("群众", people), ("线路", line), ("打印机", printer))
