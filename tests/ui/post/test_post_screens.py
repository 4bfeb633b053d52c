"""Pictures of the page of the post under build/screens; names, words and room at every size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import PreferencesInMemory
from tests.ui.post.conftest import a_week
from tests.ui.test_every_widget import everything, markup_in, nameless_in, what_is_cut

PARTS = ("tasks", "drawer", "handover", "day")


def fill(at, place: int) -> None:
    counter, page = at.counter, at.page
    if place == 1:
        page.drawer.counted.edit.setText("3")
        page.drawer.counted.edited.emit()
    if place == 2:
        page.handover.show_result("已记录，交接单 交〔2026〕10101-00001号。交接单已出纸。", "good")
        page.handover.second.people.setCurrentIndex(page.handover.second.people.count() - 1)
    if place == 3:
        counter.press(Qt.Key.Key_F10)
    counter.settle_post()


SIZES = [
    *((place, scale, 1366) for place in range(4) for scale in (100, 150)),
    *((place, 200, 1366) for place in (1, 2, 3)),
    *((place, 125, 1024) for place in range(4)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("place", "scale", "width"), SIZES)
def test_the_page_has_names_plain_words_and_room(
    open_post, office, store, clock, place, scale, width
):
    a_week(office, clock, store.drafts)
    looks = PreferencesInMemory(WindowPreferences(scale_percent=scale))
    at = open_post(place, preferences=looks)
    window = at.counter.window
    window.resize(width, 768)
    fill(at, place)
    at.counter.shoot(f"post-{PARTS[place]}-{scale}{'-1024' if width == 1024 else ''}")
    assert nameless_in(window) == []
    assert markup_in(window) == []
    assert [fault for widget in everything(window) if (fault := what_is_cut(widget))] == []
    assert window.height() == 768
