"""Files on the disk: sealed, found damaged, swept; and what the database knows of them."""

from __future__ import annotations

import errno
import os
import stat
from datetime import timedelta

import pytest

from counter_app.domain.attachment import AttachmentState, MaterialAttached
from counter_app.domain.errors import AttachmentDamaged, AttachmentOnTheWay, DiskFull
from counter_app.domain.ids import CaseId
from counter_app.storage import durable_file
from counter_app.storage.attachment_files import YOUNG_S, SealedFiles
from tests.domain.test_attachment import attachment
from tests.fakes.people import received

NAMES = "张三丰的户口本".encode() * 50
CASE = CaseId("c" * 32)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "attachments"


@pytest.fixture
def files(folder):
    return SealedFiles(folder, b"k" * 32)


def path_of(folder, name):
    return folder / name[:2] / name


class TestSealedFiles:
    @pytest.mark.asvs("14.2.4")
    def test_a_file_comes_back_and_lies_sealed_for_its_owner_only(self, files, folder):
        name = files.keep(NAMES)
        assert files.read(name) == NAMES
        path = path_of(folder, name)
        sealed = path.read_bytes()
        assert "张三丰".encode() not in sealed
        assert len(sealed) == len(NAMES) + 8 + 12 + 16
        if os.name == "posix":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_the_same_bytes_are_one_file_and_are_not_written_twice(self, files, folder):
        name = files.keep(NAMES)
        before = path_of(folder, name).stat()
        assert files.keep(NAMES) == name
        assert path_of(folder, name).stat().st_mtime_ns == before.st_mtime_ns
        assert len(list(folder.rglob("*"))) == 2

    def test_a_file_that_is_not_here_is_on_its_way(self, files):
        with pytest.raises(AttachmentOnTheWay):
            files.read("a" * 64)

    @pytest.mark.asvs("11.3.3")
    @pytest.mark.fault("F7")
    def test_every_flipped_byte_and_every_cut_is_noticed_and_mended_by_keeping_it_again(
        self, files, folder
    ):
        name = files.keep(b"x" * 40)
        path = path_of(folder, name)
        whole = path.read_bytes()
        hurt = [whole[:cut] for cut in range(len(whole))]
        for place in range(len(whole)):
            flipped = bytearray(whole)
            flipped[place] ^= 0x40
            hurt.append(bytes(flipped))
        for content in hurt:
            path.write_bytes(content)
            with pytest.raises(AttachmentDamaged):
                files.read(name)
        assert files.keep(b"x" * 40) == name
        assert files.read(name) == b"x" * 40

    def test_a_file_in_anothers_place_or_of_another_counter_does_not_open(self, files, folder):
        one, other = files.keep(b"one"), files.keep(b"other")
        path_of(folder, one).write_bytes(path_of(folder, other).read_bytes())
        with pytest.raises(AttachmentDamaged):
            files.read(one)
        with pytest.raises(AttachmentDamaged):
            SealedFiles(folder, b"K" * 32).read(other)

    @pytest.mark.fault("F4")
    def test_on_a_full_disk_nothing_is_left_behind(self, files, folder, monkeypatch):
        def full(_handle):
            raise OSError(errno.ENOSPC, "no space")

        monkeypatch.setattr(durable_file.os, "fsync", full)
        with pytest.raises(DiskFull):
            files.keep(NAMES)
        assert not [path for path in folder.rglob("*") if path.is_file()]

    def test_what_no_event_names_is_swept_once_it_is_old(self, files, folder):
        named, orphan = files.keep(b"named"), files.keep(b"orphan")
        cut_off = path_of(folder, orphan).with_name(orphan + ".new")
        cut_off.write_bytes(b"half")
        now_s = cut_off.stat().st_mtime
        assert files.sweep(lambda name: name == named, now_s=now_s) == 0
        assert files.sweep(lambda name: name == named, now_s=now_s + 2 * YOUNG_S) == 2
        assert files.read(named) == b"named"
        assert [path.name for path in folder.rglob("*") if path.is_file()] == [named]

    def test_a_profile_without_files_has_nothing_to_sweep(self, files):
        assert files.sweep(lambda _: False, now_s=0) == 0


def added(store, content: bytes, case_id=CASE) -> str:
    """Add a file to a case as the service does."""
    sha256 = store.attachments.keep(content)
    fact = MaterialAttached(attachment=attachment(sha256=sha256, size_bytes=len(content)))
    with store.unit_of_work() as work:
        work.record(case_id, fact, base={})
        work.commit()
    return sha256


@pytest.fixture
def case(store):
    with store.unit_of_work() as work:
        work.record(CASE, received(), base={})
        work.commit()


