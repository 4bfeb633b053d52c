"""Resolves pyproject.toml into the locks, with a resolver in an environment of its own.

python -m tools.resolve [WORDS FOR THE RESOLVER …]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tools.locked import LOCK, ROOT

EXTRAS: Final = MappingProxyType(
    {
        LOCK.name: ("dev", "county"),
        "requirements-installer.lock": ("installer",),
        "requirements-audit.lock": ("audit",),
    }
)


def compile_words(lock: str) -> list[str]:
    """Return the resolver's words for one lock; the others follow the first."""
    extras = [word for extra in EXTRAS[lock] for word in ("--extra", extra)]
    follow = [] if lock == LOCK.name else ["-c", LOCK.name]
    return [
        *("pip", "compile", "-q", "--universal", "--generate-hashes", "--python-version", "3.11"),
        *("--no-emit-index-url", "--no-emit-find-links"),
        *("--custom-compile-command", "python3 make.py lock"),
        *(*extras, *follow, "-o", lock, "pyproject.toml"),
    ]


def main(words: Sequence[str]) -> int:
    """Write every lock anew; 1 as soon as one cannot be resolved."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        place = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
        python = str(Path(folder) / place)
        runs = [["pip", "-qq", "install", "uv"]]
        runs += [["uv", *compile_words(lock), *words] for lock in EXTRAS]
        for one in runs:
            if subprocess.run([python, "-m", *one], cwd=ROOT, check=False).returncode:  # noqa: S603 - fixed words
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
