"""Printer profiles are data, and a mistake in them is refused with its name."""

from __future__ import annotations

import pytest

from counter_app.domain.errors import SettingsInvalid
from printing.profiles import profile, profile_for_paper, profile_names

SHIPPED = ("epson-180dpi-80", "generic-58", "generic-80")


def shipped_text(name: str) -> str:
    from importlib.resources import files

    return files("printing.profile_data").joinpath(f"{name}.toml").read_text("utf-8")


def test_the_shipped_profiles_are_these():
    assert profile_names() == SHIPPED
    assert [profile(name).dots for name in SHIPPED] == [512, 384, 576]
    assert [profile(name).columns for name in SHIPPED] == [42, 32, 48]
    assert [profile_for_paper(paper).name for paper in ("58", "80")] == ["generic-58", "generic-80"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_profile_starts_careful(name):
    shipped = profile(name)
    assert shipped.rare == "line-picture"
    assert shipped.line_pitch_dots == 30
    assert shipped.columns * 12 <= shipped.dots


def test_a_county_adds_and_overrides_profiles_in_a_folder(tmp_path):
    own = shipped_text("generic-58").replace("dots = 384", "dots = 504")
    (tmp_path / "generic-58.toml").write_text(own, "utf-8")
    (tmp_path / "county-42.toml").write_text(own, "utf-8")
    assert profile("generic-58", tmp_path).dots == 504
    assert profile("county-42", tmp_path).name == "county-42"
    assert profile("generic-80", tmp_path).dots == 576
    assert profile_names(tmp_path) == ("county-42", *SHIPPED)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("dots = 384", "dots = 38400", "dots must be"),
        ("dots = 384", 'dots = "384"', "dots must be"),
        ("dots = 384", "dots = true", "dots must be"),
        ("columns = 32", "columns = 33", "do not fit"),
        ('rare = "line-picture"', 'rare = "whole-receipt"', "rare must be one of"),
        ('qr = "raster"', "", "keys differ"),
        ("dpi = 203", "dpi = 203\ncolour = 1", "keys differ"),
        ("missing = []", 'missing = ["ab"]', "single characters"),
        ("user_glyph_codes = []", "user_glyph_codes = [27]", "two bytes"),
        ('rare = "line-picture"', 'rare = "user-glyph"', "1 to 32"),
        ("dpi = 203", "dpi = ", "generic-58.toml"),
    ],
)
def test_a_mistake_is_told_with_its_key(tmp_path, old, new, told):
    (tmp_path / "generic-58.toml").write_text(shipped_text("generic-58").replace(old, new), "utf-8")
    with pytest.raises(SettingsInvalid, match=told):
        profile("generic-58", tmp_path)


@pytest.mark.parametrize("name", ["../generic-58", "Generic", "", "no-such-printer", "a/b"])
def test_a_name_that_is_no_profile_is_refused(name):
    with pytest.raises(SettingsInvalid):
        profile(name)


def test_what_the_test_page_learnt_is_checked_like_a_file():
    learnt = profile("generic-80").learnt(barrier="gs-r", missing=["㎡"], dots=560, columns=42)
    assert (learnt.barrier, learnt.missing, learnt.columns) == ("gs-r", frozenset("㎡"), 42)
    assert learnt.learnt() == learnt
    with pytest.raises(SettingsInvalid, match="barrier"):
        learnt.learnt(barrier="perhaps")
    with pytest.raises(SettingsInvalid, match="unknown"):
        learnt.learnt(colour="red")


def test_paper_time_follows_from_dots_and_speed():
    assert profile("generic-58").paper_time_ms(960) == pytest.approx(1716, abs=2)
