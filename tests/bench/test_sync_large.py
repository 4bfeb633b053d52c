"""A line that breaks costs a piece at most; all at once is measured beside a plain program."""

from __future__ import annotations

import pytest

from counter_app.bench import sync_full, sync_resume


@pytest.mark.slow
@pytest.mark.expects_warnings  # urllib3 tells of headers that end in the middle.
def test_a_cut_anywhere_sends_no_more_than_a_piece_again(plan):
    (row,) = sync_resume.resent(plan)
    assert (row.name, row.unit, row.floor) == ("sync.resume.resent_bytes", "B", 8_192)
    assert 0 <= row.value <= row.floor


@pytest.mark.slow
def test_everything_at_once_is_measured_beside_a_plain_program(plan):
    seconds, cpu_seconds, size = sync_full.full(plan)
    for row in (seconds, cpu_seconds, size):
        assert row.name.startswith("sync.full10k.")
        assert row.value > 0
        assert row.floor > 0
    assert cpu_seconds.value < 2 * seconds.value, "two ends, and no more than two processors"
    assert size.ratio < 1, "fewer bytes than columns with zstd-3, signatures included"
