from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import CalendarInvalid
from counter_app.domain.work_calendar import DayKind, LocalHoliday, parse_calendar
from resources import load_calendar

CONTENT = load_calendar().content
CALENDAR = parse_calendar(CONTENT)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def altered(change) -> bytes:
    raw = json.loads(CONTENT)
    change(raw)
    return json.dumps(raw).encode()


@pytest.mark.parametrize(
    ("year", "off", "working"), [(2024, 28, 251), (2025, 28, 248), (2026, 33, 248)]
)
def test_the_years_have_as_many_days_off_and_working_days_as_the_notices_say(year, off, working):
    assert sum(day.year == year for day in CALENDAR.days_off) == off
    assert sum(CALENDAR.is_working_day(day) for day in days_of(year)) == working


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2024-02-09", DayKind.WORKING),  # 除夕 was no day off before the revision of 2024.
        ("2025-01-28", DayKind.PUBLIC_HOLIDAY),
        ("2026-02-14", DayKind.WORKING),
        ("2026-02-21", DayKind.PUBLIC_HOLIDAY),  # A Saturday inside a holiday.
        ("2026-03-07", DayKind.WEEKEND),
        ("2026-03-08", DayKind.WEEKEND),
        ("2026-10-10", DayKind.WORKING),
        ("2027-01-01", DayKind.PUBLIC_HOLIDAY),
        ("2027-01-02", DayKind.WEEKEND),
        ("2027-02-05", DayKind.PUBLIC_HOLIDAY),
        ("2027-02-09", DayKind.WORKING),  # A bridge day is never guessed.
        ("2030-05-02", DayKind.PUBLIC_HOLIDAY),
        ("2031-10-01", DayKind.PUBLIC_HOLIDAY),  # Beyond every list: fixed dates only.
        ("2023-12-29", DayKind.WORKING),
    ],
)
def test_single_days_are_what_notices_and_statute_make_them(day, kind):
    assert CALENDAR.kind(date.fromisoformat(day)) is kind


def test_a_local_holiday_comes_before_everything_else_even_a_makeup_day():
    days = [date(2026, 2, 14), date(2026, 2, 16), date(2026, 3, 7), date(2026, 3, 9)]
    local = CALENDAR.with_local_holidays(LocalHoliday(day, "火把节", "州人大决定") for day in days)
    assert {local.kind(day) for day in days} == {DayKind.LOCAL_HOLIDAY}
    assert local.holiday_name(days[1]) == "火把节"
    assert CALENDAR.is_working_day(days[0]), "the national calendar itself must not change"


def test_the_end_of_the_table_is_announced_sixty_days_before():
    assert not CALENDAR.is_near_its_end(date(2026, 11, 1))
    assert CALENDAR.is_near_its_end(date(2026, 11, 2))
    assert CALENDAR.is_near_its_end(date(2027, 3, 1))


def test_only_the_span_of_the_table_is_certain():
    assert CALENDAR.is_certain(date(2024, 1, 1))
    assert CALENDAR.is_certain(date(2026, 12, 31))
    assert not CALENDAR.is_certain(date(2023, 12, 31))
    assert not CALENDAR.is_certain(date(2027, 1, 1))


def test_holidays_have_the_name_that_is_shown():
    assert CALENDAR.holiday_name(date(2025, 10, 6)) == "国庆节、中秋节"
    assert CALENDAR.holiday_name(date(2027, 9, 15)) == "中秋节"
    assert CALENDAR.holiday_name(date(2026, 3, 7)) is None


@given(st.dates(date(2027, 1, 1), date(2035, 12, 31)))
def test_beyond_the_table_no_weekend_is_worked(day):
    assert day.weekday() < 5 or not CALENDAR.is_working_day(day)


def test_local_holidays_in_the_published_file_are_kept_with_their_basis():
    row = {"date": "2026-07-10", "name": "火把节", "basis": "州人大决定"}
    calendar = parse_calendar(altered(lambda raw: raw["local_holidays"].append(row)))
    assert calendar.kind(date(2026, 7, 10)) is DayKind.LOCAL_HOLIDAY
    assert calendar.local_holidays[date(2026, 7, 10)].basis == "州人大决定"


def _set(key, value):
    return lambda raw: raw.__setitem__(key, value)


@pytest.mark.parametrize(
    "change",
    [
        _set("format", 2),
        _set("version", 0),
        _set("version", True),
        _set("valid_until", "2023-01-01"),
        _set("valid_until", "2026-06-30"),
        _set("valid_from", "yesterday"),
        _set("notices", None),
        lambda raw: raw.pop("statutory_dates"),
        lambda raw: raw["notices"][0]["makeup_days"].append("2024-03-04"),
        lambda raw: raw["notices"][0]["makeup_days"].append("2024-05-04"),
        lambda raw: raw["notices"][0]["holidays"][0].update(last="2023-12-31"),
        lambda raw: raw["notices"][0]["holidays"][0].update(last="2024-12-31"),
        lambda raw: raw["notices"][0]["holidays"][0].update(name=" "),
        lambda raw: raw["statutory_days"].append(
            {"name": "春节", "first": "2026-02-17", "last": "2026-02-17"}
        ),
        lambda raw: raw["statutory_dates"].append({"name": "?", "month": 13, "day": 1}),
        lambda raw: raw["local_holidays"].append({"date": "2026-07-10", "name": "x", "basis": ""}),
    ],
)
def test_a_calendar_that_cannot_be_right_is_refused(change):
    with pytest.raises(CalendarInvalid):
        parse_calendar(altered(change))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"format": 1}', b"1"]
)
def test_rubbish_is_refused_as_a_calendar(content):
    with pytest.raises(CalendarInvalid):
        parse_calendar(content)


def test_a_calendar_whose_hash_does_not_fit_is_refused():
    assert parse_calendar(CONTENT, expected_sha256=CALENDAR.sha256) == CALENDAR
    with pytest.raises(CalendarInvalid):
        parse_calendar(CONTENT + b" ", expected_sha256=CALENDAR.sha256)
