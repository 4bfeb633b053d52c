from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.work_calendar import parse_calendar
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import Setting, StoreKeys, open_store
from resources import load_calendar
from sync.signing import Purpose, sign
from tests.storage.desk_fakes import FixedRules, SettableClock, SettableDesk

KEYS = StoreKeys(key=b"k" * 32, salt=b"s" * 16, head_key=b"h" * 32)
DEVICE = "d0d0d0d0d0d0d0d0"


@pytest.fixture
def clock():
    return SettableClock()


@pytest.fixture
def desk():
    return SettableDesk()


@pytest.fixture(scope="session")
def rules():
    return FixedRules(parse_calendar(load_calendar().content))


@pytest.fixture
def device_key():
    return Ed25519PrivateKey.from_private_bytes(b"d" * 32)


@pytest.fixture
def signatory(device_key):
    return Signatory(device=DEVICE, generation=1, sign=partial(sign, device_key, Purpose.EVENT))


@pytest.fixture
def open_again(tmp_path, signatory, desk, clock, rules):
    """Open the store of this test, as often as the test likes; all are closed at the end."""
    opened = []

    def open_one(folder: Path = tmp_path, *, run: str = "r1", keys: StoreKeys = KEYS):
        setting = Setting(desk=desk, clock=clock, rulebook=rules)
        store = open_store(folder, keys, signatory, setting, run=run)
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again):
    return open_again()
