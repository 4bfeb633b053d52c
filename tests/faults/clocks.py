"""F9 and T5: whoever moves the clock of a counter buys no time with it.

A few days around the end of a limit are played with true time known to the harness: acts happen,
the machine boots, the wall clock is set wherever somebody likes, answers of the county come or
are lost.  Then the program says what it believes, and that is compared with the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from counter_app.domain.deadline_verdict import DeadlineVerdict, TimeInterval, judge
from counter_app.domain.trusted_time import CHINA, AnchorSeen, estimate
from tests.faults.counted import Count

DUE_ON = date(2026, 11, 6)
END = datetime(2026, 11, 7, tzinfo=CHINA)
JUMPS = (
    timedelta(days=-3 * 365),
    timedelta(days=-2),
    timedelta(hours=-7),
    timedelta(0),
    timedelta(minutes=11),
    timedelta(days=3 * 365),
)
SAME = timedelta(seconds=1)


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Play `count` histories; every act is judged, every moment estimated."""
    verdicts = Count("T5", "the wall clock is set back and forth around the end of a limit")
    moments = Count("F9", "the present is told under a clock that was set")
    for number in range(count):
        history = History(Random(f"{seed} {number}"), believes_wall=sabotage == "wall")
        history.play()
        verdicts.tried += 1
        moments.tried += 1
        for words in history.false_verdicts():
            verdicts.lose(f"history {number}: {words}")
        for words in history.false_moments:
            moments.spoil(f"history {number}: {words}")
        verdicts.add("acts judged", len(history.acts))
    return [verdicts, moments]


@dataclass
class Act:
    """Something that happened: when, and what the counter could know of it."""

    at: datetime
    wall: datetime
    earliest: datetime | None
    latest: datetime | None = None


@dataclass
class History:
    """One counter for a few days; `now` is the truth, which the program never sees."""

    chance: Random
    believes_wall: bool = False
    acts: list[Act] = field(default_factory=list)
    false_moments: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = END - timedelta(days=self.chance.uniform(0, 2))
        self.off = timedelta(0)
        self.boot, self.booted_at = "b0000001", self.now
        self.anchor: AnchorSeen | None = None

    def play(self) -> None:
        """Let a few days pass."""
        for _ in range(self.chance.randint(3, 14)):
            self.now += timedelta(hours=self.chance.expovariate(1 / 5))
            step = self.chance.random()
            if step < 0.2:
                self.off = self.chance.choice(JUMPS)
            elif step < 0.3:
                self.boot, self.booted_at = f"b{self.chance.randrange(1 << 28):07x}", self.now
            elif step < 0.65:
                self.acts.append(self._act())
            else:
                self._meet_county()
            self._look_at_clock()

    def false_verdicts(self) -> list[str]:
        """Return each verdict that the truth contradicts."""
        return [
            f"{verdict.value}, though it was {act.at:%d %H:%M:%S}"
            for act in self.acts
            if ((verdict := self._verdict(act)) is DeadlineVerdict.IN_TIME and act.at >= END)
            or (verdict is DeadlineVerdict.LATE and act.at < END)
        ]

    def _verdict(self, act: Act) -> DeadlineVerdict:
        if self.believes_wall:
            return judge(TimeInterval(act.wall, act.wall), DUE_ON)
        return judge(TimeInterval(act.earliest, act.latest), DUE_ON)

    def _act(self) -> Act:
        seen = None if self.anchor is None else self.anchor.county_at
        return Act(self.now, self.now + self.off, seen)

    def _meet_county(self) -> None:
        """Exchange: what was named in the request is bounded if the answer comes."""
        named = len(self.acts)
        signed_at = self.now + timedelta(seconds=self.chance.uniform(0, 30))
        if self.chance.random() < 0.3:  # An act while the exchange is under way.
            self.now = signed_at + SAME
            self.acts.append(self._act())
        self.now = max(self.now, signed_at) + timedelta(seconds=self.chance.uniform(1, 30))
        if self.chance.random() < 0.3:
            return
        for act in self.acts[:named]:
            act.latest = act.latest or signed_at
        self.anchor = AnchorSeen(signed_at, self._monotonic_ms(), self.boot)

    def _monotonic_ms(self) -> int:
        return (self.now - self.booted_at) // timedelta(milliseconds=1)

    def _look_at_clock(self) -> None:
        wall = self.now + self.off
        told = estimate(wall, self._monotonic_ms(), self.boot, self.anchor)
        if self.anchor is None:
            return
        if told.earliest is None or told.earliest > self.now:
            self.false_moments.append("the earliest moment lies after the present")
        if told.now < self.anchor.county_at:
            self.false_moments.append("the present lies before the last contact")
        late = timedelta(minutes=1) + SAME  # What an answer takes at most.
        now = wall if self.believes_wall else told.now
        if told.is_anchored and abs(now - self.now) > late:
            self.false_moments.append(f"{told.now} is told for {self.now} in the same boot")
