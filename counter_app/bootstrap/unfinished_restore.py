"""Goes on with a restore that was cut off after its decision: what can be read back is."""

from __future__ import annotations

import contextlib
import json
import logging
from typing import TYPE_CHECKING, Final

from counter_app.bootstrap.backup_places import copy_key
from counter_app.storage.restore import latest_aside
from counter_app.storage.salvage import salvage
from counter_app.storage.salvage_local import salvage_local

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile

REPORT_NAME: Final = "report.json"
"""Stands beside what was set aside once everything that can be read of it is back."""

log = logging.getLogger(__name__)


def finish_salvage(profile: OpenProfile) -> None:
    """Read back what the last restore set aside, unless that was done; safe to repeat.

    Raises:
        StorageError: This database, or its disk, failed.
    """
    aside = latest_aside(profile.paths.root)
    if aside is None or not (aside / "counter.db").exists() or (aside / REPORT_NAME).exists():
        return
    store, key = profile.store, copy_key(profile.keys)
    found = salvage(aside, key, store.ledger, store.projection, store.key_of)
    local = salvage_local(aside, key, store.ledger)
    log.info("restore went on: %d events, %d drafts read back", found.added, local.drafts)
    told = {"salvaged": found.added, "drafts": local.drafts, "drafts_lost": local.drafts_lost}
    with contextlib.suppress(OSError):
        (aside / REPORT_NAME).write_text(json.dumps(told), "utf-8")
