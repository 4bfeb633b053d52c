"""Pictures of a case in every state, under build/screens, for people to look at."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QScrollArea

from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import PreferencesInMemory
from tests.ui.life import scenes
from tests.ui.test_every_widget import everything, what_is_cut

pytestmark = pytest.mark.slow

STATES = (
    scenes.received,
    scenes.awaiting,
    scenes.paused,
    scenes.forwarded,
    scenes.joint,
    scenes.concluded,
    scenes.delivered,
    scenes.paying,
    scenes.deemed,
)
SIZES = (100, 150)


@pytest.fixture
def show(open_keys, life, rules, theme):
    """Return a function that opens a scene at a size of text."""

    def shown(scene, percent):
        scenes.publish(rules)
        scene(life)
        theme.set_scale(percent)
        keys = open_keys(preferences=PreferencesInMemory(WindowPreferences(scale_percent=percent)))
        keys.open(life.case_id)
        keys.breathe()
        return keys

    return shown


def cut_in(keys) -> list[str]:
    widget = QApplication.activeModalWidget() or keys.window
    return [fault for one in everything(widget) if (fault := what_is_cut(one))]


@pytest.mark.parametrize("percent", SIZES)
@pytest.mark.parametrize("scene", STATES, ids=lambda scene: scene.__name__)
def test_a_case_in_each_state(show, scene, percent):
    keys = show(scene, percent)
    picture = keys.shoot(f"life-{scene.__name__}-{percent}")
    assert colours_in(picture) > 20
    assert cut_in(keys) == []
    scroll = keys.page.findChild(QScrollArea, "case_scroll")
    keys.shoot(f"life-{scene.__name__}-{percent}-whole", scroll.widget())


@pytest.mark.parametrize("percent", SIZES)
@pytest.mark.parametrize(
    ("name", "scene", "taps"),
    [
        ("list", scenes.accepted, ("Ctrl+E",)),
        ("list-found", scenes.accepted, ("Ctrl+E", "T", "J")),
        ("decide", scenes.accepted, ("F10", "F10")),
        ("pause", scenes.accepted, ("Ctrl+E", "T", "Z", "Return")),
        ("deliver", scenes.concluded, ("F10",)),
        ("explain", scenes.paused, ("Ctrl+D",)),
        ("explain-statutory", scenes.paused, ("Ctrl+D", "2")),
    ],
)
def test_a_dialog_of_each_kind(show, name, scene, taps, percent):
    keys = show(scene, percent)
    keys.tap(*taps)
    keys.settle()
    dialog = QApplication.activeModalWidget()
    picture = keys.shoot(f"life-dialog-{name}-{percent}", dialog)
    assert colours_in(picture) > 10
    assert cut_in(keys) == []


@pytest.mark.parametrize("percent", SIZES)
def test_the_work_list_with_all_its_lists(show, life, percent):
    for scene in STATES[:7]:
        scene(life)
    keys = show(scenes.accepted_late, percent)
    keys.tap("Escape", "8")
    keys.settle()
    keys.shoot(f"life-worklist-{percent}")
    assert cut_in(keys) == []


def colours_in(picture: QImage) -> int:
    small = picture.scaled(120, 80)
    return len({small.pixel(x, y) for x in range(120) for y in range(80)})


@pytest.mark.parametrize("percent", SIZES)
def test_a_form_with_a_refusal_of_the_service(show, percent):
    keys = show(scenes.accepted, percent)
    keys.tap("Ctrl+E", "T", "K", "Return")
    keys.fill(staff="周小禾", place="青杠村2组", finding="四至清楚")
    keys.tap("F10")
    keys.settle()
    form = keys.form
    assert "两名以上" in form.message.words.text()
    assert form.entered()["staff"] == ("周小禾",)
    keys.shoot(f"life-dialog-error-{percent}", form)
    assert cut_in(keys) == []
