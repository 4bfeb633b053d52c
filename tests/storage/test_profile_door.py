"""Tries at the door: counted before they are judged, and not given back by anybody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.domain.auth_policy import DENGBAO3, NIST
from counter_app.domain.errors import (
    DiskFull,
    OtherMachine,
    PersonDisabled,
    SignInPaused,
    WrongPassword,
)
from counter_app.domain.login_tries import Tries
from counter_app.domain.staff import Role
from counter_app.storage.password_cost import COST_FLOOR, kept_cost, machine_cost
from counter_app.storage.profile_door import ProfileDoor
from counter_app.storage.profile_keys import create_profile
from counter_app.storage.secret_store import FileSecretStore
from counter_app.storage.try_record import NAMES_MAX, SLOT_BYTES, TRIES_NAME, TryRecord
from counter_app.storage.vault import PasswordCost, Person, Terms
from tests.fakes.clocks import START, SettableClock

CHEAP = PasswordCost(memory_kib=8, iterations=1, lanes=1)
WANG = Person(user="wangfang", staff="QH-07", name="王芳", role=Role.CLERK)
LI = Person(user="lili", staff="QH-08", name="李丽", role=Role.CHIEF)
PASSWORD, LIS = "春天的青禾镇2026", "另一个密码-2026"
MINUTE = timedelta(minutes=1)


class Site:
    """A profile with two people, its machine, and whoever stands at the door."""

    def __init__(self, folder, *, policy=DENGBAO3):
        self.folder, self.machine = folder / "profile", folder / "machine"
        self.store = FileSecretStore(self.machine)
        self.clock = SettableClock()
        self.policy = policy
        keys = create_profile(
            self.folder, WANG, PASSWORD, self.store, cost=CHEAP, terms=Terms(set_at=START)
        )
        door = self.door()
        door.vault.enrol(keys.vault, LI, LIS, CHEAP, terms=Terms(set_at=START))

    def door(self) -> ProfileDoor:
        """Return the door as a program finds it that has just been started."""
        return ProfileDoor(self.folder, self.store, self.clock, policy=self.policy)

    def wrong(self, times: int = 1, user: str = "wangfang") -> list[str]:
        told = []
        for _ in range(times):
            with pytest.raises(WrongPassword) as error:
                self.door().open(user, "nein")
            told.append(str(error.value))
        return told

    def right(self, user: str = "wangfang", password: str = PASSWORD):
        return self.door().open(user, password).vault.person

    @property
    def copies(self):
        (copy,) = self.machine.glob("tries-*")
        return self.folder / TRIES_NAME, copy


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


@pytest.mark.asvs("2.4.1", "6.3.1")
@pytest.mark.threat("T2")
@pytest.mark.asvs("6.3.1")
def test_five_wrong_tries_make_everybody_wait_and_ten_close_the_door(site):
    told = site.wrong(5)
    assert told[0] == "再输错 4 次将暂停 30 分钟"
    assert told[4] == "已输错 5 次，30 分钟后才能再试"
    with pytest.raises(SignInPaused, match="30 分钟"):
        site.right()
    site.clock.pass_time(29 * MINUTE)
    with pytest.raises(SignInPaused, match="1 分钟"):
        site.right()
    site.clock.pass_time(MINUTE)
    assert site.wrong(5)[3:] == ["再输错 1 次将停用", "这个用户名已停用，要县局或首席代表解锁"]
    site.clock.pass_time(timedelta(days=3))
    with pytest.raises(PersonDisabled):
        site.right()
    assert site.right("lili", LIS) == LI, "another person is another count"
    site.door().forgive("wangfang")
    assert site.right() == WANG, "the wrap was kept"


def test_a_right_password_begins_the_count_again(site):
    site.wrong(4)
    site.right()
    assert site.wrong(4)[0] == "再输错 4 次将暂停 30 分钟"
    site.right()


def test_the_other_profile_has_no_pause_and_disables_after_ten(tmp_path):
    site = Site(tmp_path, policy=NIST)
    assert site.wrong(9)[8] == "再输错 1 次将停用"
    site.right()
    site.wrong(10)
    with pytest.raises(PersonDisabled):
        site.right()


@pytest.mark.asvs("6.3.1")
@pytest.mark.threat("T2")
@pytest.mark.fault("F9")
def test_no_clock_and_no_restart_shortens_the_wait(site):
    site.wrong(5)
    for years in (1, -3, 30):
        site.clock.set_wall(START + timedelta(days=365 * years))
        with pytest.raises(SignInPaused, match="30 分钟"):
            site.right()
    site.clock.pass_time(20 * MINUTE)
    site.clock.reboot(off_for=timedelta(hours=5))
    with pytest.raises(SignInPaused, match="30 分钟"):
        site.right()
    site.clock.pass_time(29 * MINUTE)
    site.clock.set_wall(START + timedelta(days=900))
    with pytest.raises(SignInPaused, match="1 分钟"):
        site.right()
    site.clock.pass_time(MINUTE)
    assert site.right() == WANG


def test_a_name_that_is_not_here_is_told_nothing_else_and_costs_a_guess_too(site, monkeypatch):
    from counter_app.storage import vault

    spent = []
    stretch = vault.stretched
    monkeypatch.setattr(vault, "stretched", lambda *a: spent.append(a[2]) or stretch(*a))
    known = site.wrong(5)
    unknown = site.wrong(5, "nobody")
    assert known == unknown
    assert spent == [CHEAP] * 10
    for user in ("wangfang", "nobody"):
        with pytest.raises(SignInPaused):
            site.door().open(user, PASSWORD)


KILLED = """
import os, signal, sys
from pathlib import Path
from counter_app.fault_points import arm
from counter_app.runtime.system_clock import SystemClock
from counter_app.storage.profile_door import ProfileDoor
from counter_app.storage.secret_store import FileSecretStore
arm("access.judging", lambda: os.kill(os.getpid(), signal.SIGKILL))
store = FileSecretStore(Path(sys.argv[2]))
ProfileDoor(Path(sys.argv[1]), store, SystemClock()).open("wangfang", sys.argv[3])
"""


@pytest.mark.asvs("6.3.1", "15.4.2")
@pytest.mark.threat("T2")
@pytest.mark.fault("F1")
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_program_that_is_killed_while_it_judges_has_used_the_try_up(site):
    site.wrong()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(site.folder), str(site.machine), PASSWORD], check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert site.wrong() == ["再输错 2 次将暂停 30 分钟"], "the killed one was the second"


@pytest.mark.asvs("6.3.1")
@pytest.mark.threat("T2")
def test_one_copy_taken_away_put_back_or_damaged_gives_no_tries_back(site):
    for spoil in ("remove", "put back", "damage"):
        for which in (0, 1):
            site.right()
            fresh = [copy.read_bytes() for copy in site.copies]
            site.wrong(4)
            copy = site.copies[which]
            if spoil == "remove":
                copy.unlink()
            elif spoil == "put back":
                copy.write_bytes(fresh[which])
            else:
                content = bytearray(copy.read_bytes())
                content[20:60] = bytes(40)
                content[SLOT_BYTES + 20 : SLOT_BYTES + 60] = bytes(40)
                copy.write_bytes(content)
            site.wrong()
            with pytest.raises(SignInPaused):
                site.right()
            site.door().forgive("wangfang")


@pytest.mark.threat("T2")
def test_both_copies_taken_away_leave_one_wrong_try(site):
    site.wrong(3)
    for copy in site.copies:
        copy.unlink()
    assert site.right() == WANG, "who knows the password is not kept out"
    for copy in site.copies:
        copy.unlink()
    assert site.wrong() == ["已输错 5 次，30 分钟后才能再试"]


def test_a_profile_of_an_older_program_begins_with_all_tries(tmp_path):
    store = FileSecretStore(tmp_path / "machine")
    create_profile(tmp_path / "profile", WANG, PASSWORD, store, cost=CHEAP)
    for place in (tmp_path / "profile" / TRIES_NAME, *(tmp_path / "machine").glob("tries-*")):
        place.unlink()
    door = ProfileDoor(tmp_path / "profile", store, SettableClock())
    with pytest.raises(WrongPassword, match="再输错 4 次"):
        door.open("wangfang", "nein")
    opened = door.open("wangfang", PASSWORD)
    assert opened.vault.terms is None


def test_what_was_not_judged_costs_no_try(site):
    keys = site.folder / "keys.json"
    whole = keys.read_bytes()
    keys.write_bytes(whole.replace("王芳".encode(), "王力".encode()))
    for _ in range(6):
        with pytest.raises(OtherMachine):
            site.right()
    keys.write_bytes(whole)
    assert site.wrong() == ["再输错 4 次将暂停 30 分钟"]


@pytest.mark.fault("F4")
def test_a_full_disk_keeps_nobody_out_as_long_as_the_try_is_written_somewhere(site, monkeypatch):
    def full(*_given):
        raise DiskFull("no room")

    monkeypatch.setattr(FileSecretStore, "save", full)
    assert site.right() == WANG
    site.wrong(5)
    with pytest.raises(SignInPaused):
        site.right()
    site.clock.pass_time(30 * MINUTE)
    (site.folder / TRIES_NAME).unlink()
    (site.folder / TRIES_NAME).mkdir()
    with pytest.raises(DiskFull):
        site.right("lili", LIS)


def test_names_that_nobody_has_do_not_push_out_who_tried_most(site):
    site.wrong(4)
    record = TryRecord(site.folder, site.store, site.door().secret)
    others = {record.name_of(str(number)): Tries(failed=1) for number in range(120)}
    record.change(lambda kept: replace(kept, tries={**kept.tries, **others}))
    assert len(record.read().tries) == NAMES_MAX
    assert site.wrong() == ["已输错 5 次，30 分钟后才能再试"]
    assert b"wangfang" not in site.copies[0].read_bytes()


@pytest.mark.asvs("11.2.2", "11.4.2", "11.4.4")
def test_a_cheap_wrap_is_made_dearer_at_the_next_sign_in(site):
    assert site.door().open("wangfang", PASSWORD).vault.cost == CHEAP
    took = iter([150.0, 160.0, 260.0])
    cost = machine_cost(site.store, lambda _cost: next(took))
    assert kept_cost(site.store) == cost
    assert cost.work > COST_FLOOR.work
    site.store.save("password-cost", b'{"memory_kib": 19456, "iterations": 2, "lanes": 1}')
    assert site.door().open("wangfang", PASSWORD).vault.cost == COST_FLOOR
    again = site.door().open("wangfang", PASSWORD).vault
    assert (again.cost, again.terms) == (COST_FLOOR, Terms(set_at=START))
    site.store.save("password-cost", b'{"memory_kib": 8, "iterations": 1, "lanes": 1}')
    assert kept_cost(site.store) is None, "a figure below the floor counts for nothing"
