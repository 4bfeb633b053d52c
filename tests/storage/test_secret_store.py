"""What every store of the machine's secrets has to keep; the file store, and DPAPI's wiring.

DPAPI itself has never been run: a stand-in for the Windows library shows only that what is asked
of it fits together.
"""

from __future__ import annotations

import os
import secrets
import sys
from types import SimpleNamespace

import pytest

from counter_app.domain.errors import OtherMachine
from counter_app.storage import secret_store
from counter_app.storage.password_cost import (
    COST_FLOOR,
    COST_USUAL,
    PasswordCost,
    calibrated,
    kept_cost,
    machine_cost,
    measured_ms,
)
from counter_app.storage.secret_store import (
    DEVICE_SECRET_BYTES,
    DpapiSecretStore,
    FileSecretStore,
    device_secret,
    first_device_secret,
)


class MachineCrypt(SimpleNamespace):
    """Seals as a machine of its own would: what another one sealed, it does not open."""

    def __init__(self):
        super().__init__(pad=secrets.token_bytes(64))

    def CryptProtectData(self, data, name, entropy, _reserved, _prompt, flags):  # noqa: N802
        assert (name, flags) != ("", 0)
        body = entropy + b"\0" + data
        return self.pad + bytes(a ^ b for a, b in zip(body, self.pad * 80, strict=False))

    def CryptUnprotectData(self, sealed, entropy, _reserved, _prompt, _flags):  # noqa: N802
        if sealed[:64] != self.pad:
            raise OSError(-2146893813, "Key not valid for use in specified state.")
        body = bytes(a ^ b for a, b in zip(sealed[64:], self.pad * 80, strict=False))
        found, _, data = body.partition(b"\0")
        assert found == entropy
        return ("", data)


@pytest.fixture(params=["file", "dpapi"])
def store(request, tmp_path, monkeypatch):
    if request.param == "dpapi":
        crypt = MachineCrypt()
        monkeypatch.setattr(secret_store, "_win32crypt", lambda: crypt)
        return DpapiSecretStore(tmp_path / "s")
    return FileSecretStore(tmp_path / "s")


@pytest.mark.threat("T1")
class TestEveryStore:
    def test_gives_back_what_was_kept_and_nothing_else(self, store):
        assert store.load("one") is None
        store.save("one", b"first")
        store.save("two", secrets.token_bytes(4_000))
        store.save("one", b"second")
        assert store.load("one") == b"second"
        assert len(store.load("two")) == 4_000
        assert store.load("three") is None

    def test_makes_one_secret_a_machine_and_keeps_it(self, store):
        with pytest.raises(OtherMachine):
            device_secret(store)
        made = first_device_secret(store)
        assert len(made) == DEVICE_SECRET_BYTES
        assert first_device_secret(store) == device_secret(store) == made

    def test_keeps_it_for_its_owner_alone(self, store, tmp_path):
        store.save("one", b"x")
        if os.name == "posix":
            assert (tmp_path / "s" / "one").stat().st_mode & 0o077 == 0


@pytest.mark.threat("T1")
def test_what_another_machine_sealed_is_told_apart_from_what_is_missing(tmp_path, monkeypatch):
    here, there = MachineCrypt(), MachineCrypt()
    store = DpapiSecretStore(tmp_path / "s")
    monkeypatch.setattr(secret_store, "_win32crypt", lambda: here)
    store.save("one", b"secret of here")
    assert b"secret of here" not in (tmp_path / "s" / "one").read_bytes()
    monkeypatch.setattr(secret_store, "_win32crypt", lambda: there)
    with pytest.raises(OtherMachine):
        store.load("one")


SPEEDS = {"slow": 3e-3, "usual": 7.6e-4, "quick": 1e-4, "very slow": 2e-2, "absurd": 1e-9}
"""Milliseconds for one pass over one KiB; a desk PC is the usual one."""


@pytest.mark.asvs("11.4.2")
@pytest.mark.parametrize("speed", SPEEDS)
def test_a_guess_takes_a_quarter_to_half_a_second_and_never_less_than_the_floor(speed):
    def measure(cost: PasswordCost) -> float:
        return cost.work * SPEEDS[speed]

    cost = calibrated(measure, cores=4)
    assert cost.work >= COST_FLOOR.work
    assert cost.memory_kib >= COST_FLOOR.memory_kib
    if speed in {"slow", "usual", "quick"}:
        assert 250 <= measure(cost) <= 500
    if speed == "very slow":
        assert cost == COST_FLOOR


def test_it_is_measured_once_a_machine(store):
    asked = []

    def measure(cost):
        asked.append(cost)
        return 300.0

    assert machine_cost(store, measure) == machine_cost(store, measure) == kept_cost(store)
    assert asked == [PasswordCost(COST_USUAL.memory_kib, COST_USUAL.iterations, asked[0].lanes)]
    for spoilt in (b"", b"{}", b"[]", b"\xff", b'{"memory_kib": "x", "iterations": 2, "lanes": 1}'):
        store.save("password-cost", spoilt)
        assert kept_cost(store) is None
    assert measured_ms(PasswordCost(8, 1, 1)) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="there it is the real one")
def test_the_windows_library_is_asked_for_on_windows_only(tmp_path):
    with pytest.raises(AssertionError, match="Windows"):
        DpapiSecretStore(tmp_path).save("one", b"x")
