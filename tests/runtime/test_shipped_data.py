from __future__ import annotations

import pytest

import resources
from counter_app.domain.errors import CalendarInvalid, CatalogueInvalid, UnreadableFile
from counter_app.runtime import shipped_data
from resources.manifest import manifest_text

LOADERS = [
    (shipped_data.shipped_calendar, resources.CALENDAR, CalendarInvalid),
    (shipped_data.shipped_catalogue, resources.CATALOGUE, CatalogueInvalid),
    (shipped_data.shipped_regions, resources.REGIONS, UnreadableFile),
    (shipped_data.shipped_pinyin, resources.PINYIN, UnreadableFile),
]
loaders = pytest.mark.parametrize(
    ("load", "name", "error"), LOADERS, ids=[name for _, name, _ in LOADERS]
)


@pytest.fixture
def copied_resources(tmp_path, monkeypatch):
    """The shipped files in a folder where they can be harmed."""
    for name in (*(name for _, name, _ in LOADERS), "manifest.json"):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((resources.ROOT / name).read_bytes())
    monkeypatch.setattr(resources, "ROOT", tmp_path)
    monkeypatch.setattr(resources, "MANIFEST", tmp_path / "manifest.json")
    for load, _, _ in LOADERS:
        load.cache_clear()
    yield tmp_path
    for load, _, _ in LOADERS:
        load.cache_clear()


def test_the_manifest_lists_the_files_as_they_are():
    assert resources.MANIFEST.read_text(encoding="utf-8") == manifest_text()


@loaders
def test_what_ships_is_loaded_once_a_process(load, name, error):
    assert load() is load()


@loaders
def test_an_altered_file_is_refused(load, name, error, copied_resources):
    with (copied_resources / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(error):
        load()


@loaders
def test_a_missing_file_is_an_expected_failure(load, name, error, copied_resources):
    (copied_resources / name).unlink()
    with pytest.raises(error):
        load()


@loaders
def test_without_a_manifest_nothing_is_trusted(load, name, error, copied_resources):
    (copied_resources / "manifest.json").write_bytes(b"{")
    with pytest.raises(error):
        load()


def test_only_listed_files_can_be_loaded():
    with pytest.raises(resources.ResourceDamaged):
        resources.load("__init__.py")


def test_shipped_data_fit_each_other():
    catalogue = shipped_data.shipped_catalogue()
    calendar = shipped_data.shipped_calendar()
    assert catalogue.valid_from == calendar.valid_from
    assert catalogue.valid_until == calendar.valid_until
    assert all(item.initials for item in catalogue.items)
