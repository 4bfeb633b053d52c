"""Readers on USB without a serial port are named; those with one are not named twice."""

from __future__ import annotations

import sys

import pytest

from counter_app.devices.discovery import SerialPort
from counter_app.devices.usb_readers import readers_without_port
from counter_app.domain.reader_news import PortIdentity, PortVerdict

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="reads Linux's list of devices")


@pytest.fixture
def devices(tmp_path):
    for name, vendor, product in [
        ("1-1", "0400\n", "c35a\n"), ("1-2", "1a86\n", "7523\n"), ("1-3", "junk", "c35a"),
    ]:  # fmt: skip
        folder = tmp_path / name
        folder.mkdir()
        (folder / "idVendor").write_text(vendor)
        (folder / "idProduct").write_text(product)
    (tmp_path / "1-4").mkdir()
    (tmp_path / "1-4" / "idVendor").write_text("0400")
    return tmp_path


def test_a_known_reader_without_a_serial_port_is_named(devices):
    (finding,) = readers_without_port([], devices=devices)
    assert finding.verdict is PortVerdict.NO_SERIAL_PORT
    assert finding.text == "USB 0400:C35A：USB读卡器没有串口，需要厂家的串口模式"


def test_a_known_reader_with_a_serial_port_is_not_named(devices):
    port = SerialPort(name="COM3", identity=PortIdentity(vid=0x0400, pid=0xC35A))
    assert readers_without_port([port], devices=devices) == []


def test_a_computer_without_such_a_list_has_none(tmp_path):
    assert readers_without_port([], devices=tmp_path / "none") == []
