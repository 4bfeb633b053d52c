from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.catalogue_versions import CatalogueVersions, VersionHead
from counter_app.domain.errors import CatalogueOutdated


def head(version: int, valid_from: date, valid_until: date, sha256: str = "") -> VersionHead:
    return VersionHead(version, valid_from, valid_until, sha256 or f"{version:064x}")


OLD = head(3, date(2025, 1, 1), date(2025, 12, 31))
NEW = head(4, date(2026, 1, 1), date(2026, 12, 31))
NEXT = head(5, date(2027, 1, 1), date(2027, 12, 31))
VERSIONS = CatalogueVersions([NEXT, OLD, NEW])


@pytest.mark.parametrize(
    ("today", "version"),
    [
        (date(2025, 1, 1), OLD),
        (date(2025, 12, 31), OLD),
        (date(2026, 1, 1), NEW),
        (date(2026, 12, 31), NEW),
        (date(2027, 1, 1), NEXT),
    ],
)
def test_the_version_of_the_day_is_in_force_from_its_first_day_to_its_last(today, version):
    assert VERSIONS.in_force(today) == version
    assert VERSIONS.chosen(today) == version


def test_after_the_last_version_has_expired_work_goes_on_under_the_newest():
    assert VERSIONS.in_force(date(2028, 1, 1)) is None
    assert VERSIONS.chosen(date(2028, 1, 1)) == NEXT


def test_before_the_first_version_begins_there_is_none():
    assert VERSIONS.chosen(date(2024, 12, 31)) is None
    assert CatalogueVersions[VersionHead]().chosen(date(2026, 1, 1)) is None


def test_of_two_versions_of_the_same_days_the_higher_number_counts():
    mended = head(6, NEW.valid_from, NEW.valid_until)
    versions = CatalogueVersions([mended, NEW])
    assert versions.chosen(date(2026, 6, 1)) == mended


def test_a_version_for_a_few_days_gives_way_to_the_longer_one():
    festival = head(6, date(2026, 2, 1), date(2026, 2, 28))
    versions = CatalogueVersions([NEW, festival])
    assert versions.chosen(date(2026, 2, 10)) == festival
    assert versions.chosen(date(2026, 3, 1)) == NEW


def test_old_versions_stay_readable_by_their_number():
    assert VERSIONS.of_number(3) == OLD
    assert VERSIONS.of_number(9) is None


def test_a_publication_never_goes_backwards():
    for taken in (head(2, date(2030, 1, 1), date(2030, 1, 2)), head(5, *_days(NEXT), "f" * 64)):
        with pytest.raises(CatalogueOutdated):
            VERSIONS.require_next(taken)
    VERSIONS.require_next(head(6, date(2020, 1, 1), date(2030, 1, 2)))
    VERSIONS.require_next(OLD)


def _days(version: VersionHead) -> tuple[date, date]:
    return version.valid_from, version.valid_until


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
HEADS = st.builds(
    lambda number, start, days: head(number, start, start + timedelta(days)),
    st.integers(1, 9),
    DAYS,
    st.integers(0, 800),
)


@given(st.lists(HEADS), DAYS)
def test_what_is_chosen_has_begun_and_nothing_in_force_is_passed_over(heads, today):
    versions = CatalogueVersions(heads)
    chosen = versions.chosen(today)
    begun = [each for each in versions.all if each.valid_from <= today]
    assert (chosen is None) == (not begun)
    if any(each.valid_until >= today for each in begun):
        assert chosen == versions.in_force(today)
        assert chosen.valid_until >= today
