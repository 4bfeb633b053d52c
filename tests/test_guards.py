"""The guards of conftest.py, each set off once by a test that deserves it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OFFENDERS = """
import logging, os, pathlib, socket, threading
import pytest

release = threading.Event()

def test_reaches_the_network():
    with socket.socket() as line:
        line.connect(("192.0.2.7", 80))

def test_looks_a_name_up():
    socket.getaddrinfo("county.invalid", 443)

def test_leaves_a_thread():
    threading.Thread(target=release.wait, name="left-behind", daemon=True).start()

def test_logs_a_warning():
    logging.getLogger("storage").warning("disk slow")

@pytest.mark.expects_warnings
def test_logs_a_warning_and_says_so():
    logging.getLogger("storage").warning("disk slow")

def test_uses_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()):
            pass

def test_has_a_home_of_its_own():
    assert "pytest-" in str(pathlib.Path.home())
    assert "pytest-" in os.environ["APPDATA"]
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What pytest says about the offenders, under a copy of our conftest."""
    folder = tmp_path_factory.mktemp("guarded")
    shutil.copy(Path(__file__).with_name("conftest.py"), folder / "conftest.py")
    conftest = (folder / "conftest.py").read_text(encoding="utf-8")
    conftest = conftest.replace("THREAD_END_WAIT_S = 3.0", "THREAD_END_WAIT_S = 0.05")
    (folder / "conftest.py").write_text(conftest, encoding="utf-8")
    (folder / "test_offenders.py").write_text(OFFENDERS, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    words = ["-m", "pytest", "-rA", "--color=no", "-p", "no:randomly", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, *words, "-c", str(folder / "pytest.ini"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=folder,
        env={**os.environ, "COUNTER_FAILED_CHECKS": "ruff check, types"},
    )
    return run.stdout


@pytest.mark.asvs("1.4.3")
@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("FAILED test_offenders.py::test_reaches_the_network", "reached for '192.0.2.7'"),
        ("FAILED test_offenders.py::test_looks_a_name_up", "reached for 'county.invalid'"),
        ("ERROR test_offenders.py::test_leaves_a_thread", "threads left running: left-behind"),
        ("ERROR test_offenders.py::test_logs_a_warning ", "WARNING storage: disk slow"),
    ],
)
def test_a_guard_names_what_a_test_did(report, test, message):
    assert test in report
    assert message in report


@pytest.mark.parametrize(
    "test", ["logs_a_warning_and_says_so", "uses_loopback", "has_a_home_of_its_own"]
)
def test_a_guard_lets_pass_what_is_in_order(report, test):
    assert f"PASSED test_offenders.py::test_{test}" in report
    assert f"ERROR test_offenders.py::test_{test}" not in report


def test_checks_that_failed_before_are_recalled_above_the_closing_line(report):
    *above, closing = report.rstrip().splitlines()
    assert "ruff check, types" in above
    assert "passed" in closing
