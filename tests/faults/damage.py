"""F7 and T10: bits that flip, pages that change places, files cut short; all of it is noticed.

Noticed means: refused by a failure with a name, named by a check, or read as exactly what was
written, where a byte says nothing.
"""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.errors import CounterError
from counter_app.domain.staff import Role
from counter_app.storage.attachment_files import SealedFiles
from counter_app.storage.audit import find_damage
from counter_app.storage.engine import open_reading_engine
from counter_app.storage.head_anchor import Head, HeadAnchor
from counter_app.storage.profile_keys import (
    DEVICE_NAME,
    KEYS_NAME,
    create_profile,
    open_profile_keys,
)
from counter_app.storage.profile_store import DATABASE_NAME, HEAD_NAME
from counter_app.storage.secret_store import FileSecretStore
from counter_app.storage.vault import PasswordCost, Person
from sync.bundle import SealedBundle
from tests.faults.children import told
from tests.faults.counted import Count
from tests.faults.crash_saves import ram_folder
from tests.storage.conftest import KEYS
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole
from tests.sync.test_bundle import READER, SENDER, sealed

SAVES = 24
PAGE_BYTES = 4_096
CHEAP = PasswordCost(memory_kib=64, iterations=1, lanes=1)
PERSON = Person(user="clerk", staff="QH0107", name="周小禾", role=Role.CLERK)
PASSWORD = "一位窗口人员的密码-1"

Spoil = Callable[[bytes, random.Random], bytes]
Check = Callable[[bytes], bool]
"""Looks at a file's content; True if what is wrong with it was noticed."""


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Flip `count` bits in a database, a quarter as many in everything else."""
    with ram_folder() as folder:
        return [Count(**row) for row in told(lambda: list(_rows(folder, seed, (count, sabotage))))]


def _rows(folder: Path, seed: int, asked: tuple[int, str]) -> Iterator[dict[str, Any]]:
    number, sabotage = asked
    for place, (fault, what, content, spoils, check) in enumerate(_targets(folder)):
        row = Count(fault, what)
        chance = random.Random(f"{seed} {place}")
        many = number if place == 0 else max(1, number // 4)
        for turn in range(many):
            spoilt = spoils[turn % len(spoils)](content, chance)
            if spoilt == content:
                continue
            row.tried += 1
            try:
                is_noticed = check(spoilt) and sabotage != "blind"
            except CounterError:
                row.add("refused by name")
                is_noticed = sabotage != "blind"
            except Exception as error:  # noqa: BLE001 - a failure without a name is what is counted
                row.spoil(f"change {turn}: {type(error).__name__} {error}")
                continue
            if not is_noticed:
                row.spoil(f"change {turn} was not noticed")
        yield row.__dict__


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Return content with one bit changed."""
    changed = bytearray(content)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut_short(content: bytes, chance: random.Random) -> bytes:
    """Return the beginning of content."""
    return content[: chance.randrange(len(content))]


def swapped(content: bytes, chance: random.Random) -> bytes:
    """Return a database with two of its pages in each other's place."""
    pages = [content[at : at + PAGE_BYTES] for at in range(0, len(content), PAGE_BYTES)]
    one, other = chance.sample(range(len(pages)), 2)
    pages[one], pages[other] = pages[other], pages[one]
    return b"".join(pages)


def another_head(content: bytes, chance: random.Random) -> bytes:
    """Return a database with another beginning: noise, nothing, or that of a plain one."""
    heads = (chance.randbytes(100), bytes(100), b"SQLite format 3\0".ljust(100, b"\0"))
    head = chance.choice(heads)
    return head + content[len(head) :]


def _targets(folder: Path) -> Iterator[tuple[str, str, bytes, tuple[Spoil, ...], Check]]:
    database = _database(folder / "store")
    check = _database_check(folder)
    yield "F7", "one bit flips in the database", database, (flipped,), check
    others = (cut_short, swapped, another_head)
    yield "F7", "the database is cut, its pages swapped, its head replaced", database, others, check
    yield from _key_files(folder / "profile", folder / "machine")
    files = SealedFiles(folder / "files", KEYS.key)
    name = files.keep(b"%PDF-1.7 " + bytes(range(256)) * 8)
    path = next(path for path in (folder / "files").rglob("*") if path.is_file())
    plain = files.read(name)
    yield (
        "F7",
        "an attachment changes or is cut",
        path.read_bytes(),
        (flipped, cut_short),
        _file_check(path, lambda: files.read(name) == plain),
    )
    anchor = (folder / "store" / HEAD_NAME).read_bytes()
    yield (
        "F7",
        "the head anchor changes or is cut",
        anchor,
        (flipped, cut_short),
        _anchor_check(folder / "anchor", anchor),
    )
    yield "T10", "a courier bundle changes or is cut", sealed(), (flipped, cut_short), _opens_bundle


def _database(folder: Path) -> bytes:
    folder.mkdir()
    with fresh_store(folder) as store:
        for _ in range(SAVES):
            save_whole(store, PublishedRules().calendar)
    return (folder / DATABASE_NAME).read_bytes()


def _database_check(folder: Path) -> Check:
    path = folder / "damaged" / DATABASE_NAME
    path.parent.mkdir()

    def is_noticed(content: bytes) -> bool:
        path.write_bytes(content)
        engine = open_reading_engine(path, key=KEYS.key, salt=KEYS.salt)
        try:
            return bool(find_damage(engine))
        finally:
            engine.dispose()

    return is_noticed


def _file_check(path: Path, is_whole: Callable[[], bool]) -> Check:
    """Return a check that a changed file is refused, or says what it said."""

    def is_noticed(content: bytes) -> bool:
        path.write_bytes(content)
        return is_whole()

    return is_noticed


def _key_files(folder: Path, machine: Path) -> Iterator[Any]:
    secrets = FileSecretStore(machine)
    made = create_profile(folder, PERSON, PASSWORD, secrets, cost=CHEAP)
    right = (made.store_keys.key, made.identity.device, made.vault.person)

    def is_whole() -> bool:
        keys = open_profile_keys(folder, PERSON.user, PASSWORD, secrets)
        return (keys.store_keys.key, keys.identity.device, keys.vault.person) == right

    for name in (KEYS_NAME, DEVICE_NAME):
        path = folder / name
        content = path.read_bytes()
        kept = folder.with_name(f"kept-{name}")
        shutil.copy(path, kept)
        yield (
            "F7",
            f"{name} changes or is cut",
            content,
            (flipped, cut_short),
            _file_check(path, is_whole),
        )
        shutil.copy(kept, path)


def _anchor_check(path: Path, content: bytes) -> Check:
    """Return a check that a changed anchor is none, or a head that was once written."""
    path.write_bytes(content)
    anchor = HeadAnchor(path, KEYS.head_key)
    newest = anchor.read()
    assert newest is not None

    def is_noticed(changed: bytes) -> bool:
        path.write_bytes(changed)
        read = anchor.read()
        return read is None or _is_same_or_before(read, newest)

    return is_noticed


def _is_same_or_before(head: Head, newest: Head) -> bool:
    return head == newest or (head.generation, head.writes) < (newest.generation, newest.writes)


def _opens_bundle(content: bytes) -> bool:
    bundle = SealedBundle(io.BytesIO(content), len(content))
    b"".join(bundle.open(SENDER.public_key(), READER)())
    return False  # It opened, and a changed bundle never may.
