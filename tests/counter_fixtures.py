"""A counter without a window: the real store on a real encrypted file."""

from __future__ import annotations

import itertools
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk, new_case_id
from counter_app.domain.ids import DeviceId
from counter_app.services.office import Office
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import Setting, StoreKeys, open_store
from sync.signing import Purpose, sign
from tests.fakes.clocks import SettableClock
from tests.fakes.people import CLERK, PROFILE

DEVICE_KEY = Ed25519PrivateKey.generate()


@pytest.fixture
def clock():
    return SettableClock()


@pytest.fixture
def desk():
    desk = SignedInDesk(PROFILE)
    desk.sign_in(CLERK)
    return desk


@pytest.fixture
def store(tmp_path, clock, desk):
    store = open_store(
        tmp_path,
        StoreKeys(key=b"k" * 32, salt=b"s" * 16, head_key=b"h" * 32),
        Signatory(
            device=DeviceId("d" * 16), generation=1, sign=partial(sign, DEVICE_KEY, Purpose.EVENT)
        ),
        Setting(desk=desk, clock=clock, rulebook=PublishedRules()),
        run="a" * 32,
    )
    yield store
    store.close()


@pytest.fixture
def office(store, clock, desk):
    codes = itertools.count(100_000)
    return Office(
        unit_of_work=store.unit_of_work,
        desk=desk,
        clock=clock,
        rulebook=PublishedRules(),
        new_case_id=new_case_id,
        new_query_code=lambda: str(next(codes)),
    )
