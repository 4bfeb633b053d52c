"""Writes docs/openapi.json from the models that check what crosses the network.

python -m tools.openapi
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from sync.server.api_description import describe

FILE: Final = Path(__file__).parents[1] / "docs" / "openapi.json"


def text() -> str:
    """Return what the file should hold."""
    return json.dumps(describe(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), "utf-8")


if __name__ == "__main__":
    main()
