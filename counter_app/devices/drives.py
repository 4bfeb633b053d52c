"""Sticks that are plugged in, as the system tells; nothing on them is opened.

Linux is read from the table of mounts and from what the kernel calls removable.  The branch for
Windows asks for drives of the removable kind; it has not run on a Windows machine yet.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from counter_app.domain.courier import Drive

MOUNTS: Final = Path("/proc/self/mountinfo")
BLOCKS: Final = Path("/sys/class/block")
_REMOVABLE_WINDOWS: Final = 2
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MEDIA_FOLDERS: Final = ("/media/", "/run/media/")


def plugged_in() -> tuple[Drive, ...]:
    """Return the sticks that can be written to, in the order the system names them."""
    if sys.platform == "win32":
        return _on_windows()
    try:
        mounts = MOUNTS.read_text("utf-8", "replace")
    except OSError:
        return ()
    return tuple(
        Drive(path, Path(path).name or path)
        for source, path in mounts_in(mounts)
        if _is_stick(source, path) and os.access(path, os.W_OK)
    )


def mounts_in(text: str) -> list[tuple[str, str]]:
    """Read the table of mounts: (device, folder) of each line that names both.

    Blanks in names are written as octal numbers there.
    """
    found = []
    for line in text.splitlines():
        before, separator, after = line.partition(" - ")
        fields, more = before.split(" "), after.split(" ")
        if separator and len(fields) > 4 and len(more) > 1:
            found.append((_plain(more[1]), _plain(fields[4])))
    return found


def _plain(name: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        name = name.replace(code, char)
    return name


def _is_stick(source: str, path: str) -> bool:
    if not source.startswith("/dev/"):
        return False
    if path.startswith(_MEDIA_FOLDERS):  # Where desktops put what is plugged in.
        return True
    block = BLOCKS / Path(source).name
    for folder in (block, block.resolve().parent):
        try:
            if (folder / "removable").read_text("ascii").strip() == "1":
                return True
        except (OSError, ValueError):
            continue
    return False


def _on_windows() -> tuple[Drive, ...]:
    if sys.platform != "win32":
        return ()
    import ctypes

    kernel = ctypes.windll.kernel32
    present = kernel.GetLogicalDrives()
    paths = [f"{letter}:\\" for bit, letter in enumerate(_LETTERS) if present >> bit & 1]
    return tuple(
        Drive(path, path) for path in paths if kernel.GetDriveTypeW(path) == _REMOVABLE_WINDOWS
    )
