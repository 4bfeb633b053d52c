"""The second copy of what the county has not signed for: written, renewed, taken away, opened."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from counter_app.bootstrap.county import enrol_counter, exchange_once
from counter_app.bootstrap.courier import export, name_second_folder, tail_copy
from counter_app.bootstrap.profile import create_counter
from counter_app.bootstrap.running import RunningCounter
from counter_app.cli.parser import main
from counter_app.domain.errors import SettingsInvalid, UnreadableFile
from counter_app.domain.practice import PRACTICE_COUNTY
from counter_app.runtime.settings import CountySettings, Settings, load_settings, save_settings
from counter_app.storage.vault import COST_FLOOR
from sync.bundle import BundleKind, SealedBundle
from sync.bundle_file import read_bundle
from sync.bundle_keys import public_bytes
from sync.server.schema import events
from sync.server.schema_courier import bundles_received
from tests.bootstrap.sites import PASSWORD, PERSON, Site, at_county, ids, work
from tests.fakes.counties import sqlite_url
from tests.fakes.people import PROFILE
from tests.sync.couriers import open_at_county

pytestmark = pytest.mark.fault("F8")


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def uncopied(profile) -> int:
    return profile.store.sync_store.waiting().uncopied


def test_lies_there_while_something_waits_and_not_longer(enrolled, county):
    with enrolled.opened() as profile:
        copy, folder = tail_copy(lambda: profile), profile.paths.tail
        exchange_once(profile)
        assert copy.keep()
        assert files(folder) == []
        work(profile)
        assert uncopied(profile) == 1
        assert copy.keep()
        (name,) = files(folder)
        assert uncopied(profile) == 0
        first = (folder / name).read_bytes()
        assert copy.keep()
        assert (folder / name).read_bytes() == first, "nothing changed, nothing is written"
        work(profile, 2)
        assert copy.keep()
        assert files(folder) == [name]
        assert (folder / name).read_bytes() != first
        exchange_once(profile)
        assert copy.keep()
        assert files(folder) == []


def test_tells_nobody_but_the_county_anything(enrolled, county):
    with enrolled.opened() as profile:
        work(profile)
        tail_copy(lambda: profile).keep()
        (name,) = files(profile.paths.tail)
        content = (profile.paths.tail / name).read_bytes()
        with read_bundle(profile.paths.tail / name) as (file, size):
            cover = SealedBundle(file, size).cover
    assert cover.kind is BundleKind.TAIL
    for said in ("沈桂兰", "110101", PROFILE.agency_name):
        assert said.encode() not in content


@pytest.mark.lesson(23)
def test_brings_back_what_was_on_a_disk_that_died(enrolled, county, tmp_path, capsysbinary):
    """Written offline, copied to another volume, the machine gone: the county still gets all."""
    second = tmp_path / "second volume"
    second.mkdir()
    with enrolled.opened() as profile:
        exchange_once(profile)
        named = name_second_folder(profile, second)
        work(named, 2)
        written = ids(named)
        assert tail_copy(lambda: named).keep()
    assert load_settings(named.paths.settings).county.tail_folder == str(second)
    assert not written <= at_county(county)
    (name,) = files(second)
    words = ["--database", sqlite_url(tmp_path / "county.db"), "--json"]
    # A process of its own has a key file of its own: the running county opens the bundle.
    imported = open_at_county(county, second / name)
    assert (imported.is_tail, imported.number, imported.stored) == (True, 0, 2)
    assert written <= at_county(county)
    again = open_at_county(county, second / name)
    assert (again.stored, again.duplicate) == (0, 2)
    assert county.rows(select(bundles_received)) == [], "sticks are counted as if it were not there"
    assert len(county.rows(select(events).where(events.c.type == "case.received"))) == 2
    assert main(["county", "import-bundle", str(second / name), *words]) == 1
    assert json.loads(capsysbinary.readouterr().out)["error"]["code"] == "bundle-foreign"


def test_does_not_disturb_the_numbers_of_courier_bundles(enrolled, county, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    with enrolled.opened() as profile:
        exchange_once(profile)
        work(profile)
        (one,) = export(profile, stick)
        tail_copy(lambda: profile).keep()
        work(profile)
        (two,) = export(profile, stick)
        tail_copy(lambda: profile).keep()
        (name,) = files(profile.paths.tail)
        assert (one.number, two.number) == (1, 2)
        open_at_county(county, profile.paths.tail / name)
        for note in (one, two):
            imported = open_at_county(county, stick / note.name)
            assert (imported.missing_bundles, imported.is_beside) == ((), False)


def test_that_cannot_be_written_is_told_and_tried_again(enrolled, county, tmp_path):
    second = tmp_path / "second volume"
    second.mkdir()
    with enrolled.opened() as profile:
        exchange_once(profile)
        named = name_second_folder(profile, second)
        copy = tail_copy(lambda: named)
        second.rmdir()  # The disk is not plugged in.
        work(profile)
        assert not copy.keep()
        assert uncopied(profile) == 1
        assert len(files(profile.paths.tail)) == 1, "what can be kept is kept"
        second.mkdir()
        assert copy.keep()
        assert uncopied(profile) == 0
        assert len(files(second)) == 1
        with pytest.raises(UnreadableFile):
            name_second_folder(profile, tmp_path / "nowhere")


def test_needs_a_county_to_seal_it_to(site, tmp_path):
    with site.opened() as profile:
        work(profile)
        assert not tail_copy(lambda: profile).keep()
        assert files(profile.paths.tail) == []
        with pytest.raises(SettingsInvalid):
            name_second_folder(profile, tmp_path)


def test_is_asked_for_by_command_too(enrolled, county, tmp_path, capsysbinary, monkeypatch):
    with enrolled.opened() as profile:
        exchange_once(profile)
        work(profile)
    (tmp_path / "password").write_text(PASSWORD, "utf-8")
    words = ["--profile", str(enrolled.profile), "--user", PERSON.user, "--json"]
    words += ["--password-file", str(tmp_path / "password")]
    assert main(["bundle", "tail", "--second", str(tmp_path), *words]) == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert (told["events"], told["is_copied"]) == (1, True)
    assert told["folders"] == [str(enrolled.profile / "tail"), str(tmp_path)]
    assert len(list(tmp_path.glob("*.tcbundle"))) == 1


def test_the_settings_keep_the_folder_through_another_enrolment(enrolled, county, tmp_path):
    with enrolled.opened() as profile:
        named = name_second_folder(profile, tmp_path)
        code = county.code(PROFILE.counter_code)
        after = enrol_counter(named, url=county.url, code=code)
        assert after.county == replace(named.settings.county, url=county.url)


def test_is_seen_to_by_the_program_at_work_and_once_more_at_its_end(enrolled):
    with enrolled.opened() as profile:
        exchange_once(profile)
        work(profile)
        folder, settings = profile.paths.tail, profile.settings
        away = replace(settings, county=replace(settings.county, url="http://127.0.0.1:9"))
        save_settings(profile.paths.settings, away)
    counter = RunningCounter(enrolled.profile, report_bug=pytest.fail)
    counter.let_in(PERSON.user, PASSWORD)
    counter.stop()
    assert len(files(folder)) == 1


@pytest.mark.lesson(44)
def test_practice_goes_into_no_bundle_of_any_kind(tmp_path, monkeypatch, county):
    """Whatever the settings say: a counter of practice seals nothing to a real county."""
    site = Site(tmp_path / "practice", monkeypatch)
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(site.folder / "machine"))
    real = CountySettings(url=county.url, public_key=county.key.public_bytes_raw().hex())
    counter = replace(PROFILE, counter_code=f"{PRACTICE_COUNTY}10101")
    settings = Settings(counter=counter, county=real)
    create_counter(site.profile, settings, PERSON, PASSWORD, cost=COST_FLOOR)
    with site.opened() as profile:
        work(profile)
        profile.store.courier.keep_county_bundle_key(public_bytes(county.county.key.private))
        with pytest.raises(SettingsInvalid):
            export(profile, tmp_path)
        assert not tail_copy(lambda: profile).keep()
        assert files(profile.paths.tail) == []
        with pytest.raises(SettingsInvalid):
            exchange_once(profile)
