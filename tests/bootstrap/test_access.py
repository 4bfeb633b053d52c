"""Everything around signing in, on a real profile and a real county."""

from __future__ import annotations

import json
import threading
from argparse import Namespace
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.bootstrap.access_work import AccessWork
from counter_app.bootstrap.running import RunningCounter
from counter_app.cli import county_unlock
from counter_app.domain.access_facts import PasswordManner, PasswordReplaced
from counter_app.domain.auth_policy import PasswordState
from counter_app.domain.desk_news import Lamp
from counter_app.domain.errors import (
    ChallengeInvalid,
    DeviceUnknown,
    NotAuthorised,
    NoUnlockSlot,
    PasswordTooWeak,
    PasswordUsedBefore,
    PersonDisabled,
    PersonUnknown,
    SignInPaused,
    UnlockChallengeOver,
    UnlockCodeWrong,
    UnlockRefused,
    WrongPassword,
)
from counter_app.domain.staff import Role
from counter_app.domain.trusted_time import Estimate
from counter_app.storage.passwords import Passwords
from counter_app.storage.unlock_slots import SLOTS_EACH, SLOTS_NAME
from counter_app.storage.vault import PasswordCost, Person
from sync.codec import fact_of, open_header
from sync.server.admission import revoke
from sync.server.schema import security_events
from tests.bootstrap.sites import PASSWORD, PERSON, work
from tests.fakes.clocks import START, SettableClock

ONE_MINUTE = timedelta(minutes=1)
CHEAP = PasswordCost(memory_kib=8, iterations=1, lanes=1)
CHIEF = Person(user="gaoyuan", staff="QH0101", name="高远", role=Role.CHIEF)
CHIEFS = "Blue.Kestrel-77"
NEW, NEWER, LENT = "Morgen-Nebel-31", "Kessel.Flicker-8", "Lend-me-4-once"


class Desk:
    """A running counter and what its sign-in page can do."""

    def __init__(self, folder, clock):
        self.bugs = []
        self.clock = clock
        self.counter = RunningCounter(folder, report_bug=self.bugs.append, clock=clock)
        self.counter.password_cost = CHEAP
        self.work = AccessWork(self.counter)
        self.is_heard = threading.Event()
        self.counter.county.subscribe(self._listen)

    def _listen(self, news):
        if news.last_ack_at is not None or news.lamp is Lamp.ONLINE:
            self.is_heard.set()

    def meet_county(self):
        """Sign in, exchange once, and make the slots."""
        self.counter.let_in(PERSON.user, PASSWORD)
        self.counter.county.nudge()
        assert self.is_heard.wait(10)
        self.counter.keep_access()

    def wrong(self, times, user=PERSON.user):
        for _ in range(times):
            with pytest.raises((WrongPassword, SignInPaused)):
                self.counter.let_in(user, "nein")
            self.clock.pass_time(timedelta(minutes=31))

    def add_chief(self):
        passwords = Passwords(self.counter.door, cost=CHEAP)
        vault = self.counter.let_in_with
        passwords.enrol(vault, CHIEF, LENT, at=self.clock.now())
        self.counter.let_in(CHIEF.user, LENT)
        self.work.choose(CHIEFS)

    def facts(self):
        with self.counter.profile.store.reading_engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT data FROM events WHERE type LIKE 'access.%' ORDER BY id"
            ).all()
        heads = [open_header(data) for (data,) in rows]
        return [(head.staff, fact_of(head.type, head.type_version, head.body)) for head in heads]


@contextmanager
def at_the_desk(folder, clock=None):
    desk = Desk(folder, clock or SettableClock())
    try:
        yield desk
    finally:
        desk.counter.stop()
        assert desk.bugs == []


@pytest.fixture
def desk(site):
    with at_the_desk(site.profile) as desk:
        desk.counter.let_in(PERSON.user, PASSWORD)
        yield desk


