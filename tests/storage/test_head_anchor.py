from __future__ import annotations

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.storage.head_anchor import SLOT_BYTES, Head, HeadAnchor, HeadVerdict
from counter_app.storage.profile_store import HEAD_NAME
from tests.storage.made_up_cases import receive

KEY = b"h" * 32
HEADS = st.builds(
    Head,
    generation=st.integers(1, 99),
    n=st.integers(1, 2**31),
    event_id=st.text("0123456789abcdef", min_size=64, max_size=64),
    writes=st.integers(1, 2**31),
)


@given(HEADS)
def test_what_is_written_is_read_back(tmp_path_factory, head):
    anchor = HeadAnchor(tmp_path_factory.mktemp("head") / "head.anchor", KEY)
    anchor.write(head)
    assert anchor.read() == head
    anchor.close()


def test_a_torn_write_leaves_the_slot_before(tmp_path):
    path = tmp_path / "head.anchor"
    anchor = HeadAnchor(path, KEY)
    first, second = Head(1, 1, "a" * 64, 1), Head(1, 2, "b" * 64, 2)
    anchor.write(first)
    anchor.write(second)
    content = path.read_bytes()
    for cut in range(0, SLOT_BYTES, 32):  # The second one went into the first slot.
        path.write_bytes(b"\0" * (SLOT_BYTES - cut) + content[SLOT_BYTES - cut :])
        assert anchor.read() == first
    path.write_bytes(content)
    assert anchor.read() == second
    anchor.close()


def test_an_anchor_made_with_another_key_is_none(tmp_path):
    anchor = HeadAnchor(tmp_path / "head.anchor", KEY)
    anchor.write(Head(1, 1, "a" * 64, 1))
    anchor.close()
    assert HeadAnchor(tmp_path / "head.anchor", b"x" * 32).read() is None


@pytest.mark.parametrize("content", [b"", b"\0" * 1024, b"short", b"x" * 5000])
def test_a_file_of_anything_else_is_no_anchor(tmp_path, content):
    (tmp_path / "head.anchor").write_bytes(content)
    assert HeadAnchor(tmp_path / "head.anchor", KEY).read() is None


def test_an_ordinary_end_is_equal_at_the_next_start(store, open_again):
    assert store.head_check.verdict is HeadVerdict.FRESH
    receive(store)
    receive(store)
    store.close()
    check = open_again(run="r2").head_check
    assert check.verdict is HeadVerdict.EQUAL
    assert check.is_sound


@pytest.mark.fault("F2")
def test_an_anchor_that_lags_after_a_power_cut_is_sound_and_caught_up(store, open_again, tmp_path):
    receive(store)
    before = (tmp_path / HEAD_NAME).read_bytes()
    receive(store)
    store.close()
    (tmp_path / HEAD_NAME).write_bytes(before)
    again = open_again(run="r2")
    assert again.head_check.verdict is HeadVerdict.BEHIND
    assert again.audit().is_valid
    receive(again)
    again.close()
    assert open_again(run="r3").head_check.verdict is HeadVerdict.EQUAL


@pytest.mark.fault("F2")
def test_a_power_cut_in_the_very_first_minutes_is_no_false_alarm(store, open_again, tmp_path):
    at_first = (tmp_path / HEAD_NAME).read_bytes()
    receive(store)
    store.close()
    (tmp_path / HEAD_NAME).write_bytes(at_first)
    assert open_again(run="r2").head_check.verdict is HeadVerdict.BEHIND


def test_a_counter_that_was_only_opened_is_sound_at_the_next_start(store, open_again):
    store.close()
    again = open_again(run="r2")
    assert again.head_check.verdict is HeadVerdict.EQUAL
    receive(again)
    again.close()
    assert open_again(run="r3").head_check.verdict is HeadVerdict.EQUAL


@pytest.mark.fault("F8")
def test_a_deleted_database_is_noticed(store, open_again, database):
    receive(store)
    receive(store)
    store.close()
    database.unlink()
    check = open_again(run="r2").head_check
    assert (check.verdict, check.missing) == (HeadVerdict.CUT, (1, 2))


@pytest.mark.fault("F8")
@pytest.mark.threat("T4")
def test_an_old_copy_put_back_is_noticed_with_what_is_missing_and_stays_noticed(
    store, open_again, tmp_path, database
):
    receive(store)
    store.close()
    shutil.copy(database, tmp_path / "old.db")
    again = open_again(run="r2")
    receive(again)
    receive(again)
    again.close()

    shutil.copy(tmp_path / "old.db", database)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    restored = open_again(run="r3")
    assert restored.head_check.verdict is HeadVerdict.CUT
    assert restored.head_check.missing == (2, 3)
    assert [flag.code for flag in restored.audit().flags] == ["chain-cut"]

    receive(restored)
    assert [flag.code for flag in restored.audit().flags] == ["chain-cut"]
    restored.close()
    assert open_again(run="r4").head_check.verdict is HeadVerdict.CUT
    receive(open_again(run="r5"))
    receive(open_again(run="r6"))
    assert open_again(run="r7").head_check.verdict is HeadVerdict.REPLACED


@pytest.mark.fault("F8")
def test_a_deleted_wal_is_noticed(store, open_again, tmp_path, database):
    receive(store)
    with store.ledger.transaction() as transaction:
        transaction.commit()
    store.engine.raw_connection().driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    receive(store)
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(database, copy / database.name)
    shutil.copy(tmp_path / HEAD_NAME, copy / HEAD_NAME)
    check = open_again(copy, run="r2").head_check
    assert (check.verdict, check.missing) == (HeadVerdict.CUT, (2, 2))


@pytest.mark.fault("F8")
def test_a_lost_anchor_is_noticed(store, open_again, tmp_path):
    receive(store)
    store.close()
    (tmp_path / HEAD_NAME).unlink()
    again = open_again(run="r2")
    assert again.head_check.verdict is HeadVerdict.LOST
    assert [flag.code for flag in again.audit().flags] == ["anchor-lost"]


def test_a_disk_that_refuses_the_anchor_does_not_refuse_the_case(store, tmp_path, open_again):
    receive(store)
    store.head._anchor.close()
    (tmp_path / HEAD_NAME).unlink()
    (tmp_path / HEAD_NAME).mkdir()
    receive(store)
    assert store.sync_store.head()[1] == 2
    (tmp_path / HEAD_NAME).rmdir()
    receive(store)
    assert HeadAnchor(tmp_path / HEAD_NAME, KEY).read().n == 3
