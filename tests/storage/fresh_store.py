"""Stores for tests that need more than one, or one an example."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk
from counter_app.storage.profile_store import Setting, Store, no_county_key, open_store
from tests.fakes.clocks import SettableClock
from tests.fakes.people import CLERK, PROFILE
from tests.storage.conftest import KEYS, SIGNATORY


def fresh_store(
    folder: Path, *, signatory=SIGNATORY, clock=None, county_key=no_county_key, run="r"
) -> closing[Store]:
    """Open a store in a folder; closed at the end of the `with` block."""
    desk = SignedInDesk(PROFILE)
    desk.sign_in(CLERK)
    setting = Setting(
        desk=desk,
        clock=clock or SettableClock(),
        rulebook=PublishedRules(),
        county_key=county_key,
    )
    return closing(open_store(folder, KEYS, signatory, setting, run=run))
