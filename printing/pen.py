"""How a printer sets what comes next: size, weight, underlines, alignment and pitch.

At power-up everything is odd: a job that forgot its own reset looks wrong at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from printing.paper_page import Style

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from printing.escpos_tokens import Token

_DEFAULT_PITCH_DOTS = 30
_POWER_UP_PITCH_DOTS = 41
_LEFT, _RIGHT = 0, 2


class Pen:
    """The settings that characters and lines are printed with, and the commands for them.

    Attributes:
        style: Of the characters that follow.
        pitch_dots: From line to line; a line of larger characters takes more.
    """

    def __init__(self) -> None:
        self.style = Style(width_factor=2, is_bold=True)
        self.pitch_dots = _POWER_UP_PITCH_DOTS
        self._align = _RIGHT
        self._act_on: dict[str, Callable[[bytes], None]] = {
            "ESC 3": self._set_pitch,
            "ESC 2": self._default_pitch,
            "ESC a": self._set_align,
            "GS !": self._set_size,
            "FS W": self._set_hanzi_size,
            "ESC E": self._set_bold,
            "GS B": self._set_reversed,
            "ESC -": self._set_ascii_underline,
            "FS -": self._set_hanzi_underline,
        }

    @property
    def commands(self) -> AbstractSet[str]:
        """Names of the commands that it takes."""
        return self._act_on.keys()

    def obey(self, token: Token) -> None:
        """Take one of its commands."""
        self._act_on[token.name](token.payload)

    def reset(self) -> None:
        """Set everything back, as ESC @ does."""
        self.style = Style()
        self.pitch_dots = _DEFAULT_PITCH_DOTS
        self._align = _LEFT

    def left_of(self, width_dots: int, paper_dots: int) -> int:
        """Return where something so wide begins; what is wider than the paper begins at 0."""
        free = max(0, paper_dots - width_dots)
        return (0, free // 2, free)[self._align]

    def _set_pitch(self, payload: bytes) -> None:
        self.pitch_dots = payload[0]

    def _default_pitch(self, _: bytes) -> None:
        self.pitch_dots = _DEFAULT_PITCH_DOTS

    def _set_align(self, payload: bytes) -> None:
        align = payload[0] % 48  # The digits "0" to "2" say the same as the numbers.
        if align <= _RIGHT:
            self._align = align

    def _set_size(self, payload: bytes) -> None:
        n = payload[0]
        self.style = replace(self.style, width_factor=(n >> 4 & 7) + 1, height_factor=(n & 7) + 1)

    def _set_hanzi_size(self, payload: bytes) -> None:
        factor = 1 + (payload[0] & 1)
        self.style = replace(self.style, width_factor=factor, height_factor=factor)

    def _set_bold(self, payload: bytes) -> None:
        self.style = replace(self.style, is_bold=bool(payload[0] & 1))

    def _set_reversed(self, payload: bytes) -> None:
        self.style = replace(self.style, is_reversed=bool(payload[0] & 1))

    def _set_ascii_underline(self, payload: bytes) -> None:
        self.style = replace(self.style, has_ascii_underline=payload[0] % 48 != 0)

    def _set_hanzi_underline(self, payload: bytes) -> None:
        self.style = replace(self.style, has_hanzi_underline=payload[0] % 48 != 0)
