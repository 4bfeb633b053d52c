"""A guide on the printer of a running counter: nobody's case, no fact, no network."""

from __future__ import annotations

import pytest

from counter_app.bootstrap.guide_work import GuideWork
from counter_app.domain.errors import ItemNotFound
from counter_app.domain.print_job import PrintState


def test_a_guide_comes_out_and_leaves_no_trace_in_the_log(counter):
    before = counter.profile.store.sync_store.head()
    printed = GuideWork(counter).print_guide("T006")
    assert (printed.state, printed.detail) == (PrintState.PRINTED, "")
    assert counter.profile.store.sync_store.head() == before


def test_an_item_that_was_withdrawn_meanwhile_is_told(counter):
    with pytest.raises(ItemNotFound):
        GuideWork(counter).print_guide("T999")
