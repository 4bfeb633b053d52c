"""Ways through the page that several tests go."""

from __future__ import annotations

from PySide6.QtCore import Qt

ENTER = Qt.Key.Key_Return


def instant_case(intake) -> None:
    """居住证签注: one paper."""
    intake.read_card()
    intake.type("jzzq")
    intake.key(ENTER)
    intake.key(Qt.Key.Key_0)


def submit(intake) -> None:
    intake.key(Qt.Key.Key_F10)
    intake.wait_for_result()
