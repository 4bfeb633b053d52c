"""What a running county consists of, as its routes need it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sync.server.county_key import CountyKey
from sync.server.engine import Database
from sync.server.exchange import PROGRAM_MIN
from sync.server.limits import Limits
from sync.server.system_clock import NowMs, system_now_ms


@dataclass(frozen=True, slots=True)
class County:
    """What the routes need.

    Attributes:
        now_ms: The county's clock.
        limits: What one process takes on at once.
        program_min: The oldest counter program that is served.
        metrics_token: What somebody has to show to see the figures; "" for this machine only.
    """

    database: Database
    key: CountyKey
    now_ms: NowMs = system_now_ms
    limits: Limits = field(default_factory=Limits)
    program_min: str = PROGRAM_MIN
    metrics_token: str = field(default="", repr=False)
