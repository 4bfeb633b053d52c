"""Fixtures of the printing tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture
def agrees_with_snapshot(is_rewriting_snapshots) -> Callable[[str, str], bool]:
    """Compare a text with the kept one, or write it when asked to."""

    def agrees(name: str, text: str) -> bool:
        path = SNAPSHOTS / name
        if is_rewriting_snapshots:
            path.write_text(text, "utf-8", newline="\n")
        return path.read_text("utf-8") == text

    return agrees
