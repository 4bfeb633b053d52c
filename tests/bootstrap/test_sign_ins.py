"""Each sign-in has a name of its own, which every act of it bears."""

from __future__ import annotations

import pytest

from counter_app.bootstrap.profile import sign_in
from counter_app.bootstrap.restoring import RestoreDesk
from counter_app.bootstrap.running import RunningCounter
from counter_app.domain.access_facts import PasswordManner, PasswordReplaced
from counter_app.domain.errors import SignInPaused, WrongPassword
from counter_app.domain.ids import CaseId
from sync.codec import open_header
from tests.bootstrap.sites import PASSWORD, PERSON
from tests.fakes.clocks import START, SettableClock
from tests.test_dangerous_code import importing


def act(counter) -> None:
    fact = PasswordReplaced(staff=PERSON.staff, manner=PasswordManner.OWN, replaced_at=START)
    with counter.profile.office.unit_of_work() as unit:
        unit.record(CaseId(""), fact)
        unit.commit()


@pytest.mark.asvs("7.2.4", "16.2.1")
@pytest.mark.threat("T2")
def test_the_same_person_signed_in_again_is_another_sign_in(site):
    bugs: list[object] = []
    counter = RunningCounter(site.profile, report_bug=bugs.append, clock=SettableClock())
    logins = []
    try:
        for _ in range(3):
            logins.append(counter.let_in(PERSON.user, PASSWORD).login)
            act(counter)
            act(counter)
        with counter.profile.store.reading_engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT data FROM events WHERE type = 'access.password_replaced' ORDER BY n"
            ).all()
    finally:
        counter.stop()
    heads = [open_header(data) for (data,) in rows]
    assert len(set(logins)) == 3
    assert all(len(login) == 16 for login in logins)
    assert [head.login for head in heads] == [one for login in logins for one in (login, login)]
    assert {head.staff for head in heads} == {PERSON.staff}
    assert bugs == []


@pytest.mark.asvs("6.3.4", "6.3.1", "6.1.3")
@pytest.mark.threat("T2")
def test_a_wrong_password_counts_wherever_it_is_typed(site):
    """Window, command and restore are one door, as docs/security.md says under "Ways in"."""
    clock = SettableClock()
    counter = RunningCounter(site.profile, report_bug=lambda _: None, clock=clock)

    def window(password):
        return counter.let_in(PERSON.user, password)

    def command(password):
        return sign_in(site.profile, PERSON.user, password, clock=clock)

    def restore(password):
        return RestoreDesk(site.profile, PERSON.user, password, clock=clock).keys()

    for way in (window, command, restore, command, restore):
        with pytest.raises(WrongPassword):
            way("nein")
    for way in (window, command, restore):
        with pytest.raises(SignInPaused):
            way(PASSWORD)
    counter.stop()


@pytest.mark.asvs("6.3.4")
def test_nothing_opens_a_vault_but_through_the_door_that_counts():
    opener = "counter_app.storage.profile_keys.open_profile_keys"
    assert importing(opener) == set()
    vaults = {file for file in importing("counter_app.storage.vault.Vault") if "/ui/" not in file}
    assert vaults == {
        "counter_app/storage/profile_door.py",
        "counter_app/storage/profile_keys.py",  # Makes one, and a new one for a dead machine.
        "counter_app/storage/unlock_slots.py",  # Is handed the door's, and counted there.
    }
