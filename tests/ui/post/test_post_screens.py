"""Pictures of the page of the post under build/screens; names, words and room at every size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import PreferencesInMemory
from tests.ui.test_every_widget import everything, markup_in, nameless_in, what_is_cut

PARTS = ("tasks", "drawer", "handover", "day")
KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)


def fill(at, part: str) -> None:
    """Bring a part to the front with as much on it as there can be."""
    page = at.page
    at.counter.press(KEYS[PARTS.index(part)], Qt.KeyboardModifier.ControlModifier)
    at.counter.settle_post()
    if part == "drawer":
        page.drawer.counted.edit.setText("2")
        page.drawer.counted.edited.emit()
    if part == "handover":
        page.handover.show_result("已记录，交接单 交〔2026〕10101-00001号。交接单已出纸。", "good")
        page.handover.second.people.setCurrentIndex(page.handover.second.people.count() - 1)
    if part == "day":
        at.counter.press(Qt.Key.Key_F10)
    at.counter.settle_post()


@pytest.mark.slow
@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("scale", "width"), [(100, 1366), (150, 1366), (200, 1366), (125, 1024)])
def test_every_part_has_names_plain_words_and_room(open_post, scale, width):
    looks = PreferencesInMemory(WindowPreferences(scale_percent=scale))
    at = open_post(preferences=looks)
    window = at.counter.window
    window.resize(width, 768)
    for part in PARTS:
        fill(at, part)
        at.counter.shoot(f"post-{part}-{scale}{'-1024' if width == 1024 else ''}")
        assert nameless_in(window) == []
        assert markup_in(window) == []
        assert [fault for widget in everything(window) if (fault := what_is_cut(widget))] == []
        assert window.height() == 768
