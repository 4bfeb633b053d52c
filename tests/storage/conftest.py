"""The real store: opening one takes milliseconds, so nothing needs to fake it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import DATABASE_NAME, Setting, StoreKeys, open_store
from sync.signing import Purpose, sign
from tests.fakes.clocks import SettableClock
from tests.fakes.people import CLERK, PROFILE

KEYS = StoreKeys(key=b"k" * 32, salt=b"s" * 16, head_key=b"h" * 32)
DEVICE = "d0d0d0d0d0d0d0d0"
DEVICE_KEY = Ed25519PrivateKey.from_private_bytes(b"d" * 32)
SIGNATORY = Signatory(
    device=DEVICE,
    generation=1,
    sign=partial(sign, DEVICE_KEY, Purpose.EVENT),
    public_key=DEVICE_KEY.public_key(),
)


@pytest.fixture
def clock():
    return SettableClock()


@pytest.fixture
def desk():
    desk = SignedInDesk(PROFILE)
    desk.sign_in(CLERK)
    return desk


@pytest.fixture
def calendar():
    return PublishedRules().calendar


@pytest.fixture
def open_again(tmp_path, desk, clock):
    """Open the store of this test, as often as the test likes; all are closed at the end."""
    opened = []

    def open_one(folder: Path = tmp_path, *, run: str = "r1", **other):
        setting = Setting(desk=desk, clock=clock, rulebook=other.pop("rulebook", PublishedRules()))
        store = open_store(
            folder, other.pop("keys", KEYS), other.pop("signatory", SIGNATORY), setting, run=run
        )
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again):
    return open_again()


@pytest.fixture
def database(tmp_path) -> Path:
    return tmp_path / DATABASE_NAME
