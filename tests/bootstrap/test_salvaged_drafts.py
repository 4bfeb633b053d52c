"""Drafts out of a damaged database: all that can be read comes back, the rest is counted."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta

import pytest

from counter_app.bootstrap.backup_places import copy_key
from counter_app.bootstrap.backups import back_up
from counter_app.bootstrap.restore_words import words_of_restore
from counter_app.bootstrap.restoring import RestoreDesk
from counter_app.domain.backup import BackupReason
from counter_app.domain.case_card import Draft
from counter_app.domain.courier import BundleWay
from counter_app.domain.print_job import PrintState
from counter_app.storage.salvage_local import salvage_local
from tests.bootstrap.sites import PASSWORD, PERSON, work
from tests.storage.made_up_cases import save_whole

PAGE = 4096
DRAFTS = 24
FLIPS = 40


def draft(place, saved_at, words="第一版"):
    """Return one that fills pages of its own, as a filled intake page does."""
    payload = {"words": words, "applicant": "张三丰" * 90, "place": place}
    return Draft(
        draft_id=f"{place:032x}",
        staff="QH0107",
        saved_at=saved_at,
        title=f"{place}",
        payload=payload,
    )


def restored(site):
    desk = RestoreDesk(site.profile, PERSON.user, PASSWORD)
    return desk.restore(desk.newest_good()[0].path)


def flipped(content, page, rng):
    at = page * PAGE + rng.randrange(PAGE)
    return content[:at] + bytes([content[at] ^ (1 << rng.randrange(8))]) + content[at + 1 :]


@pytest.mark.fault("F7")
def test_drafts_made_after_the_backup_come_back_and_the_later_version_counts(site):
    with site.opened() as profile:
        now = profile.clock.now()
        for place in range(3):
            profile.store.drafts.save(draft(place, now))
        back_up(profile, BackupReason.HAND)
        profile.store.drafts.save(draft(1, now + timedelta(minutes=1), "第二版"))
        profile.store.drafts.save(draft(2, now - timedelta(days=1), "时钟拨回"))
        profile.store.drafts.save(draft(3, now))
        work(profile)
    outcome = restored(site)
    assert (outcome.drafts, outcome.drafts_lost) == (2, 0)
    assert "没提交的草稿读回 2 份，本人登录后接着填" in words_of_restore(outcome)
    with site.opened() as profile:
        kept = {int(each.title): each.payload["words"] for each in profile.store.drafts.all()}
        assert kept == {0: "第一版", 1: "第二版", 2: "第一版", 3: "第一版"}


@pytest.mark.fault("F7")
def test_any_flipped_page_costs_the_drafts_on_it_and_each_is_counted(site, tmp_path):
    with site.opened() as profile:
        now = profile.clock.now()
        everything = {}
        for place in range(DRAFTS):
            profile.store.drafts.save(one := draft(place, now))
            everything[one.draft_id] = one
    content = (site.profile / "counter.db").read_bytes()
    aside, rng = tmp_path / "aside", random.Random(7)
    aside.mkdir()
    pages = len(content) // PAGE
    seen = set()
    with site.opened() as profile:
        key, ledger, drafts = copy_key(profile.keys), profile.store.ledger, profile.store.drafts
        for each in [0, *rng.sample(range(1, pages), min(FLIPS, pages - 1))]:
            for draft_id in everything:
                drafts.discard(draft_id)
            (aside / "counter.db").write_bytes(flipped(content, each, rng))
            before = (aside / "counter.db").read_bytes()
            told = salvage_local(aside, key, ledger)
            here = {one.draft_id: one for one in drafts.all()}
            assert here.items() <= everything.items(), "nothing made up"
            assert len(here) == told.drafts, each
            if told.drafts_lost is None:
                assert not here, each
            else:
                assert told.drafts + told.drafts_lost >= DRAFTS, (each, told)
            assert (aside / "counter.db").read_bytes() == before
            seen.add((told.drafts, told.drafts_lost))
    assert (DRAFTS, 0) in seen, "damage elsewhere costs no draft"
    assert any(drafts and lost for drafts, lost in seen), "some cost some"
    assert (0, None) in seen, "without its first page nothing can be read"


@pytest.mark.fault("F7")
def test_a_hostile_row_and_a_missing_file_change_nothing(site, tmp_path):
    aside = tmp_path / "aside"
    aside.mkdir()
    with site.opened() as profile:
        profile.store.drafts.save(draft(1, profile.clock.now()))
        with profile.store.ledger.transaction() as transaction:
            for row in (
                ("x", "QH", "2026-11-22T08:00:00+08:00", "t", "{}"),
                ("2" * 32, "QH", "gestern", "t", "{}"),
                ("3" * 32, "QH", "2026-11-22T08:00:00+08:00", "t", "[]"),
                ("4" * 32, "QH", "2026-11-22T08:00:00+08:00", "t", "[" * 100_000),
                ("5" * 32, b"\xff", "2026-11-22T08:00:00+08:00", "t", "{}"),
            ):
                transaction.connection.execute("INSERT INTO drafts VALUES (?, ?, ?, ?, ?)", row)
            transaction.commit()
    shutil.copyfile(site.profile / "counter.db", aside / "counter.db")
    with site.opened() as profile:
        key, ledger = copy_key(profile.keys), profile.store.ledger
        with ledger.transaction() as transaction:
            transaction.connection.execute("DELETE FROM drafts")
            transaction.commit()
        told = salvage_local(aside, key, ledger)
        assert (told.drafts, told.drafts_lost) == (1, 5)
        assert [each.title for each in profile.store.drafts.all()] == ["1"]
        assert salvage_local(tmp_path / "nowhere", key, ledger).drafts_lost is None


@pytest.mark.fault("F7")
def test_papers_that_waited_come_back_with_their_events_and_print_by_nobody(site):
    """The print queue is made of events: what was intended is asked about, not printed."""
    with site.opened() as profile:
        work(profile)
        back_up(profile, BackupReason.HAND)
        for _ in range(2):
            save_whole(profile.store, profile.rulebook.calendar)
        waiting = {job.job for job in profile.store.print_queue.open_jobs()}
        assert len(waiting) == 2
    restored(site)
    with site.opened() as profile:
        back = profile.store.print_queue.open_jobs()
        assert {job.job for job in back} == waiting
        assert {(job.state, job.run) for job in back} == {(PrintState.INTENDED, "")}


@pytest.mark.fault("F7")
def test_a_stick_written_after_the_backup_keeps_its_number(site):
    with site.opened() as profile:
        back_up(profile, BackupReason.HAND)
        row = (
            "outgoing",
            1,
            "a" * 32,
            "b" * 64,
            "2026-11-22T08:00:00",
            3,
            9,
            "c",
            "",
            "made",
            "{}",
        )
        with profile.store.ledger.transaction() as transaction:
            transaction.connection.execute(
                "INSERT INTO bundles (direction, number, bundle, sha256, made_at, events,"
                " last_row_id, anchor_nonce, answered_at, state, record)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            transaction.commit()
    restored(site)
    with site.opened() as profile:
        courier = profile.store.courier
        number = courier.next_number(BundleWay.OUTGOING)
        assert number == 2, "the county never sees one number on two files"
        assert courier.previous(BundleWay.OUTGOING)[0] == "b" * 64
        assert profile.store.sync_store.waiting().packed == 0, "what it held is not known here"
