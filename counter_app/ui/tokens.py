"""Colours and sizes of the window; everything drawn is built from these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

GAP: Final = 8
"""The grid, in pixels: distances are 4, 8, 16 or 24, whatever the size of the text."""

SCALE_PERCENT_MIN: Final = 100
SCALE_PERCENT_MAX: Final = 200
SCALE_PERCENT_STEP: Final = 25


class Tone(Enum):
    """What a colour says; always beside a shape and a word that say the same."""

    NEUTRAL = "neutral"
    INFO = "info"
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    ACCENT = "accent"


@dataclass(frozen=True, slots=True)
class ToneColours:
    """Text and border on a fill; text on fill has a contrast of at least 4.5 : 1."""

    ink: str
    fill: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One set of colours, as #rrggbb.

    Attributes:
        ground: Behind the cards.
        surface: Cards, lists and fields.
        surface_soft: Heads of tables, fields that cannot be changed.
        line: Between parts; line_strong: around fields, at least 3 : 1.
        ink, ink_soft: Text, and text that matters less.
        accent: Buttons and marks; on_accent: text upon it.
        rail: The bar at the left; on_rail: text upon it; rail_mark: the present page.
        focus: The ring around what the keyboard is on.
        selected: Behind the chosen row.
    """

    ground: str
    surface: str
    surface_soft: str
    line: str
    line_strong: str
    ink: str
    ink_soft: str
    accent: str
    accent_deep: str
    accent_soft: str
    on_accent: str
    rail: str
    on_rail: str
    rail_mark: str
    focus: str
    focus_on_rail: str
    selected: str
    tones: dict[Tone, ToneColours]


LIGHT: Final = Palette(
    ground="#f3f1ed",
    surface="#ffffff",
    surface_soft="#f8f6f2",
    line="#ddd8cf",
    line_strong="#857d72",
    ink="#1d2730",
    ink_soft="#505a63",
    accent="#0b6070",
    accent_deep="#084652",
    accent_soft="#e0eff1",
    on_accent="#ffffff",
    rail="#0a3f4b",
    on_rail="#e8f3f4",
    rail_mark="#14667a",
    focus="#c2570c",
    focus_on_rail="#ffc85c",
    selected="#d8ebee",
    tones={
        Tone.NEUTRAL: ToneColours("#4c555d", "#eeebe5", "#d2ccc1"),
        Tone.INFO: ToneColours("#1f4b86", "#e6eef9", "#b9cdea"),
        Tone.GOOD: ToneColours("#17623a", "#e1f2e7", "#aad5b9"),
        Tone.CAUTION: ToneColours("#7d4a00", "#fdf0d5", "#e6c78a"),
        Tone.BAD: ToneColours("#a01d14", "#fce8e5", "#eab4ad"),
        Tone.ACCENT: ToneColours("#084652", "#e0eff1", "#a5ccd3"),
    },
)

HIGH_CONTRAST: Final = Palette(
    ground="#000000",
    surface="#000000",
    surface_soft="#141414",
    line="#9a9a9a",
    line_strong="#ffffff",
    ink="#ffffff",
    ink_soft="#e4e4e4",
    accent="#ffd84a",
    accent_deep="#ffe68a",
    accent_soft="#2b2500",
    on_accent="#000000",
    rail="#000000",
    on_rail="#ffffff",
    rail_mark="#4a3f00",
    focus="#5ad1ff",
    focus_on_rail="#5ad1ff",
    selected="#3b3300",
    tones={
        Tone.NEUTRAL: ToneColours("#ffffff", "#1c1c1c", "#ffffff"),
        Tone.INFO: ToneColours("#9fd0ff", "#00182e", "#9fd0ff"),
        Tone.GOOD: ToneColours("#8ff0b0", "#00210e", "#8ff0b0"),
        Tone.CAUTION: ToneColours("#ffd84a", "#2b2100", "#ffd84a"),
        Tone.BAD: ToneColours("#ff9c94", "#330300", "#ff9c94"),
        Tone.ACCENT: ToneColours("#ffe68a", "#2b2500", "#ffd84a"),
    },
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes in pixels at one text scale; text, fields, rows and icons grow, distances do not."""

    scale_percent: int

    def scaled(self, pixels: int) -> int:
        """Return a size as it is at this scale."""
        return round(pixels * self.scale_percent / 100)

    @property
    def text_small(self) -> int:
        return self.scaled(13)

    @property
    def text(self) -> int:
        return self.scaled(15)

    @property
    def text_large(self) -> int:
        return self.scaled(17)

    @property
    def title(self) -> int:
        """Titles are large already and grow half as fast."""
        return round(20 + 20 * (self.scale_percent - 100) / 200)

    @property
    def display(self) -> int:
        return round(26 + 26 * (self.scale_percent - 100) / 200)

    @property
    def clock(self) -> int:
        """The time before sign-in, to be read from across the room."""
        return round(44 + 44 * (self.scale_percent - 100) / 300)

    @property
    def control(self) -> int:
        """Least height of buttons and fields."""
        return self.scaled(36)

    @property
    def row(self) -> int:
        return self.scaled(42)

    @property
    def icon(self) -> int:
        return self.scaled(18)

    @property
    def tab_icon(self) -> int:
        return round(18 + 18 * (self.scale_percent - 100) / 250)

    @property
    def icon_large(self) -> int:
        return round(24 + 24 * (self.scale_percent - 100) / 150)

    @property
    def badge(self) -> int:
        return self.scaled(26)

    @property
    def rail_width(self) -> int:
        return round(92 + 92 * (self.scale_percent - 100) / 160)
