"""Opens a database only to look at it: of a newer program, or on a disk that takes no writing.

Not one byte of the profile is changed.  Lists and cases are shown as far as this program
understands them; events of types it does not know stay where they are.  Every act is refused.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from counter_app.storage.driver_errors import translated
from counter_app.storage.engine import open_still_engine
from counter_app.storage.event_log import EventLog, Signatory
from counter_app.storage.head_anchor import HeadAnchor, HeadKeeper, check_head
from counter_app.storage.ledger import Ledger
from counter_app.storage.profile_store import (
    HEAD_NAME,
    Setting,
    Store,
    StoreBase,
    StoreKeys,
    assembled,
)
from counter_app.storage.reading import reading
from counter_app.storage.salvage import still_copy
from counter_app.storage.still_file import CopyKey


def open_viewing_store(
    folder: Path, keys: StoreKeys, signatory: Signatory, setting: Setting, *, run: str
) -> Store:
    """Open the database of a profile so that nothing can be written.

    What a journal beside it holds is seen too: both are then copied, encrypted as they are, to a
    folder that goes when the store is closed.

    Args:
        folder: The profile.
        keys: From the unlocked vault.
        signatory: Names the device; nothing is signed.
        setting: Desk, clock and rulebook.
        run: 32 hex digits that name this run of the program.

    Raises:
        WrongKey, DatabaseDamaged: It cannot be read either.
    """
    with ExitStack() as ends:
        key = CopyKey(keys.key, keys.salt, signatory.device)
        path = ends.enter_context(still_copy(folder, key))
        engine = open_still_engine(path, key=keys.key, salt=keys.salt)
        ends.callback(engine.dispose)
        log = EventLog(signatory, setting.clock)
        anchor = HeadAnchor(folder / HEAD_NAME, keys.head_key, keys.head_mirror)
        with translated(), reading(engine) as connection:
            chain = (signatory.device, signatory.generation)
            check = check_head(anchor, connection, chain, log.chain_end(connection))
        head = HeadKeeper(anchor, check, is_viewing=True)
        ledger = Ledger(engine, log, head, is_viewing=True)
        base = StoreBase(engine, engine, ledger, head)
        store = assembled(folder, keys, setting, base, run=run)
        return replace(store, forget_copy=ends.pop_all().close)
