"""Every kind of link, on something that really carries bytes."""

from __future__ import annotations

import os
import select
import socket
import stat
import sys
import threading

import pytest

from counter_app.domain.errors import PrinterUnreachable
from counter_app.domain.print_job import PrintState
from printing.document import Document, Text
from printing.drivers.folder import FolderPort
from printing.drivers.network import NetworkPort
from printing.drivers.serial_line import SerialPort
from printing.drivers.system_queue import CupsPort, WindowsQueuePort
from printing.drivers.usb import EscposPort, UsbFilePort
from printing.drivers.virtual import VirtualPrinter
from printing.drivers.virtual_faults import VirtualFaults
from tests.fakes.print_queue import PrintBook
from tests.fakes.print_shop import ANSWERING, Shop

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo terminals")


class TestNetwork:
    def test_nobody_there_is_unreachable(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port_number = server.getsockname()[1]
        with pytest.raises(PrinterUnreachable):
            NetworkPort("127.0.0.1", port_number).open("")

    def test_a_printer_that_serves_another_counter_is_knocked_at_again(self):
        with VirtualPrinter(ANSWERING) as printer:
            printer.arm(VirtualFaults(refuse_connect=True))
            host, number = printer.address.removeprefix("tcp://").split(":")
            port = NetworkPort(host, int(number))
            opening = threading.Thread(target=port.open, args=("",))
            opening.start()
            printer.arm(VirtualFaults())
            opening.join()
            assert port.write(b"\x10\x04\x01", timeout_ms=1000) == 3
            assert port.read(timeout_ms=2000) == b"\x12"
            port.close()

    def test_a_printer_that_stops_reading_ends_the_write_in_time_with_what_it_took(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = NetworkPort(*server.getsockname())
            port.open("")
            taken = port.write(b"x" * 50_000_000, timeout_ms=200)
            assert 0 < taken < 50_000_000
            port.close()
            port.close()

    def test_a_broken_line_is_silence_and_takes_no_time_to_notice(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = NetworkPort(*server.getsockname())
            port.open("")
            server.accept()[0].close()
            assert port.read(timeout_ms=5000) == b""
            port.close()

    def test_finish_waits_until_the_other_side_has_read_everything(self):
        got = bytearray()

        def read_all(server):
            line, _ = server.accept()
            with line:
                while data := line.recv(4096):
                    got.extend(data)

        with socket.create_server(("127.0.0.1", 0)) as server:
            thread = threading.Thread(target=read_all, args=(server,))
            thread.start()
            port = NetworkPort(*server.getsockname())
            port.open("")
            assert port.write(b"y" * 100_000, timeout_ms=2000) == 100_000
            port.finish(timeout_ms=5000)
            port.close()
            thread.join()
        assert len(got) == 100_000


@posix_only
class TestSerial:
    @pytest.fixture
    def line(self):
        with VirtualPrinter(ANSWERING.learnt(flow="xon", buffer_bytes=4096), link="pty") as printer:
            yield printer

    def test_a_receipt_goes_over_a_serial_line(self, line):
        book = PrintBook()
        book.intend()
        assert Shop(book, line.address, line.profile).print_next() is PrintState.PRINTED
        assert line.originals == 1

    @pytest.mark.lesson(36)
    def test_400_lines_through_a_buffer_of_4_kb_lose_no_byte(self, line):
        """The printer says XOFF when its buffer fills up; it is slower than the line."""

        def long_list(job, case):
            rows = "\n".join(f"{n:03d} 材料名称很长的一行字" for n in range(400))
            return Document(title="长", blocks=(Text(rows),))

        line.arm(VirtualFaults(slow_baud=230_400))
        book = PrintBook()
        book.intend()
        shop = Shop(book, f"{line.address}?baud=230400", line.profile, document_for=long_list)
        assert shop.print_next() is PrintState.PRINTED
        (sheet,) = line.sheets
        assert [text[:3] for text in sheet.lines] == [f"{n:03d}" for n in range(400)]
        assert len(line.received) > 2 * 4096

    def test_a_line_that_stays_stopped_ends_in_time_and_leaves_nothing_to_come_out_later(self):
        near, far = os.openpty()
        port = SerialPort(os.ttyname(far), baud=9600, flow="xon")
        port.open("")
        os.write(near, b"\x13")
        assert port.read(timeout_ms=50) == b""  # The system takes XOFF for itself, and stops.

        taken = port.write(b"x" * 200_000, timeout_ms=100)
        assert taken < 200_000
        port.finish(timeout_ms=10)
        port.close()

        readable, _, _ = select.select([near], [], [], 0)
        assert readable == []
        os.close(near)
        os.close(far)

    def test_a_missing_device_is_unreachable(self, tmp_path):
        with pytest.raises(PrinterUnreachable):
            SerialPort(str(tmp_path / "ttyUSB9"), baud=9600, flow="dtr").open("")

    def test_the_device_belongs_to_one_job_at_a_time(self, line):
        device = line.address.removeprefix("serial://")
        first, second = (SerialPort(device, baud=9600, flow="none") for _ in range(2))
        first.open("")
        with pytest.raises(PrinterUnreachable):
            second.open("")
        first.close()
        second.open("")
        second.close()

    def test_a_cable_pulled_out_is_silence(self):
        near, far = os.openpty()
        device = os.ttyname(far)
        port = SerialPort(device, baud=9600, flow="none")
        port.open("")
        os.close(far)
        os.close(near)
        assert port.read(timeout_ms=5000) == b""
        assert port.read(timeout_ms=10) == b""
        assert port.write(b"x", timeout_ms=10) == 0
        port.close()

    @pytest.mark.parametrize("flow", ["dtr", "none"])
    def test_a_line_without_modem_wires_is_taken_for_ready(self, line, flow):
        port = SerialPort(line.address.removeprefix("serial://"), baud=9600, flow=flow)
        port.open("")
        assert port.write(b"\x10\x04\x01", timeout_ms=1000) == 3
        assert port.read(timeout_ms=2000) == b"\x12"
        port.finish(timeout_ms=100)
        port.close()


@posix_only
class TestUsb:
    def test_a_printer_class_device_carries_bytes_both_ways(self):
        with VirtualPrinter(ANSWERING, link="pty") as printer:
            port = UsbFilePort(printer.address.removeprefix("serial://"))
            port.open("")
            assert port.read(timeout_ms=0) == b""
            assert port.write(b"\x10\x04\x04", timeout_ms=1000) == 3
            assert port.read(timeout_ms=2000) == b"\x12"
            port.finish(timeout_ms=10)
            port.close()

    def test_a_missing_device_is_unreachable(self, tmp_path):
        with pytest.raises(PrinterUnreachable):
            UsbFilePort(tmp_path / "lp0").open("")

    def test_without_libusb_the_printer_is_unreachable_and_not_a_crash(self):
        from printing.drivers.usb import libusb_transport

        port = EscposPort(lambda: libusb_transport(0x04B8, 0x0202, timeout_ms=100))
        with pytest.raises(PrinterUnreachable):
            port.open("")

    def test_a_transport_of_python_escpos_is_used_through_its_bytes_alone(self):
        transport = Transport(answers=[b"\x12"])
        port = EscposPort(lambda: transport)
        port.open("")
        assert port.write(b"z" * 10_000, timeout_ms=1000) == 10_000
        assert [len(piece) for piece in transport.pieces] == [4096, 4096, 1808]
        assert port.read(timeout_ms=100) == b"\x12"
        assert port.read(timeout_ms=20) == b""
        port.finish(timeout_ms=1)
        port.close()
        assert transport.is_closed

    def test_a_slice_that_fails_may_have_gone_in_part(self):
        port = EscposPort(lambda: Transport(breaks_at=1))
        port.open("")
        assert port.write(b"z" * 10_000, timeout_ms=1000) == 8192
        port.close()


class Transport:
    """What python-escpos's transports have in common."""

    def __init__(self, answers=(), breaks_at=-1):
        self.pieces = []
        self.answers = list(answers)
        self.breaks_at = breaks_at
        self.is_closed = False

    def open(self):
        pass

    def _raw(self, data):
        if len(self.pieces) == self.breaks_at:
            raise OSError("pipe")
        self.pieces.append(data)

    def _read(self):
        if not self.answers:
            raise OSError("time-out")
        return self.answers.pop(0)

    def close(self):
        self.is_closed = True


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
