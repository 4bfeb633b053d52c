"""Queues and folders: links that take everything and prove nothing, or are the paper themselves."""

from __future__ import annotations

import stat
import sys

import pytest

from counter_app.domain.errors import PrinterUnreachable
from printing.drivers.folder import FolderPort
from printing.drivers.system_queue import CupsPort, WindowsQueuePort

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell or no Windows")


class Win32Print:
    """Behaves like the module win32print, as far as it is used."""

    JOB_CONTROL_DELETE = 5

    class error(Exception):  # noqa: N801  # Named by the module it stands for.
        pass

    def __init__(self, *, has_printer=True, leaves_queue=True, breaks=False):
        self.has_printer = has_printer
        self.leaves_queue = leaves_queue
        self.breaks = breaks
        self.calls = []

    def OpenPrinter(self, name):  # noqa: N802
        if not self.has_printer:
            raise self.error
        return name

    def StartDocPrinter(self, handle, level, document):  # noqa: N802
        self.calls.append(document)
        return 7

    def StartPagePrinter(self, handle):  # noqa: N802
        pass

    def WritePrinter(self, handle, data):  # noqa: N802
        if self.breaks:
            raise self.error
        self.calls.append(len(data))
        return len(data)

    def EndPagePrinter(self, handle):  # noqa: N802
        pass

    def EndDocPrinter(self, handle):  # noqa: N802
        self.calls.append("end")

    def GetJob(self, handle, job, level):  # noqa: N802
        if self.leaves_queue:
            raise self.error

    def SetJob(self, handle, job, level, info, command):  # noqa: N802
        self.calls.append((job, command))

    def ClosePrinter(self, handle):  # noqa: N802
        self.calls.append("close")


class TestWindowsQueue:
    def test_a_job_goes_raw_under_its_number(self):
        api = Win32Print()
        port = WindowsQueuePort("小票机", api=api)
        port.open("intake-receipt 收〔2026〕1号 1")
        assert port.write(b"abc", timeout_ms=100) == 3
        assert port.read(timeout_ms=100) == b""
        port.finish(timeout_ms=100)
        port.close()
        assert api.calls == [("intake-receipt 收20261号 1", None, "RAW"), 3, "end", "close"]

    def test_a_job_that_stays_in_the_queue_is_called_back(self):
        api = Win32Print(leaves_queue=False)
        port = WindowsQueuePort("小票机", api=api)
        port.open("x")
        port.write(b"abc", timeout_ms=100)
        port.finish(timeout_ms=1)
        port.close()
        assert (7, Win32Print.JOB_CONTROL_DELETE) in api.calls

    def test_a_write_that_fails_may_have_been_taken(self):
        port = WindowsQueuePort("小票机", api=Win32Print(breaks=True))
        port.open("x")
        assert port.write(b"abc", timeout_ms=100) == 2
        port.close()

    def test_a_printer_that_windows_does_not_know_is_unreachable(self):
        with pytest.raises(PrinterUnreachable):
            WindowsQueuePort("小票机", api=Win32Print(has_printer=False)).open("x")

    @posix_only
    def test_there_is_no_such_queue_elsewhere(self):
        with pytest.raises(PrinterUnreachable):
            WindowsQueuePort("小票机").open("x")


@posix_only
class TestCups:
    """Its commands stand in as scripts: what is called, with what, is what counts."""

    @pytest.fixture
    def cups(self, tmp_path):
        def command(name, body):
            path = tmp_path / name
            path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)

        command(
            "lp",
            f'printf "%s|" "$@" >> {tmp_path}/words; /bin/cat > {tmp_path}/data\n'
            'echo "request id is receipts-42 (1 file(s))"',
        )
        command("lpstat", f'[ "$1" = -a ] || /bin/cat {tmp_path}/waiting')
        command("cancel", f'echo "$1" > {tmp_path}/cancelled')
        (tmp_path / "waiting").write_text("")
        return tmp_path

    def test_a_roll_goes_raw_and_a_pdf_does_not(self, cups):
        for is_raw in (True, False):
            port = CupsPort("receipts", is_raw=is_raw, folders=str(cups))
            port.open("-o evil; 收〔1〕")
            assert port.write(b"\x1b@data", timeout_ms=5000) == 6
            port.finish(timeout_ms=1000)
            port.close()
        assert (cups / "data").read_bytes() == b"\x1b@data"
        assert (cups / "words").read_text() == (
            "-d|receipts|-t|o evil 收1|-o|raw|-d|receipts|-t|o evil 收1|"
        )
        assert not (cups / "cancelled").exists()

    def test_a_job_that_stays_in_the_queue_is_called_back(self, cups):
        (cups / "waiting").write_text("receipts-42 someone 1024 Mon\n")
        port = CupsPort("receipts", is_raw=True, folders=str(cups))
        port.open("x")
        port.write(b"data", timeout_ms=5000)
        port.finish(timeout_ms=1)
        assert (cups / "cancelled").read_text() == "receipts-42\n"

    def test_a_refused_job_was_not_taken(self, cups):
        (cups / "lp").write_text("#!/bin/sh\nexit 1\n")
        port = CupsPort("receipts", is_raw=True, folders=str(cups))
        port.open("x")
        assert port.write(b"data", timeout_ms=5000) == 0

    def test_an_unknown_queue_is_unreachable(self, cups):
        (cups / "lpstat").write_text("#!/bin/sh\nexit 1\n")
        with pytest.raises(PrinterUnreachable):
            CupsPort("receipts", is_raw=True, folders=str(cups)).open("x")

    def test_without_cups_the_printer_is_unreachable(self, tmp_path):
        with pytest.raises(PrinterUnreachable):
            CupsPort("receipts", is_raw=True, folders=str(tmp_path)).open("x")


class TestFolder:
    def test_each_job_is_a_file_of_its_own(self, tmp_path):
        port = FolderPort(tmp_path / "out", suffix=".escpos", is_proof=False)
        for _ in range(2):
            port.open("../收〔2026〕1号 1")
            assert port.write(b"abc", timeout_ms=100) == 3
            port.finish(timeout_ms=1)
            assert port.read(timeout_ms=1) == b""
            port.close()
        files = sorted((tmp_path / "out").iterdir())
        assert [file.read_bytes() for file in files] == [b"abc", b"abc"]
        assert all(file.name.startswith("收-2026-1号-1-") for file in files)

    def test_a_folder_that_cannot_be_is_unreachable(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(PrinterUnreachable):
            FolderPort(tmp_path / "file" / "out", suffix=".pdf", is_proof=True).open("x")

    def test_a_file_that_cannot_be_written_was_not_taken(self, tmp_path):
        port = FolderPort(tmp_path / "out", suffix=".pdf", is_proof=True)
        port.open("x")
        (tmp_path / "out").rmdir()
        assert port.write(b"abc", timeout_ms=100) == 0
