"""Links to the printer itself, on something that really carries bytes."""

from __future__ import annotations

import os
import select
import socket
import sys
import threading

import pytest

from counter_app.domain.errors import PrinterUnreachable
from counter_app.domain.print_job import PrintState
from printing.document import Document, Text
from printing.drivers.network import NetworkPort
from printing.drivers.serial_line import SerialPort
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

    @pytest.mark.fault("F17")
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

    @pytest.mark.fault("F17")
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
