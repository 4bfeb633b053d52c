"""What a password must be and what it still lacks, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from counter_app.domain.password_rule import (
    PASSWORD_CHARACTERS_MAX,
    CharacterKind,
    PasswordRule,
    PasswordVerdict,
)


def verdict_words(verdict: PasswordVerdict) -> str:
    """Say everything that a password still lacks, or return ""."""
    found = []
    if verdict.characters_missing:
        found.append(tr("还差 {} 个字符").format(verdict.characters_missing))
    if verdict.kinds_missing:
        kinds = tr("、").join(kind_name(kind) for kind in verdict.kinds_absent)
        found.append(tr("{}里再用 {} 种").format(kinds, verdict.kinds_missing))
    if verdict.has_own_word:
        found.append(tr("不能含有用户名、工号、姓名、地名、电话或它们的拼音"))
    if verdict.is_common:
        found.append(tr("太常见，一猜就中"))
    if verdict.has_invisible:
        found.append(tr("含有看不见的字符"))
    if verdict.is_too_long:
        found.append(tr("太长，最多 {} 个字符").format(PASSWORD_CHARACTERS_MAX))
    return tr("；").join(found)


def rule_words(rule: PasswordRule) -> str:
    """Return a rule in words."""
    if rule.kinds_min <= 1:
        return tr("至少 {} 个字符，可以是几个词连起来；可以粘贴").format(rule.characters_min)
    words = tr("至少 {} 个字符，大写字母、小写字母、数字、其他字符中至少 {} 种；可以粘贴")
    return words.format(rule.characters_min, rule.kinds_min)


def repeat_words(password: str, repeated: str) -> str:
    """Say whether the two are not the same, or return ""."""
    if not repeated:
        return tr("请再输入一次")
    return "" if repeated == password else tr("两次不一样")


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
    return QCoreApplication.translate("password", text)
