from __future__ import annotations

import sys

from PySide6.QtWidgets import QLabel

CALLS = 2_000


def test_the_binding_takes_the_references_that_it_gives(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)

    for _ in range(CALLS):
        label.setText("办件")

    assert sys.getrefcount(None) > before - CALLS // 2
