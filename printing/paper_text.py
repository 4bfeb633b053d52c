"""Strings as paper takes them: sanitised, substituted, and measured in columns.

Names, addresses and server texts are hostile.  Nothing that comes out of `sanitise` can command
a printer, turn the direction of writing, or pile a hundred marks on one letter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

PLACEHOLDER = "□"
"""Stands for a character that must not reach paper."""

_PLAIN = re.compile(r"[ -~\u4e00-\u9fa5\u3001-\u3011\uff01-\uff5e]*")
_HANZI_PLANES = range(0x20000, 0x3FFFE)
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x180F))

_SPACES_AND_DOTS = {
    "\u00a0": " ",
    **{chr(point): " " for point in range(0x2000, 0x200B)},
    "\u2022": "·",
    "\u2027": "·",
    "\u30fb": "·",
    "\uff65": "·",
}
_SUBSTITUTES = {
    **_SPACES_AND_DOTS,
    "\t": " ",
    "\u00a5": "￥",
    "\u2010": "-",
    "\u2011": "-",
    "\u2212": "-",
    "\u2713": "√",
    "\u2714": "√",
    "\u2611": "√",
    "\u2610": "□",
    "\u2612": "×",
    "\u2717": "×",
    "\u2715": "×",
    "m\u00b2": "㎡",
}
_SUBSTITUTED = re.compile("|".join(map(re.escape, _SUBSTITUTES)))
_SUBSTITUTED_IN_NAMES = re.compile("|".join(map(re.escape, _SPACES_AND_DOTS)))


@dataclass(frozen=True, slots=True, order=True)
class PrintWarning:
    """Something on the paper differs from the record, or costs time.

    Attributes:
        code: sanitised, substituted, private-use-character, no-glyph or line-as-picture.
        field: The form's field it happened in; "" for fixed words.
    """

    code: str
    field: str


def substitute(text: str, *, is_name: bool = False) -> str:
    """Replace look-alikes that printer fonts lack by those they have; the record keeps its own."""
    if _PLAIN.fullmatch(text):
        return text
    pattern = _SUBSTITUTED_IN_NAMES if is_name else _SUBSTITUTED
    return pattern.sub(lambda found: _SUBSTITUTES[found.group()], text)


def sanitise(text: str, *, keeps_line_feeds: bool = False) -> str:
    """Make a hostile string harmless for paper.

    Control characters, surrogates, unassigned characters, line and paragraph separators and
    noncharacters become □; format characters (bidi, zero width, soft hyphen, BOM) and variation
    selectors vanish; of the combining marks after a base only the first stays.

    Args:
        text: Any string at all.
        keeps_line_feeds: Whether U+000A may stay, for blocks of several lines.
    """
    if _PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    may_take_mark = False
    for char in text:
        if char == "\n" and keeps_line_feeds:
            kept.append(char)
            may_take_mark = False
            continue
        harmless = _harmless(char)
        if harmless and is_mark(harmless):
            if may_take_mark:
                kept.append(harmless)
                may_take_mark = False
            elif not kept or kept[-1] == "\n":
                kept.append(PLACEHOLDER)
        elif harmless:
            kept.append(harmless)
            may_take_mark = True
    return "".join(kept)


@lru_cache(maxsize=8192)
def _harmless(char: str) -> str:
    if any(ord(char) in selectors for selectors in _VARIATION_SELECTORS):
        return ""
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    if category == "Cn" and ord(char) in _HANZI_PLANES and ord(char) & 0xFFFE != 0xFFFE:
        return char  # Planes 2 and 3 hold hanzi only, some of them newer than this Python.
    if category in {"Cc", "Cs", "Cn", "Zl", "Zp"}:
        return PLACEHOLDER
    return char


@lru_cache(maxsize=8192)
def is_mark(char: str) -> bool:
    """Return whether the character is drawn on the one before it and takes no column."""
    return unicodedata.category(char).startswith("M")


def clusters(text: str) -> list[str]:
    """Split a sanitised text into characters, each with the mark that belongs to it."""
    if _PLAIN.fullmatch(text):
        return list(text)
    found: list[str] = []
    for char in text:
        if found and is_mark(char):
            found[-1] += char
        else:
            found.append(char)
    return found


def columns_of(text: str) -> int:
    """Return the width in half-width columns as the *printer* sets it.

    ASCII takes one column and everything else two: also Greek, Cyrillic, box drawing, `·` and
    `…`, which Unicode calls narrow or ambiguous but which have two-byte codes.
    """
    if text.isascii():
        return len(text)
    if _PLAIN.fullmatch(text):
        return len(text) + sum(char > "\x7f" for char in text)
    return sum(1 if cluster[0] <= "\x7f" else 2 for cluster in clusters(text))
