"""An export to a stick: whom it is sealed to, how it is cut, stopped and numbered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counter_app.domain.courier import BundleState
from counter_app.domain.errors import BundleKeyMissing, MediumFault
from sync.client.courier import ExportCancelled, Watching
from tests.sync.couriers import enrolled, open_at_county, round_trip
from tests.sync.made_up import note
from tests.sync.test_courier import stored


@pytest.fixture
def counter(silent, tmp_path):
    return enrolled(silent, tmp_path)


class TestAnExport:
    def test_needs_to_know_whom_to_seal_it_to(self, counter):
        counter.courier._key = b""
        with pytest.raises(BundleKeyMissing):
            counter.export()

    def test_key_comes_with_the_next_contact(self, silent, counter):
        counter.courier._key = b""
        counter.sync()
        open_at_county(silent, counter.export())

    def test_beyond_its_size_becomes_several_that_are_one_after_another(self, silent, counter):
        names = [note(counter.store, "长" * 100 + str(i)) for i in range(60)]
        paths = counter.export_all(Watching(plain_bytes_max=40_000))
        assert len(paths) > 2
        assert all(path.stat().st_size < 40_000 for path in paths)
        results = [open_at_county(silent, path) for path in paths]
        assert stored(silent) == set(names)
        assert all(not r.missing_bundles and not r.is_beside for r in results)
        assert [r.number for r in results] == list(range(1, len(paths) + 1))

    def test_tells_how_far_it_is(self, counter):
        for i in range(450):
            note(counter.store, str(i))
        told = []
        counter.export_all(Watching(progress=lambda done, total: told.append((done, total))))
        assert told[-1] == (450, 450)
        assert (200, 450) in told

    def test_that_is_stopped_leaves_nothing_and_uses_no_number(self, counter):
        note(counter.store)
        with pytest.raises(ExportCancelled):
            counter.export_all(Watching(is_cancelled=lambda: True))
        assert list(counter.folder.iterdir()) == []
        assert counter.courier.notes() == []

    def test_a_number_that_was_thrown_away_is_not_looked_for(self, silent, counter):
        note(counter.store)
        open_at_county(silent, counter.export())
        spoil(counter)
        imported = open_at_county(silent, counter.export())
        assert imported.number == 3
        assert (imported.missing_bundles, imported.is_beside) == ((), False)

    def test_a_late_anchor_keeps_the_order_of_times(self, silent, counter):
        silent.time.ms += int(timedelta(days=3).total_seconds() * 1000)
        report = round_trip(silent, counter)
        assert report.is_new


def spoil(counter) -> None:
    """A stick that is pulled after the note was made."""
    begin = counter.courier.begin

    def begin_and_pull(made):
        begin(made)
        for path in counter.folder.glob("*.part"):
            path.unlink()

    counter.courier.begin = begin_and_pull
    with pytest.raises(MediumFault):
        counter.export()
    counter.courier.begin = begin
    assert counter.courier.notes()[0].state is BundleState.VOID
