from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.ui.preferences import PreferenceFile, WindowPreferences


@pytest.fixture
def file(tmp_path):
    return tmp_path / "window.json"


def test_what_is_kept_is_read_again(file):
    kept = WindowPreferences(scale_percent=175, is_high_contrast=True, last_login="QH0107")
    PreferenceFile(file).save(kept)
    assert PreferenceFile(file).load() == kept
    assert [path.name for path in file.parent.iterdir()] == ["window.json"]


def test_the_first_start_has_defaults(file):
    assert PreferenceFile(file).load() == WindowPreferences()


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"scale_percent": "big"}', '{"is_high_contrast": 1}', '{"last_login": null}'],
)
def test_a_damaged_file_means_defaults(file, content):
    file.write_text(content, encoding="utf-8")
    assert PreferenceFile(file).load() == WindowPreferences()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_no_bytes_stop_the_program_from_starting(tmp_path, content):
    file = tmp_path / "window.json"
    file.write_bytes(content)
    assert isinstance(PreferenceFile(file).load(), WindowPreferences)


def test_a_folder_that_is_gone_loses_the_preferences_silently(tmp_path):
    PreferenceFile(tmp_path / "gone" / "window.json").save(WindowPreferences(scale_percent=150))
    assert not (tmp_path / "gone").exists()
