"""Freezes the program and tries it: `make.py installer`, which installs PyInstaller first."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from tools.locked import ROOT


def main(words: Sequence[str]) -> int:
    """Freeze, then render every form with what was frozen: data, fonts and libraries are in."""
    suffix = ".exe" if os.name == "nt" else ""
    frozen = ROOT / "dist" / "township-counter" / f"counter{suffix}"
    runs = (
        ["PyInstaller", "--noconfirm", "--log-level", "WARN", "build_installer.spec", *words],
        ["tools.form_gallery", "build/frozen-forms", str(frozen)],
    )
    for module in runs:
        done = subprocess.run([sys.executable, "-m", *module], cwd=ROOT, check=False)  # noqa: S603 - fixed words
        if done.returncode:
            return done.returncode
    sys.stdout.write(f"installer: {frozen.parent} starts and renders every form\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
