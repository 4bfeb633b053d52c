"""What a Chinese thermal printer reads in text bytes: its fonts, and glyphs that a job defines.

A printer never refuses bytes.  Those it has no character for it prints as something, and here
that is a finding beside the character.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.gb18030 import two_byte_code
from printing.paper_page import PICTURE_CHAR, Finding
from printing.paper_text import PLACEHOLDER
from printing.raster import Bitmap

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASCII_DOTS, _HANZI_DOTS = 12, 24


@dataclass(frozen=True, slots=True)
class FontChar:
    """A character as the printer reads it.

    Attributes:
        offset: Of its first byte in the stream.
        char: What is printed; U+FFFC for a glyph that the job defined.
        width_dots: At normal size.
        own_glyph: The job's glyph.
        finding: Why this may not be what was meant.
    """

    offset: int
    char: str
    width_dots: int
    own_glyph: Bitmap | None = None
    finding: Finding | None = None


class PrinterFont:
    """The fonts of one printer, with its Chinese mode off at power-up.

    Args:
        encoding: What bytes from 80h on are in Chinese mode: gb18030 or utf-8.
    """

    def __init__(self, encoding: str) -> None:
        self.has_chinese_mode = False
        self._encoding = encoding
        self._own_glyphs: dict[bytes, Bitmap] = {}

    def define(self, code: bytes, glyph: Bitmap) -> None:
        """Print this glyph for two bytes in Chinese mode from now on (FS 2)."""
        self._own_glyphs[code] = glyph

    def forget_own_glyphs(self) -> None:
        self._own_glyphs.clear()

    def read(self, data: bytes, offset: int) -> Iterator[FontChar]:
        """Read a run of text.

        Args:
            data: Bytes without commands.
            offset: Of the first one in the stream.
        """
        at = 0
        while at < len(data):
            here = offset + at
            if data[at] < 0x80:
                yield FontChar(here, chr(data[at]), _ASCII_DOTS)
                at += 1
            elif not self.has_chinese_mode:
                char = bytes((data[at],)).decode("cp437")
                finding = Finding(here, "bytes-outside-chinese-mode")
                yield FontChar(here, char, _ASCII_DOTS, finding=finding)
                at += 1
            else:
                length = self._length_at(data, at)
                yield self._chinese(data[at : at + length], here)
                at += length

    def _length_at(self, data: bytes, at: int) -> int:
        if self._encoding == "utf-8" and data[at : at + 2] not in self._own_glyphs:
            return _utf8_length(data[at])
        return 2

    def _chinese(self, code: bytes, offset: int) -> FontChar:
        own = self._own_glyphs.get(code)
        if own is not None:
            return FontChar(offset, PICTURE_CHAR, _HANZI_DOTS, own)
        try:
            char = code.decode(self._encoding)
        except UnicodeDecodeError:
            char = ""
        if len(char) == 1 and two_byte_code(char, "gb18030"):
            return FontChar(offset, char, _HANZI_DOTS)
        finding = Finding(offset, "not-in-font", code.hex(" "))
        return FontChar(offset, PLACEHOLDER, _HANZI_DOTS, finding=finding)


def _utf8_length(lead: int) -> int:
    if lead >= 0xF0:
        return 4
    return 3 if lead >= 0xE0 else 2
