"""Addresses of printers, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import PrinterUnreachable, SettingsInvalid
from printing.drivers.make_port import make_port
from printing.drivers.settings import (
    FolderAddress,
    NetworkAddress,
    QueueAddress,
    SerialAddress,
    SimulatedAddress,
    UsbAddress,
    UsbFileAddress,
    parse_address,
)
from tests.fakes.print_shop import ANSWERING, settings_for


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tcp://192.168.1.50:9100", NetworkAddress("192.168.1.50", 9100)),
        ("tcp://printer.county", NetworkAddress("printer.county", 9100)),
        ("tcp://[::1]:9101", NetworkAddress("::1", 9101)),
        ("serial:///dev/ttyUSB1?baud=19200", SerialAddress("/dev/ttyUSB1", 19200)),
        ("serial:///dev/ttyS0", SerialAddress("/dev/ttyS0", None)),
        ("serial://COM3?baud=9600", SerialAddress("COM3", 9600)),
        ("usb://04b8:0202", UsbAddress(0x04B8, 0x0202)),
        ("usb:///dev/usb/lp0", UsbFileAddress(Path("/dev/usb/lp0"))),
        ("winspool://XP-80C%20(copy)", QueueAddress("winspool", "XP-80C (copy)")),
        ("winspool://小票机", QueueAddress("winspool", "小票机")),
        ("cups://receipts", QueueAddress("cups", "receipts")),
        ("file:///var/spool/out", FolderAddress("file", Path("/var/spool/out"))),
        ("pdf:///C:/out/%E6%96%87%E4%B9%A6", FolderAddress("pdf", Path("C:/out/文书"))),
        ("simulated://", SimulatedAddress()),
    ],
)
def test_an_address_names_one_kind_of_link(text, place):
    assert parse_address(text) == place


@pytest.mark.asvs("1.2.2", "1.2.5")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "192.168.1.50",
        "tcp://",
        "tcp://host:99999",
        "tcp://host:x",
        "tcp://host/path",
        "tcp://[::1",
        "serial://",
        "serial:///dev/ttyS0?baud=fast",
        "serial:///dev/ttyS0?baud=１９２００",
        "serial:///dev/ttyS0?baud=12345",
        "serial:///dev/ttyS0?parity=odd",
        "serial:///dev/ttyS0?parity",
        "usb://04b8",
        "usb:///etc/passwd",
        "winspool://",
        "cups://",
        "cups://-o",
        "cups://a b",
        "cups://a;rm",
        "file://",
        "ftp://host",
    ],
)
def test_what_is_no_address_is_refused_with_its_text(text):
    with pytest.raises(SettingsInvalid):
        parse_address(text)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text):
    for scheme in ("tcp", "serial", "usb", "cups", "pdf"):
        try:
            parse_address(f"{scheme}://{text}")
        except SettingsInvalid:
            continue


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "机\n器"},
        {"name": "x" * 41},
        {"paper": "a5"},
        {"address": "nowhere"},
        {"address": "tcp://host", "paper": "a4"},
        {"address": "winspool://A", "paper": "a4"},
        {"address": "pdf:///out", "paper": "80"},
    ],
)
def test_settings_that_cannot_be_right_are_refused(wrong):
    right = {"address": "tcp://127.0.0.1", "name": "窗口打印机", "paper": "80"}
    with pytest.raises(SettingsInvalid):
        settings_for(**{**right, **wrong})


@pytest.mark.parametrize(
    ("address", "paper", "kind", "is_two_way"),
    [
        ("tcp://127.0.0.1", "80", "NetworkPort", True),
        ("serial:///dev/ttyS0", "80", "SerialPort", True),
        ("usb://04b8:0202", "80", "EscposPort", True),
        ("usb:///dev/usb/lp0", "80", "UsbFilePort", True),
        ("winspool://A", "80", "WindowsQueuePort", False),
        ("cups://a", "a4", "CupsPort", False),
        ("file:///out", "58", "FolderPort", False),
        ("pdf:///out", "a4", "FolderPort", False),
    ],
)
def test_each_address_has_its_port(address, paper, kind, is_two_way):
    port = make_port(settings_for(address, paper=paper), ANSWERING)
    assert type(port).__name__ == kind
    assert port.is_two_way is is_two_way
    assert port.is_proof is address.startswith("pdf")


def test_a_simulated_printer_has_no_port_before_it_runs():
    with pytest.raises(PrinterUnreachable):
        make_port(settings_for("simulated://"), ANSWERING)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("tcp://127.0.0.1", True),
        ("serial:///dev/ttyS0", True),
        ("usb://04b8:0202", False),
        ("cups://a", False),
        ("pdf:///out", False),
    ],
)
def test_only_links_that_opening_does_not_disturb_are_asked_when_idle(address, may):
    paper = "a4" if address.startswith("pdf") else "80"
    assert settings_for(address, paper=paper).may_be_asked_when_idle is may
