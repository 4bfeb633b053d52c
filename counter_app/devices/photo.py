"""The plug-in point for a card's photo: nobody has an open decoder for its WLT format.

A county that owns its vendor's library may name it in the settings.  It is never shipped,
searched for or downloaded, and it runs in a short-lived process of its own: a crash or a hang of
foreign code costs nothing.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from counter_app.devices.bitmap import PictureMalformed, check_bitmap

WLT_BYTES: Final = 1_024
ANSWER_BYTES_MAX: Final = 65_536
TIME_LIMIT_S: Final = 2.0
NO_PHOTO_TEXT: Final = "照片无法解码"


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A decoded photo: an uncompressed BMP of 102 × 126 dots.  Class P3."""

    bmp: bytes


class PhotoDecoder(Protocol):
    """Turns a card's photo block into a picture."""

    @property
    def name(self) -> str:
        """What the diagnostics page calls it."""

    def is_available(self) -> bool:
        """Whether it can be tried at all."""

    def decode(self, wlt: bytes) -> Picture | None:
        """Return the picture, or None: the page then shows a silhouette and 照片无法解码."""


class NoPhotoDecoder:
    """What every counter starts with."""

    name = NO_PHOTO_TEXT

    def is_available(self) -> bool:
        """Return False: there is nothing to try."""
        return False

    def decode(self, wlt: bytes) -> Picture | None:
        """Return None for every photo block."""
        del wlt
        return None


class LibraryPhotoDecoder:
    """A vendor's library, called in a process of its own.

    The function must be `int function(const char *wlt, char *bmp)`: it gets 1,024 bytes, fills at
    most 65,536 and returns 1, or the size, when it is done.

    Args:
        library: Absolute path of the library.
        function: Its name.
        time_limit_s: After so long the process is killed.

    Raises:
        ValueError: The path is not absolute, or the function is no plain name.
    """

    def __init__(self, library: Path, function: str, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        if not library.is_absolute():
            raise ValueError("a vendor's library is named by its absolute path")
        if not (function.isascii() and function.isidentifier()):
            raise ValueError("a function's name is letters, digits and underlines")
        self._library = library
        self._function = function
        self._time_limit_s = time_limit_s

    @property
    def name(self) -> str:
        """The library's file name."""
        return self._library.name

    def is_available(self) -> bool:
        """Whether the library is there, and this program can start an interpreter for it."""
        # A frozen program has no interpreter of its own to lend.
        return self._library.is_file() and not getattr(sys, "frozen", False)

    def decode(self, wlt: bytes) -> Picture | None:
        """Return the picture; None after a crash, a hang, or an answer that is no such picture."""
        if len(wlt) != WLT_BYTES or not self.is_available():
            return None
        command = [
            sys.executable,
            "-I",
            str(Path(__file__).with_name("photo_process.py")),
            str(self._library),
            self._function,
        ]
        try:
            done = subprocess.run(  # noqa: S603  # Path and name were checked; no shell.
                command, input=wlt, capture_output=True, timeout=self._time_limit_s, check=False
            )
        except (subprocess.TimeoutExpired, OSError):
            return None
        if done.returncode != 0 or len(done.stdout) > ANSWER_BYTES_MAX:
            return None
        try:
            return Picture(check_bitmap(done.stdout))
        except PictureMalformed:
            return None
