"""A new authority beside the old one, added by command; what may not vouch stays out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from counter_app.bootstrap.desk_reading import _authorities_end
from counter_app.bootstrap.profile import create_counter
from counter_app.cli.parser import main
from counter_app.domain.county_tasks import authority_task
from counter_app.domain.errors import UnreadableFile
from counter_app.domain.task_codes import TaskCode
from counter_app.domain.trusted_time import CHINA
from counter_app.runtime.pinned_authorities import AUTHORITIES_MAX, ends_of, joined
from counter_app.runtime.settings import CountySettings, Settings, load_settings, save_settings
from counter_app.storage.vault import COST_FLOOR
from tests.bootstrap.sites import PASSWORD, PERSON, Site
from tests.fakes.certificates import Authority
from tests.fakes.people import PROFILE

NOW = datetime.now(UTC)


@pytest.fixture
def site(tmp_path, monkeypatch):
    site = Site(tmp_path / "first", monkeypatch)
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(site.folder / "machine"))
    create_counter(site.profile, Settings(counter=PROFILE), PERSON, PASSWORD, cost=COST_FLOOR)
    return site


@pytest.fixture
def ask(site, tmp_path, capsysbinary):
    (tmp_path / "password").write_text(PASSWORD, "utf-8")

    def ask(*words):
        given = ["--profile", str(site.profile), "--user", PERSON.user, "--json"]
        given += ["--password-file", str(tmp_path / "password")]
        code = main(["authority", *map(str, words), *given])
        return code, json.loads(capsysbinary.readouterr().out)

    return ask


def test_the_new_one_is_used_beside_the_old_and_the_old_file_is_left_alone(site, ask, tmp_path):
    old, new = Authority(tmp_path, "old"), Authority(tmp_path, "new")
    before = old.file.read_bytes()
    assert ask("--add", new.file)[1]["error"]["code"] == "settings-invalid"
    settings = load_settings(site.profile / "settings.toml")
    county = CountySettings(url="https://c.example", public_key="0f" * 32, ca_file=str(old.file))
    save_settings(site.profile / "settings.toml", replace(settings, county=county))
    code, told = ask("--add", new.file)
    assert (code, len(told["ends"])) == (0, 2)
    kept = load_settings(site.profile / "settings.toml").county
    assert kept == replace(county, ca_file=told["file"])
    assert len(ends_of(site.profile / "county-ca.pem")) == 2
    assert old.file.read_bytes() == before
    assert len(ask("--add", new.file)[1]["ends"]) == 2, "once is enough"
    host, _ = new.certify("127.0.0.1")
    code, told = ask("--add", host)
    assert (code, told["error"]["code"]) == (1, "unreadable-file")
    assert len(ask()[1]["ends"]) == 2
    with site.opened() as profile:
        assert _authorities_end(profile) == ends_of(new.file)[0].astimezone(CHINA).date()
        (site.profile / "county-ca.pem").write_text("nothing")
        assert _authorities_end(profile) == profile.clock.now().date()


def test_those_that_have_ended_go_and_too_many_are_refused(tmp_path):
    old, new = Authority(tmp_path, "old"), Authority(tmp_path, "new")
    later = NOW + timedelta(days=5_000)
    with pytest.raises(UnreadableFile, match="过期"):
        joined(old.file, new.file, later)
    crowd = tmp_path / "crowd.pem"
    many = [Authority(tmp_path, f"a{n}").file.read_bytes() for n in range(AUTHORITIES_MAX)]
    crowd.write_bytes(b"".join(many))
    with pytest.raises(UnreadableFile, match="最多"):
        joined(old.file, crowd, NOW)
    with pytest.raises(UnreadableFile):
        joined(old.file, tmp_path / "none.pem", NOW)


def test_the_end_of_the_last_one_is_a_task_a_month_before():
    today = date(2026, 11, 2)
    for days, is_told in ((30, False), (29, True), (-3, True)):
        found = list(authority_task(today + timedelta(days=days), today))
        assert [task.code for task in found] == [TaskCode.AUTHORITY_ENDING] * is_told
    assert not list(authority_task(None, today))
