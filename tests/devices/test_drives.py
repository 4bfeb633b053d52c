"""Sticks that are plugged in, from the table of mounts as the kernel writes it."""

from __future__ import annotations

import sys

import pytest

from counter_app.devices import drives
from counter_app.devices.drives import mounts_in, plugged_in

TABLE = r"""22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
30 22 8:17 / /media/clerk/USB\040DISK rw,nosuid shared:9 - vfat /dev/sdb1 rw,uid=1000
31 22 0:25 / /run/user/1000 rw - tmpfs tmpfs rw
not a line
32 22 8:33 / - - -
"""


def test_lines_are_read_and_blanks_in_names_come_back():
    assert mounts_in(TABLE)[:3] == [
        ("/dev/sda2", "/"),
        ("/dev/sdb1", "/media/clerk/USB DISK"),
        ("tmpfs", "/run/user/1000"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no table of mounts")
class TestOnLinux:
    @pytest.fixture
    def table(self, tmp_path, monkeypatch):
        mounts, blocks = tmp_path / "mountinfo", tmp_path / "block"
        monkeypatch.setattr(drives, "MOUNTS", mounts)
        monkeypatch.setattr(drives, "BLOCKS", blocks)

        def write(source: str, folder, removable: str = "0") -> None:
            mounts.write_text(f"30 22 8:17 / {folder} rw shared:9 - vfat {source} rw\n")
            disk = blocks / "sdb"
            disk.mkdir(parents=True, exist_ok=True)
            (disk / "removable").write_text(f"{removable}\n")

        return write

    def test_a_disk_that_the_kernel_calls_removable_is_a_stick(self, table, tmp_path):
        table("/dev/sdb", tmp_path, "1")
        (drive,) = plugged_in()
        assert (drive.path, drive.label) == (str(tmp_path), tmp_path.name)

    def test_a_disk_that_stays_is_none(self, table, tmp_path):
        table("/dev/sdb", tmp_path)
        assert plugged_in() == ()

    def test_what_is_no_disk_is_none(self, table, tmp_path):
        table("tmpfs", tmp_path, "1")
        assert plugged_in() == ()

    def test_a_stick_that_cannot_be_written_is_not_offered(self, table, tmp_path):
        table("/dev/sdb", tmp_path / "gone", "1")
        assert plugged_in() == ()

    def test_without_a_table_there_is_none(self, monkeypatch, tmp_path):
        monkeypatch.setattr(drives, "MOUNTS", tmp_path / "nothing")
        assert plugged_in() == ()
