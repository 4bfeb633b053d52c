"""A dead machine's disk opens at the county, on the machine in its place, and nowhere else."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives import serialization

from counter_app.bootstrap.backups import back_up_to
from counter_app.bootstrap.county import enrol_counter, exchange_once
from counter_app.bootstrap.profile import create_counter
from counter_app.bootstrap.restoring import RestoreDesk
from counter_app.cli.parser import main
from counter_app.domain.errors import BackupForeign, OtherMachine, RecoveryKeyInvalid
from counter_app.runtime.settings import Settings
from counter_app.storage.recovery_file import read_recovery_file
from counter_app.storage.vault import COST_FLOOR
from sync.server.county_key import make_key
from tests.bootstrap.sites import PASSWORD, PERSON, Site, at_county, ids, work
from tests.bootstrap.test_damage import CLOCK, flags
from tests.cli.test_backup_cli import numbers
from tests.fakes.people import PROFILE


def county_key_file(county, folder):
    path = folder / "county.key.pem"
    private = county.county.key.private
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    path.chmod(0o600)
    return path


@pytest.fixture
def backup(enrolled, tmp_path):
    """A backup on a stick; one case is at the county, one is only in the backup."""
    file = tmp_path / "stick" / "friday.db"
    with enrolled.opened() as profile:
        given = work(profile)
        exchange_once(profile)
        given += work(profile)
        back_up_to(profile, file)
    return file, given


@pytest.fixture
def replacement(tmp_path, monkeypatch):
    site = Site(tmp_path / "second", monkeypatch)
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(site.folder / "machine"))
    create_counter(site.profile, Settings(counter=PROFILE), PERSON, PASSWORD, cost=COST_FLOOR)
    return site


@pytest.mark.asvs("6.3.3", "14.2.4")
@pytest.mark.threat("T1")
def test_the_backup_alone_opens_on_no_other_machine(backup, replacement, tmp_path):
    file, _ = backup
    with pytest.raises(BackupForeign):
        RestoreDesk(replacement.profile, PERSON.user, PASSWORD).look(file)
    (replacement.profile / "keys.json").unlink()
    with pytest.raises(OtherMachine):
        RestoreDesk(replacement.profile, PERSON.user, PASSWORD).look(file)


@pytest.mark.fault("F7")
def test_the_county_opens_the_envelope_and_the_new_machine_goes_on(
    backup, replacement, county, tmp_path, capsysbinary
):
    file, given = backup
    opened = tmp_path / "opened.json"
    words = ["county", "recover-key", str(file), "--to", str(opened), "--json"]
    words += ["--key", str(county_key_file(county, tmp_path))]
    assert main(words) == 0
    assert json.loads(capsysbinary.readouterr().out)["counter"] == PROFILE.counter_code
    assert opened.stat().st_mode & 0o077 == 0
    secret = read_recovery_file(opened).secret.hex()
    assert secret not in file.with_name(file.name + ".note").read_text("utf-8")

    desk = RestoreDesk(replacement.profile, PERSON.user, PASSWORD)
    desk.adopt(opened, file, cost=COST_FLOOR)
    outcome = desk.restore(file)
    assert outcome.stand.events >= 2
    with replacement.opened() as profile:
        assert numbers(profile) == set(given)
        enrol_counter(profile, url=county.url, code=county.code(PROFILE.counter_code))
    with replacement.opened() as profile:
        given += work(profile)
        report = exchange_once(profile)
        assert (report.unsynced, report.quarantined) == (0, 0)
        assert ids(profile) <= at_county(county)
        assert len(set(given)) == len(given) == 3
        assert flags(profile) <= CLOCK


@pytest.mark.asvs("9.2.3", "11.3.3")
def test_another_county_or_a_changed_envelope_opens_nothing(backup, county, tmp_path, capsysbinary):
    file, _ = backup
    note = file.with_name(file.name + ".note")
    content = json.loads(note.read_text("utf-8"))
    content["recovery"]["counter"] = "51089910199"
    other = tmp_path / "other.key.pem"
    make_key(other)
    target = tmp_path / "opened.json"
    for key, written in ((other, None), (county_key_file(county, tmp_path), content)):
        if written is not None:
            note.write_text(json.dumps(written), "utf-8")
        words = ["county", "recover-key", str(file), "--to", str(target), "--key", str(key)]
        assert main([*words, "--json"]) == 1
        answer = json.loads(capsysbinary.readouterr().out)
        assert answer["error"]["code"] == RecoveryKeyInvalid.code
        assert not target.exists()
