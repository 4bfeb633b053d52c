from __future__ import annotations

import json
import socket
import stat
import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from counter_app.domain.errors import AlreadyRunning, UnreadableFile
from counter_app.runtime.single_instance import SingleInstance, notify_first

WAIT_S = 5

HOLDER = """
import pathlib, sys
from counter_app.runtime.single_instance import SingleInstance
with SingleInstance(pathlib.Path(sys.argv[1]), lambda: print("raised", flush=True)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path):
    return tmp_path / "lock"


@pytest.fixture
def raised():
    return threading.Event()


@pytest.fixture
def first(lock, raised):
    with SingleInstance(lock, raised.set) as instance:
        yield instance


@pytest.fixture
def holder(lock):
    """Another process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate(timeout=WAIT_S)


@pytest.mark.fault("F23")
def test_a_second_start_is_refused_and_brings_the_first_to_the_front(lock, first, raised):
    with pytest.raises(AlreadyRunning), SingleInstance(lock, lambda: None):
        pass
    assert raised.wait(WAIT_S)


@pytest.mark.fault("F23")
def test_a_second_process_is_refused_and_the_first_hears_of_it(lock, holder):
    with pytest.raises(AlreadyRunning), SingleInstance(lock, lambda: None):
        pass
    assert holder.stdout.readline() == "raised\n"


@pytest.mark.fault("F1")
def test_a_killed_program_leaves_no_lock_behind(lock, holder):
    holder.kill()
    holder.wait(WAIT_S)
    with SingleInstance(lock, lambda: None):
        assert notify_first(lock)


def test_the_profile_is_free_again_afterwards(lock):
    for _ in range(3):
        with SingleInstance(lock, lambda: None):
            pass
    assert not notify_first(lock)


def test_two_profiles_do_not_disturb_each_other(lock, first, tmp_path):
    with SingleInstance(tmp_path / "other", lambda: None):
        assert notify_first(lock)


def test_only_this_user_can_read_how_to_reach_the_first(lock, first):
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600
    assert set(json.loads(lock.read_text())) == {"pid", "port", "token"}


@pytest.mark.parametrize("said", [b"", b"\n", b"0" * 32 + b"\n", b"\xff" * 200])
def test_a_stranger_on_the_port_raises_nothing(lock, first, raised, said):
    port = json.loads(lock.read_text())["port"]
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT_S) as line:
        line.sendall(said)
        with suppress(OSError):  # It may have hung up already, with our bytes unread.
            line.shutdown(socket.SHUT_WR)
            assert line.recv(16) == b""
    assert not raised.is_set()
    assert notify_first(lock)
    assert raised.is_set()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"port": "x"}',
        '{"port": 1e99, "token": ""}',
        '{"port": 70000, "token": ""}',
    ],
)
def test_a_lock_file_full_of_rubbish_is_only_not_answered(lock, text):
    lock.write_text(text)
    assert not notify_first(lock)
    with SingleInstance(lock, lambda: None):
        assert notify_first(lock)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UnreadableFile), SingleInstance(tmp_path / "no" / "lock", lambda: None):
        pass
