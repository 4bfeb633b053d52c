from __future__ import annotations

import json
from datetime import date

import pytest

from counter_app.domain.catalogue import parse_catalogue
from counter_app.domain.published_change import (
    CHANGED,
    NEW,
    WITHDRAWN,
    calendar_changes,
    catalogue_changes,
    staff_changes,
)
from counter_app.domain.staff_list import parse_staff_list
from counter_app.domain.work_calendar import parse_calendar
from tests.fakes.publishers import calendar, catalogue, staff

ITEMS = json.loads(catalogue())["items"]


def words_of_item(**changes) -> str:
    old = parse_catalogue(catalogue(2, items=ITEMS[:1]))
    new = parse_catalogue(catalogue(3, items=[ITEMS[0] | changes]))
    (change,) = catalogue_changes(old, new)
    assert (change.kind, change.name) == (CHANGED, old.items[0].name)
    return change.detail


def test_equal_content_under_another_number_has_no_changes():
    assert catalogue_changes(parse_catalogue(catalogue(2)), parse_catalogue(catalogue(3))) == ()
    assert calendar_changes(parse_calendar(calendar(2)), parse_calendar(calendar(3))) == ()
    assert staff_changes(parse_staff_list(staff(1)), parse_staff_list(staff(2))) == ()


def test_items_come_and_go_by_name():
    old = parse_catalogue(catalogue(2, items=ITEMS[:2]))
    new = parse_catalogue(catalogue(3, items=ITEMS[1:]))
    assert [(change.kind, change.name) for change in catalogue_changes(old, new)] == [
        (NEW, ITEMS[2]["name"]),
        (WITHDRAWN, ITEMS[0]["name"]),
    ]


def test_what_is_different_about_an_item_is_said():
    assert "改名为“别的事”" in words_of_item(name="别的事")
    limit = {"days": 3, "unit": "working", "basis": "县局承诺"}
    assert "承诺时限" in words_of_item(promised_limit=limit)
    assert "→ 3个工作日" in words_of_item(promised_limit=limit)
    materials = ITEMS[0]["materials"]
    assert materials, "the first shipped item has materials"
    fewer = words_of_item(materials=materials[1:])
    assert f"去掉材料“{materials[0]['name']}”" in fewer


def test_days_that_count_otherwise_are_named_one_by_one():
    old = parse_calendar(calendar(2))
    days = [{"date": "2026-07-20", "name": "火把节", "basis": "县政府决定"}]
    changes = calendar_changes(old, parse_calendar(calendar(3, local_holidays=days)))
    assert [(change.name, change.detail) for change in changes] == [
        ("2026-07-20", "上班 → 地方放假（火把节）")
    ]


def test_a_longer_calendar_says_until_when():
    longer = calendar(3, valid_until="2027-06-30", statutory_days=[])
    old, new = parse_calendar(calendar(2)), parse_calendar(longer)
    assert calendar_changes(old, new)[0].detail.endswith("2027-06-30")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"role": "chief"}, "→"),
        ({"ended_on": "2026-11-02"}, "已停止上岗"),
        ({"permitted_until": "2026-12-01"}, "授权到2026-12-01"),
        ({"items": ["T001"]}, "可办事项有变"),
        ({"posts": ["综合"]}, "其他登记内容有变"),
    ],
)
def test_what_is_different_about_a_person_is_said(change, words):
    person = {"staff": "QH0107", "name": "周小禾", "role": "clerk"}
    old, new = parse_staff_list(staff(1, person)), parse_staff_list(staff(2, person | change))
    (told,) = staff_changes(old, new)
    assert told.name == "周小禾（QH0107）"
    assert words in told.detail


def test_a_first_calendar_tells_its_special_days():
    changes = calendar_changes(None, parse_calendar(calendar(2)))
    assert f"{date(2026, 2, 15)}" in {change.name for change in changes}
