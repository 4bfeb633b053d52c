"""Which characters a printer's own font has, and the bytes that print them.

A character goes to the printer as text only if it has a two-byte GB 18030 code that is no private
use and lies in the profile's character set.  Four-byte codes are never sent, whatever the box
says: a two-byte font prints rubbish for them, and no printer tells.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.profiles import PrinterProfile

_TWO_BYTES = 2


@lru_cache(maxsize=65_536)
def two_byte_code(char: str, character_set: str) -> bytes:
    """Return the code of a character in a printer's font, or b"" if the font lacks it.

    The smaller sets are tested by decoding the bytes: Python's `gb2312` codec maps A1A4 and A1AA
    elsewhere and refuses `·` and `—`, which every printer has.

    Args:
        char: One character outside ASCII.
        character_set: gb18030 (21,872 characters), gbk (21,791), gb2312 (7,445), or ascii (none).
    """
    if character_set == "ascii" or unicodedata.category(char) in {"Co", "Cs"}:
        return b""
    code = char.encode("gb18030")
    if len(code) != _TWO_BYTES:
        return b""
    if character_set != "gb18030":
        try:
            code.decode(character_set)
        except UnicodeDecodeError:
            return b""
    return code


def is_printable(char: str, profile: PrinterProfile) -> bool:
    """Return whether the printer's own font can print this character."""
    if " " <= char <= "~":
        return char not in profile.missing
    if profile.chinese_encoding == "picture" or char in profile.missing:
        return False
    return bool(two_byte_code(char, profile.character_set))


def encode_run(
    text: str, profile: PrinterProfile, user_codes: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the bytes of printable text; the printer must be in Chinese mode.

    The assertions stay on in production: a byte that could be a command is never returned.

    Args:
        text: Characters that are all printable, or keys of `user_codes`.
        profile: The printer.
        user_codes: Two-byte codes of glyphs that this job defined, by character.
    """
    own = user_codes or {}
    parts: list[bytes] = []
    for char in text:
        if char in own:
            parts.append(own[char])
            continue
        assert is_printable(char, profile), "an unprintable character reached a text run"
        is_utf8 = profile.chinese_encoding == "utf-8"
        parts.append(char.encode("utf-8" if is_utf8 else "gb18030"))
    encoded = b"".join(parts)
    if any(byte < 0x20 or byte == 0x7F for byte in encoded):
        raise AssertionError("a control byte in a text run")
    return encoded
