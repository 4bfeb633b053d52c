"""The page of people, joined to the running counter: the same services as `counter people`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter_app.domain.authority import require
from counter_app.domain.login_tries import minutes_up
from counter_app.domain.people_here import PeopleHere, PersonHere, candidates_of, sign_in_state
from counter_app.domain.permissions import Right
from counter_app.domain.two_persons import is_same_person
from counter_app.ui.people_parts import PeopleParts

if TYPE_CHECKING:
    from counter_app.bootstrap.people_desk import PeopleDesk
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.auth_policy import PasswordStanding
    from counter_app.domain.password_rule import PasswordVerdict
    from counter_app.domain.people_here import NewPerson
    from counter_app.storage.vault import OpenVault, Person, Terms


class PeopleWork:
    """Acts of whoever is signed in at the window on who may sign in here."""

    def __init__(self, counter: RunningCounter) -> None:
        """Work on this counter, once somebody has signed in."""
        self._counter = counter

    def parts(self) -> PeopleParts:
        """Return all of it for the page."""
        return PeopleParts(people=self.people, judge=self.judge, enrol=self.enrol, lend=self.lend)

    def people(self) -> PeopleHere:
        """Return who can sign in here and how that stands, and who could be enrolled.

        Raises:
            NotAuthorised: Who is signed in lets nobody in.
            OtherMachine, DatabaseDamaged: The vault cannot be read.
        """
        from counter_app.storage.last_acts import last_acts

        counter, profile = self._counter, self._counter.profile
        require(counter.operator().role, Right.LET_IN)
        today = profile.published.today()
        listed = profile.published.staff_list(today)
        enrolled = counter.door.vault.people()
        staff = {person.staff for person, _ in enrolled}
        acts = last_acts(profile.store.reading_engine, profile.keys.identity.device, staff)
        rows = []
        for person, terms in enrolled:
            on_list = listed.person(person.staff) if listed else None
            standing, password = counter.door.standing(person.user), self._password(terms)
            rows.append(
                PersonHere(
                    user=person.user,
                    staff=person.staff,
                    name=person.name,
                    role=on_list.role if on_list else person.role,
                    state=sign_in_state(
                        password,
                        is_disabled=standing.is_disabled,
                        is_paused=bool(standing.left_ms),
                        has_ended=bool(listed and listed.has_ended(person.staff, today)),
                    ),
                    minutes_left=minutes_up(standing.left_ms),
                    days_left=password.days_left,
                    last_act_at=acts.get(person.staff),
                    is_me=is_same_person(person.staff, counter.operator().staff),
                )
            )
        return PeopleHere(
            people=tuple(rows),
            candidates=candidates_of(listed, frozenset(staff), today),
            rule=counter.door.policy.password_rule,
        )

    def judge(self, new: NewPerson, password: str) -> PasswordVerdict:
        """Say what a password for somebody lacks."""
        from counter_app.bootstrap.password_judge import judged

        counter = self._counter
        told = (new.user, new.staff, new.name)
        return judged(password, counter.door.policy, counter.settings.counter, told)

    def enrol(self, new: NewPerson, temporary: str) -> None:
        """Let one more person sign in here.

        Raises:
            NotAuthorised, PersonKnown, PasswordTooWeak: Nothing was changed.
        """
        self._desk().enrol(self._opened(), _person(new), temporary)
        self._counter.keep_access()

    def lend(self, user: str, temporary: str) -> None:
        """Set a password for somebody's next sign-in, and forget their wrong tries.

        Raises:
            NotAuthorised, PersonUnknown, PasswordTooWeak, PasswordUsedBefore: Nothing was changed.
        """
        self._desk().lend(self._opened(), user, temporary)

    def _password(self, terms: Terms | None) -> PasswordStanding:
        from counter_app.bootstrap.password_judge import standing_on

        return standing_on(self._counter.timekeeper.estimate(), terms, self._counter.door.policy)

    def _opened(self) -> OpenVault:
        opened = self._counter.let_in_with
        assert opened is not None, "nobody has signed in"
        return opened

    def _desk(self) -> PeopleDesk:
        from counter_app.bootstrap.people_desk import PeopleDesk

        counter = self._counter
        return PeopleDesk(counter.profile, counter.door, cost=counter.password_cost)


def _person(new: NewPerson) -> Person:
    from counter_app.storage.vault import Person

    return Person(user=new.user, staff=new.staff, name=new.name, role=new.role)
