from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.shift_changes import SeenMarks, marks_from
from counter_app.services.shift_changes import ReadShiftChanges
from counter_app.ui.favourites import FavouriteFile, FavouritesInMemory
from sync.publication_content import read_content
from tests.fakes.published import PublishedInMemory
from tests.fakes.publishers import calendar, catalogue, staff

DAY = {"date": "2026-07-20", "name": "火把节", "basis": "县政府决定"}


class NothingMoved:
    row = 5

    def newest_row(self) -> int:
        return self.row

    def moved_since(self, row: int, *, limit: int):
        del row, limit
        return []

    def done_by_others(self, staff: str, row: int, *, limit: int):
        del staff, row, limit
        return {}


@pytest.fixture
def published():
    return PublishedInMemory()


@pytest.fixture
def read(published):
    return ReadShiftChanges(
        lambda: "QH0107", published, NothingMoved(), lambda _: None, FavouritesInMemory()
    )


def test_at_the_first_sign_in_here_nothing_is_new(read, published):
    published.put("catalogue", catalogue(2))
    assert read().count == 0
    assert read().count == 0


def test_what_changed_is_shown_until_it_was_read(read, published):
    published.put("calendar", calendar(2))
    assert read().count == 0
    published.put("calendar", calendar(3, local_holidays=[DAY]))
    for _ in range(2):
        (changed,) = read().published
        assert [change.name for change in changed.changes] == ["2026-07-20"]
    read.dismiss(read())
    assert read().count == 0


def test_versions_that_came_one_after_the_other_are_told_as_one_change(read, published):
    published.put("staff", staff(1))
    read()
    published.put("staff", staff(2, {"staff": "1", "name": "甲", "role": "clerk"}))
    published.put("staff", staff(3))
    (changed,) = read().published
    assert (changed.version, changed.changes) == (3, ())


def test_what_came_while_it_was_read_is_shown_next_time(read, published):
    read()
    published.put("calendar", calendar(3))
    shown = read()
    published.put("calendar", calendar(4, local_holidays=[DAY]))
    read.dismiss(shown)
    (changed,) = read().published
    assert (changed.version, changed.changes[0].name) == (4, "2026-07-20")


def test_a_first_catalogue_is_one_line_and_not_a_hundred(read, published):
    read()
    published.put("calendar", calendar(2))
    (changed,) = read().published
    assert len(changed.changes) == 1
    assert changed.changes[0].name.startswith("共 ")


def test_a_publication_that_was_not_taken_is_told(read, published):
    read()
    published.words = "县局发来的事项目录第9版没有采用"
    assert read().notice == published.words
    assert read().count == 1


def test_marks_last_in_a_file(tmp_path, published):
    def reading():
        marks = FavouriteFile(tmp_path / "seen.json")
        return ReadShiftChanges(lambda: "QH0107", published, NothingMoved(), lambda _: None, marks)

    reading()()
    published.put("calendar", calendar(2))
    assert reading()().count == 1
    reading().dismiss(reading()())
    assert reading()().count == 0


@given(
    st.dictionaries(st.sampled_from(["catalogue", "calendar"]), st.integers(0, 10**15)),
    st.integers(0, 10**15),
)
def test_marks_come_back_as_they_were(versions, row):
    marks = SeenMarks(versions, row)
    assert marks_from(marks.to_words()) == marks


@pytest.mark.parametrize(
    "words", [(), ("catalogue=1",), ("events=x",), ("events",), ("=²", "events=1")]
)
def test_marks_of_another_form_count_as_none(words):
    assert marks_from(words) is None


def test_contents_of_the_fakes_are_real():
    assert read_content("staff", staff(1)).version == 1
