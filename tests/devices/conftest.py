"""Vectors and helpers of the card reader's tests."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

VECTORS = json.loads((Path(__file__).parent / "vectors" / "id-card.json").read_text("utf-8"))

# There are no pseudo-terminals on Windows.
ENDPOINTS = ["tcp"] if sys.platform == "win32" else ["pty", "tcp"]

# A day on which every vector's warnings hold.
VECTOR_DAY = date(2026, 1, 15)


def streams():
    """Return (name, bytes, what the command line prints) of every vector."""
    found = [
        (row["name"], bytes.fromhex(row["hex"]), row["cli"])
        for table in ("responses", "new_address", "broken")
        for row in VECTORS[table]
    ]
    answers = ("read_base_hex", "read_base_finger_hex", "read_base_finger_none_hex")
    found.extend(
        (f"{card['id']}-{answer}", bytes.fromhex(card[answer]), card["cli"])
        for card in VECTORS["cards"]
        for answer in answers
    )
    return found


@pytest.fixture
def read_answer() -> bytes:
    """The whole answer of a resident card, 1,295 bytes."""
    return bytes.fromhex(VECTORS["cards"][0]["read_base_hex"])


@pytest.fixture(params=VECTORS["cards"], ids=lambda card: card["id"])
def vector_card(request) -> SimpleNamespace:
    """Each card of the vectors, as a namespace."""
    return SimpleNamespace(**request.param)
