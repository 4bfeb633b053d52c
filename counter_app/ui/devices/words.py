"""Words of the devices page that stand outside its widgets."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.print_job import PrintState
from counter_app.domain.reader_news import PortVerdict
from counter_app.ui.looks import Look
from counter_app.ui.tokens import Tone

CODE_CHARACTERS: Final = 24
"""Of a county's enrolment code, dashes left out."""

_STATUS_LOOKS: Final = {
    "ok": Look(Tone.GOOD, "check-circle"),
    "warning": Look(Tone.CAUTION, "alert"),
    "failed": Look(Tone.BAD, "cross-octagon"),
}


def status_look(status: str) -> Look:
    """Return how a check is shown: "ok", "warning" or "failed"."""
    return _STATUS_LOOKS[status]


def status_word(status: str) -> str:
    """Return the word beside the colour."""
    return {"ok": tr("正常"), "warning": tr("注意"), "failed": tr("有问题")}[status]


def check_name(name: str) -> str:
    """Return what a check of the readiness list is called; a printer brings its own name."""
    if name.startswith("printer "):
        return tr("打印机 {}").format(name.removeprefix("printer "))
    return {
        "writing": tr("写入"),
        "backup": tr("备份"),
        "backup-second": tr("另一块盘"),
        "rehearsal": tr("恢复演练"),
        "settings": tr("设置"),
        "disk": tr("磁盘"),
        "calendar": tr("工作日历"),
        "catalogue": tr("事项目录"),
        "fonts": tr("字体"),
        "card-reader": tr("读卡器"),
        "printer": tr("打印机"),
        "county": tr("县局"),
        "database": tr("办件数据库"),
        "head-anchor": tr("防篡改记录"),
        "unacknowledged": tr("县局签收"),
        "clock": tr("时钟"),
        "device": tr("本机登记"),
        "device-key": tr("本机密钥"),
        "county-authority": tr("县局证书"),
        "permission": tr("授权期限"),
        "program": tr("程序版本"),
        "window": tr("程序界面"),
        "program-files": tr("程序文件"),
        "handover-sticks": tr("交接包"),
        "disposed": tr("已销毁的全卷"),
    }.get(name, name)


def finding_look(verdict: PortVerdict) -> Look:
    """Return how a port is shown in the results of a search."""
    if verdict is PortVerdict.READER:
        return Look(Tone.GOOD, "check-circle")
    if verdict in {PortVerdict.OTHER_DIALECT, PortVerdict.BUSY, PortVerdict.DENIED}:
        return Look(Tone.CAUTION, "alert")
    return Look(Tone.NEUTRAL, "circle")


def paper_name(paper: str) -> str:
    """Return what a paper is called."""
    return {"58": tr("58 毫米纸卷"), "80": tr("80 毫米纸卷"), "a4": tr("A4 纸")}[paper]


def outcome_words(state: PrintState, detail: str) -> str:
    """Say what became of a test page."""
    if state is PrintState.PRINTED:
        return tr("自检单已打出，请看方框里的字和二维码")
    if state is PrintState.FAILED:
        return tr("没有打印：{}").format(detail)
    return tr("已送出，请看有没有出纸（{}）").format(detail)


def code_problem(code: str) -> str:
    """Say what is wrong with an enrolment code, or return ""."""
    count = sum(char.isascii() and char.isalnum() for char in code)
    if not count:
        return tr("请输入县局给的登记码")
    if count != CODE_CHARACTERS:
        return tr("现在 {} 位，应为 {} 位").format(count, CODE_CHARACTERS)
    return ""


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("devices", text)
