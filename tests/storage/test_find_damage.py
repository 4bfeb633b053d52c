"""What counts as damage, and what a power cut leaves that is none."""

from __future__ import annotations

import shutil

import pytest

from counter_app.domain.errors import DatabaseDamaged
from counter_app.storage import backup_copy
from counter_app.storage.audit import find_damage
from counter_app.storage.engine import open_reading_engine
from counter_app.storage.profile_store import DATABASE_NAME, HEAD_NAME
from counter_app.storage.still_file import CopyKey
from tests.storage.conftest import DEVICE, KEYS
from tests.storage.made_up_cases import receive

PAGE_BYTES = 4_096
LOG_HEAD_BYTES, FRAME_HEAD_BYTES = 32, 24


def damage_in(folder) -> tuple[str, ...]:
    engine = open_reading_engine(folder / DATABASE_NAME, key=KEYS.key, salt=KEYS.salt)
    try:
        return find_damage(engine)
    finally:
        engine.dispose()


def pages_in_log(log: bytes) -> set[int]:
    starts = range(LOG_HEAD_BYTES, len(log), FRAME_HEAD_BYTES + PAGE_BYTES)
    return {int.from_bytes(log[start : start + 4], "big") for start in starts}


@pytest.fixture
def cut(store, tmp_path):
    """What lies on the disk while the newest pages stand in the log alone."""
    receive(store)
    connection = store.engine.raw_connection()
    connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    receive(store)
    folder = tmp_path / "cut"
    folder.mkdir()
    for name in (DATABASE_NAME, f"{DATABASE_NAME}-wal", HEAD_NAME):
        shutil.copy(tmp_path / name, folder / name)
    return folder


@pytest.mark.fault("F2")
def test_a_torn_page_whose_whole_one_stands_in_the_log_is_no_damage(cut, open_again):
    database = cut / DATABASE_NAME
    content = bytearray(database.read_bytes())
    torn = sorted(pages_in_log((cut / f"{DATABASE_NAME}-wal").read_bytes()) - {1})
    assert len(torn) > 5
    for page in torn:
        if page * PAGE_BYTES <= len(content):
            content[(page - 1) * PAGE_BYTES : page * PAGE_BYTES - 3_000] = bytes(1_096)
    database.write_bytes(content)

    other = shutil.copytree(cut, cut.with_name("other"))
    key = CopyKey(key=KEYS.key, salt=KEYS.salt, device=DEVICE)
    backup_copy._require_sound(other / DATABASE_NAME, key)
    assert damage_in(cut) == ()
    assert open_again(cut, run="r2").audit().is_valid


@pytest.mark.fault("F7")
def test_a_torn_page_that_stands_nowhere_else_is_damage(cut):
    (cut / f"{DATABASE_NAME}-wal").unlink()
    database = cut / DATABASE_NAME
    content = bytearray(database.read_bytes())
    content[5 * PAGE_BYTES : 5 * PAGE_BYTES + 512] = bytes(512)
    database.write_bytes(content)
    try:
        found = damage_in(cut)
    except DatabaseDamaged:
        return
    assert found


@pytest.mark.fault("F7")
def test_another_salt_at_the_head_of_the_file_is_damage(cut):
    (cut / f"{DATABASE_NAME}-wal").unlink()  # It holds the first page too, and would mend it.
    database = cut / DATABASE_NAME
    content = bytearray(database.read_bytes())
    content[3] ^= 1
    database.write_bytes(content)
    assert damage_in(cut) == ("another salt at the head of the file",)


@pytest.mark.fault("F8")
def test_a_file_and_a_log_that_do_not_belong_together_are_refused_by_name(
    store, tmp_path, open_again
):
    for _ in range(3):
        receive(store)
    old = tmp_path / "old.db"
    shutil.copy(tmp_path / DATABASE_NAME, old)
    connection = store.engine.raw_connection()
    connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    receive(store)
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    shutil.copy(old, mixed / DATABASE_NAME)
    for name in (f"{DATABASE_NAME}-wal", HEAD_NAME):
        shutil.copy(tmp_path / name, mixed / name)
    try:
        opened = open_again(mixed, run="r2")
    except DatabaseDamaged:
        return
    assert not opened.audit().is_valid or find_damage(opened.reading_engine)


@pytest.mark.fault("F7")
@pytest.mark.parametrize("left", [b"", b"x", bytes(600)])
def test_a_database_of_which_next_to_nothing_is_left_is_damaged_and_not_a_new_one(left, tmp_path):
    database = tmp_path / DATABASE_NAME
    database.write_bytes(left)
    with pytest.raises(DatabaseDamaged):
        damage_in(tmp_path)
    assert database.read_bytes() == left  # Nobody wrote a new one over what may be evidence.
