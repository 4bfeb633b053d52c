"""Texts, numbers and yes-or-no as spreadsheets and exchange tables bring them."""

from __future__ import annotations

import json
import re
import unicodedata
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.catalogue_rules import TEXT_CHARACTERS_MAX, UNPRINTABLE

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WHOLE_NUMBER: Final = re.compile(r"([0-9]{1,9})(?:\.0+)?")
_MONEY: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?(?:元)?")
_QUOTED_FORMULA: Final = re.compile(r'="(.*)"', re.DOTALL)
_FORMULA_LEAD: Final = re.compile(r"[=+\-@\s]+")
_TELEPHONE: Final = re.compile(r"\+?[0-9][0-9\- ()]*")
_LIST_BREAK: Final = re.compile(r"[\n;；]+")
_NUMBERING: Final = re.compile(r"\s*(?:[0-9]{1,2}[.．、)）]|[（(][0-9]{1,2}[)）]|[①-⑳])\s*")
_NOTHING: Final = frozenset({"", "-", "--", "—", "——", "/", "\\", "null", "none", "nan", "#n/a"})
_YES: Final = frozenset({"是", "有", "1", "y", "yes", "true", "需要", "支持", "√"})
_NO: Final = frozenset({"否", "无", "0", "n", "no", "false", "不需要", "不支持", "×"})
_SPACES: Final = MappingProxyType({"\r\n": "\n", "\r": "\n", "\v": "\n", "\f": "\n"})


def decoded(content: bytes) -> tuple[str, bool]:
    """Return the text of a file and whether every byte could be read.

    UTF-8 and UTF-16 by their mark, else UTF-8, else GB18030: what spreadsheet programs write.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            text = content.decode(encoding, "replace")
            return text, "\ufffd" not in text
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), True
        except UnicodeDecodeError:
            continue
    return content.decode("gb18030", "replace"), False


def as_text(value: Any) -> str:
    """Return any JSON value as the text it would be in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, str | int | float):
        return str(value) if not isinstance(value, int) or value.bit_length() < 256 else "…"
    return json.dumps(value, ensure_ascii=False)


def plain(value: Any) -> str:
    """Return a number, code or dictionary value as it is compared: no full-width forms."""
    text = as_text(value)
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def is_nothing(value: Any) -> bool:
    """Whether a cell holds only a sign for "nothing"."""
    return value is None or value == "" or plain(value).casefold() in _NOTHING


def clean(value: Any, *, most: int = TEXT_CHARACTERS_MAX) -> str:
    """Return a text of one line without what could steer a screen, printer or spreadsheet."""
    text = as_text(value)
    quoted = _QUOTED_FORMULA.fullmatch(text.strip())
    text = quoted[1] if quoted else text
    if not text.isprintable():
        text = "".join(" " if sign.isspace() else sign for sign in text if _is_shown(sign))
    shown = text.strip()
    if not _TELEPHONE.fullmatch(shown):
        shown = _FORMULA_LEAD.sub("", shown, count=1) if _is_formula(shown) else shown
    return shown[:most].strip()


def said(value: Any) -> str:
    """Return a clean text, or "" where the cell only says that there is nothing to say."""
    text = clean(value)
    return "" if is_nothing(value) or is_nothing(text) else text


def clean_lines(value: Any, *, most: int) -> str:
    """Return a text of several lines, each clean."""
    text = as_text(value)
    for from_, to in _SPACES.items():
        text = text.replace(from_, to)
    lines = (clean(line, most=most) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)[:most].strip()


def listed(value: Any) -> list[str]:
    """Return the entries of a cell that holds several, without their numbering."""
    parts = (_NUMBERING.sub("", part, count=1) if _NUMBERING.match(part) else part
             for part in _LIST_BREAK.split(as_text(value).replace("\r", "\n")))  # fmt: skip
    return [part.strip() for part in parts if part.strip()]


def whole_number(value: Any) -> int | None:
    """Return a whole number from 0, written in any digits; None = it is none."""
    found = _WHOLE_NUMBER.fullmatch(plain(value))
    return int(found[1]) if found else None


def money_fen(value: Any) -> int | None:
    """Return an amount of yuan in fen; None = it is no single amount."""
    found = _MONEY.fullmatch(plain(value).replace(",", ""))
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def yes_or_no(value: Any) -> bool | None:
    """Return what a flag says; None = it says nothing that is understood."""
    text = plain(value).casefold()
    return True if text in _YES else False if text in _NO else None


def _is_shown(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) not in UNPRINTABLE


def _is_formula(text: str) -> bool:
    return text[:1] in {"=", "+", "-", "@"}
