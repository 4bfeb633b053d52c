"""The brake stands exactly where it was promised: more than twenty, and more than a fifth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import MassChangeHeld
from counter_app.domain.mass_change import PullWatch, is_mass_change

pytestmark = pytest.mark.lesson(24)


@pytest.mark.parametrize(
    ("changing", "open_cases", "is_held"),
    [(20, 20, False), (21, 21, True), (21, 104, True), (21, 105, False), (200, 1000, False),
     (201, 1000, True), (0, 0, False)],
)  # fmt: skip
def test_both_sides_of_the_limit(changing, open_cases, is_held):
    assert is_mass_change(changing, open_cases) is is_held


@given(st.integers(0, 60), st.integers(1, 9))
def test_a_pull_in_many_pages_counts_as_one(changing, page):
    """Splitting a pull does not get it past the brake; giving a page back leaves it as it was."""
    cases = [str(number) for number in range(60)]
    watch = PullWatch()
    watch.begin(cases)
    taken = 0
    for start in range(0, changing, page):
        few = cases[start : min(start + page, changing)]
        try:
            watch.look(dict.fromkeys(few, "received"), dict.fromkeys(few, "void"))
        except MassChangeHeld:
            break
        taken += len(few)
    assert taken <= 20
    assert (taken == changing) == (changing <= 20)


def test_cases_that_were_not_open_before_do_not_count():
    watch = PullWatch()
    watch.begin([])
    many = [str(number) for number in range(500)]
    watch.look(dict.fromkeys(many, "received"), dict.fromkeys(many, "void"))
