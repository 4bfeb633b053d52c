"""A printed page as things at places: what the typesetter makes and the painter draws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.raster import Bitmap

PICTURE_CHAR = "\ufffc"
"""Stands in a line's text for a character that was printed as a picture."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the stream that a printer would do differently from what was meant.

    Attributes:
        offset: Byte in the stream.
        code: unknown-command, foreign-command, truncated, bytes-outside-chinese-mode,
            not-in-font, own-wrap, raster-too-wide, raster-inside-a-line, align-inside-a-line,
            real-time-command or line-not-printed.
        detail: For a person who looks for the cause.
    """

    offset: int
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How characters are set at the moment."""

    width_factor: int = 1
    height_factor: int = 1
    is_bold: bool = False
    has_ascii_underline: bool = False
    has_hanzi_underline: bool = False
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """A character in its cell; `x` and `y` are the cell's upper left corner in dots."""

    x: int
    y: int
    char: str
    width_dots: int
    height_dots: int
    style: Style
    own_glyph: Bitmap | None = None


@dataclass(frozen=True, slots=True)
class PlacedBitmap:
    """A raster or QR code."""

    x: int
    y: int
    bitmap: Bitmap
    is_qr: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the knife went."""

    y: int
    is_partial: bool


@dataclass(slots=True)
class Page:
    """Paper after a stream was printed.

    Attributes:
        lines: Text of every printed line that holds characters, from top to bottom; a character
            printed as a single picture is U+FFFC in it.
        barriers: Offsets of the GS r commands met.
    """

    width_dots: int
    height_dots: int = 0
    glyphs: list[PlacedGlyph] = field(default_factory=list)
    bitmaps: list[PlacedBitmap] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    barriers: list[int] = field(default_factory=list)
