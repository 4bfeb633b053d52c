"""Who stands in the world of a scenario: invented people, one of each role."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.practice import PRACTICE_COUNTY
from counter_app.domain.staff import Role
from counter_app.storage.vault import Person

PASSWORD: Final = "练习窗口-2026"  # noqa: S105 - of counters that hold no real data
"""Opens what a scenario made without a password of its own."""

CENTRE: Final = CounterProfile(
    agency_name="青禾县石桥镇人民政府",
    center_name="石桥镇便民服务中心",
    counter_code=f"{PRACTICE_COUNTY}10101",
    counter_name="综合窗口1号",
    county_name="青禾县",
    enquiry_phone="0839-5550101",
    complaint_phone="0839-5550110",
    address="石桥镇新街1号",
    hours="工作日9:00—17:00",
    review_body="青禾县人民政府",
    court="青禾县人民法院",
)

PRIMARY: Final = "clerk"
"""Holds the post at the beginning; `backup` is its second holder (AB岗)."""

PEOPLE: Final = MappingProxyType(
    {
        person.user: person
        for person in (
            Person(user="clerk", staff="LX0107", name="周小禾", role=Role.CLERK),
            Person(user="backup", staff="LX0108", name="吴青山", role=Role.BACKUP),
            Person(user="chief", staff="LX0101", name="郑守正", role=Role.CHIEF),
            Person(user="director", staff="LX0001", name="何明远", role=Role.DIRECTOR),
            Person(user="temporary", staff="LX0190", name="孙学徒", role=Role.TEMPORARY),
            Person(user="field", staff="LX0120", name="李行村", role=Role.FIELD),
            Person(user="admin", staff="LX0900", name="钱维护", role=Role.ADMINISTRATOR),
            Person(user="auditor", staff="LX0800", name="赵审慎", role=Role.AUDITOR),
        )
    }
)
