from __future__ import annotations

from counter_app.domain.region import parse_regions
from resources import load_regions

REGIONS = parse_regions(load_regions().content)


def test_areas_that_were_retired_are_still_known():
    assert REGIONS.is_known("440524")  # 1983 to 1992.
    assert REGIONS.is_known("110103")  # Until 2010.


def test_no_code_ends_in_99_so_the_areas_of_test_people_are_unknown():
    assert not any(code.endswith("99") for code in REGIONS.names), "test areas must not be real"


def test_the_table_holds_every_code_of_both_sources():
    assert len(REGIONS.names) == 7_385
    assert all(len(code) == 6 and code.isdigit() for code in REGIONS.names)


def test_a_full_name_joins_the_levels_without_grouping_lines():
    assert REGIONS.full_name("511602") == "四川省广安市广安区"
    assert REGIONS.full_name("110101") == "北京市东城区"
    assert REGIONS.full_name("110000") == "北京市"
    assert REGIONS.full_name("110199") is None
