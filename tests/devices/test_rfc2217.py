"""A serial-to-LAN box that speaks RFC 2217, played by pyserial's own far end."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest
import serial
from serial.rfc2217 import PortManager

from counter_app.devices.read_once import read_once
from counter_app.devices.virtual.people import invent_card
from counter_app.devices.virtual.reader import INSTANT, VirtualReader
from counter_app.domain.errors import PortMissing
from tests.devices.conftest import VECTOR_DAY

# pyserial 3.5 still calls these when it opens such a port.
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")


class Box:
    """Joins one RFC 2217 client to a serial port."""

    def __init__(self, port_url):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rfc2217://127.0.0.1:{self._listener.getsockname()[1]}"
        self._port_url = port_url
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def write(self, data):
        with self._sending:
            self._client.sendall(data)

    def close(self):
        self._stop.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _serve(self):
        self._client, _ = self._listener.accept()
        self._sending = threading.Lock()
        with self._client, serial.serial_for_url(self._port_url, timeout=0.02) as port:
            manager = PortManager(port, self)
            upwards = threading.Thread(target=self._send_up, args=(port, manager))
            self._threads.append(upwards)
            upwards.start()
            self._client.settimeout(0.02)
            while not self._stop.is_set():
                with contextlib.suppress(TimeoutError):
                    data = self._client.recv(1_024)
                    if not data:
                        break
                    port.write(b"".join(manager.filter(data)))
            self._stop.set()
            upwards.join()

    def _send_up(self, port, manager):
        while not self._stop.is_set():
            data = port.read(1)
            if data:
                self.write(b"".join(manager.escape(data)))


def test_a_card_is_read_through_a_box_that_speaks_rfc_2217():
    card = invent_card(seed=9)
    with VirtualReader("tcp", timing=INSTANT) as reader:
        reader.put(card)
        with contextlib.closing(Box(reader.url)) as box:
            read = read_once(box.url, timeout_ms=8_000, today=lambda: VECTOR_DAY)
    assert read.error is None
    assert read.answer.card.number == card.fields["number"]


def test_a_refused_connection_is_a_missing_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert isinstance(
        read_once(f"rfc2217://127.0.0.1:{port}", timeout_ms=100, today=lambda: VECTOR_DAY).error,
        PortMissing,
    )
