"""An A4 page as marks at places, in points from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, field

PAGE_WIDTH_PT, PAGE_HEIGHT_PT = 595.28, 841.89
"""A4, 210 × 297 mm (ISO 216)."""

MM_PT = 72 / 25.4

LINE_PT = 0.6
"""Thickness of ruled lines."""

WATERMARK_GREY = 0.88
WATERMARK_DEGREES = 35
_WATERMARK_MAX_PT = 96.0


@dataclass(frozen=True, slots=True)
class TextMark:
    """Characters on a baseline.

    Attributes:
        grey: 0 is black, 1 white.
    """

    x_pt: float
    y_pt: float
    text: str
    size_pt: float
    is_bold: bool = False
    grey: float = 0


@dataclass(frozen=True, slots=True)
class LineMark:
    x_pt: float
    y_pt: float
    to_x_pt: float
    to_y_pt: float
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A filled rectangle; `y_pt` is its upper edge."""

    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float
    grey: float


@dataclass(frozen=True, slots=True)
class QrMark:
    x_pt: float
    y_pt: float
    side_pt: float
    content: str


@dataclass(frozen=True, slots=True)
class WatermarkMark:
    """A pale word across the middle of the page, rising from left to right."""

    text: str


Mark = TextMark | LineMark | BoxMark | QrMark | WatermarkMark


@dataclass(slots=True)
class PdfPage:
    marks: list[Mark] = field(default_factory=list)


def watermark_size_pt(word: str) -> float:
    """Return the size at which the word fits across the page."""
    return min(_WATERMARK_MAX_PT, PAGE_WIDTH_PT * 0.9 / max(1, len(word)))
