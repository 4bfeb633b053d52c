"""Backups of a counter at work: when one is made, where it goes, and what stops it."""

from __future__ import annotations

import shutil
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from counter_app import fault_points
from counter_app.bootstrap.backup_duty import BackupDuty
from counter_app.bootstrap.backup_places import copy_key, folders_of
from counter_app.bootstrap.backups import back_up, back_up_to, last_verified
from counter_app.domain.backup import BackupReason
from counter_app.domain.errors import (
    BackupBeforeUpgradeFailed,
    BackupCancelled,
    BackupFailed,
    DatabaseDamaged,
)
from counter_app.runtime.settings import load_settings
from counter_app.storage.backup_copy import Watch
from counter_app.storage.backup_folder import BackupFolder, newest_good, verify_backup
from counter_app.storage.engine import SCHEMA_VERSION, open_migration_engine
from counter_app.storage.profile_keys import open_profile_keys
from counter_app.storage.secret_store import platform_secret_store
from counter_app.storage.still_file import open_still, verified_stand
from tests.bootstrap.sites import PASSWORD, PERSON, work
from tests.fakes.clocks import SettableClock
from tests.storage.test_migrate import DUMPS

WAIT_S = 20


@pytest.fixture(autouse=True)
def _disarmed():
    yield
    fault_points.disarm_all()


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".db")


def keys_of(site):
    machine = site.folder / "machine"
    return open_profile_keys(
        site.profile, PERSON.user, PASSWORD, platform_secret_store(machine), machine=machine
    )


def old_database(site, version):
    """Put what a former program had left behind in the place of the database."""
    keys = keys_of(site)
    path = site.profile / "counter.db"
    for name in ("counter.db", "counter.db-wal", "counter.db-shm"):
        (site.profile / name).unlink(missing_ok=True)
    engine = open_migration_engine(path, key=keys.vault.data_key, salt=keys.vault.salt)
    with engine.begin() as connection:
        for statement in (DUMPS / f"v{version}.sql").read_text("utf-8").rstrip().split(";\n\n"):
            connection.exec_driver_sql(statement)
    engine.dispose()
    return keys


@pytest.mark.fault("F21")
@pytest.mark.parametrize("version", [1, 2])
def test_an_upgrade_waits_for_a_verified_backup(site, version):
    keys = old_database(site, version)
    with site.opened():
        pass
    (name,) = names(site.profile / "backups")
    assert f"-migration-v{version}" in name
    kept = site.profile / "backups" / name
    assert verify_backup(kept, copy_key(keys)).stand.schema == version
    with open_still(kept, copy_key(keys)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    with site.opened():
        assert names(site.profile / "backups") == [name], "once"


@pytest.mark.fault("F21")
@pytest.mark.parametrize("trouble", ["no room", "cut"])
def test_a_failing_backup_stops_the_upgrade_with_words(site, trouble):
    keys = old_database(site, 2)
    database = site.profile / "counter.db"
    before = verified_stand(database, copy_key(keys))
    if trouble == "no room":
        shutil.rmtree(site.profile / "backups")
        (site.profile / "backups").write_bytes(b"")
    else:

        def cut():
            raise OSError(28, "No space left on device")

        fault_points.arm("backup.before_verify", cut)
    with pytest.raises(BackupBeforeUpgradeFailed) as failed, site.opened():
        pass
    assert "没有升级" in failed.value.advice
    assert verified_stand(database, copy_key(keys)) == before
    assert before.schema == 2 < SCHEMA_VERSION


@pytest.mark.fault("F27")
def test_a_second_medium_holds_the_same_and_going_without_it_is_told(site, tmp_path):
    second = tmp_path / "disk"
    second.mkdir()
    with site.opened() as profile:
        work(profile, 2)
        settings = replace(profile.settings, backup_folder=str(second))
        made = back_up(replace(profile, settings=settings), BackupReason.DAY)
        assert made.copies == (str(second),)
        (name,) = names(second)
        key = copy_key(profile.keys)
        assert verify_backup(second / name, key).stand == made.note.stand
        found = last_verified(replace(profile, settings=settings))
        assert found[str(second)].stand == made.note.stand

        work(profile)
        shutil.rmtree(second)
        second.write_bytes(b"a file where the stick was")
        made = back_up(replace(profile, settings=settings), BackupReason.DAY)
        assert (made.copies, len(made.failures)) == ((), 1)
        assert made.note.stand.events == 3


@pytest.mark.fault("F27")
def test_the_newest_good_one_is_found_behind_bad_ones(site, tmp_path):
    with site.opened() as profile:
        folder = BackupFolder(profile.paths.backups)
        for _ in range(3):
            work(profile)
            back_up(profile, BackupReason.HAND)
        key = copy_key(profile.keys)
        newest, middle, oldest = folder.entries()
        newest.path.write_bytes(newest.path.read_bytes()[:-4096])
        content = bytearray(middle.path.read_bytes())
        content[5_000] ^= 4
        middle.path.write_bytes(content)
        entry, bad = newest_good(folders_of(profile.paths, profile.settings), key)
        assert entry.path == oldest.path
        assert bad == [newest.path, middle.path]


@pytest.mark.fault("F27")
def test_what_is_cut_off_or_stopped_leaves_nothing_that_looks_like_a_backup(site, tmp_path):
    target = tmp_path / "stick" / "one.db"

    class PowerCut(Exception):
        pass

    def cut():
        raise PowerCut

    with site.opened() as profile:
        work(profile, 2)
        for point in ("backup.before_verify", "backup.before_naming"):
            fault_points.arm(point, cut)
            with pytest.raises(PowerCut):
                back_up_to(profile, target)
            fault_points.disarm_all()
            assert not target.exists()
        with pytest.raises(BackupCancelled):
            back_up_to(profile, target, Watch(is_cancelled=lambda: True))
        assert not list(target.parent.glob("*.db*part*"))

        def flip():
            part = target.with_name("one.db.part")
            content = bytearray(part.read_bytes())
            content[10_000] ^= 1
            part.write_bytes(content)

        fault_points.arm("backup.before_verify", flip)
        with pytest.raises(BackupFailed):
            back_up_to(profile, target)
        assert not target.exists()
        fault_points.disarm_all()
        back_up_to(profile, target)
        with pytest.raises(BackupFailed, match="已经存在"):
            back_up_to(profile, target)


def test_work_goes_on_while_a_backup_is_made_and_is_not_half_in_it(site, tmp_path):
    with site.opened() as profile:
        work(profile, 2)
        seen = []

        def save(done, total):
            seen.append((done, total))
            if len(seen) == 1:
                work(profile)

        note = back_up_to(profile, tmp_path / "one.db", Watch(progress=save))
        assert note.stand.events == 2
        assert seen
        assert back_up_to(profile, tmp_path / "two.db").stand.events == 3


class Following:
    """Waits for news of a duty."""

    def __init__(self, duty):
        self._changed = threading.Condition()
        self.news = [duty.news]
        duty.subscribe(self._told)

    def _told(self, news):
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def wait(self, condition):
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self.news[-1]), WAIT_S)
            return self.news[-1]


