from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from counter_app.ui.frame.action_bar import ACTION_ICONS
from counter_app.ui.icons import icon_names
from counter_app.ui.looks import SHOWN, look_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import HIGH_CONTRAST, LIGHT, Sizes, Tone

PALETTES = {"light": LIGHT, "high-contrast": HIGH_CONTRAST}


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in QColor(colour).getRgbF()[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_the_known_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_words_can_be_read_on_every_ground_they_stand_on(palette):
    pairs = [
        (palette.ink, palette.ground),
        (palette.ink, palette.surface),
        (palette.ink, palette.surface_soft),
        (palette.ink, palette.selected),
        (palette.ink_soft, palette.surface),
        (palette.ink_soft, palette.surface_soft),
        (palette.ink_soft, palette.ground),
        (palette.accent, palette.surface),
        (palette.accent_deep, palette.accent_soft),
        (palette.on_accent, palette.accent),
        (palette.on_accent, palette.accent_deep),
        (palette.on_rail, palette.rail),
        (palette.on_rail, palette.rail_mark),
        (palette.focus_on_rail, palette.rail),
    ]
    for tone, colours in palette.tones.items():
        assert contrast(colours.ink, colours.fill) >= 4.5, tone
        assert contrast(colours.ink, palette.surface) >= 4.5, tone
    for ink, ground in pairs:
        assert contrast(ink, ground) >= 4.5, (ink, ground)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_edges_of_fields_and_the_focus_ring_can_be_seen(palette):
    for edge in (palette.line_strong, palette.focus):
        for ground in (palette.surface, palette.ground):
            assert contrast(edge, ground) >= 3, (edge, ground)


def test_every_tone_has_its_colours():
    for palette in PALETTES.values():
        assert palette.tones.keys() == set(Tone)


@pytest.mark.parametrize("enum", SHOWN, ids=lambda enum: enum.__name__)
def test_no_two_states_of_one_kind_share_a_shape(enum):
    shapes = [look_of(member).icon for member in enum]
    assert len(set(shapes)) == len(shapes)


def test_every_icon_that_is_asked_for_is_shipped_and_draws_something(qapp):
    theme = Theme()
    asked = {look_of(member).icon for enum in SHOWN for member in enum}
    asked |= set(ACTION_ICONS.values())
    assert asked <= icon_names()
    for name in icon_names():
        picture = theme.pixmap(name, "#ff0000", 24).toImage()
        colours = {
            picture.pixelColor(x, y).name()
            for x in range(24)
            for y in range(24)
            if picture.pixelColor(x, y).alpha() > 200
        }
        assert colours == {"#ff0000"}, name


def test_icons_are_sharp_on_a_dense_screen(qapp):
    picture = Theme().pixmap("printer", "#000000", 24, 2.0)
    assert picture.width() == 48
    assert picture.deviceIndependentSize().width() == 24


def test_the_style_sheet_has_no_token_left_and_no_empty_value(qapp):
    for is_dark in (False, True):
        sheet = Theme(is_high_contrast=is_dark, scale_percent=200).stylesheet()
        rules = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
        assert "$" not in rules
        assert not re.search(r":\s*;", rules)


def test_the_drawings_of_the_style_sheet_exist(qapp):
    for is_dark in (False, True):
        drawings = re.findall(r'url\("(.*?)"\)', Theme(is_high_contrast=is_dark).stylesheet())
        assert drawings
        assert all(Path(drawing).is_file() for drawing in drawings)


@pytest.mark.parametrize(("asked", "given"), [(50, 100), (100, 100), (175, 175), (900, 200)])
def test_the_scale_stays_between_100_and_200_percent(qapp, asked, given):
    theme = Theme()
    theme.set_scale(asked)
    assert theme.sizes.scale_percent == given


def test_twice_the_scale_is_twice_the_text_and_twice_the_row():
    assert Sizes(200).text == 2 * Sizes(100).text
    assert Sizes(200).row == 2 * Sizes(100).row
    assert Sizes(200).control == 2 * Sizes(100).control


def test_the_theme_tells_of_a_change_once_and_of_none_never(qtbot):
    theme = Theme()
    told = []
    theme.changed.connect(lambda: told.append(theme.sizes.scale_percent))
    theme.set_scale(150)
    theme.set_scale(150)
    theme.set_high_contrast(is_high_contrast=False)
    theme.set_high_contrast(is_high_contrast=True)
    assert told == [150, 150]
    assert theme.palette is HIGH_CONTRAST
