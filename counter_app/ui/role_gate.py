"""What the window shows to whom: pages and keys by the role of whoever is signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.permissions import WORDS, Right, may
from counter_app.domain.staff import Role
from counter_app.domain.terms import name_of
from counter_app.ui.keys import Action

NEEDED: Final[Mapping[Action, Right]] = MappingProxyType(
    {
        Action.NEW_CASE: Right.RECEIVE,
        Action.FIND: Right.READ_CASES,
        Action.CONFLICTS: Right.READ_CASES,
        Action.POST: Right.READ_DESK,
        Action.EXCHANGE: Right.READ_EXCHANGE,
        Action.DEVICES: Right.KEEP_DEVICES,
        Action.AUDIT: Right.READ_AUDIT,
        Action.PEOPLE: Right.LET_IN,
    }
)
"""Which right leads to a page; pages that are not here are everybody's."""

HOMES: Final = (Action.FIND, Action.AUDIT, Action.DEVICES, Action.EXCHANGE, Action.HELP)
"""Where somebody begins: the first of these that their role may see."""


class RoleGate:
    """Knows the role of whoever is signed in; before anybody is, nothing is open."""

    def __init__(self) -> None:
        self._role: Role | None = None

    def take(self, role: Role) -> None:
        """Open what this role may see, and close all else."""
        self._role = role

    def has(self, right: Right) -> bool:
        """Whether whoever is signed in has a right."""
        return self._role is not None and may(self._role, right)

    def is_open(self, action: Action) -> bool:
        """Whether a key leads anywhere for whoever is signed in."""
        return action not in NEEDED or self.has(NEEDED[action])

    def why_not(self, action: Action) -> str:
        """Return in a sentence why a key leads nowhere; "" when it does."""
        if self.is_open(action):
            return ""
        return self.refusal(NEEDED[action])

    def refusal(self, right: Right) -> str:
        """Return in a sentence that the role lacks a right, and whom to ask."""
        role = name_of(self._role) if self._role is not None else tr("没有登录的人")
        words = tr("您以“{}”登录，不能{}。需要时请由有此权限的同事登录办理。")
        return words.format(role, WORDS[right])

    def home(self, pages: Iterable[Action]) -> Action:
        """Return with which of these pages this role begins."""
        there = set(pages)
        return next(action for action in HOMES if action in there and self.is_open(action))

    def closed(self, actions: Iterable[Action]) -> frozenset[Action]:
        """Return which of these lead nowhere."""
        return frozenset(action for action in actions if not self.is_open(action))


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("role_gate", text)
