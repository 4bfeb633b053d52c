"""The world of a scenario: one counter on a real encrypted store, and a county in reach."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from counter_app.bootstrap.profile import OpenProfile, create_counter, operator_of, sign_in
from counter_app.domain.errors import NotSignedIn, ScenarioInvalid
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right, may
from counter_app.domain.practice import is_practice
from counter_app.domain.staff import Operator
from counter_app.domain.two_persons import KnownBy, SecondPerson
from counter_app.runtime.paths import MACHINE_VARIABLE, ProfilePaths
from counter_app.runtime.settings import Settings
from counter_app.scenario.county_in_reach import County, CountyInReach, OwnCounty
from counter_app.scenario.paper_room import PaperRoom
from counter_app.scenario.people import CENTRE, PASSWORD, PEOPLE, PRIMARY
from counter_app.scenario.practice_profile import PracticeProfile
from counter_app.scenario.virtual_clock import VirtualClock
from counter_app.services.guarded_reading import reader_of
from counter_app.services.office import Office
from counter_app.storage.profile_keys import people_of
from counter_app.storage.vault import COST_FLOOR, PasswordCost, Person

COST_THROWN_AWAY: Final = PasswordCost(memory_kib=64, iterations=1, lanes=1)
"""For a profile that is deleted at the end of the scenario, under a password that is public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a scenario is played.

    Attributes:
        folder: Of the profile; None for one that is thrown away.
        user: Who opens it.
        password: Theirs.
    """

    folder: Path | None = None
    user: str = PRIMARY
    password: str = PASSWORD


class World:
    """One counter, the people at it, its papers and its county.

    Attributes:
        cases: What the scenario calls a case → its id.
        accepted_by_supplement: Cases that a supplement has just completed and accepted.
        holder: User who holds the post.
    """

    def __init__(self, profile: OpenProfile, clock: VirtualClock, county: County) -> None:
        self.profile = profile
        self.clock = clock
        self.county = county
        self.papers = PaperRoom(profile)
        self.cases: dict[str, CaseId] = {}
        self.accepted_by_supplement: set[CaseId] = set()
        self.holder = PRIMARY
        self._people = _people_who_may_act(profile)
        self._present: dict[str, Operator] = {}
        self._left: set[str] = set()
        self._expected: frozenset[str] = frozenset()

    @property
    def office(self) -> Office:
        return self.profile.office

    def expect_sign_ins(self, users: frozenset[str]) -> None:
        """Learn whom the scenario signs in by a line of its own: before it, they cannot act."""
        self._expected = users

    def person(self, user: str) -> Person:
        """Return somebody of this world.

        Raises:
            ScenarioInvalid: There is nobody of that name.
        """
        found = self._people.get(user)
        if found is None:
            raise ScenarioInvalid(f"as：这里没有“{user}”，有 " + "、".join(self._people))
        return found

    def known(self, user: str) -> Person | None:
        """Return somebody of this world, or None for a body that has no place in it."""
        return self._people.get(user)

    def second(self, user: str) -> SecondPerson | None:
        """Return somebody of this world as the second person of an act; the fact says rehearsed.

        On a real counter the only one known is whoever opened it, and nobody is their own second.
        """
        person = self.known(user)
        if person is None:
            return None
        return SecondPerson(staff=person.staff, role=person.role, known_by=KnownBy.REHEARSED)

    def sign_in(self, user: str) -> None:
        """Somebody signs in, again perhaps; from now on they can act."""
        self._present[user] = operator_of(self.person(user))
        self._left.discard(user)

    def sign_out(self, user: str) -> None:
        """Somebody leaves, or locks the screen; until they sign in again they cannot act."""
        self.person(user)
        self._present.pop(user, None)
        self._left.add(user)

    def act_as(self, user: str) -> Operator:
        """Seat somebody at the desk.

        Raises:
            ScenarioInvalid: There is nobody of that name.
            NotSignedIn: They have not signed in, have left, or the screen is locked.
        """
        self.person(user)
        if user not in self._present:
            if user in self._left or user in self._expected:
                self.profile.desk.sign_out()
                raise NotSignedIn(user)
            self.sign_in(user)
        self.profile.desk.sign_in(self._present[user])
        return self._present[user]

    def stand_in(self, user: str, absent: str) -> None:
        """From now on, somebody acts for the absent holder of the post (顶岗)."""
        self._present[user] = replace(self._present[user], acting_for=self.person(absent).staff)
        self.holder = user

    def hold_post(self, user: str) -> None:
        """Somebody holds the post in their own name."""
        if user in self._present:
            self._present[user] = replace(self._present[user], acting_for="")
        self.holder = user

    def look_on(self) -> None:
        """Let the script's reader see what a line did, though its person may see no case.

        Only where the people are made up; on a real counter a role is kept from reading here too.
        """
        profile = self.profile
        is_made_up = is_practice(profile.settings.counter)
        if is_made_up and not may(reader_of(profile.desk).role, Right.READ_CASES):
            profile.desk.sign_out()

    def contact(self) -> None:
        """Do what the counter does by itself when a minute has passed."""
        self.county.contact()

    def after_act(self) -> None:
        """Send what was made, unless the line is too slow for that."""
        if self.profile.store.sync_store.unacknowledged_count():
            self.county.after_act()


@contextlib.contextmanager
def open_world(place: Place, start: datetime) -> Iterator[World]:
    """Open the world of a scenario, made if need be, at the moment it begins.

    Raises:
        WrongPassword, WrongKey: The profile is somebody else's.
        UnreadableFile, StorageError: The folder cannot be used.
    """
    with contextlib.ExitStack() as ends:
        clock = VirtualClock(start)
        if place.folder is None:
            temporary = tempfile.TemporaryDirectory(
                prefix="counter-scenario-", ignore_cleanup_errors=True
            )
            folder = Path(ends.enter_context(temporary))
            with _machine_in(folder / "machine"):
                _make(folder / "profile", place, COST_THROWN_AWAY)
                profile = sign_in(folder / "profile", place.user, place.password, clock=clock)
        else:
            paths = ProfilePaths(place.folder.absolute())
            if not paths.is_made:
                _make(paths.root, place, COST_FLOOR)
            profile = sign_in(paths.root, place.user, place.password, clock=clock)
        ends.callback(profile.close)
        county: County = OwnCounty(profile)
        if is_practice(profile.settings.counter):
            profile.desk.lease = None  # A script may go without a line as long as it says.
            county = CountyInReach(PracticeProfile(profile), clock, clock.true_ms)
        ends.callback(county.close)
        world = World(profile, clock, county)
        world.contact()
        yield world


def _make(folder: Path, place: Place, cost: PasswordCost) -> None:
    """Make a practice counter; the person who opens it can sign in again later."""
    person = PEOPLE.get(place.user) or replace(PEOPLE[PRIMARY], user=place.user)
    create_counter(folder, Settings(counter=CENTRE), person, place.password, cost=cost)


def _people_who_may_act(profile: OpenProfile) -> dict[str, Person]:
    """Return by name who can act: everybody in practice, else only who proved to be there."""
    own = profile.keys.vault.person
    if not is_practice(profile.settings.counter):
        return {own.user: own}
    made_here = {person.user: person for person in people_of(profile.paths.root)}
    return {**PEOPLE, **made_here}


@contextlib.contextmanager
def _machine_in(folder: Path) -> Iterator[None]:
    """Keep this machine's secret in the scenario's own folder, not in the user's."""
    before = os.environ.get(MACHINE_VARIABLE)
    os.environ[MACHINE_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[MACHINE_VARIABLE]
        else:
            os.environ[MACHINE_VARIABLE] = before