def said_by(county, call):
    """Return what the command prints to the person of the county who holds the telephone."""
    device = call.device.replace(" ", "").upper()
    words = Namespace(device=device, challenge=call.challenge.lower())
    return county_unlock.run(county.county, words).data


@pytest.mark.asvs("6.4.3", "6.5.1", "6.6.2")
@pytest.mark.threat("T2")
@pytest.mark.asvs("6.4.3", "6.5.1", "6.6.2")
def test_who_is_locked_out_is_let_in_again_by_the_county_over_the_telephone(enrolled, county):
    with at_the_desk(enrolled.profile) as desk:
        desk.meet_county()
        desk.wrong(10)
        first = desk.work.call(PERSON.user)
        with pytest.raises(PersonDisabled):
            desk.counter.let_in(PERSON.user, PASSWORD)
        clock = desk.clock
    with at_the_desk(enrolled.profile, clock) as desk:  # The program was started again; no network.
        call = desk.work.call(PERSON.user)
        assert call == first
        said = said_by(county, call)
        assert said["challenge"] == call.challenge
        with pytest.raises(UnlockCodeWrong):
            desk.work.unlock(PERSON.user, slipped(said["code"]), NEW)
        with pytest.raises(PasswordTooWeak):
            desk.work.unlock(PERSON.user, said["code"], "Qwerty@12345")
        desk.work.unlock(PERSON.user, said["code"].lower().replace("-", " "), NEW)
        assert desk.counter.operator().staff == PERSON.staff
        assert desk.facts()[-1][1].manner is PasswordManner.COUNTY_CODE
        again = desk.work.call(PERSON.user)
        assert again.challenge != call.challenge, "a slot is used once"
        with pytest.raises(UnlockCodeWrong, match="再输错 4 次"):
            desk.work.unlock(PERSON.user, said["code"], NEWER)
        desk.counter.let_in(PERSON.user, NEW)
    kinds = {row.kind: row.times for row in county.rows(security_events.select())}
    assert kinds["unlock-code-given"] == 1


@pytest.mark.asvs("6.6.2", "6.6.3")
@pytest.mark.threat("T2")
@pytest.mark.asvs("6.6.3")
def test_codes_are_guessed_no_more_than_passwords(enrolled, county):
    with at_the_desk(enrolled.profile) as desk:
        desk.meet_county()
        said = said_by(county, desk.work.call(PERSON.user))
        other = code_of_another_challenge(desk)
        for _ in range(5):
            with pytest.raises(UnlockCodeWrong):
                desk.work.unlock(PERSON.user, other, NEW)
        with pytest.raises(SignInPaused):
            desk.work.unlock(PERSON.user, said["code"], NEW)
        desk.clock.pass_time(timedelta(minutes=31))
        said = said_by(county, desk.work.call(PERSON.user))  # The former challenge is over too.
        for _ in range(5):
            with pytest.raises(UnlockCodeWrong):
                desk.work.unlock(PERSON.user, other, NEW)
        with pytest.raises(PersonDisabled):
            desk.work.unlock(PERSON.user, said["code"], NEW)
        desk.counter.let_in(PERSON.user, PASSWORD)


