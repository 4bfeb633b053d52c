"""A counter of its own profile folder, and a county it is enrolled with over HTTP."""

from __future__ import annotations

import pytest

from counter_app.bootstrap.county import enrol_counter
from counter_app.bootstrap.profile import create_counter
from counter_app.runtime.settings import Settings
from counter_app.storage.vault import COST_FLOOR
from tests.bootstrap.sites import PASSWORD, PERSON, Site
from tests.fakes.counties import running_county, sqlite_url
from tests.fakes.people import PROFILE


@pytest.fixture
def county(tmp_path):
    with running_county(sqlite_url(tmp_path / "county.db")) as running:
        yield running


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A counter that the county does not know yet."""
    site = Site(tmp_path / "first", monkeypatch)
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(site.folder / "machine"))
    create_counter(site.profile, Settings(counter=PROFILE), PERSON, PASSWORD, cost=COST_FLOOR)
    return site


@pytest.fixture
def enrolled(site, county):
    """The same, once the county knows it."""
    with site.opened() as profile:
        enrol_counter(profile, url=county.url, code=county.code(PROFILE.counter_code))
    return site
