"""The one table of rights: what each role may do besides the acts of a case (`steps`).

Services, window, command line and player all ask it; nobody compares roles on their own.  Three
powers are kept apart (三员分立): who handles cases, who keeps the machine, who reads the record.

Source: GB/T 22239-2019 on separate administrators; privacy rules of the roles; law.md 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from counter_app.domain.staff import Role
from counter_app.domain.steps import AT_THE_DESK, LICENSED


class Right(Enum):
    """What somebody may do that is no act of a case."""

    RECEIVE = "receive"
    READ_CASES = "read-cases"
    REVEAL = "reveal"
    PRINT_COPIES = "print-copies"
    READ_DESK = "read-desk"
    COUNT_DRAWER = "count-drawer"
    HOLD_POST = "hold-post"
    APPROVE_TAKEOVER = "approve-takeover"
    CLOSE_DAY = "close-day"
    CARRY_BUNDLES = "carry-bundles"
    READ_EXCHANGE = "read-exchange"
    KEEP_DEVICES = "keep-devices"
    CHANGE_SETTINGS = "change-settings"
    KEEP_USERS = "keep-users"
    LET_IN = "let-in"
    SET_DISASTER_MODE = "set-disaster-mode"
    BACK_UP = "back-up"
    RESTORE = "restore"
    READ_AUDIT = "read-audit"
    READ_LOGS = "read-logs"


_CHIEFS: Final = frozenset({Role.CHIEF, Role.DIRECTOR})
_READERS: Final = AT_THE_DESK | {Role.DIRECTOR}
_KEEPERS: Final = frozenset({Role.ADMINISTRATOR})
_WATCHERS: Final = frozenset({Role.AUDITOR, Role.DIRECTOR})

RIGHTS: Final[Mapping[Right, frozenset[Role]]] = MappingProxyType(
    {
        Right.RECEIVE: AT_THE_DESK,
        Right.READ_CASES: _READERS,
        Right.REVEAL: LICENSED | {Role.DIRECTOR},
        Right.PRINT_COPIES: AT_THE_DESK,
        Right.READ_DESK: _READERS,
        Right.COUNT_DRAWER: LICENSED,
        Right.HOLD_POST: LICENSED,
        Right.APPROVE_TAKEOVER: _CHIEFS,
        Right.CLOSE_DAY: AT_THE_DESK,
        Right.CARRY_BUNDLES: AT_THE_DESK | _KEEPERS,
        Right.READ_EXCHANGE: frozenset(Role) - {Role.SYSTEM},
        Right.KEEP_DEVICES: AT_THE_DESK | _KEEPERS,
        Right.CHANGE_SETTINGS: _KEEPERS | {Role.CHIEF},
        Right.KEEP_USERS: _KEEPERS,
        Right.LET_IN: _CHIEFS | _KEEPERS,
        Right.SET_DISASTER_MODE: frozenset({Role.DIRECTOR}),
        Right.BACK_UP: _KEEPERS | LICENSED,
        Right.RESTORE: _KEEPERS | {Role.CHIEF},
        Right.READ_AUDIT: _WATCHERS,
        Right.READ_LOGS: _WATCHERS | _KEEPERS,
    }
)
assert RIGHTS.keys() == set(Right), "every right stands in the table"

WORDS: Final[Mapping[Right, str]] = MappingProxyType(
    {
        Right.RECEIVE: "收件",
        Right.READ_CASES: "查看办件",
        Right.REVEAL: "显示完整号码、打开不在手上的办件的附件",
        Right.PRINT_COPIES: "补打文书",
        Right.READ_DESK: "查看岗位待办和原件",
        Right.COUNT_DRAWER: "清点原件",
        Right.HOLD_POST: "在岗、交接班、顶岗",
        Right.APPROVE_TAKEOVER: "批准顶岗",
        Right.CLOSE_DAY: "日清",
        Right.CARRY_BUNDLES: "导出、导入送件盘",
        Right.READ_EXCHANGE: "查看与县局同步的情况",
        Right.KEEP_DEVICES: "检查和设置设备",
        Right.CHANGE_SETTINGS: "更改本机设置",
        Right.KEEP_USERS: "管理本机用户",
        Right.LET_IN: "登记本机登录人、代设临时密码",
        Right.SET_DISASTER_MODE: "启用、停用灾害模式",
        Right.BACK_UP: "备份",
        Right.RESTORE: "恢复备份",
        Right.READ_AUDIT: "查看审计记录",
        Right.READ_LOGS: "查看运行日志",
    }
)
assert WORDS.keys() == set(Right), "every right has a name for the clerk"

READS_CASES: Final = RIGHTS[Right.READ_CASES]
"""Before whom names of citizens may stand on a screen."""


def may(role: Role, right: Right) -> bool:
    """Whether a role has a right."""
    return role in RIGHTS[right]


def rights_of(role: Role) -> tuple[Right, ...]:
    """Return what a role may do, in the order of the table."""
    return tuple(right for right in Right if may(role, right))