@pytest.mark.usefixtures("case")
class TestStore:
    def test_a_file_of_this_counter_is_here_and_then_at_the_county(self, store):
        sha256 = added(store, b"scan")
        assert store.attachments.states(CASE) == {sha256: AttachmentState.HERE}
        assert store.attachments.to_send() == (1, 4)
        store.attachments.at_county(sha256)
        assert store.attachments.states(CASE) == {sha256: AttachmentState.AT_COUNTY}
        assert store.attachments.to_send() == (0, 0)

    def test_nothing_is_sent_before_the_county_has_the_act(self, store):
        small, large = added(store, b"s"), added(store, b"l" * 100)
        assert store.attachments.next_to_send() is None
        with store.ledger.transaction() as transaction:
            transaction.connection.execute("UPDATE events SET server_sequence = id")
            transaction.commit()
        first, act = store.attachments.next_to_send()
        assert first == small
        assert act == store.attachments.act_of(small)
        assert store.attachments.next_to_send(beside=frozenset({small}))[0] == large

    def test_many_small_files_that_cannot_go_hold_no_larger_one_back(self, store):
        small = [added(store, b"%03d" % number) for number in range(70)]
        with store.ledger.transaction() as transaction:
            transaction.connection.execute("UPDATE events SET server_sequence = id")
            transaction.commit()
        waits_for_its_act = [added(store, b"w%03d" % number) for number in range(70)]
        large = added(store, b"l" * 100)
        with store.ledger.transaction() as transaction:
            transaction.connection.execute(
                "UPDATE events SET server_sequence = id WHERE id = (SELECT MAX(id) FROM events)"
            )
            transaction.commit()
        assert store.attachments.next_to_send(beside=frozenset(small))[0] == large
        assert large not in {*small, *waits_for_its_act}

    @pytest.mark.expects_warnings
    def test_a_file_that_is_gone_from_the_disk_is_noticed_and_fetched_again(self, store, tmp_path):
        sha256 = added(store, b"scan")
        path_of(tmp_path / "attachments", sha256).unlink()
        with pytest.raises(AttachmentDamaged):
            store.attachments.read(sha256)
        assert store.attachments.states(CASE) == {sha256: AttachmentState.ON_THE_WAY}
        assert store.attachments.take(b"scan") == sha256
        assert store.attachments.read(sha256) == b"scan"
        assert store.attachments.states(CASE) == {sha256: AttachmentState.AT_COUNTY}

    @pytest.mark.fault("F4")
    def test_a_file_that_finds_no_room_on_the_disk_stays_on_its_way(self, store, monkeypatch):
        sha256 = added(store, b"scan")
        with store.ledger.transaction() as transaction:
            transaction.connection.execute("UPDATE attachments SET is_here = 0")
            transaction.commit()

        def full(_handle):
            raise OSError(errno.ENOSPC, "no space")

        with monkeypatch.context() as patched:
            patched.setattr(durable_file.os, "fsync", full)
            with pytest.raises(DiskFull):
                store.attachments.take(b"another")
        assert store.attachments.states(CASE) == {sha256: AttachmentState.ON_THE_WAY}

    def test_a_sweep_leaves_every_file_that_an_event_names(self, store, clock):
        sha256 = added(store, b"scan")
        orphan = store.attachments.keep(b"orphan")
        later_s = (clock.now() + timedelta(days=9_999)).timestamp()
        assert store.attachments.sweep(later_s) == 1
        assert store.attachments.read(sha256) == b"scan"
        with pytest.raises(AttachmentOnTheWay):
            store.attachments.read(orphan)

    def test_rows_are_made_anew_from_the_events_and_forget_nothing(self, store):
        sha256 = added(store, b"scan")
        store.attachments.at_county(sha256)
        store.rebuild_projections()
        assert store.attachments.states(CASE) == {sha256: AttachmentState.AT_COUNTY}
        with store.ledger.transaction() as transaction:
            transaction.connection.execute("DELETE FROM attachments")
            transaction.commit()
        store.rebuild_projections()
        assert store.attachments.states(CASE) == {sha256: AttachmentState.ON_THE_WAY}
        assert store.attachments.read(sha256) == b"scan"
        assert store.attachments.states(CASE) == {sha256: AttachmentState.HERE}

    def test_a_restored_county_is_asked_again_for_every_file(self, store):
        sha256 = added(store, b"scan")
        store.attachments.at_county(sha256)
        store.sync_store.restart_stream(epoch="e" * 32)
        assert store.attachments.states(CASE) == {sha256: AttachmentState.HERE}
