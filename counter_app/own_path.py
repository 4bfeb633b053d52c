"""Nothing is loaded from the folder somebody happens to stand in, nor from `PYTHONPATH`.

A file `requests.py` on a stick, beside papers that a clerk opens, must not become part of the
program.  Runs before anything but Python's own first modules is loaded.  The frozen program
heeds neither folder; there this only closes what Windows itself would look through.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_SEARCH_DEFAULT_FOLDERS: Final = 0x1000
"""LOAD_LIBRARY_SEARCH_DEFAULT_DIRS: program, System32 and what was added; never the current one."""


def forget_strange_folders() -> None:
    """Take the current folder and those of `PYTHONPATH` off the path of modules.

    The folder that holds this program stays, also when somebody stands in it, and so do those of
    the interpreter.
    """
    own = os.path.realpath(Path(__file__).parents[1])
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    strange = {os.path.realpath(place or os.curdir) for place in (*named, "")} - {own}
    strange = {place for place in strange if not _is_of_interpreter(place)}
    sys.path[:] = [place for place in sys.path if place and os.path.realpath(place) not in strange]
    if sys.platform == "win32":
        _forget_strange_libraries()


def _is_of_interpreter(place: str) -> bool:
    homes = {os.path.realpath(home) for home in (sys.prefix, sys.base_prefix)}
    return any(Path(place).is_relative_to(home) for home in homes)


def _forget_strange_libraries() -> None:
    """Keep Windows from loading libraries out of the current folder.  Has never been run."""
    import ctypes

    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined, unused-ignore]
    kernel.SetDefaultDllDirectories(_SEARCH_DEFAULT_FOLDERS)
    kernel.SetDllDirectoryW("")
