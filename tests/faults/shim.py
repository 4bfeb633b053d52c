"""The library between a program and the disk: made when it is first wanted, loaded before all.

The C stands in iolog.c; a machine without a compiler cannot make it, and says so.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("iolog.c")
ROOT = Path(__file__).parents[2]
BUILT = ROOT / "build" / "faults"
PRELOAD = "LD_PRELOAD"


def why_not() -> str:
    """Say why nothing can be recorded on this machine; "" where it can."""
    if not sys.platform.startswith("linux"):
        return "needs LD_PRELOAD"
    return "" if shutil.which("cc") else "needs a C compiler"


def library() -> Path:
    """Compile the shim unless this version of it is there; return where it lies."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    path = BUILT / f"iolog-{digest}.so"
    if not path.exists():
        BUILT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILT) as folder:
            made = Path(folder) / "iolog.so"
            words = ["cc", "-O2", "-shared", "-fPIC", "-o", str(made), str(SOURCE), "-ldl"]
            subprocess.run([*words, "-lpthread"], check=True)
            made.replace(path)
    return path


def environment() -> dict[str, str]:
    """Return the environment of a process that has the shim in it."""
    return {**os.environ, PRELOAD: str(library()), "PYTHONPATH": str(ROOT)}


def is_loaded() -> bool:
    """Answer whether this process has the shim in it."""
    return "iolog-" in os.environ.get(PRELOAD, "")


def begin(folder: Path, log: Path | None) -> None:
    """From now on, record what is done to files below a folder.

    Args:
        folder: Absolute; files that are open already are not seen.
        log: Where to; None counts and fails calls without a record.
    """
    _shim().iolog_begin(os.fsencode(folder), None if log is None else os.fsencode(log))


def end() -> None:
    """Record nothing more."""
    _shim().iolog_end()


def fail(call: int, error: int, *, is_for_good: bool) -> None:
    """Let the n-th write, truncation, rename or sync from here on fail, 1 being the next one."""
    _shim().iolog_fail(ctypes.c_long(call), error, int(is_for_good))


def calls() -> int:
    """Return how many writes, truncations, renames and syncs there were since `fail`."""
    return int(_shim().iolog_calls())


def _shim() -> ctypes.CDLL:
    assert is_loaded(), "the process was not begun with the shim"
    shim = ctypes.CDLL(None)
    shim.iolog_calls.restype = ctypes.c_long
    return shim
