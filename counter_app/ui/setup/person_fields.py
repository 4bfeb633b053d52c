"""The first person's fields: what may stand there, and what a password still lacks, in words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.password_rule import (
    PASSWORD_CHARACTERS_MAX,
    CharacterKind,
    PasswordRule,
    judge_password,
)
from counter_app.domain.staff import Role

ROLES: Final = (Role.CLERK, Role.BACKUP, Role.CHIEF, Role.FIELD, Role.TEMPORARY)
"""As whom the first person of a counter may act; the others are given by the county."""
USER_CHARACTERS_MAX: Final = 32
STAFF_CHARACTERS_MAX: Final = 32
NAME_CHARACTERS_MAX: Final = 50
_PLAIN: Final = re.compile(r"[0-9A-Za-z._-]+")
_RULE: Final = PasswordRule()


def problem_of_user(text: str) -> str:
    """Say what is wrong with a login name, or return ""."""
    value = text.strip()
    if not value:
        return tr("还没有填")
    if len(value) > USER_CHARACTERS_MAX:
        return tr("太长，最多 {} 个字").format(USER_CHARACTERS_MAX)
    return tr("不能有空格和看不见的字符") if any(map(_is_blank, value)) else ""


def problem_of_staff(text: str) -> str:
    """Say what is wrong with a staff number, or return ""."""
    value = text.strip()
    if not value:
        return tr("还没有填")
    if len(value) > STAFF_CHARACTERS_MAX:
        return tr("太长，最多 {} 个字").format(STAFF_CHARACTERS_MAX)
    return "" if _PLAIN.fullmatch(value) else tr("只能是字母、数字和 . _ -")


def problem_of_name(text: str) -> str:
    """Say what is wrong with a person's name, or return ""."""
    value = text.strip()
    if not value:
        return tr("还没有填")
    if len(value) > NAME_CHARACTERS_MAX:
        return tr("太长，最多 {} 个字").format(NAME_CHARACTERS_MAX)
    is_bad = any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in value)
    return tr("含有看不见的字符，请重新输入") if is_bad else ""


def problem_of_password(password: str, *, own_words: tuple[str, ...] = ()) -> str:
    """Say everything that a password still lacks, or return ""."""
    if not password:
        return tr("还没有填")
    verdict = judge_password(password, _RULE, own_words=own_words)
    found = []
    if verdict.characters_missing:
        found.append(tr("还差 {} 个字符").format(verdict.characters_missing))
    if verdict.kinds_missing:
        kinds = tr("、").join(kind_name(kind) for kind in verdict.kinds_absent)
        found.append(tr("{}里再用 {} 种").format(kinds, verdict.kinds_missing))
    if verdict.has_own_word:
        found.append(tr("不能含有用户名、工号或姓名"))
    if verdict.has_invisible:
        found.append(tr("含有看不见的字符"))
    if verdict.is_too_long:
        found.append(tr("太长，最多 {} 个字符").format(PASSWORD_CHARACTERS_MAX))
    return tr("；").join(found)


def problem_of_repeat(password: str, repeated: str) -> str:
    """Say whether the two are not the same, or return ""."""
    if not repeated:
        return tr("请再输入一次")
    return "" if repeated == password else tr("两次不一样")


def password_hint() -> str:
    """Return the rule in words."""
    words = tr("至少 {} 个字符，大写字母、小写字母、数字、其他字符中至少 {} 种；可以粘贴")
    return words.format(_RULE.characters_min, _RULE.kinds_min)


def kind_name(kind: CharacterKind) -> str:
    """Return what a kind of characters is called."""
    return {
        CharacterKind.UPPER: tr("大写字母"),
        CharacterKind.LOWER: tr("小写字母"),
        CharacterKind.DIGIT: tr("数字"),
        CharacterKind.OTHER: tr("其他字符"),
    }[kind]


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("setup", text)


def _is_blank(char: str) -> bool:
    return unicodedata.category(char)[0] in {"C", "Z"}
