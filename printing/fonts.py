"""The font chain: the shipped font first, then what the system has for rare hanzi.

One OpenType file holds at most 65,535 glyphs and GB 18030-2022 level 3 asks for 87,887 hanzi, so
a chain is needed.  Character maps are read when the first character needs them, never at start.
"""

from __future__ import annotations

import os
import shutil
import struct
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from printing.cmap import NO_CHARACTERS, CharacterMap
from printing.truetype import TrueTypeFont
from resources.fonts import font_path

_FONTCONFIG_TIMEOUT_S = 10
_SYSTEM_FONTS_MAX = 200
_WINDOWS_FALLBACKS = (
    "simsun.ttc",
    "simsunb.ttf",
    "SimsunExtG.ttf",
    "mingliub.ttc",
    "msyh.ttc",
    "seguisym.ttf",
)
_LINUX_FALLBACKS = (
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)


@dataclass(frozen=True, slots=True)
class FontFile:
    """One font: a file, and its place in it if the file is a collection."""

    path: Path
    index: int = 0

    def has(self, char: str) -> bool:
        """Return whether the font maps this character (a single code point) to a glyph."""
        return _character_map(self).glyph(ord(char)) != 0


@lru_cache(maxsize=256)
def open_font(font: FontFile) -> TrueTypeFont | None:
    """Return the opened font, or None if it is no readable TrueType font; kept open."""
    try:
        return TrueTypeFont(font.path, font.index)
    except (OSError, ValueError, struct.error):
        return None


def _character_map(font: FontFile) -> CharacterMap:
    opened = open_font(font)
    return NO_CHARACTERS if opened is None else opened.character_map


def shipped_font(*, is_bold: bool = False) -> FontFile:
    """Return the shipped regular font, or the bold one, which has only GB 2312."""
    return FontFile(font_path("bold" if is_bold else "regular"))


@lru_cache(maxsize=1)
def font_chain() -> tuple[FontFile, ...]:
    """Return the shipped font and the fall-backs that are installed here, in order."""
    if sys.platform == "win32":
        folder = Path(os.environ.get("SystemRoot", r"C:\Windows")) / "Fonts"  # noqa: SIM112
        fallbacks = [folder / name for name in _WINDOWS_FALLBACKS]
    else:
        fallbacks = [Path(name) for name in _LINUX_FALLBACKS]
    return (shipped_font(), *(FontFile(path) for path in fallbacks if path.is_file()))


@lru_cache(maxsize=4096)
def font_for(char: str, *, is_bold: bool = False) -> FontFile | None:
    """Return the first font of the chain that has the character, or None.

    Private-use characters have no font: what glyph a font draws for one is its private matter,
    and a wrong hanzi in a name is worse than a box with its code point.

    Args:
        char: One code point.
        is_bold: Prefer the bold font; characters it lacks come from the regular one.
    """
    if unicodedata.category(char) in {"Co", "Cs", "Cc"}:
        return None
    fonts = (shipped_font(is_bold=True), *font_chain()) if is_bold else font_chain()
    for font in fonts:
        if font.has(char):
            return font
    return _from_fontconfig(char)


def _from_fontconfig(char: str) -> FontFile | None:
    return next((font for font in _system_fonts() if font.has(char)), None)


@lru_cache(maxsize=1)
def _system_fonts() -> tuple[FontFile, ...]:
    """Ask fontconfig, where it is installed, once for all fonts there are."""
    program = None if sys.platform == "win32" else shutil.which("fc-list")
    if program is None:
        return ()
    import subprocess

    question = [program, "--format", "%{file}\t%{index}\n"]
    try:
        answer = subprocess.run(  # noqa: S603 - nothing in it comes from outside
            question, capture_output=True, check=True, timeout=_FONTCONFIG_TIMEOUT_S
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return ()
    fonts = set()
    for line in answer.splitlines():
        name, _, index = line.partition("\t")
        if name.lower().endswith((".ttf", ".ttc")) and index.isdigit():
            fonts.add(FontFile(Path(name), int(index) & 0xFFFF))
    return tuple(sorted(fonts, key=lambda font: (font.path, font.index))[:_SYSTEM_FONTS_MAX])
