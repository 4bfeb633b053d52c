"""What the county last said about this device, and until when its permission holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

LEASE_WARNING: Final = timedelta(days=3)
"""How long before its end a permission is told to be ending."""

COUNTY_DAYS: Final = 7
"""How long after a contact the county's permission holds, as the county says it each time."""
DISASTER_DAYS: Final = 30
"""How long it holds while the director has switched the disaster mode on."""

_PROGRAM: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}")


class DeviceStanding(Enum):
    """What this device is to the county.

    PENDING waits for a person of the county; what it sends is kept outside the log until then.
    """

    ACTIVE = "active"
    PENDING = "pending"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    KEY_EXPIRED = "key-expired"


STANDING_WORDS: Final = {
    DeviceStanding.ACTIVE: "",
    DeviceStanding.PENDING: "等待县局批准，办件存在本机并已送县局暂存",
    DeviceStanding.REVOKED: "本机已被县局停用，暂停上传；办件仍保存在本机",
    DeviceStanding.UNKNOWN: "县局还没有登记本机的密钥，请向县局要登记码重新登记",
    DeviceStanding.KEY_EXPIRED: "本机密钥已过期，请向县局要登记码重新登记",
}
"""For the status line and the sync page; "" when there is nothing to tell."""


ENROL_AGAIN: Final = frozenset(
    {DeviceStanding.REVOKED, DeviceStanding.UNKNOWN, DeviceStanding.KEY_EXPIRED}
)
"""What only another enrolment mends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyWord:
    """The county's last word, kept over restarts.

    Attributes:
        permitted_until: When the permission to decide without contact ends; None before the
            first contact.
        program_min: The oldest program the county takes, `1.4.0`; "" when it named none.
        admitted: How many events we sent left its quarantine later; a figure to compare.
        forked_generation: In which the county saw two copies of us, until a person of
            the county has settled it; 0 for none.
    """

    standing: DeviceStanding = DeviceStanding.ACTIVE
    permitted_until: datetime | None = None
    program_min: str = ""
    admitted: int = 0
    forked_generation: int = 0

    @property
    def last_day(self) -> date | None:
        """The last day on which somebody may decide; None without an end."""
        return self.permitted_until.date() if self.permitted_until else None

    def in_disaster(self) -> CountyWord:
        """Return this word as it counts in disaster mode: a month after the last contact."""
        if self.permitted_until is None:
            return self
        longer = timedelta(days=DISASTER_DAYS - COUNTY_DAYS)
        return replace(self, permitted_until=self.permitted_until + longer)

    def lease_words(self, now: datetime) -> str:
        """Return what to tell about the end of the permission; "" while it is far away."""
        if self.permitted_until is None or now < self.permitted_until - LEASE_WARNING:
            return ""
        until = f"{self.permitted_until:%m月%d日}"
        if now.date() > self.permitted_until.date():
            return f"离线授权已于{until}到期：可以继续收件，请联网更新授权"
        return f"离线授权{until}到期，请在此之前联网一次"


def is_older_program(program: str, program_min: str) -> bool:
    """Answer whether a program is older than the county takes; what is no version is not."""
    if not _PROGRAM.fullmatch(program) or not _PROGRAM.fullmatch(program_min):
        return False
    return _parts(program) < _parts(program_min)


def _parts(version: str) -> list[int]:
    parts = [int(part) for part in version.split(".")]
    return parts + [0] * (4 - len(parts))
