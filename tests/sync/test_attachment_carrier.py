"""Files after the events: which goes first, where it goes on, and what makes it wait."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import (
    AttachmentDamaged,
    AttachmentNotTaken,
    AttachmentNotThere,
    DiskFull,
    Offline,
)
from sync.client.attachments import PIECE_BYTES, WISHES_MAX, FileCarrier, FileStand, Wishes


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class County:
    """A county in memory: keeps what came before a cut, as the real one does."""

    def __init__(self, *, cuts=(), kept_of_a_cut: int = 0) -> None:
        self.files: dict[str, bytearray] = {}
        self.whole: dict[str, int] = {}
        self.cuts = list(cuts)
        self.kept_of_a_cut = kept_of_a_cut
        self.asked: list[tuple] = []
        self.refused: dict[str, Exception] = {}

    def stand(self, sha256, event):
        self.asked.append(("stand", sha256))
        assert event == "act of " + sha256
        if sha256 in self.refused:
            raise self.refused[sha256]
        return self._stand(sha256)

    def put(self, sha256, event, offset, piece):
        assert event == "act of " + sha256
        self.asked.append(("put", sha256, offset, len(piece)))
        there = self.files.setdefault(sha256, bytearray())
        assert offset in {0, len(there)}
        del there[offset:]
        if self._is_cut():
            there += piece[: self.kept_of_a_cut]
            raise Offline("cut")
        there += piece
        return self._stand(sha256)

    def get(self, sha256, event, start, stop):
        self.asked.append(("get", sha256, start, stop - start))
        if sha256 in self.refused:
            raise self.refused[sha256]
        if self._is_cut():
            raise Offline("cut")
        return bytes(self.files[sha256][start:stop])

    def _is_cut(self) -> bool:
        return bool(self.cuts) and self.cuts.pop(0)

    def _stand(self, sha256):
        there = self.files.get(sha256, b"")
        return FileStand(len(there), hashlib.sha256(there).hexdigest() == sha256)


class Disk:
    """What a counter has, in memory."""

    def __init__(self, *contents: bytes) -> None:
        self.here = {name_of(content): content for content in contents}
        self.sizes = {name: len(content) for name, content in self.here.items()}
        self.done: list[str] = []
        self.damaged: set[str] = set()

    def to_send(self):
        waiting = [self.sizes[name] for name in self.here if name not in self.done]
        return len(waiting), sum(waiting)

    def next_to_send(self, *, beside=frozenset()):
        waiting = sorted(
            (self.sizes[name], name)
            for name in self.here
            if name not in self.done and name not in beside
        )
        return (waiting[0][1], "act of " + waiting[0][1]) if waiting else None

    def act_of(self, sha256):
        return "act of " + sha256

    def size_of(self, sha256):
        return self.sizes[sha256]

    def is_here(self, sha256):
        return sha256 in self.here

    def read(self, sha256):
        if sha256 in self.damaged:
            raise AttachmentDamaged(sha256[:8])
        return self.here[sha256]

    def at_county(self, sha256):
        self.done.append(sha256)

    def take(self, content):
        self.here[name_of(content)] = content
        self.done.append(name_of(content))
        return name_of(content)


def always() -> bool:
    return True


SMALL, MIDDLE, LARGE = b"s" * 100, b"m" * 70_000, b"l" * 900_000


def test_small_files_go_before_large_ones_and_all_arrive():
    disk, county = Disk(LARGE, SMALL, MIDDLE), County()
    assert FileCarrier(disk, county).run(always) == 3
    assert disk.done == [name_of(one) for one in (SMALL, MIDDLE, LARGE)]
    assert {name: bytes(content) for name, content in county.files.items()} == disk.here


def test_a_file_that_the_county_has_already_costs_one_question():
    disk, county = Disk(SMALL), County()
    county.files[name_of(SMALL)] = bytearray(SMALL)
    assert FileCarrier(disk, county).run(always) == 1
    assert county.asked == [("stand", name_of(SMALL))]


@given(st.integers(0, 40_000), st.lists(st.booleans(), max_size=12), st.integers(0, 9_000))
def test_whatever_the_cuts_no_byte_is_lost_and_what_was_kept_is_not_sent_again(size, cuts, kept):
    content = bytes(i % 251 for i in range(size + 1))
    disk, county = Disk(content), County(cuts=cuts, kept_of_a_cut=kept)
    carrier = FileCarrier(disk, county)
    for _ in range(len(cuts) + 1):
        try:
            carrier.run(always)
        except Offline:
            continue
        break
    assert bytes(county.files[name_of(content)]) == content
    assert disk.done == [name_of(content)]
    sent = [ask[2] for ask in county.asked if ask[0] == "put"]
    assert sent == sorted(sent)


def test_pieces_grow_while_the_line_holds_and_shrink_when_it_breaks():
    disk, county = Disk(LARGE), County()
    FileCarrier(disk, county).run(always)
    sizes = [ask[3] for ask in county.asked if ask[0] == "put"]
    assert sizes[:3] == [64 << 10, 128 << 10, 256 << 10]
    assert max(sizes) < PIECE_BYTES.stop
    broken = County(cuts=[True] * 9)
    carrier = FileCarrier(Disk(LARGE), broken)
    for _ in range(9):
        with pytest.raises(Offline):
            carrier.run(always)
    assert [ask[3] for ask in broken.asked if ask[0] == "put"][-1] == PIECE_BYTES.start


def test_between_two_pieces_anything_else_has_the_right_of_way():
    disk, county = Disk(LARGE), County()
    carrier = FileCarrier(disk, county)
    may = iter([True, True, True, False])
    assert carrier.run(lambda: next(may, False)) == 0
    assert 0 < len(county.files[name_of(LARGE)]) < len(LARGE)
    assert carrier.run(always) == 1


@pytest.mark.expects_warnings
def test_one_file_that_cannot_go_keeps_no_other_back():
    disk, county = Disk(SMALL, MIDDLE, LARGE), County()
    county.refused[name_of(SMALL)] = AttachmentNotTaken("event-first")
    disk.damaged.add(name_of(MIDDLE))
    carrier = FileCarrier(disk, county)
    assert carrier.run(always) == 1
    assert disk.done == [name_of(LARGE)]
    assert carrier.progress.to_send == 2
    del county.refused[name_of(SMALL)]
    assert carrier.run(always) == 1


def test_on_a_metered_line_files_wait_until_somebody_asks():
    disk, county = Disk(SMALL), County()
    carrier = FileCarrier(disk, county, is_metered=True)
    assert carrier.run(always) == 0
    assert county.asked == []
    assert carrier.progress.to_send == 1
    carrier.wishes.is_sending_asked = True
    assert carrier.run(always) == 1
    disk.here[name_of(MIDDLE)] = MIDDLE
    disk.sizes[name_of(MIDDLE)] = len(MIDDLE)
    assert carrier.run(always) == 0  # One word of a clerk is for what waited then.


def test_a_wanted_file_comes_in_pieces_from_where_the_line_broke_metered_or_not():
    disk, county = Disk(), County(cuts=[False, True])
    county.files[name_of(LARGE)] = bytearray(LARGE)
    disk.sizes[name_of(LARGE)] = len(LARGE)
    carrier = FileCarrier(disk, county, is_metered=True)
    carrier.wishes.add(name_of(LARGE))
    with pytest.raises(Offline):
        carrier.run(always)
    assert carrier.run(always) == 1
    starts = [ask[2] for ask in county.asked]
    assert starts[:3] == [0, 64 << 10, 64 << 10]
    assert disk.here[name_of(LARGE)] == LARGE
    assert carrier.wishes.all() == ()


@pytest.mark.expects_warnings
def test_a_file_that_the_county_does_not_have_yet_stays_wanted():
    disk, county = Disk(), County()
    disk.sizes[name_of(SMALL)] = len(SMALL)
    county.refused[name_of(SMALL)] = AttachmentNotThere("not-found")
    carrier = FileCarrier(disk, county)
    carrier.wishes.add(name_of(SMALL))
    assert carrier.run(always) == 0
    county.refused.clear()
    county.files[name_of(SMALL)] = bytearray(SMALL)
    assert carrier.run(always) == 1


@pytest.mark.expects_warnings
def test_bytes_that_are_not_what_they_are_named_are_never_kept():
    disk, county = Disk(), County()
    disk.sizes[name_of(SMALL)] = len(SMALL)
    county.files[name_of(SMALL)] = bytearray(b"x" * len(SMALL))
    carrier = FileCarrier(disk, county)
    carrier.wishes.add(name_of(SMALL))
    assert carrier.run(always) == 0
    assert disk.here == {}
    county.files[name_of(SMALL)] = bytearray(SMALL)
    assert carrier.run(always) == 1  # What had come is forgotten and comes anew.


@pytest.mark.expects_warnings
def test_a_file_that_does_not_grow_at_the_county_is_left_for_later():
    class Stuck(County):
        def put(self, sha256, event, offset, piece):
            return FileStand(0, is_whole=False)

    disk = Disk(SMALL, MIDDLE)
    assert FileCarrier(disk, Stuck()).run(always) == 0
    assert disk.to_send()[0] == 2


@pytest.mark.fault("F4")
@pytest.mark.expects_warnings
def test_a_full_disk_leaves_the_wish_and_sends_all_the_same():
    class Full(Disk):
        is_full = True

        def take(self, content):
            if self.is_full:
                raise DiskFull("no space")
            return super().take(content)

    disk, county = Full(SMALL), County()
    disk.sizes[name_of(MIDDLE)] = len(MIDDLE)
    county.files[name_of(MIDDLE)] = bytearray(MIDDLE)
    carrier = FileCarrier(disk, county)
    carrier.wishes.add(name_of(MIDDLE))
    assert carrier.run(always) == 1
    assert disk.done == [name_of(SMALL)]
    assert carrier.wishes.all() == (name_of(MIDDLE),)
    disk.is_full = False
    assert carrier.run(always) == 1
    assert disk.here[name_of(MIDDLE)] == MIDDLE


def test_wishes_have_an_end_and_the_newest_comes_first():
    wishes = Wishes()
    for number in range(WISHES_MAX + 5):
        wishes.add(f"{number:064x}")
    wishes.add(f"{10:064x}")
    assert len(wishes.all()) == WISHES_MAX
    assert wishes.all()[0] == f"{10:064x}"
    assert f"{0:064x}" not in wishes.all()


def test_progress_is_told_as_it_goes():
    told = []
    carrier = FileCarrier(Disk(LARGE), County(), told=told.append)
    carrier.run(always)
    bytes_told = [one.sent_bytes for one in told if one.size_bytes]
    assert bytes_told == sorted(bytes_told)
    assert told[-1].to_send == 0
