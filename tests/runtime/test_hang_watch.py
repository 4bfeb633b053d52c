"""The watch over the window: one entry a hang, of code positions, whoever holds which lock."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest

from counter_app.runtime.hang_watch import FILE_BYTES_MAX, HANG_FILE, hangs_seen, watching_hangs
from counter_app.runtime.system_clock import SystemClock

NOW = SystemClock().now
HANG_S = 0.15
LIMIT_S = 20.0


def kept(folder) -> str:
    return (folder / HANG_FILE).read_text(encoding="utf-8")


def stand_still_until(is_so) -> None:
    """Hang as a window does that waits for something."""
    end, never = time.monotonic() + LIMIT_S, threading.Event()
    while not is_so():
        never.wait(0.005)
        assert time.monotonic() < end


@pytest.mark.expects_warnings
@pytest.mark.fault("F24")
def test_a_hang_is_told_once_and_so_is_its_end(tmp_path):
    with watching_hangs(tmp_path, NOW, hang_s=HANG_S) as beat:
        beat()
        stand_still_until(lambda: "in stand_still_until" in kept(tmp_path))
        begin = time.monotonic()
        stand_still_until(lambda: time.monotonic() - begin > 3 * HANG_S)
        assert hangs_seen(tmp_path).count == 1

        def beaten_back_to_life():
            beat()
            return "moved again at" in kept(tmp_path)

        stand_still_until(beaten_back_to_life)
        assert hangs_seen(tmp_path).count == 1
    seen = hangs_seen(tmp_path)
    assert seen.is_recent(NOW())
    assert not seen.is_recent(NOW() + timedelta(days=8))


def test_nobody_is_watched_before_the_first_beat_nor_after_the_end(tmp_path):
    with watching_hangs(tmp_path, NOW, hang_s=HANG_S):
        begin = time.monotonic()
        stand_still_until(lambda: time.monotonic() - begin > 2 * HANG_S)
    assert hangs_seen(tmp_path).last_at is None
    assert not hangs_seen(tmp_path / "nowhere").is_recent(NOW())


def test_a_file_that_has_grown_is_begun_anew(tmp_path):
    (tmp_path / HANG_FILE).write_bytes(b"x" * (FILE_BYTES_MAX + 1))
    with watching_hangs(tmp_path, NOW):
        assert kept(tmp_path) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="asks the C library of a Unix")
def test_a_library_that_hangs_with_the_interpreter_s_lock_is_seen(tmp_path):
    program = (
        "import ctypes, pathlib, sys, threading\n"
        "from counter_app.runtime.hang_watch import watching_hangs\n"
        "from counter_app.runtime.system_clock import SystemClock\n"
        "def in_the_library(): ctypes.PyDLL(None).usleep(900_000)\n"
        "with watching_hangs(pathlib.Path(sys.argv[1]), SystemClock().now, hang_s=0.1) as beat:\n"
        "    beat(); threading.Event().wait(0.3); in_the_library()\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, timeout=LIMIT_S)
    assert "in in_the_library" in kept(tmp_path)
    assert hangs_seen(tmp_path).count >= 1
