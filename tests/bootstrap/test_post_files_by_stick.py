"""Scans of open cases on a hand-over stick: carried, gone on with, named when they do not come."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter_app.bootstrap import handover_work
from counter_app.bootstrap.county import enrol_counter, exchange_once
from counter_app.bootstrap.handover_work import announce, export_handover, take_handover
from counter_app.bootstrap.readiness import checks_of_profile
from counter_app.domain.attachment import AttachmentState
from counter_app.domain.courier import words_of_post
from counter_app.domain.post_stick import FilesCarried, words_of_carried
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.services.day_gaps import missing_numbers
from counter_app.storage.day_log import SqlDayLog
from counter_app.storage.handover_sticks import SqlHandoverSticks
from sync.bundle_file import bundles_in
from sync.client.courier import Watching
from tests.bootstrap.sites import PERSON
from tests.bootstrap.test_post_by_stick import (  # noqa: F401 - fixtures of the same stick
    SECOND,
    TAKER,
    enrolled_giver,
    hand_over,
    places,
    stick,
)
from tests.fakes.people import PROFILE
from tests.fakes.pictures import jpeg
from tests.storage.made_up_cases import receive

FULL_DEVICE = Path("/dev/full")
SCANS = ("身份证.jpg", "户口簿.jpg", "低保证.jpg")


@pytest.fixture
def township(county, places, stick, tmp_path):  # noqa: F811
    """Two counters that know each other; the first holds a case with three scans."""
    with places("b", SECOND, TAKER) as b:
        enrol_counter(b, url=county.url, code=county.code(SECOND.counter_code))
    with places("b", SECOND, TAKER) as b:
        announce(b, stick)
        device = b.keyring.identity.device
    with enrolled_giver(county, places) as a:
        case_id = receive(a.store)
        for number, name in enumerate(SCANS, 1):
            path = tmp_path / name
            path.write_bytes(jpeg(40 * number, 30))
            CaseAttachments(a.office, a.store.attachments).add(case_id, FileToAdd(path=path))
        hand_over(a)
    with places("b", SECOND, TAKER) as b:
        exchange_once(b)
    return device, case_id


def states(profile, case_id):
    return profile.store.attachments.states(case_id)


def files_folder(stick):  # noqa: F811
    (folder,) = [path for path in stick.iterdir() if path.is_dir()]
    return folder


def written_in_two_tries(a, device, case_id, stick):  # noqa: F811
    """Fill the stick up before the third file, then go on; returns the post and the files."""
    told = []

    def fill_up(written, total):
        """Let the third file meet a device that is full."""
        told.append((written, total))
        if written == 2 and FULL_DEVICE.exists():
            (files_folder(stick) / "0003.tcbundle.part").symlink_to(FULL_DEVICE)

    carried = export_handover(a, device, stick, Watching(progress=fill_up))
    if FULL_DEVICE.exists():
        assert carried.files == FilesCarried(written=2, total=3, why="U 盘空间不够")
        assert "附件 2 / 3 个（U 盘空间不够）" in words_of_carried(carried.files)
        assert len(bundles_in(files_folder(stick))) == 2, "nothing half written is left"
    stamps = {path.name: path.stat().st_mtime_ns for path in bundles_in(files_folder(stick))}
    again = export_handover(a, device, stick)
    assert again.note.bundle == carried.note.bundle, "gone on with, no other number"
    assert again.files == FilesCarried(written=3, total=3)
    after = {path.name: path.stat().st_mtime_ns for path in bundles_in(files_folder(stick))}
    assert after.items() >= stamps.items(), "what lies there whole is not written again"
    plain = {sha256: a.store.attachments.read(sha256) for sha256 in states(a, case_id)}
    assert told[:3] == [(0, 3), (1, 3), (2, 3)]
    return carried, plain


@pytest.mark.law("9 ab-post")
@pytest.mark.threat("T10")
def test_the_taker_opens_the_scans_with_no_network_and_what_did_not_come_is_named(
    township,
    places,  # noqa: F811
    stick,  # noqa: F811
):
    device, case_id = township
    with places("a", PROFILE, PERSON) as a:
        carried, plain = written_in_two_tries(a, device, case_id, stick)
    parts = bundles_in(files_folder(stick))
    assert len(parts) == 3
    for path in parts:
        assert not any(content[:32] in path.read_bytes() for content in plain.values()), "sealed"
    first, second, third = sorted(parts)
    kept = second.read_bytes()
    second.write_bytes(kept[:-100] + bytes([kept[-100] ^ 1]) + kept[-99:])
    third_kept = third.read_bytes()
    third.unlink()
    post = stick / carried.note.name
    with places("b", SECOND, TAKER) as b:
        taken = take_handover(b, post)
        assert (taken.files.taken, taken.files.known) == (1, 0)
        assert [len(taken.files.altered), len(taken.files.absent)] == [1, 1]
        words = words_of_post(taken)
        assert "被改过" in words
        assert "没有带来，联网后由县局送来" in words
        assert sum(name in words for name in SCANS) == 2
        here = [s for s, state in states(b, case_id).items() if state is AttachmentState.HERE]
        assert [b.store.attachments.read(s) == plain[s] for s in here] == [True]
        # One in the place of another, then each in its own: the rest is taken, nothing twice.
        second.write_bytes(third_kept)
        third.write_bytes(first.read_bytes())
        assert len(take_handover(b, post).files.altered) == 2
        second.write_bytes(kept)
        third.write_bytes(third_kept)
        again = take_handover(b, post)
        assert (again.is_new, again.files.taken, again.files.known) == (False, 2, 1)
        assert {s: b.store.attachments.read(s) for s in plain} == plain
        assert set(states(b, case_id).values()) == {AttachmentState.HERE}
        exchange_once(b)  # What came by stick goes to the county from here as well.
        assert b.store.attachments.to_send()[0] <= 3


def test_a_stick_that_never_came_is_named_at_taking_at_the_day_s_close_and_by_doctor(
    township,
    places,  # noqa: F811
    stick,  # noqa: F811
):
    device, _ = township
    with places("a", PROFILE, PERSON) as a:
        first = export_handover(a, device, stick).note
        receive(a.store)
        second = export_handover(a, device, stick).note
        (stick / second.name).write_bytes((kept := (stick / second.name).read_bytes())[:-1])
        third = export_handover(a, device, stick, Watching(is_cancelled=lambda: True))
        assert third.files == FilesCarried(written=0, total=3, why="已停止")
        (stick / second.name).write_bytes(kept)
        third = third.note
        assert (first.number, second.number, third.number) == (1, 2, 3)
        sticks = SqlHandoverSticks(a.store.reading_engine)
        assert (sticks.written_for(device), sticks.written_for("f" * 16)) == ((1, 2, 3), ())
        giver = a.keyring.identity.device
    with places("b", SECOND, TAKER) as b:
        assert take_handover(b, stick / first.name).missing == ()
        words = f"交接包第 2 号（01号窗口，设备 {giver[:4]}）"
        taken = take_handover(b, stick / third.name)
        assert taken.missing == (words,)
        assert f"{words}没有收到" in words_of_post(taken)
        found = {check.name: check for check in checks_of_profile(b)}["handover-sticks"]
        assert (found.status, words in found.detail) == ("warning", True)
        books = SqlDayLog(b.store, b.clock)
        today = b.clock.now().date()
        assert f"{words}：没有收到" in list(missing_numbers(SECOND.counter_code, today, [], books))
        assert books.missing_sticks(today.replace(year=2000)) == ()
        assert take_handover(b, stick / second.name).missing == ()
        assert books.missing_sticks(today) == ()
        assert b.store.courier.next_number(handover_work.BundleWay.HANDOVER) == 1, "not theirs"
        assert json.dumps([note.before for note in b.store.courier.notes()]) == "[[1], [1, 2], []]"