@pytest.mark.asvs("6.6.2", "6.6.3")
@pytest.mark.threat("T2")
@pytest.mark.fault("F9")
def test_a_challenge_holds_half_an_hour_that_no_wall_clock_measures(enrolled, county):
    with at_the_desk(enrolled.profile) as desk:
        desk.meet_county()
        slots, door, clock = desk.work._passwords().slots, desk.counter.door, desk.clock
        with pytest.raises(UnlockChallengeOver):  # Nothing was shown yet.
            desk.work.unlock(PERSON.user, "0" * 20, NEW)
        seen = []
        for moves in (
            lambda: clock.pass_time(timedelta(minutes=30)),
            clock.reboot,
            lambda: (clock.set_wall(START - timedelta(days=1_000)), clock.reboot()),
        ):
            call = desk.work.call(PERSON.user)
            assert call.until == clock.now() + timedelta(minutes=30)
            said = said_by(county, call)
            seen.append(call.challenge)
            for wall in (START - timedelta(days=900), START + timedelta(days=900)):
                clock.set_wall(wall)
                assert desk.work.call(PERSON.user).challenge == call.challenge
            clock.pass_time(timedelta(minutes=29))
            again = desk.work.call(PERSON.user)
            assert (again.challenge, again.until - clock.now()) == (call.challenge, ONE_MINUTE)
            moves()
            clock.set_wall(START)  # Set back to when it was shown: it is over all the same.
            with pytest.raises(UnlockChallengeOver):
                desk.work.unlock(PERSON.user, said["code"], NEW)
        assert not door.standing(PERSON.user).left_ms
        last = desk.work.call(PERSON.user)
        assert len({*seen, last.challenge}) == 4
        clock.pass_time(timedelta(hours=40))
        assert desk.work.call(PERSON.user).challenge == last.challenge, "one is always left"
        desk.work.unlock(PERSON.user, said_by(county, last)["code"], NEW)
        desk.counter.keep_access()
        assert len(slots._read()[PERSON.user]) == SLOTS_EACH, "made anew once somebody is in"


def test_a_slot_of_an_older_program_still_serves(enrolled, county):
    with at_the_desk(enrolled.profile) as desk:
        desk.meet_county()
        path = desk.counter.paths.root / SLOTS_NAME
        slots = json.loads(path.read_bytes())["slots"]
        older = {user: own[0] for user, own in slots.items()}
        path.write_text(json.dumps({"format": 1, "slots": older}), encoding="utf-8")
        call = desk.work.call(PERSON.user)
        desk.work.unlock(PERSON.user, said_by(county, call)["code"], NEW)
        assert desk.counter.operator().staff == PERSON.staff
        path.write_text(json.dumps({"format": 9, "slots": slots}), encoding="utf-8")
        with pytest.raises(NoUnlockSlot):
            desk.work.call(PERSON.user)


def slipped(code):
    """Return a code with a slip of the tongue at its end."""
    return code[:-1] + ("Q" if code[-1] != "Q" else "R")


def code_of_another_challenge(desk):
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from sync.unlock_code import unlock_code

    other = X25519PrivateKey.generate()
    return unlock_code(other, other.public_key(), "0" * 16, "0" * 8)


@pytest.mark.asvs("16.3.2")
def test_the_county_gives_no_code_to_a_revoked_device_or_for_a_slip_of_the_tongue(enrolled, county):
    with at_the_desk(enrolled.profile) as desk:
        desk.meet_county()
        call = desk.work.call(PERSON.user)
    slips = 0
    for at in (0, 2, 5, 7, 8):
        for sign in "23456789":
            heard = replace(call, challenge=call.challenge[:at] + sign + call.challenge[at + 1 :])
            if heard != call:
                with suppress(ChallengeInvalid):
                    slips += bool(said_by(county, heard))
    assert slips <= 6, "one slip in thirty-two goes unnoticed, and gives a code that opens nothing"
    with pytest.raises(ChallengeInvalid):
        said_by(county, replace(call, challenge=call.challenge[:-1]))
    with pytest.raises(DeviceUnknown):
        said_by(county, replace(call, device="0" * 16))
    device = call.device.replace(" ", "")
    revoke(county.database, county.county.key, device, at_ms=county.time())
    with pytest.raises(UnlockRefused):
        said_by(county, call)
    kinds = {row.kind for row in county.rows(security_events.select())}
    assert "unlock-code-refused" in kinds


def test_a_counter_that_never_met_the_county_says_so(desk):
    desk.counter.keep_access()
    with pytest.raises(NoUnlockSlot):
        desk.work.call(PERSON.user)
    with pytest.raises(NoUnlockSlot):
        desk.work.unlock(PERSON.user, "0" * 20, NEW)


