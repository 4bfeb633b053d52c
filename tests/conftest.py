"""Guards on every test, and how much a run should try.

A test that reaches for the network, leaves a thread behind or makes the program log a warning
fails, and the message says what it did.
"""

from __future__ import annotations

import gc
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_address

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # Before anything imports Qt.

import hypothesis
import pytest

THREAD_END_WAIT_S = 3.0
OBJECTS_BETWEEN_COLLECTIONS = 10_000  # Python's own 700 suits programs of a tenth of the size.
PROFILE_VARIABLE = "HYPOTHESIS_PROFILE"
SOAK_VARIABLE = "COUNTER_SOAK_FACTOR"
FAILED_CHECKS_VARIABLE = "COUNTER_FAILED_CHECKS"

hypothesis.settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "soak",
    deadline=None,
    max_examples=5_000,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile(os.environ.get(PROFILE_VARIABLE, "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-snapshots",
        action="store_true",
        help="write kept papers and pictures anew instead of comparing with them",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "expects_warnings: the program logs warnings here, and should",
    )


def pytest_collection_finish() -> None:
    """Take what stays until the end, modules and tests, out of the garbage collector's sight."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


def pytest_terminal_summary(terminalreporter) -> None:
    """Recall above the closing line what `make.py test` found before the tests."""
    if failed := os.environ.get(FAILED_CHECKS_VARIABLE):
        terminalreporter.section("FAILED before the tests", red=True)
        terminalreporter.line(failed)


@pytest.fixture(scope="session")
def is_rewriting_snapshots(pytestconfig) -> bool:
    return bool(pytestconfig.getoption("--rewrite-snapshots"))


@pytest.fixture(scope="session")
def soak_factor() -> int:
    """How many times longer than for a commit loops of cuts, kills and worlds should run."""
    return int(os.environ.get(SOAK_VARIABLE, "1"))


@pytest.fixture(scope="session", autouse=True)
def _no_real_home(tmp_path_factory) -> Iterator[None]:
    """Give the whole run a home folder of its own."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, str(home))
        for name, folder in {
            "XDG_CACHE_HOME": "cache",
            "XDG_CONFIG_HOME": "config",
            "XDG_DATA_HOME": "data",
            "XDG_STATE_HOME": "state",
            "APPDATA": "roaming",
            "LOCALAPPDATA": "local",
        }.items():
            patch.setenv(name, str(home / folder))
        for name in ("COUNTER_USER", "COUNTER_PASSWORD_FILE"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Refuse to look up or reach any address that is not this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        look_up = socket.getaddrinfo

        def getaddrinfo(host, *more, **named):
            _require_loopback(host)
            return look_up(host, *more, **named)

        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


def _guarded(reach):
    def reach_loopback(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            _require_loopback(address[0])
        return reach(self, address)

    return reach_loopback


def _require_loopback(host: object) -> None:
    text = host.decode() if isinstance(host, bytes) else host
    if text in {None, "", "localhost"} or is_loopback(str(text)):
        return
    pytest.fail(f"the test reached for {text!r}: only this machine may be reached")


def is_loopback(host: str) -> bool:
    """Answer whether a host is an address of this machine; names other than localhost are not."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    if left := threads_left(before):
        names = ", ".join(sorted(thread.name for thread in left))
        pytest.fail(f"threads left running: {names}")


def threads_left(before: set[threading.Thread]) -> set[threading.Thread]:
    """Return threads begun since, after giving them a moment to end.

    Threads that Qt or a C library began and Python only met are not ours to end.
    """
    end = time.monotonic() + THREAD_END_WAIT_S
    begun = {
        thread
        for thread in set(threading.enumerate()) - before
        if not isinstance(thread, threading._DummyThread)
    }
    for thread in begun:
        thread.join(max(0.0, end - time.monotonic()))
    return {thread for thread in begun if thread.is_alive()}


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_warning_logged(request) -> Iterator[None]:
    heard = _Warnings()
    logging.getLogger().addHandler(heard)
    yield
    logging.getLogger().removeHandler(heard)
    if heard.lines and not request.node.get_closest_marker("expects_warnings"):
        pytest.fail("the program logged a warning:\n" + "\n".join(heard.lines))
