"""What can be done for access only while the vault is open: a small duty, again and again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from counter_app.domain.errors import CounterError

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.storage.profile_door import ProfileDoor


def keep_access(profile: OpenProfile, door: ProfileDoor) -> None:
    """Do what can be done for access only while the vault is open.

    The county's sign-in policy is remembered for the next start, when it counts before the
    database is open; slots for the county's code are made for everybody who has none.
    """
    listed = profile.published.staff_list(profile.published.today())
    with suppress(CounterError):  # A disk that refuses, or a damaged file, is noticed elsewhere.
        door.keep_policy(dict(listed.sign_in) if listed and listed.sign_in else None)
        make_slots(profile, door)


def make_slots(profile: OpenProfile, door: ProfileDoor) -> int:
    """Make the slots that the county's code opens, where the county is known; says how many.

    Raises:
        DiskFull, DiskReadOnly: None was made.
    """
    from counter_app.storage.passwords import Passwords
    from counter_app.storage.profile_keys import people_of
    from counter_app.storage.unlock_slots import BothSides

    county = profile.store.courier.county_bundle_key()
    if not county:
        return 0
    identity = profile.keyring.identity
    sides = BothSides(identity.device, identity.signing_key, county)
    people = people_of(profile.paths.root)
    return Passwords(door).slots.prepare(profile.keys.vault, sides, people, door.moment())
