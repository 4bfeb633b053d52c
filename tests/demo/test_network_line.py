from __future__ import annotations

import socket
import threading

import pytest

from counter_app.demo.network_line import NetworkLine


class Echo:
    """Sends back what comes, one connection after another."""

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _run(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                while content := connection.recv(4096):
                    connection.sendall(content)


@pytest.fixture
def line():
    with Echo() as echo, NetworkLine(echo.url) as line:
        yield line


def connect(line):
    port = int(line.url.rsplit(":", 1)[1])
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def test_a_line_that_is_up_carries_bytes_both_ways(line):
    line.connect()
    with connect(line) as end:
        end.sendall(b"hello")
        assert end.recv(5) == b"hello"


def test_a_line_that_is_down_refuses(line):
    with pytest.raises(OSError, match="refused"):
        connect(line)


def test_cutting_the_line_cuts_what_stands_on_it(line):
    line.connect()
    with connect(line) as end:
        end.sendall(b"a")
        assert end.recv(1) == b"a"
        line.cut()
        assert end.recv(1) == b""
    with pytest.raises(OSError, match="refused"):
        connect(line)


def test_the_line_comes_back_under_the_same_address(line):
    line.connect()
    line.cut()
    line.connect()
    with connect(line) as end:
        end.sendall(b"again")
        assert end.recv(5) == b"again"
