"""Keys that a county has forgotten, and changes of key that were cut off: found by simulation."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from counter_app.bootstrap.county import exchange_once
from counter_app.domain.county_word import DeviceStanding
from counter_app.domain.errors import DeviceUnknown
from counter_app.storage import generations
from counter_app.storage.audit_flags import NOTED
from sync.server.backup import back_up, restore
from sync.server.schema import device_keys
from tests.bootstrap.sites import at_county, head, ids, starts, work
from tests.fakes.counties import sqlite_url


@pytest.mark.fault("F12")
class TestACountyThatWasPutBackToBeforeItKnewAKey:
    """Found by the simulation: every counter with a new key was locked out for good."""

    def test_has_it_vouched_for_again_by_the_former_key(self, enrolled, county, tmp_path):
        with enrolled.opened() as profile:
            work(profile)
            exchange_once(profile)
        back_up(sqlite_url(tmp_path / "county.db"), tmp_path / "county-backup.db")
        generation = self._restored(enrolled, tmp_path, "kept")
        restore(sqlite_url(tmp_path / "county.db"), tmp_path / "county-backup.db")

        with enrolled.opened() as profile:
            work(profile)
            report = exchange_once(profile)
            assert (report.unsynced, report.quarantined, report.standing) == (0, 0, "active")
            assert head(profile)[0] == generation == 2
            assert ids(profile) == at_county(county)
            assert profile.keyring.vouchers() == []
        assert self._known(county) == [1, 2]

    def test_goes_back_as_far_as_a_key_that_the_county_still_knows(
        self, enrolled, county, tmp_path
    ):
        with enrolled.opened() as profile:
            exchange_once(profile)
        back_up(sqlite_url(tmp_path / "county.db"), tmp_path / "county-backup.db")
        for turn in ("kept-1", "kept-2"):
            self._restored(enrolled, tmp_path, turn)
        restore(sqlite_url(tmp_path / "county.db"), tmp_path / "county-backup.db")

        with enrolled.opened() as profile:
            report = exchange_once(profile)
            assert (report.unsynced, report.quarantined) == (0, 0)
            assert ids(profile) == at_county(county)
        assert self._known(county) == [1, 2, 3]

    def test_tells_a_device_without_any_known_key_to_enrol(self, enrolled, county, tmp_path):
        back_up(sqlite_url(tmp_path / "county.db"), tmp_path / "county-backup.db")
        with enrolled.opened() as profile:
            exchange_once(profile)
        self._restored(enrolled, tmp_path, "kept")
        with county.database.writing() as connection:
            connection.execute(delete(device_keys))
        for _ in range(2):
            with enrolled.opened() as profile:
                work(profile)
                with pytest.raises(DeviceUnknown):
                    exchange_once(profile)
                standing = profile.store.sync_store.county_word().standing
                assert standing is DeviceStanding.UNKNOWN
                assert head(profile)[0] == 2

    def _restored(self, site, tmp_path, name: str) -> int:
        """Let a counter lose its last event, and begin a generation that the county knows."""
        site.kept(tmp_path / name)
        with site.opened() as profile:
            work(profile)
        site.put_back(tmp_path / name)
        with site.opened() as profile:
            work(profile)
            assert exchange_once(profile).unsynced == 0
            return head(profile)[0]

    def _known(self, county) -> list[int]:
        asked = select(device_keys.c.generation).order_by(device_keys.c.generation)
        return [row.generation for row in county.rows(asked)]


@pytest.mark.fault("F13")
def test_a_change_of_key_that_was_cut_off_begins_with_its_reason_and_once(
    enrolled, county, tmp_path, monkeypatch
):
    """The identity is written first; the program died before the first event of its chain."""
    with enrolled.opened() as profile:
        work(profile)
        exchange_once(profile)
    copy = enrolled.copied(tmp_path / "second")
    with enrolled.opened() as profile:
        work(profile)
        exchange_once(profile)

    class PowerCutError(Exception):
        pass

    def cut(*_args):
        raise PowerCutError

    with monkeypatch.context() as patched:
        patched.setattr(generations.DeviceKeyring, "_write_first_event", cut)
        with pytest.raises(PowerCutError), copy.opened() as profile:
            exchange_once(profile)
    for _ in range(2):
        with copy.opened() as profile:
            assert [start[:2] for start in starts(profile)] == [(2, 1)]
            assert starts(profile)[0][3] == "cloned"
            work(profile)
            assert exchange_once(profile).unsynced == 0
            assert head(profile)[0] == 2
            codes = {flag.code for flag in profile.audit().flags}
            assert "cloned" in codes
            assert codes - NOTED <= {"fork"}
