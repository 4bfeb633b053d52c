"""Damage and cuts: the damaged file stays, the newest good backup opens, nothing is lost."""

from __future__ import annotations

import pytest

from counter_app import fault_points
from counter_app.bootstrap.backups import back_up
from counter_app.bootstrap.county import exchange_once
from counter_app.bootstrap.courier import keep_tail
from counter_app.bootstrap.damage import open_soundly, settled
from counter_app.bootstrap.restoring import RestoreDesk
from counter_app.domain.backup import BackupReason
from counter_app.domain.errors import (
    BackupMissing,
    CommitUnknown,
    DatabaseDamaged,
    NotSaved,
    RestoreRefused,
    SavedAfterAll,
)
from counter_app.storage.restore import require_room
from sync.bundle_file import read_bundle
from sync.server.courier import CourierDesk
from tests.bootstrap.sites import PASSWORD, PERSON, at_county, head, ids, work
from tests.cli.test_backup_cli import hashes, numbers
from tests.storage.test_unit_of_work import commit_badly

PAGE = 4096


CLOCK = {"post-dated", "back-dated"}
"""The county of these tests lives in another month."""


def flags(profile):
    return {flag.code for flag in profile.audit().flags}


class PowerCut(Exception):
    """The program ends here."""


@pytest.fixture(autouse=True)
def _disarmed():
    yield
    fault_points.disarm_all()


def desk_at(site):
    return RestoreDesk(site.profile, PERSON.user, PASSWORD)


def header_replaced(content):
    return bytes(PAGE) + content[PAGE:]


def last_byte_flipped(content):
    return content[:-1] + bytes([content[-1] ^ 1])


