"""Each harm to a log raises a flag of its own; nothing else does."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from counter_app.domain.audit_words import AUDIT_WORDS, findings_of
from counter_app.domain.device_facts import GenerationReason, GenerationStarted
from counter_app.domain.ids import CaseId
from counter_app.domain.receipt_code import HEAD_HEX_DIGITS
from counter_app.storage.audit import Witnesses, _Look
from counter_app.storage.audit_disposed import rows_to_judge
from sync.codec import ack_of, encode_acks, event_id
from sync.protocol import Acks
from tests.fakes.people import MONDAY
from tests.storage.conftest import DEVICE, DEVICE_KEY
from tests.storage.made_up_anchors import COUNTY_KEY, anchored
from tests.storage.made_up_cases import receive, save_whole
from tests.storage.test_audit import change, codes, rows

COUNTY = COUNTY_KEY.public


def flags_of(store, **more):
    return sorted({flag.code for flag in store.audit(county_key=COUNTY, **more).flags})


@pytest.mark.asvs("16.4.2")
@pytest.mark.threat("T3")
@pytest.mark.asvs("16.4.2")
def test_every_changed_byte_is_found_even_under_a_matching_id(store, calendar):
    save_whole(store, calendar)
    witnesses = Witnesses(
        own_device=DEVICE,
        device_keys=lambda device, generation: DEVICE_KEY.public_key(),
        head=store.head_check,
    )
    found = tried = 0
    with store.ledger.transaction() as transaction:
        kept = list(rows_to_judge(transaction.connection))
    for row in kept:
        data = row[8]
        for place in range(len(data)):
            changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            for name in (row[0], event_id(changed)):
                look = _Look(witnesses)
                look.at((name, *row[1:8], changed, *row[9:]))
                tried += 1
                found += bool(look.flags)
    assert tried > 4_000
    assert found == tried


@pytest.mark.asvs("16.4.2")
@pytest.mark.threat("T4")
def test_for_every_cut_behind_a_receipt_something_outside_raises_an_alarm(
    store, calendar, open_again, tmp_path
):
    """Whoever cuts the table knows nothing of keys; the receipts are in people's hands."""
    for _ in range(3):
        save_whole(store, calendar)
    printed = rows(store, "SELECT n, event_id FROM events WHERE type = 'print.intended'")
    (end,) = rows(store, "SELECT MAX(n) FROM events")[0]
    store.close()
    for left in range(end):
        place = tmp_path / f"cut-{left}"
        place.mkdir()
        for name in ("counter.db", "counter.db-wal", "counter.db-shm", "head.anchor"):
            if (tmp_path / name).exists():
                shutil.copy2(tmp_path / name, place / name)
        cut = open_again(place, run=f"cut{left}")
        change(cut, "DELETE FROM events WHERE n > ?", left)
        cut.close()
        after = open_again(place, run=f"after{left}")
        assert codes(after) == ["chain-cut"], left  # The anchor outside the database,
        (place / "head.anchor").unlink()
        after.close()
        bare = open_again(place, run=f"bare{left}")
        bare.head._check = after.head_check.__class__(  # and if that were forged too:
            verdict=after.head_check.verdict.EQUAL, outside=None, inside_n=left
        )
        heads = tuple(name[:HEAD_HEX_DIGITS] for n, name in printed if n > left)
        found = {flag.code for flag in bare.audit(printed_heads=heads).flags}
        assert "printed-head-missing" in found, left  # the paper in somebody's hand,
        assert found & {"number-missing", "chain-cut"}, left  # and the rest of the database.
        bare.close()


@pytest.mark.threat("T4")
def test_a_number_that_was_handed_out_and_has_no_case_is_named(store):
    for _ in range(3):
        receive(store)
    change(store, "UPDATE numbers SET value = 5 WHERE key LIKE 'case/%'")
    missing = [flag for flag in store.audit().flags if flag.code == "number-missing"]
    assert [flag.event for flag in missing] == ["20261102-00004", "20261102-00005"]


