"""The page of people on a real profile: what it lists, and that each act is the command's own."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from counter_app.bootstrap.people_desk import PeopleDesk
from counter_app.bootstrap.people_work import PeopleWork
from counter_app.domain.access_facts import PasswordManner, PasswordReplaced, PersonEnrolled
from counter_app.domain.errors import (
    NotAuthorised,
    PasswordUsedBefore,
    PersonDisabled,
    PersonKnown,
    WrongPassword,
)
from counter_app.domain.people_here import NewPerson, SignInState
from counter_app.domain.staff import Role
from counter_app.storage.vault import Person
from sync.client.publication_check import Checked
from sync.publication import Manifest, Publication, encode_manifest, pack
from sync.publication_content import read_content
from tests.bootstrap.sites import PASSWORD, PERSON
from tests.bootstrap.test_access import CHEAP, CHIEF, CHIEFS, LENT, NEW, NEWER, at_the_desk
from tests.fakes.publishers import staff

LI = NewPerson(user="li", staff="QH0112", name="李得水", role=Role.BACKUP)
HE = NewPerson(user="he", staff="QH0001", name="何中心", role=Role.DIRECTOR)


@pytest.fixture
def desk(site):
    """A chief at a counter where one clerk works too."""
    with at_the_desk(site.profile) as desk:
        desk.counter.let_in(PERSON.user, PASSWORD)
        desk.add_chief()
        desk.people = PeopleWork(desk.counter)
        yield desk


def install_staff(desk, *people):
    """Let a list of the county's count here, as the exchange does once it has checked it."""
    content = staff(1, *people)
    manifest = Manifest(
        kind="staff",
        version=1,
        valid_from="2026-01-01",
        valid_until="2026-12-31",
        previous_sha256="",
        content_sha256=hashlib.sha256(content).hexdigest(),
    )
    publication = Publication(
        manifest=encode_manifest(manifest), signatures=(), content=pack(content)
    )
    checked = Checked(
        publication=publication, manifest=manifest, content=read_content("staff", content)
    )
    desk.counter.profile.published.install(checked)


def standing(desk):
    return {one.user: one for one in desk.people.people().people}


def test_everybody_is_listed_as_the_door_and_the_county_see_them(desk):
    clerk, chief = PERSON.user, CHIEF.user
    listed = standing(desk)
    assert {user: one.state for user, one in listed.items()} == {
        clerk: SignInState.OPEN,
        chief: SignInState.OPEN,
    }
    assert (listed[chief].is_me, listed[clerk].is_me) == (True, False)
    assert listed[chief].last_act_at is not None, "a password chosen is a record of theirs"

    desk.wrong(4)
    for _ in range(1):
        with pytest.raises(WrongPassword):
            desk.counter.door.open(clerk, "nein")
    assert standing(desk)[clerk].state is SignInState.PAUSED
    assert standing(desk)[clerk].minutes_left == 30
    desk.clock.pass_time(timedelta(minutes=31))
    desk.wrong(5)
    assert standing(desk)[clerk].state is SignInState.DISABLED
    desk.clock.pass_time(timedelta(days=80))
    assert standing(desk)[chief].state is SignInState.ENDING
    assert standing(desk)[chief].days_left == 10


def test_the_countys_list_gives_roles_and_ends_and_who_could_be_enrolled(desk):
    install_staff(
        desk,
        {"staff": PERSON.staff, "name": PERSON.name, "role": "clerk", "ended_on": "2026-10-01"},
        {"staff": CHIEF.staff, "name": CHIEF.name, "role": "chief"},
        {"staff": HE.staff, "name": HE.name, "role": "director"},
        {"staff": "QH0300", "name": "走了", "role": "clerk", "ended_on": "2026-10-01"},
    )
    here = desk.people.people()
    assert [(one.staff, one.role) for one in here.candidates] == [(HE.staff, Role.DIRECTOR)]
    assert standing(desk)[PERSON.user].state is SignInState.ENDED
    desk.people.enrol(HE, LENT)
    assert standing(desk)["he"].role is Role.DIRECTOR
    assert desk.people.people().candidates == ()


def test_a_chief_makes_nobody_director_whom_the_county_does_not_call_so(desk):
    with pytest.raises(NotAuthorised, match="县局的人员名单"):
        desk.people.enrol(HE, LENT)
    install_staff(desk, {"staff": HE.staff, "name": HE.name, "role": "auditor"})
    with pytest.raises(NotAuthorised, match="县局的人员名单"):
        desk.people.enrol(HE, LENT)
    assert set(standing(desk)) == {PERSON.user, CHIEF.user}


def test_who_is_enrolled_signs_in_once_and_it_is_a_fact_of_the_chief(desk):
    assert not desk.people.judge(LI, "Qwerty@12345").will_do
    assert not desk.people.judge(LI, "Lideshui.26!").will_do, "their own name"
    desk.people.enrol(LI, LENT)
    by, fact = desk.facts()[-1]
    assert (by, fact.staff, fact.role) == (CHIEF.staff, LI.staff, "backup")
    assert isinstance(fact, PersonEnrolled)
    assert standing(desk)["li"].state is SignInState.TEMPORARY
    with pytest.raises(PersonKnown):
        desk.people.enrol(LI, NEW)
    assert desk.counter.let_in("li", LENT).staff == LI.staff
    assert desk.work.standing().wants_new


def test_a_disabled_colleague_is_helped_and_the_page_refuses_who_may_not(desk):
    desk.wrong(10)
    with pytest.raises(PersonDisabled):
        desk.counter.door.open(PERSON.user, PASSWORD)
    desk.people.lend(PERSON.user, NEWER)
    with pytest.raises(PasswordUsedBefore):
        desk.people.lend(PERSON.user, NEWER)
    assert standing(desk)[PERSON.user].state is SignInState.TEMPORARY
    by, fact = desk.facts()[-1]
    assert by == CHIEF.staff
    assert isinstance(fact, PasswordReplaced)
    assert (fact.staff, fact.manner) == (PERSON.staff, PasswordManner.LENT)
    with pytest.raises(NotAuthorised):
        desk.people.lend(CHIEF.user, NEW)

    desk.counter.let_in(PERSON.user, NEWER)
    for act in (
        desk.people.people,
        lambda: desk.people.enrol(LI, LENT),
        lambda: desk.people.lend(CHIEF.user, NEW),
    ):
        with pytest.raises(NotAuthorised):
            act()
    assert desk.counter.let_in(CHIEF.user, CHIEFS).role is Role.CHIEF


def test_command_and_page_are_one_service(desk):
    desk.people.enrol(LI, LENT)
    command = PeopleDesk(desk.counter.profile, desk.counter.door, cost=CHEAP)
    with pytest.raises(PersonKnown):
        command.enrol(
            desk.counter.let_in_with,
            Person(user="li2", staff=LI.staff, name=LI.name, role=LI.role),
            NEW,
        )
