from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from counter_app.domain.clock_warning import off_words, span_words
from counter_app.domain.trusted_time import CHINA, Estimate

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (timedelta(0), ""),
        (timedelta(minutes=4, seconds=59), ""),
        (timedelta(minutes=5), "快了5分钟"),
        (-timedelta(minutes=12), "慢了12分钟"),
        (timedelta(minutes=90), "快了90分钟"),
        (-timedelta(hours=3), "慢了3小时"),
        (timedelta(days=3 * 365), "快了1095天"),
    ],
    ids=str,
)
def test_a_wrong_clock_is_told_in_words(off, words):
    assert off_words(Estimate(NOW, off, is_anchored=True, earliest=NOW)) == words


def test_after_a_boot_only_the_least_is_known():
    off = -timedelta(days=2)
    assert off_words(Estimate(NOW, off, is_anchored=False, earliest=NOW)) == "慢了至少2天"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=119), "119分钟"),
        (timedelta(hours=2), "2小时"),
        (timedelta(hours=47), "47小时"),
        (timedelta(days=2), "2天"),
    ],
    ids=str,
)
def test_a_span_is_told_in_its_largest_unit(span, words):
    assert span_words(span) == words
