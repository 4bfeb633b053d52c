"""Harms by somebody who can write the table: what the audit once did not look at."""

from __future__ import annotations

from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.access_facts import PasswordManner, PasswordReplaced
from counter_app.domain.device_facts import GenerationReason
from counter_app.domain.ids import CaseId
from counter_app.storage.device_identity import DeviceIdentity, IdentityFile
from counter_app.storage.event_log import Signatory
from counter_app.storage.generations import DeviceKeyring
from sync.signing import Purpose, sign
from tests.fakes.clocks import START
from tests.fakes.people import PROFILE
from tests.storage.conftest import DEVICE, DEVICE_KEY
from tests.storage.made_up_cases import receive, save_whole
from tests.storage.test_audit import change, codes, rows


def note(store) -> None:
    """Record something that belongs to no case: no table but the log speaks of it."""
    fact = PasswordReplaced(staff="QH0107", manner=PasswordManner.LENT, replaced_at=START)
    with store.unit_of_work() as work:
        work.record(CaseId(""), fact)
        work.commit()


def go_on_under_another_key(store, folder, clock) -> None:
    """Do what a device does once a year."""
    file = IdentityFile(folder / "device.sealed", b"i" * 32)
    file.save(DeviceIdentity(device=DEVICE, generation=1, signing_key=DEVICE_KEY))
    code = PROFILE.counter_code
    keyring = DeviceKeyring(file, store.ledger, store.head, counter=code, clock=clock)
    keyring.next()
    keyring.begin(2, GenerationReason.ROTATED)


@pytest.mark.asvs("16.4.2")
@pytest.mark.threat("T4")
def test_the_end_of_a_former_chain_is_missed_though_the_anchor_stands_in_the_next(
    store, tmp_path, clock
):
    for _ in range(3):
        note(store)
    go_on_under_another_key(store, tmp_path, clock)
    receive(store)
    assert codes(store) == []
    change(store, "DELETE FROM events WHERE generation = 1 AND n = 3")
    assert codes(store) == ["chain-cut"]
    change(store, "DELETE FROM events WHERE generation = 1")
    assert codes(store) == ["chain-cut"]


@pytest.mark.asvs("16.4.2")
@pytest.mark.threat("T3", "T4")
@pytest.mark.parametrize("verdict", ["own", "valid", "vouched"])
def test_an_event_under_a_key_that_this_device_never_had_is_found(store, verdict):
    receive(store)
    sign_it = partial(sign, Ed25519PrivateKey.generate(), Purpose.EVENT)
    before = store.ledger.log.signatory
    store.ledger.become(Signatory(device=DEVICE, generation=7, sign=sign_it))
    note(store)
    store.ledger.become(before)
    change(store, "UPDATE events SET verdict = ? WHERE generation = 7", verdict)
    assert codes(store) == ["bad-signature"]


@pytest.mark.asvs("16.4.2")
@pytest.mark.threat("T3")
def test_an_event_that_is_kept_out_of_its_case_by_hand_is_found(store, calendar):
    save_whole(store, calendar)
    [(count,)] = rows(store, "SELECT COUNT(*) FROM events")
    for verdict in ("bad-signature", "unreadable"):
        for n in range(1, count + 1):
            change(store, "UPDATE events SET verdict = ? WHERE n = ?", verdict, n)
            assert "altered-row" in codes(store), (verdict, n)
            change(store, "UPDATE events SET verdict = 'own' WHERE n = ?", n)
    assert codes(store) == []
