"""Values of JSON that came from outside: of the kind that is meant, or refused."""

from __future__ import annotations

import base64
from typing import Any


def rows_of(value: object, most: int) -> list[Any]:
    """Return a list of at most so many rows.

    Raises:
        ValueError: It is none, or too long.
    """
    if not isinstance(value, list) or len(value) > most:
        raise ValueError("no list, or too long")
    return value


def bytes_to_text(data: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(data).decode("ascii")


def bytes_of(text: object) -> bytes:
    """Return what base64 says.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(text, str):
        raise ValueError("not base64")  # noqa: TRY004 - one kind of failure for what came in
    return base64.b64decode(text.encode("ascii", "replace"), validate=True)
