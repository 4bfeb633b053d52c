"""A window at work while a command of the same profile changes the device's key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.bootstrap.county import enrol_counter, exchange_once
from counter_app.bootstrap.profile import create_counter
from counter_app.runtime.settings import Settings
from counter_app.storage.vault import COST_FLOOR
from sync.client.key_change import KEY_LIFE_MS
from tests.bootstrap.sites import PASSWORD, PERSON, Site, at_county, head, ids, starts, work
from tests.fakes.counties import running_county, sqlite_url
from tests.fakes.people import PROFILE


@pytest.fixture
def county(tmp_path):
    with running_county(sqlite_url(tmp_path / "county.db")) as running:
        yield running


@pytest.fixture
def site(tmp_path, monkeypatch, county):
    site = Site(tmp_path / "first", monkeypatch)
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(site.folder / "machine"))
    create_counter(site.profile, Settings(counter=PROFILE), PERSON, PASSWORD, cost=COST_FLOOR)
    with site.opened() as profile:
        enrol_counter(profile, url=county.url, code=county.code(PROFILE.counter_code))
    return site


def test_the_window_signs_with_the_new_key_from_its_next_act_on(site, county):
    with site.opened() as window:
        work(window)
        with site.opened() as command:
            exchange_once(command)
            keyring = command.keyring
            made_at_ms = keyring.made_at_ms - KEY_LIFE_MS
            keyring._save(replace(keyring.identity, made_at_ms=made_at_ms))
            exchange_once(command)
            assert head(command)[0] == 2
        work(window)
        assert head(window)[0] == 2
        assert window.keyring.present().generation == 2
        assert [start[0] for start in starts(window)] == [2]
        report = exchange_once(window)
        assert (report.unsynced, report.quarantined) == (0, 0)
        assert window.audit().is_valid
        assert ids(window) == at_county(county)
    with site.opened() as profile:
        assert profile.store.head_check.is_sound
        assert head(profile)[0] == 2


def test_without_the_file_it_goes_on_with_the_key_it_has(site):
    with site.opened() as window, site.opened() as command:
        sealed = window.paths.device.read_bytes()
        work(command)
        window.paths.device.unlink()
        work(window)
        assert head(window)[0] == 1
        window.paths.device.write_bytes(sealed)
