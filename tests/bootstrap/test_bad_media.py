"""Shared folders, strange names, crowds of files, backups of others and of later programs."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app import fault_points
from counter_app.bootstrap.backup_places import copy_key
from counter_app.bootstrap.backups import back_up, last_verified, name_second_medium
from counter_app.bootstrap.damage import open_soundly
from counter_app.bootstrap.profile import create_counter
from counter_app.bootstrap.restoring import RestoreDesk
from counter_app.domain.backup import BackupReason
from counter_app.domain.errors import BackupForeign, RestoreRefused, SettingsInvalid
from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.settings import Settings
from counter_app.runtime.system_clock import SystemClock
from counter_app.storage.backup_copy import copy_database
from counter_app.storage.backup_folder import BackupFolder, newest_good, verify_backup
from counter_app.storage.engine import SCHEMA_VERSION
from counter_app.storage.vault import COST_FLOOR
from tests.bootstrap.sites import PASSWORD, PERSON, Site, ids, work
from tests.bootstrap.test_damage import PowerCut, desk_at
from tests.bootstrap.test_salvaged_drafts import draft
from tests.cli.test_backup_cli import hashes, numbers
from tests.fakes.clocks import SettableClock
from tests.fakes.people import PROFILE

CROWD = 10_000
STRANGE = ("备份 盘？#%25&'\"[x]", "𠮷🙂\u202etxt.", "a\nb\tc", os.fsdecode(b"\xff\xfe-stick"))


@pytest.fixture
def other(tmp_path, monkeypatch):
    """Another counter, on a machine of its own."""
    other = Site(tmp_path / "other", monkeypatch)
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(other.folder / "machine"))
    create_counter(other.profile, Settings(counter=PROFILE), PERSON, PASSWORD, cost=COST_FLOOR)
    return other


@pytest.fixture(autouse=True)
def _disarmed():
    yield
    fault_points.disarm_all()


@pytest.mark.fault("F27")
def test_two_counters_in_one_folder_keep_their_own_backups(site, other, tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    clock = SettableClock()
    for each in (site, other, site, other):  # In one second: even the names are the same.
        with each.opened() as profile:
            work(profile, 1 if each is site else 4)
            made = name_second_medium(replace(profile, clock=clock), share)
            back_up(made, BackupReason.PERIOD)
    for each in (site, other):
        with each.opened() as profile:
            device = profile.keyring.identity.device
            kept = [entry for entry in BackupFolder(share).entries() if entry.device == device]
            ends = [entry.note.stand.n for entry in kept]
            assert profile.store.sync_store.head()[1] in ends, "the newest of each"
            assert last_verified(profile)[str(share)].stand.device == device
            found, bad = newest_good([BackupFolder(share)], copy_key(profile.keys))
            assert (found.device, bad) == (device, [])
            (profile.paths.backups).rename(each.folder / "gone")
        desk = desk_at(each)
        assert desk.newest_good()[0].path.parent == share


@pytest.mark.fault("F27")
def test_programs_that_back_up_at_once_do_not_take_each_other_s_work(site):
    with site.opened() as opened:
        profile = replace(opened, clock=SettableClock())  # All of them in one second.
        work(profile, 3)
        failed, gate = [], threading.Barrier(4)

        def act():
            gate.wait()
            try:
                back_up(profile, BackupReason.PERIOD)
            except Exception as error:  # noqa: BLE001 - whatever a thread says counts
                failed.append(error)

        threads = [threading.Thread(target=act) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        left = BackupFolder(profile.paths.backups).entries()
        assert left
        for entry in left:
            assert verify_backup(entry.path, copy_key(profile.keys)) == entry.note
        assert entry.note.stand.events == 3
        assert not list(profile.paths.backups.glob("*.part*"))


@pytest.mark.fault("F22")
def test_a_backup_of_a_later_program_or_of_another_counter_changes_nothing(site, other, tmp_path):
    with other.opened() as profile:
        work(profile)
        foreign = back_up(profile, BackupReason.HAND).note.path
    with site.opened() as profile:
        work(profile, 2)
        future = tmp_path / "future.db"
        with profile.store.ledger.transaction() as transaction:
            transaction.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
            transaction.commit()
        copy_database(profile.paths.database, future, copy_key(profile.keys))
        with profile.store.ledger.transaction() as transaction:
            transaction.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            transaction.commit()
    before = hashes(site.profile)
    desk = RestoreDesk(site.profile, PERSON.user, PASSWORD)
    for act in (desk.look, desk.restore):
        with pytest.raises(RestoreRefused, match="请先升级程序"):
            act(future)
        with pytest.raises(BackupForeign):
            act(Path(foreign))
        assert hashes(site.profile) == before


@pytest.mark.fault("F27")
@pytest.mark.parametrize("name", STRANGE)
def test_a_stick_may_have_any_name(site, tmp_path, name):
    stick = tmp_path / name
    stick.mkdir()
    with site.opened() as profile:
        given = work(profile, 2)
        settings = profile.paths.settings.read_bytes()
        if name.isprintable():
            made = back_up(name_second_medium(profile, stick), BackupReason.HAND)
            assert (made.copies, made.failures) == ((str(stick),), ())
        else:  # As a stick it is plugged in; in the settings nobody could read it.
            with pytest.raises(SettingsInvalid):
                name_second_medium(profile, stick)
            assert profile.paths.settings.read_bytes() == settings
            made = back_up(profile, BackupReason.HAND)
            BackupFolder(stick).take_copy(made.note, copy_key(profile.keys))
    (site.profile / "counter.db").write_bytes(b"")
    (backup,) = stick.glob("*.db")
    desk = desk_at(site)
    assert desk.look(backup).look.cases == 2
    assert desk.restore(backup).missing == ()
    with site.opened() as profile:
        assert numbers(profile) == set(given)


@pytest.mark.fault("F27")
def test_a_crowd_of_files_hides_no_backup_and_is_left_alone(site, tmp_path):
    with site.opened() as profile:
        work(profile)
        made = back_up(profile, BackupReason.PERIOD).note
        folder = profile.paths.backups
        for place in range(CROWD // 2):
            (folder / f"IMG_{place:05}.jpg").touch()
            (folder / f"counter-20260101T{place // 3600:02}{place // 60 % 60:02}{place % 60:02}"
                      "-day.db").touch()  # fmt: skip
        found, bad = newest_good([BackupFolder(folder)], copy_key(profile.keys))
        assert (str(found.path), bad) == (made.path, [])
        assert last_verified(profile)[str(folder)].stand == made.stand
        work(profile)
        back_up(profile, BackupReason.PERIOD)
        assert len(list(folder.glob("IMG_*"))) == CROWD // 2
        assert len(list(folder.glob("counter-20260101*"))) == CROWD // 2, "without a note: whose?"


@pytest.mark.fault("F7")
def test_a_restore_that_was_cut_off_reads_back_at_the_next_sign_in(site):
    with site.opened() as profile:
        kept = work(profile, 2)
        back_up(profile, BackupReason.HAND)
        late = work(profile)
        profile.store.drafts.save(draft(1, profile.clock.now()))
        everything = ids(profile)
    desk = desk_at(site)

    def cut():
        raise PowerCut

    fault_points.arm("restore.between_places", cut)
    with pytest.raises(PowerCut):
        desk.restore(desk.newest_good()[0].path)
    fault_points.disarm_all()
    paths = ProfilePaths(site.profile.absolute())
    for _ in range(2):
        profile = open_soundly(paths, PERSON.user, PASSWORD, SystemClock())
        try:
            assert everything <= ids(profile)
            assert numbers(profile) == {*kept, *late}
            assert [each.title for each in profile.store.drafts.all()] == ["1"]
            profile.store.drafts.discard(profile.store.drafts.all()[0].draft_id)
            profile.store.drafts.save(draft(1, profile.clock.now(), "later"))
        finally:
            profile.close()
    assert (next((site.profile / "set-aside").glob("*/counter.db")).parent / "report.json").exists()