def test_rows_that_speak_of_what_is_gone_show_a_cut(store, calendar):
    save_whole(store, calendar)
    change(store, "UPDATE print_jobs SET job = ?", "ab" * 32)
    assert flags_of(store) == ["chain-cut"]


def test_an_acknowledgement_of_an_event_that_is_gone_shows_a_cut(store):
    receive(store)
    acks = Acks(epoch="e" * 32, device=DEVICE, acks=(ack_of("ab" * 32, 9, 1, "stored"),))
    data = encode_acks(acks)
    signature = COUNTY_KEY.sign_acks(data).signature
    change(store, "INSERT INTO acks (data, signature) VALUES (?, ?)", data, signature)
    assert flags_of(store) == ["chain-cut"]


def start_again(store, reason, **missing):
    fact = GenerationStarted(
        generation_before=1, known_n=1, known_id="ab" * 32, reason=reason, **missing
    )
    with store.unit_of_work(as_system=True) as work:
        work.record(CaseId(""), fact)
        work.commit()


@pytest.mark.fault("F13")
def test_a_restore_and_a_clone_each_have_their_flag(store):
    receive(store)
    start_again(store, GenerationReason.ROTATED)
    assert flags_of(store) == []
    start_again(store, GenerationReason.RESTORED, missing_from=1, missing_to=2)
    assert flags_of(store) == [], "what was missing has come back"
    start_again(store, GenerationReason.RESTORED, missing_from=7, missing_to=9)
    assert flags_of(store) == ["restored"]
    start_again(store, GenerationReason.CLONED)
    assert flags_of(store) == ["cloned", "restored"]


@pytest.mark.threat("T5")
def test_a_clock_set_back_behind_the_county_s_time_is_back_dating(store, clock):
    receive(store)
    anchored(store, clock.now())
    clock.set_wall(clock.now() - timedelta(minutes=4))
    receive(store)
    assert flags_of(store) == [], "four minutes are no lie"
    clock.set_wall(MONDAY - timedelta(days=30))
    receive(store)
    assert flags_of(store) == ["back-dated"]
    assert codes(store) == [], "without the county's key no time is believed"


@pytest.mark.threat("T5")
def test_a_clock_set_forward_is_noticed_by_when_the_county_received_it(store, clock):
    receive(store)
    received = int(clock.now().timestamp() * 1_000)
    change(store, "UPDATE events SET received_at_ms = ?", received)
    assert flags_of(store) == []
    clock.set_wall(clock.now() + timedelta(days=1_100))
    receive(store)
    change(store, "UPDATE events SET received_at_ms = ? WHERE received_at_ms IS NULL", received)
    assert flags_of(store) == ["post-dated"]


def test_an_anchor_that_the_county_never_signed_moves_nothing(store, clock):
    from tests.storage.made_up_anchors import an_anchor, record

    forged = an_anchor(clock.now() + timedelta(days=9), device=DEVICE)
    record(store, forged.__class__(data=forged.data, signature="A" * 86 + "=="))
    receive(store)
    assert flags_of(store) == []


def test_an_audit_can_be_broken_off_and_says_so(store):
    receive(store)
    told = []

    def stop(done, total):
        told.append((done, total))
        return False

    report = store.audit(told=stop)
    assert told == [(0, 1)]
    assert not report.is_complete
    assert not report.is_valid
    assert report.flags == ()


def test_findings_are_gathered_by_kind_with_words_and_what_to_do():
    found = findings_of([("gap", "a" * 64), ("gap", "b" * 64), ("fork", "")])
    assert [(one.code, one.count) for one in found] == [("gap", 2), ("fork", 1)]
    assert found[0].examples == ("a" * 16, "b" * 16)
    assert all(one.words == AUDIT_WORDS[one.code] and one.advice for one in found)