@pytest.fixture
def duty():
    duty = BackupDuty(every_s=0.02)
    yield duty
    duty.stop()


def test_one_is_made_when_something_changed_and_two_hours_have_gone(site, duty):
    following = Following(duty)
    with site.opened() as opened:
        clock = SettableClock()
        profile = replace(opened, clock=clock)
        work(profile)
        duty.start(lambda: profile)
        first = following.wait(lambda news: news.last is not None)
        assert (first.last.stand.events, first.last.reason) == (1, BackupReason.PERIOD)
        work(profile)
        clock.pass_time(timedelta(hours=1, minutes=59))
        duty.ask(BackupReason.DAY)
        asked = following.wait(lambda news: news.last.stand.events == 2 and not news.is_running)
        assert asked.last.reason is BackupReason.DAY
        work(profile)
        clock.pass_time(timedelta(hours=2))
        following.wait(lambda news: news.last.stand.events == 3 and not news.is_running)
        duty.stop()
        made = len(names(profile.paths.backups))
    assert made == 1, "the newest of the day"
    assert load_settings(site.profile / "settings.toml").backup_folder == ""


@pytest.mark.expects_warnings
@pytest.mark.fault("F7")
def test_a_damaged_page_is_found_by_the_next_backup_and_remembered(site, duty):
    following = Following(duty)
    with site.opened() as profile:
        work(profile, 3)
    database = site.profile / "counter.db"
    content = database.read_bytes()
    for page in range(len(content) // 4096 - 1, 0, -1):  # One that opening does not come by.
        place = page * 4096 + 50
        database.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with suppress(DatabaseDamaged), site.opened() as profile:
            duty.start(lambda: profile)
            duty.ask(BackupReason.HAND)
            failed = following.wait(lambda news: news.failure is not None)
            duty.stop()
            assert isinstance(failed.failure, DatabaseDamaged)
            assert profile.paths.damage_seen.exists()
            assert names(profile.paths.backups) == []
            return
    pytest.fail("every page is read at opening")


@pytest.mark.fault("F9")
def test_by_a_clock_that_was_set_back_the_newest_is_still_the_newest(site):
    """It looks like the oldest: it is neither thinned out nor passed over for a restore."""
    clock = SettableClock()
    with site.opened() as opened:
        profile = replace(opened, clock=clock)
        for _ in range(9):
            work(profile)
            back_up(profile, BackupReason.PERIOD)
            clock.pass_time(timedelta(days=8))
        clock.set_wall(clock.now().replace(year=2009))
        work(profile)
        newest = back_up(profile, BackupReason.PERIOD).note
        folder = BackupFolder(profile.paths.backups)
        folder.thin_out(profile.keyring.identity.device)
        found, bad = newest_good([folder], copy_key(profile.keys))
    assert (found.path.name, bad) == (Path(newest.path).name, [])
    assert "2009" in found.path.name
