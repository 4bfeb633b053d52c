"""The one door at which a second person proves who they are."""

from __future__ import annotations

import pytest

from counter_app.bootstrap.running import RunningCounter
from counter_app.bootstrap.second_person import people_here, prove, second_parts
from counter_app.domain.authority import roles_of_second
from counter_app.domain.errors import (
    NotAuthorised,
    SignatureWantsOwnPassword,
    SignInPaused,
    WrongPassword,
)
from counter_app.domain.staff import Role
from counter_app.domain.steps import Act
from counter_app.domain.two_persons import KnownBy, SecondPerson
from counter_app.storage.passwords import Passwords
from counter_app.storage.vault import PasswordCost, Person
from tests.bootstrap.sites import PASSWORD, PERSON
from tests.fakes.clocks import SettableClock

CHEAP = PasswordCost(memory_kib=8, iterations=1, lanes=1)
CHIEF = Person(user="gaoyuan", staff="QH0101", name="高远", role=Role.CHIEF)
CHIEFS, LENT = "Blue.Kestrel-77", "Lend-me-4-once"
CHIEFS_ONLY = frozenset({Role.CHIEF})


@pytest.fixture
def clock():
    return SettableClock()


@pytest.fixture
def counter(site, clock):
    """A clerk signed in; a chief enrolled by somebody else, with a password for one sign-in."""
    counter = RunningCounter(site.profile, report_bug=lambda _: None, clock=clock)
    counter.let_in(PERSON.user, PASSWORD)
    passwords = Passwords(counter.door, cost=CHEAP)
    passwords.enrol(counter.let_in_with, CHIEF, LENT, at=clock.now())
    yield counter
    counter.stop()


def own_password(counter, clock) -> None:
    passwords = Passwords(counter.door, cost=CHEAP)
    passwords.choose(counter.door.open(CHIEF.user, LENT).vault, CHIEFS, at=clock.now())


@pytest.mark.asvs("2.3.5", "6.3.1")
@pytest.mark.threat("T4")
def test_the_second_person_types_their_own_password_and_nothing_else_changes(counter, clock):
    own_password(counter, clock)
    before, vault = counter.operator(), counter.let_in_with
    second = second_parts(counter)
    assert [each.staff for each in second.people()] == [PERSON.staff, CHIEF.staff]
    for staff in (CHIEF.staff, " qh0101 "):
        assert second.prove(staff, CHIEFS, CHIEFS_ONLY) == SecondPerson(
            staff=CHIEF.staff, role=Role.CHIEF, known_by=KnownBy.OWN_PASSWORD
        )
    assert counter.operator() == before
    assert counter.let_in_with is vault


@pytest.mark.asvs("6.3.1")
@pytest.mark.threat("T2")
def test_a_guess_at_the_second_persons_password_counts_as_at_the_door(counter, clock):
    own_password(counter, clock)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            prove(counter, CHIEF.staff, "nein", CHIEFS_ONLY)
    with pytest.raises(SignInPaused):
        prove(counter, CHIEF.staff, CHIEFS, CHIEFS_ONLY)
    with pytest.raises(SignInPaused):
        counter.let_in(CHIEF.user, CHIEFS)
    assert counter.operator().staff == PERSON.staff


@pytest.mark.asvs("6.4.1")
@pytest.mark.threat("T4")
def test_a_password_that_somebody_else_set_signs_nothing(counter, clock):
    """Who lends a password knows it, and would be their own second person."""
    with pytest.raises(SignatureWantsOwnPassword):
        prove(counter, CHIEF.staff, LENT, CHIEFS_ONLY)
    own_password(counter, clock)
    assert prove(counter, CHIEF.staff, CHIEFS, CHIEFS_ONLY)


@pytest.mark.asvs("8.3.1")
def test_only_who_can_sign_in_here_in_a_fitting_role_is_asked(counter):
    for staff in ("QH0999", PERSON.staff, ""):
        with pytest.raises(NotAuthorised):
            prove(counter, staff, PASSWORD, CHIEFS_ONLY)
    assert {each.role for each in people_here(counter)} == {PERSON.role, Role.CHIEF}


def test_which_acts_want_a_second_person_and_as_what():
    wanting = {act for act in Act if roles_of_second(act, Role.CLERK)}
    assert wanting == {Act.VOID, Act.DECIDE}
    assert roles_of_second(Act.VOID, Role.CLERK) == CHIEFS_ONLY
    assert Role.CLERK in roles_of_second(Act.VOID, Role.CHIEF)
    assert roles_of_second(Act.DECIDE, Role.CHIEF) == CHIEFS_ONLY
