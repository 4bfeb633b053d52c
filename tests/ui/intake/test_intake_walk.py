"""A clerk, a keyboard, a card: from greeting to receipt, on the real store."""

from __future__ import annotations

from PySide6.QtCore import Qt

from counter_app.domain.case_card import WorkQueue


def test_an_instant_case_is_done_with_eight_keys_after_the_card(intake, store, office):
    intake.read_card()
    assert intake.focus_name == "intake_item_search"

    intake.type("jzzq")
    intake.key(Qt.Key.Key_Return)
    assert intake.focus_name == "intake_materials_table"
    intake.key(Qt.Key.Key_0)
    intake.key(Qt.Key.Key_F10)
    intake.wait_for_result()

    assert store.finder.counts(today=office.today())[WorkQueue.ALL] == 1
    assert intake.keys_pressed <= 8
