from __future__ import annotations

import pytest

from counter_app.ui.favourites import FAVOURITES_MAX, FavouriteFile, FavouritesInMemory


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    return FavouritesInMemory() if request.param == "memory" else FavouriteFile(tmp_path / "f.json")


def test_each_person_has_favourites_of_their_own_in_the_order_they_were_marked(store):
    store.keep("QH0107", ("T006", "T001"))
    store.keep("QH0108", ("T002",))
    assert store.of("QH0107") == ("T006", "T001")
    assert store.of("QH0108") == ("T002",)
    assert store.of("QH0109") == ()


def test_no_more_are_kept_than_fit_a_list(store):
    store.keep("QH0107", tuple(f"T{number}" for number in range(500)))
    assert len(store.of("QH0107")) == FAVOURITES_MAX


def test_they_are_there_after_a_restart(tmp_path):
    FavouriteFile(tmp_path / "f.json").keep("QH0107", ("T006",))
    assert FavouriteFile(tmp_path / "f.json").of("QH0107") == ("T006",)
    assert [path.name for path in tmp_path.iterdir()] == ["f.json"]


@pytest.mark.parametrize("content", ["", "[]", '{"QH0107": "T006"}', "[" * 100_000, "\ufffd"])
def test_a_damaged_file_counts_as_nothing(tmp_path, content):
    (tmp_path / "f.json").write_text(content, encoding="utf-8")
    store = FavouriteFile(tmp_path / "f.json")
    assert store.of("QH0107") == ()
    store.keep("QH0107", ("T001",))
    assert FavouriteFile(tmp_path / "f.json").of("QH0107") == ("T001",)


def test_where_nothing_can_be_written_the_work_goes_on(tmp_path):
    store = FavouriteFile(tmp_path / "missing" / "f.json")
    store.keep("QH0107", ("T001",))
    assert store.of("QH0107") == ("T001",)