def cut_in_half(content):
    return content[: len(content) // PAGE // 2 * PAGE]


def pages_swapped(content):
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    pages[3], pages[-2] = pages[-2], pages[3]
    return b"".join(pages)


def every_other_page_flipped(content):
    damaged = bytearray(content)
    for at in range(2 * PAGE + 99, len(damaged), 2 * PAGE):
        damaged[at] ^= 1
    return bytes(damaged)


DAMAGES = (
    header_replaced,
    last_byte_flipped,
    cut_in_half,
    pages_swapped,
    every_other_page_flipped,
    lambda _content: b"",
)


@pytest.mark.fault("F8")
@pytest.mark.parametrize("left", [None, b"", b"x"])
def test_a_counter_that_had_worked_never_begins_anew_on_an_empty_database(left, enrolled):
    with enrolled.opened() as profile:
        work(profile)
        paths, clock = profile.paths, profile.clock
    paths.database.unlink()
    if left is not None:
        paths.database.write_bytes(left)
    with pytest.raises(DatabaseDamaged):
        open_soundly(paths, PERSON.user, PASSWORD, clock)
    assert (paths.database.read_bytes() if paths.database.exists() else None) == left


@pytest.mark.fault("F7")
def test_whatever_was_damaged_everything_the_county_had_comes_back(enrolled, county):
    """One counter is damaged again and again; numbers are never given twice meanwhile."""
    given = []
    for place, damage in enumerate(DAMAGES):
        with enrolled.opened() as profile:
            given += work(profile)
            back_up(profile, BackupReason.HAND)
            given += work(profile, 2)
            assert exchange_once(profile).unsynced == 0
            everything = ids(profile)
        database = enrolled.profile / "counter.db"
        damaged = damage(database.read_bytes())
        database.write_bytes(damaged)

        desk = desk_at(enrolled)
        entry, _ = desk.newest_good()
        outcome = desk.restore(entry.path)
        aside = sorted((enrolled.profile / "set-aside").glob("*/counter.db*"))
        assert damaged in [path.read_bytes() for path in aside], place
        with enrolled.opened() as profile:
            assert head(profile)[0] == place + 2
            lacking = everything - ids(profile)
            named = sum(last - first + 1 for first, last in outcome.missing)
            assert named == len(lacking), (place, outcome.missing)
            assert exchange_once(profile).unsynced == 0
            assert everything <= ids(profile) == at_county(county), place
            assert flags(profile) <= CLOCK
            assert numbers(profile) == set(given)
    assert len(set(given)) == len(given) == 3 * len(DAMAGES)


@pytest.mark.fault("F7")
def test_what_never_reached_the_county_goes_there_from_the_second_copy(enrolled, county):
    with enrolled.opened() as profile:
        given = work(profile)
        assert exchange_once(profile).unsynced == 0
        back_up(profile, BackupReason.HAND)
        given += work(profile, 2)
        assert keep_tail(profile).is_whole
    (enrolled.profile / "counter.db").write_bytes(b"")
    outcome = desk_at(enrolled).restore(desk_at(enrolled).newest_good()[0].path)
    assert outcome.missing
    (tail,) = outcome.tails
    with enrolled.opened() as profile:
        assert keep_tail(profile).is_whole, "the present copy is another file"
        with read_bundle(enrolled.profile / tail) as (file, size):
            CourierDesk(county.county).receive(file, size)
        assert exchange_once(profile).unsynced == 0
        assert numbers(profile) == set(given)
        assert flags(profile) <= CLOCK


@pytest.mark.fault("F7")
def test_a_database_put_back_by_hand_costs_no_second_copy_either(enrolled, tmp_path):
    with enrolled.opened() as profile:
        work(profile)
        exchange_once(profile)
    enrolled.kept(tmp_path / "kept")
    with enrolled.opened() as profile:
        work(profile)
        keep_tail(profile)
    (tail,) = (enrolled.profile / "tail").glob("*-tail-*")
    content = tail.read_bytes()
    enrolled.put_back(tmp_path / "kept")
    with enrolled.opened() as profile:
        keep_tail(profile)
    (kept,) = (enrolled.profile / "tail").glob("kept-*/*")
    assert kept.read_bytes() == content


@pytest.mark.fault("F7")
@pytest.mark.parametrize("point", ["restore.before_decision", "restore.between_places"])
def test_a_restore_that_is_cut_off_leads_to_the_old_state_or_the_new_one(site, point):
    with site.opened() as profile:
        kept = work(profile, 2)
        back_up(profile, BackupReason.HAND)
        lost = work(profile)
        before = ids(profile)
    desk = desk_at(site)
    backup = desk.newest_good()[0].path
    old = (site.profile / "counter.db").read_bytes()

    def cut():
        raise PowerCut

    fault_points.arm(point, cut)
    with pytest.raises(PowerCut):
        desk.restore(backup)
    fault_points.disarm_all()
    with site.opened() as profile:
        if point == "restore.before_decision":
            assert head(profile)[0] == 1
            assert ids(profile) == before
        else:
            assert head(profile)[0] == 2
            assert numbers(profile) == set(kept)
            (aside,) = (site.profile / "set-aside").glob("*/counter.db")
            assert aside.read_bytes() == old
        assert profile.store.head_check.is_sound
        assert work(profile)[0] not in {*kept, *lost} or head(profile)[0] == 1
    assert not list(site.profile.glob("counter.db.restoring-*"))


@pytest.mark.fault("F27")
def test_looking_changes_nothing_and_no_room_is_said_before_anything_moves(site, tmp_path):
    with site.opened() as profile:
        work(profile, 2)
    desk = desk_at(site)
    with pytest.raises(BackupMissing):
        desk.newest_good()
    with site.opened() as profile:
        back_up(profile, BackupReason.HAND)
    before = hashes(site.profile)
    entry, _ = desk.newest_good()
    assert desk.look(entry.path).look.cases == 2
    assert desk.look(entry.path).missing is None
    with pytest.raises(RestoreRefused, match="还差"):
        require_room(entry.path, site.profile, free_bytes=1)
    with pytest.raises(RestoreRefused):
        require_room(tmp_path / "nowhere.db", site.profile, free_bytes=1 << 40)
    assert hashes(site.profile) == before


@pytest.mark.fault("F5")
@pytest.mark.parametrize("is_done", [True, False])
def test_after_a_failed_commit_the_database_is_reopened_and_asked(site, is_done):
    with site.opened() as profile:
        with pytest.raises(CommitUnknown) as caught:
            commit_badly(profile.store, code=10, is_done=is_done)
        told = settled(profile, caught.value)
        assert type(told) is (SavedAfterAll if is_done else NotSaved)
        again = work(profile)[0]
        assert again[21:26] == ("00002" if is_done else "00001"), "the number is used once"
        nameless = CommitUnknown("disk")
        assert settled(profile, nameless) is nameless


@pytest.mark.fault("F7")
@pytest.mark.parametrize("content", [b"", b"{", None])
def test_a_lost_vault_comes_back_from_the_note_of_a_backup(site, content):
    with site.opened() as profile:
        given = work(profile)
        back_up(profile, BackupReason.HAND)
    vault = site.profile / "keys.json"
    kept = vault.read_bytes()
    vault.unlink()
    if content is not None:
        vault.write_bytes(content)
    (backup,) = (site.profile / "backups").glob("*.db")
    outcome = desk_at(site).restore(backup)
    assert vault.read_bytes() == kept
    assert outcome.missing == ()
    with site.opened() as profile:
        assert numbers(profile) == set(given)
    if content is not None:
        (aside,) = (site.profile / "set-aside").glob("*/keys.json")
        assert aside.read_bytes() == content
