"""F25: a database that grows past 1 GiB, where the page of its locks stands, is killed and copied.

SQLite never keeps content in the page at 2**30 bytes; what counts from there on must not be off by
one.  The file is filled with long drafts to just below, cases are saved over the edge and beyond
while the program is killed again and again; then all of it is looked at, audited, folded anew,
backed up, and the backup verified.
"""

from __future__ import annotations

import random
import secrets
from functools import partial
from pathlib import Path

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.backup import BackupReason
from counter_app.domain.case_card import Draft
from counter_app.domain.errors import CounterError
from counter_app.storage.audit import find_damage
from counter_app.storage.backup_folder import Source, make_backup, verify_backup
from counter_app.storage.backup_look import look_into
from counter_app.storage.profile_store import DATABASE_NAME, FILES_FOLDER
from counter_app.storage.still_file import CopyKey
from tests.fakes.people import MONDAY
from tests.faults.children import KILLED, heard_until_killed, told
from tests.faults.counted import Count
from tests.faults.crash_saves import ram_folder
from tests.faults.kills import Say, what_is_lost
from tests.storage.conftest import KEYS, SIGNATORY
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole

MIB = 1 << 20
LOCK_PAGE_AT = 1 << 30
DRAFT_BYTES = 512 << 10
EDGE_BYTES = 2 * MIB
"""So much before and after the size that was asked for cases are saved between small drafts."""

EDGE_DRAFT_BYTES = 48 << 10
KEY = CopyKey(key=KEYS.key, salt=KEYS.salt, device=SIGNATORY.device)


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Let a database grow to `count` MiB, and work on over that edge."""
    row = Count("F25", "a database past 1 GiB: killed, looked at, audited, backed up")
    chance = random.Random(seed)
    with ram_folder() as folder:
        site = folder / "site"
        site.mkdir()
        told(partial(_fill, site, max(0, count * MIB - EDGE_BYTES)))
        acknowledged = _over_the_edge(row, site, count * MIB + EDGE_BYTES, chance)
        size = (site / DATABASE_NAME).stat().st_size
        row.add("MiB", size // MIB)
        row.add("past the lock page", int(size > LOCK_PAGE_AT))
        if sabotage == "hasty":
            acknowledged.append("f" * 32)
        for problem in told(partial(_found, site, acknowledged)):
            row.lose(problem)
        for problem in told(partial(_backed_up, site, folder / "copies", acknowledged)):
            row.lose(problem)
    return [row]


def _fill(site: Path, size: int) -> None:
    with fresh_store(site) as store:
        save_whole(store, PublishedRules().calendar)
        while _grown_to(store) < size:  # The file itself grows only when the log is brought in.
            _draft(store, DRAFT_BYTES)


def _grown_to(store) -> int:
    with store.ledger.transaction() as transaction:
        (pages,) = transaction.connection.execute("PRAGMA page_count").fetchone()
        (size,) = transaction.connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)


def _draft(store, size: int) -> None:
    payload = {"text": secrets.token_hex(size // 2)}
    name = secrets.token_hex(16)
    store.drafts.save(
        Draft(draft_id=name, staff="staff", saved_at=MONDAY, title="长", payload=payload)
    )


def _over_the_edge(row: Count, site: Path, size: int, chance: random.Random) -> list[str]:
    """Save, and be killed, until the file has that size; returns what was acknowledged."""
    acknowledged: list[str] = []
    while (site / DATABASE_NAME).stat().st_size < size:
        heard, code = heard_until_killed(partial(_work, site), chance, 0.2)
        acknowledged += heard
        row.tried += 1
        if code != KILLED:
            row.spoil(f"kill {row.tried}: the child ended with {code}")
            break
    row.add("acknowledged", len(acknowledged))
    if not acknowledged:
        row.spoil("nothing was saved over the edge")
    return acknowledged


def _work(site: Path, say: Say) -> None:
    with fresh_store(site) as store:
        while True:
            say(save_whole(store, PublishedRules().calendar))
            _draft(store, EDGE_DRAFT_BYTES)


def _found(site: Path, acknowledged: list[str]) -> list[str]:
    try:
        with fresh_store(site) as store:
            wrong = list(find_damage(store.engine))
        return wrong + what_is_lost(site, acknowledged)
    except CounterError as error:
        return [f"{type(error).__name__} {error}"]


def _backed_up(site: Path, folder: Path, acknowledged: list[str]) -> list[str]:
    """Back up, verify, look into the copy; returns what is wrong."""
    source = Source(database=site / DATABASE_NAME, attachments=site / FILES_FOLDER, key=KEY)
    copy = folder / "counter-20261102T090000-hand.db"
    try:
        note = make_backup(source, copy, BackupReason.HAND, MONDAY)
        if verify_backup(copy, KEY) != note:
            return ["the backup is not what its note says"]
        cases = look_into(copy, KEY).cases
    except CounterError as error:
        return [f"{type(error).__name__} {error}"]
    if cases < len(acknowledged):
        return [f"{cases} cases in the backup, {len(acknowledged)} were acknowledged"]
    return []
