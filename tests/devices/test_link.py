"""The open line: which names are allowed, and what each failure becomes."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from counter_app.devices.link import SLICE_MS, Link
from counter_app.devices.port_url import is_port_url, split_socket_url
from counter_app.devices.read_once import read_once
from counter_app.devices.virtual.reader import INSTANT, VirtualReader
from counter_app.domain.errors import NoAnswer, PortBusy, PortDenied, PortMissing, Unplugged
from tests.devices.conftest import ENDPOINTS, VECTOR_DAY


def until_it_fails(act):
    for _ in range(10_000):
        act()


@pytest.mark.parametrize(
    "name", ["COM3", "/dev/ttyUSB0", "socket://10.0.0.7:4001", "rfc2217://box:2217",
             "socket://[::1]:4001"],
)  # fmt: skip
def test_device_names_and_two_network_schemes_are_allowed(name):
    assert is_port_url(name)


@pytest.mark.asvs("1.2.2", "13.2.4")
@pytest.mark.parametrize(
    "name",
    ["", "spy://COM3?file=card.txt", "loop://", "hwgrep://.*", "alt://COM3", "socket://host",
     "socket://host:99999", "socket://host:0", "socket://host:1?logging=debug", "socket://h:1/x",
     "rfc2217://host:1?logging=debug", "http://host:1", "COM3\n", "a\0b", "x" * 300],
)  # fmt: skip
def test_other_schemes_and_options_are_refused(name):
    assert not is_port_url(name)
    with pytest.raises(PortMissing):
        Link(name)


def test_host_and_port_are_taken_from_a_socket_url_only():
    assert split_socket_url("socket://[::1]:4001") == ("::1", 4001)
    assert split_socket_url("rfc2217://host:1") is None


def test_a_device_that_does_not_exist_is_missing(tmp_path):
    with pytest.raises(PortMissing):
        Link(str(tmp_path / "ttyUSB9"))


def test_a_file_that_is_no_device_is_missing(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a port")
    with pytest.raises(PortMissing):
        Link(str(path))
    assert path.read_text() == "not a port"


def test_a_refused_connection_is_missing():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(PortMissing):
        Link(f"socket://127.0.0.1:{port}")


def test_connecting_can_be_cancelled():
    # A listener whose queue is full answers nothing: the connection would hang.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        queue = [socket.socket() for _ in range(4)]
        for waiting in queue:
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        started = time.monotonic()
        with pytest.raises(PortMissing):
            Link(f"socket://127.0.0.1:{port}", is_cancelled=lambda: True)
        for waiting in queue:
            waiting.close()
    assert time.monotonic() - started < 1.0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_second_program_is_told_that_the_port_is_busy_and_which():
    with (
        VirtualReader("pty", timing=INSTANT) as reader,
        Link(reader.url),
        pytest.raises(PortBusy, match=reader.url),
    ):
        Link(reader.url)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may open all")
def test_a_port_without_the_right_to_open_it_is_denied():
    master, slave = os.openpty()
    Path(os.ttyname(slave)).chmod(0)
    try:
        with pytest.raises(PortDenied):
            Link(os.ttyname(slave))
    finally:
        os.close(master)
        os.close(slave)


def test_what_the_system_says_about_rights_becomes_denied():
    from counter_app.devices.link import _opening_failure

    assert isinstance(_opening_failure("COM3", PermissionError(13, "no")), PortDenied)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_pulled_plug_is_noticed_at_once_in_reading(endpoint):
    with VirtualReader(endpoint, timing=INSTANT) as reader, Link(reader.url) as link:
        assert link.read_some() == b""
        reader.unplug()
        started = time.monotonic()
        with pytest.raises(Unplugged):
            until_it_fails(link.read_some)
        assert time.monotonic() - started < 0.5


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_pulled_plug_is_noticed_in_writing_and_flushing(endpoint):
    with VirtualReader(endpoint, timing=INSTANT) as reader, Link(reader.url) as link:
        reader.unplug()
        with pytest.raises(Unplugged):
            until_it_fails(lambda: (link.flush_input(), link.write(b"x" * 64)))


def test_an_empty_read_ends_within_its_slice():
    with VirtualReader("tcp", timing=INSTANT) as reader, Link(reader.url) as link:
        started = time.monotonic()
        assert link.read_some() == b""
        assert time.monotonic() - started < 4 * SLICE_MS / 1000


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_all_that_came_is_read_at_once():
    import tty

    master, slave = os.openpty()
    tty.setraw(slave)
    try:
        with Link(os.ttyname(slave)) as link:
            os.write(master, b"x" * 1000)
            got = link.read_some()
            while len(got) < 1000:
                got += link.read_some()
            assert got == b"x" * 1000
            os.write(master, b"late")
            link.flush_input()
            assert link.read_some() == b""
    finally:
        os.close(master)
        os.close(slave)


def test_closing_a_line_whose_device_is_gone_is_quiet_and_quick():
    with VirtualReader("tcp", timing=INSTANT) as reader:
        link = Link(reader.url)
        reader.unplug()
        started = time.monotonic()
        link.close()
        link.close()
        assert time.monotonic() - started < 0.2


@pytest.mark.threat("T12")
def test_a_peer_that_never_stops_sending_cannot_hold_the_line_up():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()

        def flood():
            peer, _ = listener.accept()
            with peer:
                peer.settimeout(0.05)
                while not stop.is_set():
                    with contextlib.suppress(OSError):
                        peer.sendall(b"\xaa\xaa\xaa\x96\x69\x09\x0a" * 2_000)

        flooding = threading.Thread(target=flood)
        flooding.start()
        started = time.monotonic()
        read = read_once(
            f"socket://127.0.0.1:{listener.getsockname()[1]}",
            timeout_ms=500,
            today=lambda: VECTOR_DAY,
        )
        took_s = time.monotonic() - started
        stop.set()
        flooding.join()
    assert isinstance(read.error, NoAnswer)
    assert took_s < 2
