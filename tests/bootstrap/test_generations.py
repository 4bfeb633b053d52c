"""Restored and cloned counters: real profiles on disk, a real county over HTTP."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from sqlalchemy import select

from counter_app.bootstrap.county import enrol_counter, exchange_once
from counter_app.bootstrap.device_checks import checks_of_device
from counter_app.domain.device_facts import GenerationReason, generation_words
from counter_app.domain.errors import DeviceRevoked, OtherMachine
from counter_app.domain.numbering import document_number, is_case_number
from counter_app.runtime.settings import load_settings
from counter_app.storage import generations
from counter_app.storage.audit_flags import NOTED
from sync.client.key_change import KEY_LIFE_MS
from sync.server import admission
from sync.server.device_list import all_devices
from sync.server.schema import device_key_aliases, device_keys, events, quarantine
from tests.bootstrap.sites import Site, at_county, head, ids, starts, work
from tests.fakes.people import PROFILE


@pytest.mark.fault("F8")
@pytest.mark.lesson(23)
class TestARestoredDatabase:
    def test_goes_on_under_a_new_key_and_says_what_is_missing(self, site, tmp_path):
        with site.opened() as profile:
            work(profile, 2)
        site.kept(tmp_path / "kept")
        with site.opened() as profile:
            work(profile, 3)
        site.put_back(tmp_path / "kept")

        with site.opened() as profile:
            assert head(profile)[:2] == (2, 1)
            started = profile.keyring.identity.started
            assert started.reason is GenerationReason.RESTORED
            assert (started.known_n, started.missing_from, started.missing_to) == (2, 3, 5)
            ((generation, n, prev, reason),) = starts(profile)
            assert (generation, n, prev, reason) == (2, 1, started.known_id, "restored")
            assert profile.store.head_check.is_sound
            assert profile.audit().is_valid
            assert [flag.code for flag in profile.audit().flags] == ["restored"]
            assert "第 3 至 5 号" in generation_words(started, 2)

        with site.opened() as profile:  # Once, however often it is opened.
            assert head(profile)[:2] == (2, 1)
            assert len(starts(profile)) == 1

    @pytest.mark.lesson(43)
    def test_never_gives_a_number_twice(self, site, tmp_path):
        with site.opened() as profile:
            given = work(profile, 2)
        site.kept(tmp_path / "kept")
        with site.opened() as profile:
            given += work(profile, 2)
        for _ in range(2):
            site.put_back(tmp_path / "kept")
            with site.opened() as profile:
                given += work(profile, 3)
        assert len(set(given)) == len(given) == 10
        assert all(map(is_case_number, given))

    @pytest.mark.parametrize("lost", ["database", "anchor", "database and anchor"])
    def test_is_noticed_whatever_was_lost(self, site, lost):
        with site.opened() as profile:
            work(profile, 2)
        if "database" in lost:
            for name in ("counter.db", "counter.db-wal", "counter.db-shm"):
                (site.profile / name).unlink(missing_ok=True)
        if "anchor" in lost:
            (site.profile / "head.anchor").unlink()
        with site.opened() as profile:
            # The anchor alone is no loss: its mirror in the machine's folder says the same.
            assert head(profile)[0] == (1 if lost == "anchor" else 2)
        with site.opened() as profile:
            assert head(profile)[0] == (1 if lost == "anchor" else 2)

    def test_with_the_whole_profile_of_last_week_is_noticed(self, site, tmp_path):
        with site.opened() as profile:
            work(profile)
        shutil.copytree(site.profile, tmp_path / "last-week")
        with site.opened() as profile:
            work(profile)
        shutil.rmtree(site.profile)
        shutil.copytree(tmp_path / "last-week", site.profile)
        with site.opened() as profile:
            assert head(profile)[:2] == (2, 1)
            assert starts(profile)[0][3] == "restored"

    @pytest.mark.parametrize("step", ["before the first event", "before the anchor"])
    def test_that_was_cut_off_while_beginning_begins_once(self, site, tmp_path, monkeypatch, step):
        with site.opened() as profile:
            work(profile)
        site.kept(tmp_path / "kept")
        with site.opened() as profile:
            work(profile)
        site.put_back(tmp_path / "kept")

        class PowerCutError(Exception):
            pass

        def cut(*_args, **_more):
            raise PowerCutError

        target = (
            (generations.DeviceKeyring, "_write_first_event")
            if step == "before the first event"
            else (generations.HeadKeeper, "begin_again")
        )
        with monkeypatch.context() as patched:
            patched.setattr(*target, cut)
            with pytest.raises(PowerCutError), site.opened():
                pass
        for _ in range(2):
            with site.opened() as profile:
                assert [start[:2] for start in starts(profile)] == [(2, 1)]
                assert profile.keyring.identity.generation == 2
                assert profile.store.head_check.is_sound

    def test_is_vouched_for_by_its_former_key_and_gets_back_what_it_lost(
        self, enrolled, county, tmp_path
    ):
        with enrolled.opened() as profile:
            work(profile, 2)
            exchange_once(profile)
        enrolled.kept(tmp_path / "kept")
        with enrolled.opened() as profile:
            work(profile, 3)
            assert exchange_once(profile).unsynced == 0
        enrolled.put_back(tmp_path / "kept")

        with enrolled.opened() as profile:
            work(profile)
            report = exchange_once(profile)
            assert (report.unsynced, report.quarantined) == (0, 0)
            assert head(profile)[0] == 2
            assert ids(profile) == at_county(county)
            assert profile.audit().is_valid
            assert profile.keyring.vouchers() == []  # Nobody has to vouch any more.
        keys = county.rows(select(device_keys.c.generation).order_by(device_keys.c.generation))
        assert [row.generation for row in keys] == [1, 2]
        assert county.rows(select(quarantine)) == []

    def test_twice_while_it_was_alone_makes_every_key_of_it_known(self, enrolled, county, tmp_path):
        with enrolled.opened() as profile:
            work(profile)
            exchange_once(profile)
        for turn in ("kept-1", "kept-2"):
            enrolled.kept(tmp_path / turn)
            with enrolled.opened() as profile:
                work(profile)
            enrolled.put_back(tmp_path / turn)
            with enrolled.opened() as profile:
                work(profile)
        with enrolled.opened() as profile:
            assert head(profile)[0] == 3
            report = exchange_once(profile)
            assert (report.unsynced, report.quarantined) == (0, 0)
            assert ids(profile) == at_county(county)
        keys = county.rows(select(device_keys.c.generation).order_by(device_keys.c.generation))
        assert [row.generation for row in keys] == [1, 2, 3]


@pytest.mark.fault("F13")
@pytest.mark.lesson(23)
class TestTwoCopies:
    @pytest.fixture
    def copies(self, enrolled, county, tmp_path):
        with enrolled.opened() as profile:
            work(profile)
            exchange_once(profile)
        return enrolled, enrolled.copied(tmp_path / "second")

    def test_each_go_on_under_a_key_of_their_own_and_nothing_is_lost(self, copies, county):
        written: set[str] = set()
        numbers = []
        for site in copies:
            with site.opened() as profile:
                numbers.append(work(profile))
                written |= ids(profile)
        for site in (*copies, *copies):
            with site.opened() as profile:
                report = exchange_once(profile)
                assert report.unsynced == report.quarantined == 0
        seen = []
        for site in copies:
            with site.opened() as profile:
                exchange_once(profile)
                seen.append(head(profile)[0])
                own = [start for start in starts(profile) if start[0] == seen[-1]]
                assert [start[1:] for start in own] == [(1, own[0][2], "cloned")]
                numbers.append(work(profile))
                codes = {flag.code for flag in profile.audit().flags}
                assert "cloned" in codes
                assert codes - NOTED <= {"fork", "wrong-prev"}
        assert sorted(seen) == [2, 3]
        assert written <= at_county(county)
        assert not set(numbers[2]) & set(numbers[3])
        (device,) = all_devices(county.database, at_ms=county.time())
        assert device.forked == (1,)
        assert county.rows(select(quarantine)) == []

    def test_know_everything_of_each_other_in_the_end(self, copies, county):
        for site in copies:
            with site.opened() as profile:
                work(profile, 2)
        for site in copies * 3:
            with site.opened() as profile:
                exchange_once(profile)
        known = []
        for site in copies:
            with site.opened() as profile:
                known.append(ids(profile))
        # Each run tells its own time last, which the other has not heard yet.
        told = county.rows(select(events.c.event_id).where(events.c.type != "time.anchored"))
        for here in known:
            assert {row.event_id for row in told} <= here

    def test_begin_once_for_one_fork(self, copies, county):
        for site in copies:
            with site.opened() as profile:
                work(profile)
        for site in copies * 4:
            with site.opened() as profile:
                exchange_once(profile)
                work(profile)
        with copies[0].opened() as profile:
            exchange_once(profile)
            assert sorted(start[0] for start in starts(profile)) == [2, 3]

    def test_that_is_behind_notices_before_it_has_written_anything(self, copies):
        first, second = copies
        with first.opened() as profile:
            work(profile)
            exchange_once(profile)
        with second.opened() as profile:
            exchange_once(profile)
            assert head(profile)[0] == 2

    def test_that_began_one_generation_each_alone_are_told_another_number(
        self, copies, county, tmp_path
    ):
        """Both were restored while they were away: two keys for generation 2."""
        before: set[str] = set()
        for number, site in enumerate(copies):
            site.kept(tmp_path / f"kept-{number}")
            with site.opened() as profile:
                work(profile)
            site.put_back(tmp_path / f"kept-{number}")
            with site.opened() as profile:
                work(profile)
                assert head(profile)[0] == 2
                before |= ids(profile)
        for site in copies * 2:
            with site.opened() as profile:
                report = exchange_once(profile)
                assert report.unsynced == report.quarantined == 0
        assert before <= at_county(county)
        seen = []
        for site in copies:
            with site.opened() as profile:
                exchange_once(profile)
                seen.append(head(profile)[0])
        assert len(set(seen)) == 2
        assert min(seen) > 2  # Two copies wrote in generation 2: both leave it.
        assert len(county.rows(select(device_key_aliases))) == 1
        (device,) = all_devices(county.database, at_ms=county.time())
        assert 2 in device.forked


class TestTheYear:
    @pytest.mark.asvs("11.2.2")
    def test_brings_a_new_key_that_the_county_knows_before_it_is_used(self, enrolled, county):
        with enrolled.opened() as profile:
            work(profile)
            exchange_once(profile)
            keyring = profile.keyring
            made_at_ms = keyring.made_at_ms - KEY_LIFE_MS
            keyring._save(replace(keyring.identity, made_at_ms=made_at_ms))
            exchange_once(profile)
            assert head(profile)[0] == 2
            assert starts(profile)[0][3] == "rotated"
            report = exchange_once(profile)
            assert (report.unsynced, report.quarantined) == (0, 0)
            assert profile.audit().is_valid


class TestARevokedCounter:
    @pytest.mark.lesson(39)
    def test_enrols_again_under_a_new_key_and_keeps_its_work(self, enrolled, county):
        with enrolled.opened() as profile:
            exchange_once(profile)
            device = profile.keyring.identity.device
            admission.revoke(county.database, county.county.key, device, at_ms=county.time())
            work(profile)
            with pytest.raises(DeviceRevoked):
                exchange_once(profile)
            waiting = profile.store.sync_store.unacknowledged_count()
            assert waiting
        with enrolled.opened() as profile:  # It remembers over a restart.
            assert profile.store.sync_store.county_word().standing.value == "revoked"
            enrol_counter(profile, url=county.url, code=county.code(PROFILE.counter_code))
            assert head(profile)[0] == 2
            report = exchange_once(profile)
            # What the revoked key had signed is looked at by a person; the rest goes through.
            assert report.quarantined == waiting
            admission.admit_by_person(
                county.database, county.county.key, at_ms=county.time(), device=device
            )
            assert exchange_once(profile).unsynced == 0
        assert load_settings(enrolled.profile / "settings.toml").county is not None


@pytest.mark.asvs("6.3.3")
@pytest.mark.threat("T1")
def test_a_profile_on_another_machine_opens_for_nobody_and_says_so(site, tmp_path, monkeypatch):
    shutil.copytree(site.profile, tmp_path / "other" / "profile")
    other = Site(tmp_path / "other", monkeypatch)
    with pytest.raises(OtherMachine) as told, other.opened():
        pass
    assert "另一台电脑" in told.value.advice


def test_a_papers_number_says_from_which_generation_it_is():
    asked = {"kind": "受", "counter_code": PROFILE.counter_code, "year": 2026, "sequence": 12}
    assert document_number(**asked) == "受〔2026〕10101-00012号"
    assert document_number(**asked, generation=2) == "受〔2026〕10101-2-00012号"


def test_a_permission_ends_with_the_countys_word(enrolled):
    with enrolled.opened() as profile:
        assert profile.desk.operator().permitted_until is None
        exchange_once(profile)
        word = profile.store.sync_store.county_word()
        assert profile.desk.operator().permitted_until == word.last_day is not None


class TestTheReadinessList:
    def named(self, profile) -> dict[str, tuple[str, str]]:
        return {c.name: (c.status, c.detail) for c in checks_of_device(profile)}

    def test_of_an_ordinary_counter_is_quiet(self, enrolled):
        with enrolled.opened() as profile:
            exchange_once(profile)
            found = self.named(profile)
        assert {status for status, _ in found.values()} <= {"ok", "warning"}
        assert found["device"][0] == found["device-key"][0] == "ok"

    def test_names_a_restored_database_and_a_withdrawn_right(self, enrolled, county, tmp_path):
        enrolled.kept(tmp_path / "kept")
        with enrolled.opened() as profile:
            work(profile, 2)
            device = profile.keyring.identity.device
        enrolled.put_back(tmp_path / "kept")
        admission.revoke(county.database, county.county.key, device, at_ms=county.time())
        with enrolled.opened() as profile:
            with pytest.raises(DeviceRevoked):
                exchange_once(profile)
            found = self.named(profile)
        assert found["device-key"][0] == "warning"
        assert "缺第 1 至 2 号" in found["device-key"][1]
        assert found["device"] == ("failed", "本机已被县局停用，暂停上传；办件仍保存在本机")
