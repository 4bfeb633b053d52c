"""A desk, a clock and rules that stand still until a test moves them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.errors import NotSignedIn
from counter_app.domain.staff import Operator, Role

CHINA = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 2, 9, 30, tzinfo=CHINA)

PROFILE = CounterProfile(
    agency_name="云岭县青禾镇人民政府",
    center_name="青禾镇便民服务中心",
    counter_code="51089910101",
    counter_name="综合窗口",
    county_name="云岭县",
    enquiry_phone="0800-0000001",
    complaint_phone="0800-0000002",
    address="青禾镇一号",
    hours="工作日 9:00-17:00",
    review_body="云岭县人民政府",
    court="云岭县人民法院",
)
CLERK = Operator(staff="QH-07", name="王芳", role=Role.CLERK, login="0123456789abcdef")


class SettableClock:
    boot_id = "b00700b0"

    def __init__(self) -> None:
        self.at = MONDAY
        self.uptime_ms = 1_000

    def now(self) -> datetime:
        return self.at

    def monotonic_ms(self) -> int:
        return self.uptime_ms


class SettableDesk:
    profile = PROFILE

    def __init__(self) -> None:
        self.who: Operator | None = CLERK

    def operator(self) -> Operator:
        if self.who is None:
            raise NotSignedIn
        return self.who


class FixedRules:
    def __init__(self, calendar) -> None:
        self.calendar = calendar
