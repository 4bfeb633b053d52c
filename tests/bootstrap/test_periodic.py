from __future__ import annotations

import threading

from counter_app.bootstrap.periodic import Periodic


def test_the_duty_is_done_again_and_again_and_a_last_time_at_the_end():
    done = threading.Semaphore(0)
    count = []

    def duty():
        count.append(threading.current_thread().name)
        done.release()

    periodic = Periodic("anchor", duty, every_s=0.01)
    periodic.start()
    for _ in range(3):
        assert done.acquire(timeout=5)
    periodic.stop()

    assert count[-1] != "anchor"
    assert count[0] == "anchor"
    before = len(count)
    assert not done.acquire(timeout=0.05) or len(count) == before


def test_a_long_pause_does_not_hold_the_end_up():
    calls = []
    periodic = Periodic("anchor", lambda: calls.append(1), every_s=3_600)
    periodic.start()

    periodic.stop()

    assert calls == [1]
