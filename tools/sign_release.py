"""Signs what the installer froze: `make.py release --key-file FILE`.

The key is the publisher's and lies on a stick, not on this machine.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from typing import Final

from counter_app.cli.parser import main as counter
from tools.locked import PROJECT, ROOT
from tools.sbom import FILE as PARTS

FROZEN: Final = ROOT / "dist" / "township-counter"


def main(words: Sequence[str]) -> int:
    """Sign the frozen program with the version that pyproject.toml names."""
    if not FROZEN.is_dir():
        sys.stderr.write("there is no frozen program; run `make.py installer` first\n")
        return 1
    version = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    manner = ["--parts", str(PARTS), "--version", version]
    return counter(["release", "sign", str(FROZEN), *manner, *words])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
