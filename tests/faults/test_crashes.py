"""Power cuts: nothing is lost, and the recorder sees a store that keeps its promise badly."""

from __future__ import annotations

import random

import pytest

from tests.faults.playing import faults_found, played, require_nothing_lost, require_shim
from tests.faults.recorded import HEAD, Disk, Step, cuts, read_log


@pytest.mark.slow
@pytest.mark.fault("F2", "F3", "F21")
def test_power_cuts_lose_nothing_and_a_broken_promise_is_noticed():
    require_shim()
    rows = played(
        "crash_saves:60",
        "crash_saves:60:synchronous",
        "crash_saves:60:anchor-first",
        "crash_migrations:60",
        "crash_migrations:60:no-transaction",
    )
    require_nothing_lost(rows["crash_saves:60"], at_least=60)
    require_nothing_lost(rows["crash_migrations:60"], at_least=60)
    assert faults_found(rows["crash_saves:60:synchronous"]) >= {"F2"}
    assert faults_found(rows["crash_saves:60:anchor-first"]) >= {"F2"}
    assert faults_found(rows["crash_migrations:60:no-transaction"]) == {"F21"}


def disk(*steps: Step, **before: bytes) -> Disk:
    disk = Disk(before)
    for step in steps:
        disk.take(step)
    return disk


def all_left(disk: Disk) -> list[dict[str, bytes]]:
    return [disk.left(random.Random(seed)) for seed in range(200)]


def test_what_was_synced_is_in_every_state_and_what_was_not_in_some():
    written, synced = Step("W", "a", 0, b"x" * 1_024), Step("S", "a", 0, b"")
    assert {state["a"] for state in all_left(disk(written, synced))} == {b"x" * 1_024}
    found = {state["a"] for state in all_left(disk(written))}
    assert {b"", b"x" * 1_024, b"x" * 512, bytes(512) + b"x" * 512} == found


def test_later_writes_may_arrive_without_earlier_ones():
    steps = [Step("W", "a", 0, b"1"), Step("S", "a", 0, b""), Step("W", "a", 0, b"2")]
    found = {state["a"] for state in all_left(disk(*steps, Step("W", "a", 1, b"3")))}
    assert found == {b"1", b"2", b"13", b"23"}
    cut = disk(Step("W", "a", 0, b"123"), Step("S", "a", 0, b""), Step("T", "a", 1, b""))
    assert {state["a"] for state in all_left(cut)} == {b"1", b"123"}


def test_a_new_name_counts_when_the_folder_is_synced():
    steps = [
        Step("O", "a.new", 0, b""),
        Step("W", "a.new", 0, b"new"),
        Step("S", "a.new", 0, b""),
        Step("R", "a.new", 0, b"a"),
    ]
    before = {"a": b"old"}
    found = [state["a"] for state in all_left(disk(*steps, **before))]
    assert set(found) == {b"old", b"new"}
    done = disk(*steps, Step("D", ".", 0, b""), **before)
    assert {state["a"] for state in all_left(done)} == {b"new"}
    gone = disk(Step("U", "a", 0, b""), **before)
    assert {"a" in state for state in all_left(gone)} == {True, False}
    assert gone.end() == {}


def test_shared_memory_is_never_kept():
    assert all_left(disk(Step("W", "a-shm", 0, b"x")))[0] == {}


def test_cuts_begin_at_the_word_ready_and_know_what_was_said():
    steps = [
        Step("W", "a", 0, b"1"),
        Step("A", "ACK", 0, b"READY\n"),
        Step("W", "a", 1, b"2"),
        Step("A", "ACK", 6, b"1\n"),
        Step("S", "a", 0, b""),
    ]
    found = list(cuts({}, steps, 30, random.Random(1)))
    assert len(found) == 30
    assert {cut.said for cut in found} == {b"READY\n", b"READY\n1\n"}
    assert found[-1].files == {"a": b"12"}
    assert len({cut.digest for cut in found}) == len({str(cut.files) for cut in found})


def test_a_log_is_read_as_it_was_written(tmp_path):
    steps = [Step("W", "counter.db", 4_096, b"page"), Step("S", "counter.db", 0, b"")]
    content = b"".join(
        HEAD.pack(step.operation.encode(), step.name.encode(), step.offset, len(step.data))
        + step.data
        for step in steps
    )
    (tmp_path / "log").write_bytes(content)
    assert read_log(tmp_path / "log") == steps
