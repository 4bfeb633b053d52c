"""Wrong tries to sign in: how they are counted, and what they cost.  Pure; nobody's clock is asked.

A pause is served on the monotonic clock of one boot.  In another boot it begins again, as long as
it was: the wall clock could say how long the machine was off, but anybody can set that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from counter_app.domain.auth_policy import AuthPolicy
from counter_app.domain.privacy import Pi


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of one boot: milliseconds since it began, and its id of 8 hex digits."""

    monotonic_ms: int
    boot_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """What is known of one person's tries.

    Attributes:
        failed: In a row, the one that is just being judged included.
        is_disabled: Nobody may try any more until the county or a chief has helped.
        pause_ms: How long nobody may try, from `since_ms` on; 0 for no pause.
        since_ms: On the monotonic clock of boot `boot_id`.
    """

    failed: Annotated[int, Pi.P1] = 0
    is_disabled: Annotated[bool, Pi.P1] = False
    pause_ms: Annotated[int, Pi.P1] = 0
    since_ms: Annotated[int, Pi.P1] = 0
    boot_id: Annotated[str, Pi.P1] = ""

    def left_ms(self, now: Moment) -> int:
        """Return how long nobody may try from now on."""
        if not self.pause_ms:
            return 0
        passed_ms = now.monotonic_ms - self.since_ms
        if now.boot_id != self.boot_id or passed_ms < 0:
            return self.pause_ms
        return max(0, self.pause_ms - passed_ms)

    def is_of_another_boot(self, now: Moment) -> bool:
        """Whether a pause has to begin again."""
        is_earlier = now.monotonic_ms < self.since_ms
        return bool(self.pause_ms) and (now.boot_id != self.boot_id or is_earlier)

    def begun_again(self, now: Moment) -> Tries:
        """Return the same pause, counted from this moment."""
        return replace(self, since_ms=now.monotonic_ms, boot_id=now.boot_id)


NO_TRIES: Final = Tries()


def counted(tries: Tries, policy: AuthPolicy, now: Moment) -> Tries:
    """Return the tries with one more, before anybody knows whether it is a wrong one.

    A pause begins with every fifth try (`tries_before_pause`), and a right password ends it.
    """
    failed = tries.failed + 1
    every = policy.tries_before_pause
    has_pause = every is not None and failed % every == 0
    return Tries(
        failed=failed,
        is_disabled=tries.is_disabled or failed >= policy.tries_max,
        pause_ms=policy.pause_ms if has_pause else 0,
        since_ms=now.monotonic_ms if has_pause else 0,
        boot_id=now.boot_id if has_pause else "",
    )


def worse(one: Tries, other: Tries) -> Tries:
    """Return which of two copies counts: the one that says more was tried."""
    return max(one, other, key=lambda each: (each.is_disabled, each.failed, each.pause_ms))


def without_record(policy: AuthPolicy) -> Tries:
    """Return what counts for everybody when both copies are gone: one wrong try, then a pause.

    The right password still opens; deleting the record is no way to ten new tries.
    """
    limit = policy.tries_before_pause or policy.tries_max
    return Tries(failed=min(limit, policy.tries_max) - 1)


def left_before(tries: Tries, policy: AuthPolicy) -> tuple[int, bool]:
    """Return how many wrong tries are left, and whether the last of them disables."""
    to_end = policy.tries_max - tries.failed
    every = policy.tries_before_pause
    to_pause = every - tries.failed % every if every else to_end
    return (to_end, True) if to_end <= to_pause else (to_pause, False)


def minutes_up(left_ms: int) -> int:
    """Return a pause in whole minutes, rounded up, as people are told it."""
    return -(-left_ms // 60_000)
