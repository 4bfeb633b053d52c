"""What tests of the services ask for besides the counter itself."""

from __future__ import annotations

import pytest

from counter_app.domain.case_card import WorkQueue
from tests import counter_fixtures

clock, desk = counter_fixtures.clock, counter_fixtures.desk
store, office = counter_fixtures.store, counter_fixtures.office


@pytest.fixture
def stored_cases(store, office):
    def count() -> int:
        return store.finder.counts(today=office.today())[WorkQueue.ALL]

    return count
