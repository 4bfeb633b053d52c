"""A page of the project that a tool makes: written, or compared with what stands there."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path


def write_or_check(
    words: Sequence[str], purpose: str | None, file: Path, make: Callable[[], str]
) -> int:
    """Write a page; with --check only say whether it is true.

    Args:
        words: Of the command line.
        purpose: What the tool is for, as its help tells it.
        file: The page, UTF-8.
        make: Makes it as it should stand now.

    Returns:
        The exit code: 1 when the page is not what it should be.
    """
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args(words).check:
        return 0 if file.read_text(encoding="utf-8") == make() else 1
    file.write_text(make(), encoding="utf-8", newline="\n")
    return 0
