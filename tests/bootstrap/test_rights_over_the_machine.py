"""Commands ask who may: backups, restores, settings, the record of accesses; and with what."""

from __future__ import annotations

import json

import pytest

from counter_app.bootstrap.backup_work import BackupWork
from counter_app.bootstrap.profile import create_counter, profile_door, sign_in
from counter_app.bootstrap.restoring import RestoreDesk
from counter_app.bootstrap.running import RunningCounter
from counter_app.cli.parser import main
from counter_app.domain.errors import NotAuthorised
from counter_app.domain.staff import Role
from counter_app.runtime.settings import Settings
from counter_app.runtime.system_clock import SystemClock
from counter_app.storage.vault import COST_FLOOR, Person, Terms
from tests.bootstrap.sites import PASSWORD, PERSON, work
from tests.fakes.people import PROFILE

REFUSED = "not-authorised"
OTHERS = (Role.CHIEF, Role.TEMPORARY, Role.AUDITOR, Role.ADMINISTRATOR)


class Counter:
    """A counter with a clerk, and a command line."""

    def __init__(self, folder, capsys):
        self.folder, self.profile = folder, folder / "profile"
        self._capsys = capsys
        settings = Settings(counter=PROFILE)
        create_counter(self.profile, settings, PERSON, PASSWORD, cost=COST_FLOOR)
        (folder / "password").write_text(PASSWORD, "utf-8")

    def enrol(self, *roles, terms=None):
        door = profile_door(self.profile, Settings(counter=PROFILE), SystemClock())
        opened = door.vault.unlock(PERSON.user, PASSWORD)
        for role in roles:
            person = Person(user=role.value, staff=f"QH-{role.value}", name="某人", role=role)
            door.vault.enrol(opened, person, PASSWORD, COST_FLOOR, terms=terms)

    def run(self, user, *words):
        who = ["--profile", str(self.profile), "--user", user]
        code = main([*words, *who, "--password-file", str(self.folder / "password"), "--json"])
        said = json.loads(self._capsys.readouterr().out)
        return said if code == 0 else said["error"]["code"]


class AtOnce:
    """Does work of the window where it is asked for."""

    def start(self, work, *, done, failed):
        del failed
        done(work())


@pytest.fixture
def counter(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    return Counter(tmp_path, capsys)


@pytest.mark.asvs("8.2.1", "8.3.1")
@pytest.mark.threat("T2")
def test_each_command_over_the_machine_asks_the_table_of_rights(counter):
    counter.enrol(*OTHERS)
    profile = sign_in(counter.profile, PERSON.user, PASSWORD)
    (number,) = work(profile)
    profile.close()
    file = str(counter.folder / "own.db")
    assert counter.run("temporary", "backup", "--to", file) == REFUSED
    assert counter.run("auditor", "backup-rehearse") == REFUSED
    assert counter.run("auditor", "backup", "--second", str(counter.folder)) == REFUSED
    assert counter.run("clerk", "backup", "--to", file)["integrity"] == "ok"
    assert counter.run("clerk", "backup-verify", file)["newest"] == [number]
    looked = counter.run("administrator", "backup-verify", file)
    assert (looked["cases"], looked["newest"]) == (1, []), "who keeps the machine learns no number"
    for user in ("clerk", "temporary", "auditor"):
        assert counter.run(user, "restore", file) == REFUSED
    assert counter.run("administrator", "restore", file)["integrity"] == "ok"
    for action in ("accesses", "destroyed"):
        for user in ("clerk", "administrator", "temporary"):
            assert counter.run(user, "audit", action) == REFUSED
        assert isinstance(counter.run("auditor", "audit", action), dict)
    assert counter.run("clerk", "audit", "verify")["valid"] is True
    enrol = ("enrol", "--county", "https://county.invalid", "--code", "0" * 24)
    assert counter.run("clerk", *enrol) == REFUSED
    assert counter.run("auditor", *enrol) == REFUSED


@pytest.mark.asvs("8.2.1")
def test_a_counter_of_one_person_can_still_restore_its_data(counter):
    profile = sign_in(counter.profile, PERSON.user, PASSWORD)
    work(profile)
    profile.close()
    file = str(counter.folder / "own.db")
    counter.run("clerk", "backup", "--to", file)
    assert counter.run("clerk", "restore", file)["integrity"] == "ok"


@pytest.mark.asvs("8.3.1")
@pytest.mark.threat("T2")
def test_the_window_asks_too(counter):
    counter.enrol(*OTHERS)
    running = RunningCounter(counter.profile, report_bug=lambda _: None)
    parts = BackupWork(running).parts(AtOnce())
    try:
        running.let_in("temporary", PASSWORD)
        parts.make()
        assert isinstance(parts.news().failure, NotAuthorised)
        with pytest.raises(NotAuthorised):
            parts.rehearse()
    finally:
        running.stop()
    with pytest.raises(NotAuthorised):
        RestoreDesk(counter.profile, "clerk", PASSWORD).restore(counter.folder / "none.db")


@pytest.mark.asvs("6.4.1")
@pytest.mark.threat("T2")
def test_a_lent_password_serves_at_the_command_line_to_choose_another_only(counter):
    """Whoever lent it could otherwise read cases in somebody's name, and they would never know."""
    now = SystemClock().now()
    counter.enrol(Role.BACKUP, terms=Terms(set_at=now, is_temporary=True))
    counter.enrol(Role.CHIEF, terms=Terms(set_at=now))
    for words in (["case", "list"], ["backup"], ["people", "lend", "clerk"], ["audit", "verify"]):
        more = ["--new-password-file", str(counter.folder / "password")] if "lend" in words else []
        assert counter.run("backup", *words, *more) == "password-to-replace"
    (counter.folder / "new").write_text("Morgen-Nebel-31", "utf-8")
    new = ("--new-password-file", str(counter.folder / "new"))
    assert counter.run("backup", "people", "password", *new)["changed"] is True
    assert counter.run("chief", "case", "list")["cards"] == []
    (counter.folder / "password").write_text("Morgen-Nebel-31", "utf-8")
    assert counter.run("backup", "case", "list")["cards"] == []
