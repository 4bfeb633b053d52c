"""A connection for a short look: pooled, and given back at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from counter_app.storage.driver_errors import translated


@contextmanager
def reading(engine: Engine) -> Iterator[Any]:
    """Lend the driver connection of a reading engine; each statement sees the last commit.

    Raises:
        DatabaseDamaged: A page cannot be read any more.
    """
    with translated():
        pooled = engine.raw_connection()
        try:
            yield pooled.driver_connection
        finally:
            pooled.close()
