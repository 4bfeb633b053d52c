"""Each try at the door leaves a line, and no line says who or what was typed."""

from __future__ import annotations

import json

import pytest

from counter_app.domain.errors import PersonDisabled, SignInPaused, WrongPassword
from counter_app.runtime.logs import logging_to
from counter_app.storage.profile_door import CODE_OF, ProfileDoor
from counter_app.storage.profile_keys import create_profile
from counter_app.storage.secret_store import FileSecretStore
from counter_app.storage.vault import PasswordCost, Person
from tests.fakes.clocks import SettableClock
from tests.fakes.people import CLERK

CHEAP = PasswordCost(memory_kib=8, iterations=1, lanes=1)
USER, PASSWORD, WRONG = "wangfang", "春天的青禾镇2026", "falsch-geraten"


@pytest.fixture
def door(tmp_path):
    person = Person(user=USER, staff="QH-07", name="王芳", role=CLERK.role)
    store = FileSecretStore(tmp_path / "machine")
    create_profile(tmp_path / "profile", person, PASSWORD, store, cost=CHEAP)
    return ProfileDoor(tmp_path / "profile", store, SettableClock())


def wrong_code():
    raise WrongPassword


@pytest.mark.asvs("16.3.1", "16.2.5")
@pytest.mark.threat("T2")
def test_every_try_is_on_record_with_how_and_how_often(door, tmp_path):
    (tmp_path / "logs").mkdir()
    with logging_to(tmp_path / "logs") as path:
        door.open(USER, PASSWORD)
        for _ in range(5):
            with pytest.raises(WrongPassword):
                door.open(USER, WRONG)
        with pytest.raises((SignInPaused, PersonDisabled)):
            door.open(USER, PASSWORD)
        with pytest.raises(WrongPassword):
            door.open(PASSWORD, "")  # Typed into the wrong field.
        with pytest.raises(WrongPassword):
            door.judged(CODE_OF + USER, wrong_code)
    text = path.read_text(encoding="utf-8")
    told = [json.loads(line)["message"] for line in text.splitlines()]
    names = [line.split()[2] for line in told]
    assert [line.partition(" by ")[2] for line in told] == [
        "password opened",
        *(f"password refused, {times} in a row" for times in range(1, 6)),
        "password not judged: sign-in-paused",
        "password refused, 1 in a row",
        "code refused, 1 in a row",
    ]
    assert len(set(names[:7])) == 1, "one name is one name"
    assert len(set(names)) == 3
    for secret in (USER, "王芳", PASSWORD, WRONG):
        assert secret not in text
