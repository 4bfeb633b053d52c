"""Finding the port: by identity, by asking when told to, and never where a printer is."""

from __future__ import annotations

import time

import pytest

from counter_app.devices.discovery import SerialPort, locate, search, serial_ports
from counter_app.devices.link import Link
from counter_app.devices.virtual.reader import INSTANT, VirtualReader
from counter_app.domain.reader_news import (
    PORT_VERDICT_WORDS,
    PortIdentity,
    PortVerdict,
    RememberedPort,
)
from tests.devices.conftest import ENDPOINTS

READER = PortIdentity(vid=0x1A86, pid=0x7523, serial_number="R1", location="1-2")
TWIN = PortIdentity(vid=0x1A86, pid=0x7523, serial_number="R2", location="1-3")
PRINTER = PortIdentity(vid=0x0403, pid=0x6001, serial_number="P1", location="1-4")
REMEMBERED = RememberedPort(name="COM3", identity=READER)


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ([("COM3", TWIN), ("COM7", READER)], "COM7"),
        ([("COM3", PRINTER), ("COM8", TWIN)], "COM8"),
        ([("COM3", None)], "COM3"),
        ([("COM3", PRINTER)], None),
        ([("COM5", PRINTER)], None),
        ([], None),
    ],
)
def test_the_same_adapter_comes_first_then_its_make_then_the_name(ports, expected):
    listed = [SerialPort(name=name, identity=identity) for name, identity in ports]
    assert locate(REMEMBERED, listed) == expected


def test_a_network_box_needs_not_be_listed():
    assert locate(RememberedPort(name="socket://box:4001"), []) == "socket://box:4001"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_reader_is_found_with_its_number_and_its_speed(endpoint):
    with VirtualReader(endpoint, timing=INSTANT) as reader:
        (finding,) = search([SerialPort(name=reader.url, identity=READER)])
    assert finding.verdict is PortVerdict.READER
    assert finding.sam_number == "05.01-20240115-0001234567-0987654321"
    assert finding.port == RememberedPort(name=reader.url, identity=READER, baud=115_200)


def test_a_reader_at_another_speed_is_found_at_that_speed():
    with VirtualReader("pty", timing=INSTANT) as reader:
        reader.module.baud = 9_600
        (finding,) = search([SerialPort(name=reader.url)])
    assert finding.verdict is PortVerdict.READER
    assert finding.port.baud == 9_600


def test_ports_of_other_devices_and_bluetooth_ports_get_no_byte():
    with (
        VirtualReader("tcp", timing=INSTANT) as printer,
        VirtualReader("tcp", timing=INSTANT) as headset,
    ):
        findings = search(
            [SerialPort(name=printer.url), SerialPort(name=headset.url, is_bluetooth=True)],
            owned={printer.url},
        )
        assert printer.requests == headset.requests == ()
    assert [finding.verdict for finding in findings] == [PortVerdict.OWNED, PortVerdict.BLUETOOTH]


def test_each_cause_has_its_own_words():
    with (
        VirtualReader("pty", timing=INSTANT) as busy,
        VirtualReader("tcp", timing=INSTANT) as dumb,
        VirtualReader("tcp", timing=INSTANT) as foreign,
        Link(busy.url),
    ):
        dumb.fault("silent", is_sticky=True)
        foreign.fault("dialect_stx", is_sticky=True)
        heard = []
        findings = search(
            [SerialPort(name=name) for name in ("/dev/no-such", busy.url, dumb.url, foreign.url)],
            on_finding=heard.append,
        )
    assert [finding.verdict for finding in findings] == [
        PortVerdict.MISSING,
        PortVerdict.BUSY,
        PortVerdict.SILENT,
        PortVerdict.OTHER_DIALECT,
    ]
    assert {finding.text for finding in heard} == {finding.text for finding in findings}
    assert busy.url in findings[1].text
    assert set(PORT_VERDICT_WORDS) == set(PortVerdict)


def test_ports_are_searched_side_by_side_and_closed_afterwards():
    with (
        VirtualReader("tcp", timing=INSTANT) as first,
        VirtualReader("tcp", timing=INSTANT) as second,
        VirtualReader("tcp", timing=INSTANT) as third,
    ):
        quiet = (first, second, third)
        for each in quiet:
            each.fault("silent", is_sticky=True)
        started = time.monotonic()
        search([SerialPort(name=each.url) for each in quiet])
        assert time.monotonic() - started < 0.8
        for each in quiet:
            each.clear_faults()
            with Link(each.url) as link:
                link.write(b"still there")


def test_a_search_can_be_cancelled():
    with VirtualReader("pty", timing=INSTANT) as reader:
        reader.fault("silent", is_sticky=True)
        started = time.monotonic()
        (finding,) = search([SerialPort(name=reader.url)], is_cancelled=lambda: True)
        assert time.monotonic() - started < 0.3
    assert finding.verdict is PortVerdict.SILENT


def test_the_ports_of_this_computer_can_be_listed():
    assert all(port.name for port in serial_ports())
