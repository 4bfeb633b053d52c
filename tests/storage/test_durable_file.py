from __future__ import annotations

import errno
import os

import pytest

from counter_app.domain.errors import DiskFull, DiskReadOnly
from counter_app.storage.durable_file import fail_of, replace_file


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "file"
    replace_file(path, b"old and longer")
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_only_its_owner_may_read_it(tmp_path):
    replace_file(tmp_path / "file", b"secret")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


@pytest.mark.fault("F6")
def test_where_nothing_can_be_written_the_old_file_stays(tmp_path):
    with pytest.raises(DiskReadOnly):
        replace_file(tmp_path / "missing" / "file", b"new")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "kept").write_bytes(b"old")
    with pytest.raises(DiskReadOnly):
        replace_file(folder, b"a folder is no file")
    assert (folder / "kept").read_bytes() == b"old"
    assert not (tmp_path / "folder.new").exists()


@pytest.mark.fault("F4")
@pytest.mark.parametrize(
    ("number", "meaning"),
    [(errno.ENOSPC, DiskFull), (errno.EROFS, DiskReadOnly), (errno.EACCES, DiskReadOnly)],
)
def test_a_full_disk_and_a_closed_one_are_told_apart(number, meaning):
    assert type(fail_of(OSError(number, "no"))) is meaning
