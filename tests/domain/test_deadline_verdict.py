from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.deadline_verdict import DeadlineVerdict, TimeInterval, is_plausible, judge
from counter_app.domain.trusted_time import CHINA

IN_TIME, LATE = DeadlineVerdict.IN_TIME, DeadlineVerdict.LATE
DISPUTED, PENDING = DeadlineVerdict.DISPUTED, DeadlineVerdict.PENDING
DUE_ON = date(2026, 11, 6)
MIDNIGHT = datetime(2026, 11, 7, tzinfo=CHINA)
MOMENT = timedelta(milliseconds=1)
HISTORIES = 10_000

days = st.dates(date(2026, 10, 25), date(2026, 11, 20))
moments = st.timedeltas(-timedelta(days=13), timedelta(days=13)).map(MIDNIGHT.__add__)
spans = st.timedeltas(timedelta(0), timedelta(days=12))


@pytest.mark.parametrize(
    ("earliest", "latest", "verdict"),
    [
        (MIDNIGHT - MOMENT * 2, MIDNIGHT - MOMENT, IN_TIME),
        (None, MIDNIGHT - MOMENT, IN_TIME),
        (MIDNIGHT, MIDNIGHT + MOMENT, LATE),
        (MIDNIGHT, MIDNIGHT, LATE),
        (MIDNIGHT - MOMENT, MIDNIGHT, DISPUTED),
        (None, MIDNIGHT, DISPUTED),
        (MIDNIGHT, None, LATE),
        (MIDNIGHT - MOMENT, None, PENDING),
        (None, None, PENDING),
        (MIDNIGHT, MIDNIGHT - MOMENT, DISPUTED),  # The county's own word contradicts itself.
    ],
)
def test_a_limit_ends_at_midnight_in_china(earliest, latest, verdict):
    assert judge(TimeInterval(earliest, latest), DUE_ON) is verdict


def test_the_offset_in_which_a_moment_is_told_does_not_matter():
    before = datetime(2026, 11, 6, 15, 59, 59, tzinfo=UTC)
    after = datetime(2026, 11, 6, 16, 0, tzinfo=UTC)

    assert judge(TimeInterval(before, before), DUE_ON) is IN_TIME
    assert judge(TimeInterval(after, after), DUE_ON) is LATE


@given(moments, spans, spans, spans, days)
def test_to_know_less_never_turns_a_verdict_round(earliest, span, before, after, due_on):
    narrow = judge(TimeInterval(earliest, earliest + span), due_on)
    wide = judge(TimeInterval(earliest - before, earliest + span + after), due_on)
    unbounded = {
        judge(TimeInterval(earliest, None), due_on),
        judge(TimeInterval(None, earliest + span), due_on),
        judge(TimeInterval(None, None), due_on),
    }

    assert wide in {narrow, DISPUTED}
    assert unbounded <= {narrow, DISPUTED, PENDING}


@given(moments, spans, days)
def test_a_day_more_never_makes_anybody_late(earliest, span, due_on):
    interval = TimeInterval(earliest, earliest + span)
    order = [LATE, DISPUTED, IN_TIME]

    longer = judge(interval, due_on + timedelta(days=1))

    assert order.index(longer) >= order.index(judge(interval, due_on))


@pytest.mark.fault("F9")
@pytest.mark.threat("T5")
@pytest.mark.law("11")
def test_ten_thousand_histories_hold_no_verdict_that_is_false():
    """Clocks jump, machines boot, lines break; who acts in time is never late, nor the reverse."""
    told = [judged for seed in range(HISTORIES) for judged in made_up_history(Random(seed))]
    false = [
        (verdict, happened_at)
        for verdict, happened_at in told
        if (verdict is IN_TIME and happened_at >= MIDNIGHT)
        or (verdict is LATE and happened_at < MIDNIGHT)
    ]

    assert false == []
    assert {verdict for verdict, _ in told} == set(DeadlineVerdict)


def made_up_history(random: Random) -> list[tuple[DeadlineVerdict, datetime]]:
    """Play a few days of one counter around the limit; return each act's verdict and true time.

    The county's answers are late by up to a minute, so an act may fall between the county's
    signature and the counter's record of it; a bound covers only what the request had named.
    """
    now = MIDNIGHT - timedelta(days=random.uniform(0, 2))
    anchor: datetime | None = None
    acts: list[tuple[datetime, datetime | None]] = []
    bounds: list[datetime | None] = []
    for _ in range(random.randint(3, 12)):
        now += timedelta(hours=random.expovariate(1 / 5))
        if random.random() < 0.5:
            acts.append((now, anchor))
            bounds.append(None)
            continue
        told = len(acts)
        signed_at = now + timedelta(seconds=random.uniform(0, 30))
        if random.random() < 0.3:  # An act while the exchange is under way.
            acts.append((signed_at + timedelta(seconds=1), anchor))
            bounds.append(None)
        now = signed_at + timedelta(seconds=random.uniform(1, 30))
        if random.random() < 0.7:  # Else the answer is lost.
            bounds[:told] = [bound or signed_at for bound in bounds[:told]]
            anchor = signed_at
    return [
        (judge(TimeInterval(seen, bound), DUE_ON), happened_at)
        for (happened_at, seen), bound in zip(acts, bounds, strict=True)
    ]


class TestPlausible:
    INTERVAL = TimeInterval(MIDNIGHT - timedelta(hours=1), MIDNIGHT)

    @pytest.mark.parametrize(
        ("wall", "is_believed"),
        [
            (MIDNIGHT - timedelta(hours=1, minutes=5), True),
            (MIDNIGHT - timedelta(hours=1, minutes=5) - MOMENT, False),
            (MIDNIGHT + timedelta(minutes=5), True),
            (MIDNIGHT + timedelta(minutes=5) + MOMENT, False),
            (MIDNIGHT - timedelta(days=3 * 365), False),
            (MIDNIGHT + timedelta(days=3 * 365), False),
        ],
    )
    def test_five_minutes_are_forgiven(self, wall, is_believed):
        assert is_plausible(wall, self.INTERVAL) == is_believed

    @given(moments)
    def test_nothing_contradicts_what_nothing_bounds(self, wall):
        assert is_plausible(wall, TimeInterval())
