"""The first person's fields: what may stand there, and what a password still lacks, in words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.password_rule import PasswordRule, judge_password
from counter_app.runtime.shipped_data import shipped_common_passwords
from counter_app.ui.password_words import repeat_words, rule_words, verdict_words

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
    common = shipped_common_passwords()
    return verdict_words(judge_password(password, _RULE, own_words=own_words, common=common))


def problem_of_repeat(password: str, repeated: str) -> str:
    """Say whether the two are not the same, or return ""."""
    return repeat_words(password, repeated)


def password_hint() -> str:
    """Return the rule in words."""
    return rule_words(_RULE)


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("setup", text)


def _is_blank(char: str) -> bool:
    return unicodedata.category(char)[0] in {"C", "Z"}