@pytest.mark.threat("T2")
def test_a_chief_lends_a_password_for_one_sign_in(desk):
    desk.add_chief()
    for chief, password, user, error in (
        (PERSON.user, PASSWORD, CHIEF.user, NotAuthorised),
        (CHIEF.user, CHIEFS, CHIEF.user, NotAuthorised),
        (CHIEF.user, "nein", PERSON.user, WrongPassword),
        (CHIEF.user, CHIEFS, "nobody", PersonUnknown),
    ):
        with pytest.raises(error):
            desk.work.lend(chief, password, user, LENT)
    desk.wrong(10)
    desk.work.lend(CHIEF.user, CHIEFS, PERSON.user, LENT)
    with pytest.raises(WrongPassword):
        desk.counter.let_in(PERSON.user, PASSWORD)
    desk.counter.let_in(PERSON.user, LENT)
    assert desk.work.standing().state is PasswordState.TEMPORARY
    with pytest.raises(PasswordUsedBefore):
        desk.work.choose(LENT)
    desk.work.choose(NEW)
    assert desk.work.standing().state is PasswordState.GOOD
    told = [(by, fact.staff, fact.manner) for by, fact in desk.facts()]
    assert told[-2:] == [
        (CHIEF.staff, PERSON.staff, PasswordManner.LENT),
        (PERSON.staff, PERSON.staff, PasswordManner.OWN),
    ]
    assert all(isinstance(fact, PasswordReplaced) for _, fact in desk.facts())


def test_the_last_five_passwords_are_not_taken_again(desk):
    chosen = [f"Kessel.Flicker-{number}" for number in range(5)]
    for password in chosen:
        desk.work.choose(password)
    for password in chosen:
        with pytest.raises(PasswordUsedBefore):
            desk.work.choose(password)
    desk.work.choose(NEW)
    desk.work.choose(chosen[0])
    with pytest.raises(PasswordUsedBefore):
        desk.work.choose(chosen[4])
    kept = (desk.counter.paths.root / "passwords.sealed").read_bytes()
    assert b"proof" not in kept, "what would tell a right password lies sealed"


@pytest.mark.asvs("7.2.4")
def test_each_sign_in_has_a_number_of_its_own_and_every_event_bears_it(desk):
    desk.add_chief()
    seen = {}
    for user, password in ((PERSON.user, PASSWORD), (CHIEF.user, CHIEFS), (PERSON.user, PASSWORD)):
        operator = desk.counter.let_in(user, password)
        work(desk.counter.profile)
        seen[operator.login] = (operator.staff, operator.role.value)
    assert len(seen) == 3
    with desk.counter.profile.store.reading_engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT data FROM events ORDER BY id").all()
    heads = [open_header(data) for (data,) in rows]
    cases = [head for head in heads if head.case]
    assert {(head.login, (head.staff, head.role)) for head in cases} == set(seen.items())
    assert all(
        head.staff and head.role and (head.login or head.staff == "system") for head in heads
    )


@pytest.mark.fault("F9")
def test_a_password_grows_old_and_a_clock_that_nobody_vouches_for_only_warns(desk, monkeypatch):
    desk.work.choose(NEW)
    told, proven = [], []
    for days in (0, 75, 76, 89, 90, 400):
        now = START + timedelta(days=days)
        desk.counter.clock.set_wall(now)
        told.append(desk.work.standing().state.value)
        county_said = Estimate(now, timedelta(0), is_anchored=True, earliest=now)
        with monkeypatch.context() as patch:
            patch.setattr(desk.counter.timekeeper, "estimate", lambda said=county_said: said)
            proven.append(desk.work.standing().state.value)
    assert told == ["good", "good", "ending", "ending", "ending", "ending"]
    assert proven == ["good", "good", "ending", "ending", "expired", "expired"]
