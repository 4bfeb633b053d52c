"""What somebody clever tries at the door: many at once, many names, a file that was touched."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.domain.auth_policy import NIST
from counter_app.domain.errors import (
    DatabaseDamaged,
    DiskFull,
    PasswordUsedBefore,
    PersonDisabled,
    PersonKnown,
    SignInPaused,
    WrongPassword,
)
from counter_app.domain.login_tries import Tries
from counter_app.storage import vault as vaults
from counter_app.storage.password_cost import PasswordCost, kept_cost
from counter_app.storage.passwords import Passwords
from counter_app.storage.profile_door import ProfileDoor
from counter_app.storage.profile_keys import adopt_data_key, people_of
from counter_app.storage.try_record import NAMES_MAX, TryRecord
from counter_app.storage.vault import Terms
from tests.fakes.clocks import START
from tests.storage.test_profile_door import CHEAP, LI, LIS, PASSWORD, WANG, Site

NEW = "Morgen-Nebel-31"
DEARER = PasswordCost(memory_kib=19_456, iterations=2, lanes=1)


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


@pytest.mark.asvs("6.3.1", "15.4.2")
@pytest.mark.threat("T2")
def test_many_who_try_at_once_have_no_more_tries_than_one(site):
    """Each program asks how the door stands, and only then waits for its turn to count."""
    site.wrong(4)

    class Slow(ProfileDoor):
        def standing(self, user):
            found = super().standing(user)
            with suppress(WrongPassword, SignInPaused):
                site.door().open("wangfang", "nein")
            return found

    slow = Slow(site.folder, site.store, site.clock)
    with pytest.raises(SignInPaused):
        slow.open("wangfang", PASSWORD)
    site.clock.pass_time(timedelta(minutes=30))
    site.wrong(4)
    with pytest.raises(PersonDisabled):
        slow.open("wangfang", PASSWORD)


@pytest.mark.asvs("6.3.1")
@pytest.mark.threat("T2")
def test_names_that_nobody_has_never_push_out_the_tries_of_people(site):
    """Ten tries at each of a hundred invented names cost ten minutes and a pause."""
    record = TryRecord(site.folder, site.store, site.door().secret)
    closed = Tries(failed=10, is_disabled=True)
    invented = {record.name_of(f"nobody-{number}"): closed for number in range(NAMES_MAX + 4)}
    record.change(lambda kept: replace(kept, tries={**kept.tries, **invented}))
    site.wrong(5)
    with pytest.raises(SignInPaused):
        site.right()
    site.clock.pass_time(timedelta(minutes=30))
    site.wrong(5)
    more = {record.name_of(f"nobody-{number}"): closed for number in range(200, 300)}
    for name, tries in more.items():
        site.door()._change(name, lambda _each, _policy, tries=tries: tries)
    with pytest.raises(PersonDisabled):
        site.right()
    assert len(record.read().tries) == NAMES_MAX


@pytest.mark.threat("T2")
def test_what_was_not_judged_gives_nobody_elses_try_back(site):
    """A file that cannot be read ends one try; those counted meanwhile stay counted."""
    door = site.door()

    def unreadable():
        site.wrong(3)
        raise DatabaseDamaged("keys.json")

    with pytest.raises(DatabaseDamaged):
        door.judged("wangfang", unreadable)
    assert site.wrong() == ["已输错 5 次，30 分钟后才能再试"]


@pytest.mark.fault("F4")
@pytest.mark.asvs("11.2.2")
def test_a_disk_without_room_for_a_dearer_wrap_keeps_nobody_out(site, monkeypatch):
    site.store.save("password-cost", json.dumps(cost_of(DEARER)).encode("ascii"))
    assert kept_cost(site.store) == DEARER

    def full(*_given):
        raise DiskFull("no room")

    with monkeypatch.context() as patch:
        patch.setattr(vaults, "replace_file", full)
        assert site.door().open("wangfang", PASSWORD).vault.cost == CHEAP
    assert site.door().open("wangfang", PASSWORD).vault.cost == DEARER


@pytest.mark.asvs("6.4.1", "15.4.2")
@pytest.mark.threat("T2")
def test_a_password_that_was_replaced_meanwhile_is_not_put_back(site):
    """Between opening and making the wrap dearer a chief may have set another password."""
    vault = site.door().vault
    opened = vault.unlock("wangfang", PASSWORD)
    vault.enrol(opened, WANG, NEW, CHEAP, terms=Terms(set_at=START, is_temporary=True))
    assert vault.made_dearer(opened, PASSWORD, DEARER) == opened
    with pytest.raises(WrongPassword):
        vault.unlock("wangfang", PASSWORD)
    assert vault.unlock("wangfang", NEW).terms.is_temporary


@pytest.mark.asvs("6.4.1")
@pytest.mark.threat("T2")
def test_a_lent_password_is_never_ones_own_under_any_policy(tmp_path):
    """`nist` keeps no history; who lent the password knows it all the same."""
    site = Site(tmp_path, policy=NIST)
    passwords = Passwords(site.door(), cost=CHEAP)
    chief = site.door().open("lili", LIS).vault
    passwords.lend(chief, "wangfang", NEW, at=START)
    opened = site.door().open("wangfang", NEW).vault
    with pytest.raises(PasswordUsedBefore):
        passwords.choose(opened, NEW, at=START)
    passwords.choose(opened, PASSWORD, at=START)
    assert not site.door().open("wangfang", PASSWORD).vault.terms.is_temporary


@pytest.mark.asvs("6.3.1")
@pytest.mark.threat("T2")
def test_one_human_being_is_enrolled_once_however_the_name_is_written(site):
    passwords = Passwords(site.door(), cost=CHEAP)
    chief = site.door().open("lili", LIS).vault
    for user, staff in (
        ("WangFang", "QH-99"),
        ("ｗａｎｇｆａｎｇ", "QH-99"),
        ("wang fang", "QH-99"),
        ("other", "qh-07"),
        ("other", "ＱＨ-０７"),
        ("other", " QH-07 "),
    ):
        with pytest.raises(PersonKnown):
            passwords.enrol(chief, replace(WANG, user=user, staff=staff), NEW, at=START)
    assert people_of(site.folder) == (WANG, LI)


@pytest.mark.asvs("6.4.1")
def test_a_counter_that_took_over_a_dead_machine_keeps_the_terms_of_its_password(tmp_path):
    from counter_app.storage.profile_keys import create_profile
    from counter_app.storage.secret_store import FileSecretStore

    store, terms = FileSecretStore(tmp_path / "machine"), Terms(set_at=START, is_temporary=True)
    keys = create_profile(tmp_path / "new", WANG, PASSWORD, store, cost=CHEAP, terms=terms)
    recovered = (b"k" * 32, b"s" * 16)
    adopt_data_key(tmp_path / "new", PASSWORD, keys, store, recovered, cost=CHEAP)
    site = Site(tmp_path / "other")
    site.folder, site.store = tmp_path / "new", store
    opened = site.door().open("wangfang", PASSWORD).vault
    assert (opened.data_key, opened.terms) == (recovered[0], terms)
    with pytest.raises(PasswordUsedBefore):
        Passwords(site.door(), cost=CHEAP).choose(opened, PASSWORD, at=START)


def cost_of(cost):
    return {"memory_kib": cost.memory_kib, "iterations": cost.iterations, "lanes": cost.lanes}
