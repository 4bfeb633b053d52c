from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.errors import CatalogueInvalid, CatalogueOutdated, UnreadableFile
from counter_app.runtime.installed_catalogues import InstalledCatalogues
from counter_app.runtime.shipped_data import shipped_pinyin
from counter_app.runtime.system_clock import CHINA
from resources import load_catalogue

SHIPPED = json.loads(load_catalogue().content)
NEW_YEAR = date(2026, 1, 1)


def publication(version: int, valid_from="2026-01-01", valid_until="2026-12-31") -> bytes:
    raw = SHIPPED | {"version": version, "valid_from": valid_from, "valid_until": valid_until}
    return json.dumps(raw, ensure_ascii=False).encode()


@dataclass
class StoppedClock:
    day: date

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=CHINA)

    def monotonic_ms(self) -> int:
        return 0

    @property
    def boot_id(self) -> str:
        return "00000000"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "catalogue"


@pytest.fixture
def installed(folder):
    return InstalledCatalogues(folder, shipped_pinyin)


def test_what_was_published_is_there_after_a_restart(installed, folder):
    made = installed.install(publication(2))
    again = InstalledCatalogues(folder, shipped_pinyin)
    assert again.on(NEW_YEAR).sha256 == made.sha256
    assert [path.name for path in folder.iterdir()] == [f"2-{made.sha256}.json"]
    assert again.on(NEW_YEAR).search("dbsq")


def test_each_day_has_its_version_and_old_ones_stay(installed):
    installed.install(publication(2, "2025-01-01", "2025-12-31"))
    installed.install(publication(3))
    assert installed.on(date(2025, 12, 31)).version == 2
    assert installed.on(NEW_YEAR).version == 3
    assert installed.of_number(2).version == 2
    assert installed.of_number(7) is None
    assert installed.on(date(2024, 1, 1)) is None


def test_publishing_the_same_twice_changes_nothing_and_backwards_is_refused(installed, folder):
    installed.install(publication(3))
    installed.install(publication(3))
    for old in (publication(2), publication(3, valid_until="2027-12-31")):
        with pytest.raises(CatalogueOutdated):
            installed.install(old)
    with pytest.raises(CatalogueInvalid):
        installed.install(b"{}")
    assert len(list(folder.iterdir())) == 1


@pytest.mark.expects_warnings
def test_a_damaged_file_is_passed_over_and_the_one_before_is_used(installed, folder):
    installed.install(publication(2))
    made = installed.install(publication(3))
    (folder / f"3-{made.sha256}.json").write_bytes(b'{"version": 3}')
    (folder / "notes.txt").write_text("x")
    (folder / ("4-" + "0" * 64 + ".json")).mkdir()
    assert InstalledCatalogues(folder, shipped_pinyin).on(NEW_YEAR).version == 2


@pytest.mark.expects_warnings
def test_a_file_this_release_would_refuse_is_passed_over_when_it_is_needed(folder, installed):
    installed.install(publication(2))
    import hashlib

    bad = json.dumps(SHIPPED | {"version": 3, "items": []}).encode()
    (folder / f"3-{hashlib.sha256(bad).hexdigest()}.json").write_bytes(bad)
    again = InstalledCatalogues(folder, shipped_pinyin)
    assert len(again.versions.all) == 2
    assert again.on(NEW_YEAR).version == 2


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "catalogue").write_text("a file")
    with pytest.raises(UnreadableFile):
        InstalledCatalogues(tmp_path / "catalogue", shipped_pinyin).install(publication(2))


def test_the_rules_follow_the_day_and_what_ships_stands_in_until_the_county_publishes(installed):
    rules = PublishedRules(StoppedClock(date(2025, 6, 1)), installed)
    assert rules.catalogue.version == 1
    installed.install(publication(2))
    assert rules.catalogue.version == 1
    assert rules.catalogue_on(NEW_YEAR).version == 2
    assert PublishedRules(StoppedClock(NEW_YEAR), installed).catalogue.version == 2
    assert rules.catalogue_of(1).version == 1
    assert rules.catalogue_of(2).version == 2
    assert rules.catalogue_of(3) is None


def test_an_expired_catalogue_is_still_worked_with():
    rules = PublishedRules(StoppedClock(date(2030, 1, 1)))
    assert not rules.catalogue.is_in_force(date(2030, 1, 1))
    assert rules.catalogue.usable_items
