"""A counter on which a whole life can be lived, under rules that a test may change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import counter_fixtures
from tests.fakes.rulebooks import ChangeableRules
from tests.services.life import Life

clock, desk = counter_fixtures.clock, counter_fixtures.desk
store = counter_fixtures.store


@pytest.fixture
def rules():
    return ChangeableRules.shipped()


@pytest.fixture
def office(request, store, rules):
    plain = request.getfixturevalue("plain_office")
    return replace(plain, rulebook=rules)


plain_office = pytest.fixture(name="plain_office")(counter_fixtures.office.__wrapped__)


@pytest.fixture
def life(office, store, desk, clock):
    return Life(office, store, desk, clock)
