"""The binding may give away references of None, True and False for ever."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QLabel

CALLS = 2_000


def test_none_and_the_booleans_outlast_any_number_of_calls(theme):
    label = QLabel()
    for _ in range(CALLS):
        label.setText("x")
        label.isVisible()
        label.hasMouseTracking()
    is_immortal = sys.version_info >= (3, 12)
    enough = 0 if is_immortal else 1 << 50
    assert all(sys.getrefcount(singleton) > enough for singleton in (None, True, False))
    label.deleteLater()
