from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from counter_app.runtime.system_clock import SystemClock, read_boot_id
from tests.fakes.clocks import SettableClock


@pytest.fixture(params=[SystemClock, SettableClock])
def clock(request):
    """The real clock and its stand-in keep one contract."""
    return request.param()


class TestEveryClock:
    def test_speaks_of_time_with_the_offset_of_china(self, clock):
        assert clock.now().utcoffset() == timedelta(hours=8)

    def test_counts_whole_milliseconds_since_boot(self, clock):
        assert isinstance(clock.monotonic_ms(), int)
        assert clock.monotonic_ms() > 0

    def test_never_counts_back(self, clock):
        counted = [clock.monotonic_ms() for _ in range(1_000)]
        assert counted == sorted(counted)

    def test_names_a_boot_by_eight_hex_digits(self, clock):
        assert re.fullmatch("[0-9a-f]{8}", clock.boot_id)
        assert clock.boot_id == clock.boot_id


def test_the_offset_does_not_depend_on_the_zone_of_the_machine(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        now = SystemClock().now()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert now.utcoffset() == timedelta(hours=8)
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)


def test_two_clocks_of_one_boot_agree_on_its_name():
    boot_id_file = Path("/proc/sys/kernel/random/boot_id")
    assert boot_id_file.exists(), "this test needs Linux"
    assert SystemClock().boot_id == SystemClock().boot_id
    assert boot_id_file.read_text().startswith(SystemClock().boot_id)


@pytest.mark.parametrize(
    "content", [b"", b"not-hex-at-all", b"ABCDEF01-", b"\xff\xfe1234567", None]
)
def test_a_boot_that_has_no_name_gets_a_random_one(tmp_path, content):
    file = tmp_path / "boot_id"
    if content is not None:
        file.write_bytes(content)
    names = {read_boot_id(file) for _ in range(4)}
    assert len(names) == 4
    assert all(re.fullmatch("[0-9a-f]{8}", name) for name in names)


def test_the_wall_clock_of_a_test_jumps_without_the_honest_one():
    clock = SettableClock()
    monotonic_ms = clock.monotonic_ms()
    clock.set_wall(datetime(2009, 1, 1, tzinfo=UTC))
    assert clock.now().year == 2009
    assert clock.monotonic_ms() == monotonic_ms


def test_time_that_passes_in_a_test_moves_both_clocks():
    clock = SettableClock()
    at, monotonic_ms = clock.now(), clock.monotonic_ms()
    clock.pass_time(timedelta(days=1, milliseconds=7))
    assert clock.now() - at == timedelta(days=1, milliseconds=7)
    assert clock.monotonic_ms() - monotonic_ms == 86_400_007


def test_a_reboot_in_a_test_begins_another_count():
    clock = SettableClock()
    clock.pass_time(timedelta(hours=1))
    boot_id, monotonic_ms = clock.boot_id, clock.monotonic_ms()
    clock.reboot()
    assert clock.boot_id != boot_id
    assert clock.monotonic_ms() < monotonic_ms
