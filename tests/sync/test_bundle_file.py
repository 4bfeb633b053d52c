"""Sticks: full, pulled, lying.  No half bundle ever bears the name of one."""

from __future__ import annotations

import hashlib
import shutil
import sys

import pytest

from counter_app.domain.errors import BundleInvalid, MediumFault, UnreadableFile
from sync.bundle import FILE_BYTES_MAX
from sync.bundle_file import bundles_in, read_bundle, write_bundle

NAME = "11019901201-0001-abcdef01.tcbundle"
BLOCK = 512
DATA = bytes(i % 251 for i in range(BLOCK * 12))


def fill(out) -> str:
    for start in range(0, len(DATA), BLOCK):
        out.write(DATA[start : start + BLOCK])
    return hashlib.sha256(DATA).hexdigest()


def nothing(_sha256: str) -> None: ...


def test_a_bundle_is_read_again_before_it_counts(tmp_path):
    told = []
    written = write_bundle(tmp_path, NAME, fill, before_naming=told.append)
    assert written.path.read_bytes() == DATA
    assert told == [written.sha256] == [hashlib.sha256(DATA).hexdigest()]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert bundles_in(tmp_path) == [written.path]


def test_the_note_is_made_before_the_name(tmp_path):
    def look(_sha256: str) -> None:
        assert [path.name for path in tmp_path.iterdir()] == [NAME + ".part"]

    write_bundle(tmp_path, NAME, fill, before_naming=look)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
@pytest.mark.fault("F1")
@pytest.mark.lesson(45)
def test_a_stick_that_is_full_at_any_block_holds_no_bundle(tmp_path):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for blocks in range(12):
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (blocks * BLOCK, before[1]))
            with pytest.raises(MediumFault, match="空间"):
                write_bundle(tmp_path, NAME, fill, before_naming=nothing)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.lesson(45)
@pytest.mark.parametrize("block", range(12))
def test_a_stick_pulled_at_any_block_holds_no_bundle(tmp_path, block):
    stick = tmp_path / "stick"
    stick.mkdir()

    def pulled(out) -> str:
        for start in range(0, len(DATA), BLOCK):
            if start == block * BLOCK:
                shutil.rmtree(stick)
            out.write(DATA[start : start + BLOCK])
        return hashlib.sha256(DATA).hexdigest()

    with pytest.raises(MediumFault):
        write_bundle(stick, NAME, pulled, before_naming=nothing)
    assert bundles_in(stick) == []


@pytest.mark.lesson(45)
@pytest.mark.threat("T10")
def test_a_stick_that_gives_other_bytes_back_is_found_out(tmp_path):
    part = tmp_path / (NAME + ".part")

    def lie(_sha256: str) -> None:
        with part.open("r+b") as file:
            file.seek(700)
            file.write(b"\0\0\0\0")

    with pytest.raises(MediumFault, match="不同"):
        write_bundle(tmp_path, NAME, fill, before_naming=lie)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.lesson(45)
def test_a_stick_that_forgets_the_end_is_found_out(tmp_path):
    def shorten(_sha256: str) -> None:
        part = tmp_path / (NAME + ".part")
        part.write_bytes(DATA[:-BLOCK])

    with pytest.raises(MediumFault):
        write_bundle(tmp_path, NAME, fill, before_naming=shorten)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_of_the_note_leaves_no_file(tmp_path):
    def fail(_sha256: str) -> None:
        raise KeyError("database")

    with pytest.raises(KeyError):
        write_bundle(tmp_path, NAME, fill, before_naming=fail)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_fault_of_the_stick(tmp_path):
    with pytest.raises(MediumFault):
        write_bundle(tmp_path / "nowhere", NAME, fill, before_naming=nothing)


class TestReading:
    def test_goes_from_a_copy_that_nobody_changes(self, tmp_path):
        path = tmp_path / NAME
        path.write_bytes(DATA)
        with read_bundle(path) as (file, size):
            path.unlink()
            assert (file.read(), size) == (DATA, len(DATA))

    def test_stops_at_what_no_bundle_is(self, tmp_path):
        path = tmp_path / NAME
        with path.open("wb") as file:
            file.truncate(FILE_BYTES_MAX + 1)  # Sparse: it takes no room here.
        with pytest.raises(BundleInvalid), read_bundle(path):
            pass

    @pytest.mark.parametrize("make", [lambda p: None, lambda p: p.mkdir()])
    def test_what_is_no_file_is_refused_and_keeps_nobody_waiting(self, tmp_path, make):
        path = tmp_path / NAME
        make(path)
        with pytest.raises(UnreadableFile), read_bundle(path):
            pass

    def test_looks_at_no_other_file(self, tmp_path):
        for name in ("autorun.inf", "setup.exe", "x.tcbundle.exe", NAME):
            (tmp_path / name).write_bytes(b"")
        assert [path.name for path in bundles_in(tmp_path)] == [NAME]
        assert bundles_in(tmp_path / "nowhere") == []
