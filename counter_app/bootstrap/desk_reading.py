"""What reads the desk of one counter: its posts' cases, and what the county says of them."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.domain.errors import UnreadableFile
from counter_app.runtime.system_clock import CHINA

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.services.desk_cases import LocalTasks, ReadDesk


def read_desk(profile: OpenProfile, local: LocalTasks | None = None) -> ReadDesk:
    """Return what reads the desk of a counter; `local` adds what waits because of the machine."""
    from counter_app.services.county_tasks import CountyTasks
    from counter_app.services.desk_cases import ReadDesk, nothing_local

    store, sync_store = profile.store, profile.store.sync_store
    county = CountyTasks(
        sync_store.county_word,
        sync_store.order_changed,
        sync_store.set_aside,
        partial(_authorities_end, profile),
    )
    return ReadDesk(
        profile.office,
        store.finder,
        store.drafts,
        sync_store.unacknowledged_count,
        county,
        local or nothing_local,
    )


def _authorities_end(profile: OpenProfile) -> date | None:
    """Return when the last authority ends that may vouch for the county; None without any."""
    county = profile.settings.county
    if county is None or not county.ca_file:
        return None
    from counter_app.runtime.pinned_authorities import ends_of

    try:
        return ends_of(Path(county.ca_file))[0].astimezone(CHINA).date()
    except UnreadableFile:
        return profile.clock.now().date()
