"""What keys do: a table that the settings of a counter can change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence


class Action(Enum):
    """What a clerk can ask for with one key, wherever the focus is.

    The values are the names in the settings file.
    """

    HELP = "help"
    NEW_CASE = "new-case"
    FIND = "find"
    READ_CARD = "read-card"
    SYNC_NOW = "sync-now"
    EXCHANGE = "exchange"
    NEXT_PANE = "next-pane"
    MATERIALS = "materials"
    NOTICE = "one-time-notice"
    PRINT_RECEIPT = "print-receipt"
    SUBMIT = "submit"
    MORE_ACTS = "more-acts"
    GUIDE = "guide"
    POST = "post"
    CONFLICTS = "conflicts"
    DEVICES = "devices"
    AUDIT = "audit"
    PEOPLE = "people"
    LOCK = "lock"
    TEXT_LARGER = "text-larger"
    TEXT_SMALLER = "text-smaller"
    TEXT_NORMAL = "text-normal"
    CONTRAST = "contrast"


DEFAULT_KEYS: Final[Mapping[Action, str]] = MappingProxyType(
    {
        Action.HELP: "F1",
        Action.NEW_CASE: "F2",
        Action.FIND: "F3",
        Action.READ_CARD: "F4",
        Action.SYNC_NOW: "F5",
        Action.EXCHANGE: "Ctrl+F5",
        Action.NEXT_PANE: "F6",
        Action.MATERIALS: "F7",
        Action.NOTICE: "F8",
        Action.PRINT_RECEIPT: "F9",
        Action.SUBMIT: "F10",
        Action.MORE_ACTS: "Ctrl+E",
        Action.GUIDE: "Ctrl+G",
        Action.POST: "F11",
        Action.CONFLICTS: "Ctrl+J",
        Action.DEVICES: "Ctrl+F12",
        Action.AUDIT: "Ctrl+F11",
        Action.PEOPLE: "Ctrl+F10",
        Action.LOCK: "F12",
        Action.TEXT_LARGER: "Ctrl+=",
        Action.TEXT_SMALLER: "Ctrl+-",
        Action.TEXT_NORMAL: "Ctrl+0",
        Action.CONTRAST: "Ctrl+Shift+H",
    }
)
assert DEFAULT_KEYS.keys() == set(Action), "every action has a key"


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Which key asks for what.

    Attributes:
        keys: One key for every action, as Qt writes them (`F4`, `Ctrl+=`).
    """

    keys: Mapping[Action, str]

    @classmethod
    def from_settings(cls, chosen: Mapping[str, str]) -> KeyTable:
        """Build the table from the settings, by the values of `Action`.

        Unknown actions, unreadable keys and keys that are taken twice are left at their
        default: a slip in a settings file must not take a key away from a clerk.
        """
        keys = dict(DEFAULT_KEYS)
        for action in Action:
            wanted = chosen.get(action.value, "")
            sequence = QKeySequence(wanted)
            text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
            others = {key for other, key in keys.items() if other is not action}
            if sequence.count() == 1 and text and text not in others:
                keys[action] = text
        return cls(MappingProxyType(keys))

    def key(self, action: Action) -> str:
        return self.keys[action]


def action_name(action: Action) -> str:
    """Return what an action is called on buttons and in the help."""
    names = {
        Action.HELP: tr("帮助"),
        Action.NEW_CASE: tr("新收件"),
        Action.FIND: tr("查找"),
        Action.READ_CARD: tr("读身份证"),
        Action.SYNC_NOW: tr("立即同步"),
        Action.EXCHANGE: tr("县局同步"),
        Action.NEXT_PANE: tr("下一栏"),
        Action.MATERIALS: tr("材料清单"),
        Action.NOTICE: tr("一次性告知"),
        Action.PRINT_RECEIPT: tr("打印凭证"),
        Action.SUBMIT: tr("提交"),
        Action.MORE_ACTS: tr("其他办理"),
        Action.GUIDE: tr("办事指南"),
        Action.POST: tr("岗位"),
        Action.CONFLICTS: tr("冲突待定"),
        Action.DEVICES: tr("设备"),
        Action.AUDIT: tr("审计"),
        Action.PEOPLE: tr("人员"),
        Action.LOCK: tr("锁屏"),
        Action.TEXT_LARGER: tr("放大文字"),
        Action.TEXT_SMALLER: tr("缩小文字"),
        Action.TEXT_NORMAL: tr("文字恢复原大小"),
        Action.CONTRAST: tr("高对比度"),
    }
    return names[action]


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("keys", text)
