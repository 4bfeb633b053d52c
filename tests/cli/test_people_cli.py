"""`counter people`, as an installer and a chief use it."""

from __future__ import annotations

import json

import pytest

from counter_app.cli.parser import main
from counter_app.runtime.paths import MACHINE_VARIABLE
from counter_app.runtime.settings import Settings, settings_text
from counter_app.storage.secret_store import FileSecretStore
from tests.fakes.people import PROFILE

FLOOR = b'{"memory_kib": 19456, "iterations": 2, "lanes": 1}'
PASSWORDS = {"first": "Kessel.Flicker-8", "chief": "Blue.Kestrel-77", "lent": "Lend-me-4-once"}


class Site:
    def __init__(self, folder, capsys):
        self.folder, self._capsys = folder, capsys
        for name, password in {**PASSWORDS, "weak": "qwerty", "own": "Morgen-Nebel-31"}.items():
            (folder / name).write_text(password + "\n", "utf-8")
        (folder / "settings.toml").write_text(settings_text(Settings(counter=PROFILE)), "utf-8")

    def run(self, *words, user="", password="", new=""):
        line = [*words, "--profile", str(self.folder / "profile"), "--json"]
        if user:
            line += ["--user", user, "--password-file", str(self.folder / password)]
        if new:
            line += ["--new-password-file", str(self.folder / new)]
        done = main(line)
        said = json.loads(self._capsys.readouterr().out)
        return said if done == 0 else said["error"]["code"]

    def set_up(self, password="first"):
        given = ("--settings", str(self.folder / "settings.toml"))
        who = ("--staff", "QH0107", "--name", "周小禾")
        return self.run("setup", *given, *who, user="zhou", password=password)

    def add(self, user, staff, role, by=("zhou", "first")):
        who = ("--new-user", user, "--staff", staff, "--name", "高远", "--role", role)
        return self.run("people", "add", *who, user=by[0], password=by[1], new="lent")


@pytest.fixture
def site(tmp_path, monkeypatch, capsys):
    """A machine on which somebody has measured what a guess costs."""
    monkeypatch.setenv(MACHINE_VARIABLE, str(tmp_path / "machine"))
    FileSecretStore(tmp_path / "machine").save("password-cost", FLOOR)
    return Site(tmp_path, capsys)


def test_a_weak_first_password_serves_once(site):
    assert site.set_up("weak")["temporary"] is True
    assert site.run("people", "password", user="zhou", password="weak", new="weak") == (
        "password-too-weak"
    )
    changed = site.run("people", "password", user="zhou", password="weak", new="own")
    assert changed == {"user": "zhou", "changed": True}


@pytest.mark.threat("T2")
def test_people_are_enrolled_by_those_who_may_and_helped_by_a_chief(site):
    assert site.set_up()["temporary"] is False
    assert site.add("li", "QH0108", "clerk") == "not-authorised", "the first one is a chief"
    assert site.add("gao", "QH0101", "chief")["temporary"] is True
    early = site.add("li", "QH0108", "clerk", by=("gao", "lent"))
    assert early == "password-to-replace", "who lent it could act in their name"
    assert site.run("people", "password", user="gao", password="lent", new="chief")["changed"]
    assert site.add("li", "QH0108", "clerk") == "not-authorised", "a clerk enrols nobody then"
    assert site.add("zhou", "QH0109", "clerk", by=("gao", "chief")) == "person-known"
    assert site.add("li", "QH0107", "clerk", by=("gao", "chief")) == "person-known"
    assert site.add("li", "QH0108", "clerk", by=("gao", "chief"))["role"] == "clerk"
    for _ in range(5):
        assert site.run("case", "list", user="zhou", password="weak") == "wrong-password"
    assert site.run("case", "list", user="zhou", password="first") == "sign-in-paused"
    rows = {row["user"]: row for row in site.run("people", "list")["people"]}
    assert (rows["zhou"]["state"], rows["zhou"]["minutes_left"]) == ("paused", 30)
    assert (rows["gao"]["state"], rows["li"]["role"]) == ("open", "clerk")
    (site.folder / "lis").write_text("Kupfer.Falter-52", "utf-8")
    assert site.run("people", "password", user="li", password="lent", new="lis")["changed"]
    assert site.run("people", "lend", "zhou", user="li", password="lis", new="own") == (
        "not-authorised"
    )
    assert site.run("people", "lend", "nobody", user="gao", password="chief", new="own") == (
        "person-unknown"
    )
    assert site.run("people", "lend", "zhou", user="gao", password="chief", new="own") == {
        "user": "zhou",
        "temporary": True,
    }
    assert site.run("case", "list", user="zhou", password="own") == "password-to-replace"
    (site.folder / "next").write_text("Nebel.Kessel-44", "utf-8")
    assert site.run("people", "password", user="zhou", password="own", new="next")["changed"]
    assert site.run("case", "list", user="zhou", password="next")["cards"] == []


def test_a_counter_that_never_met_the_county_has_nothing_to_read_out(site):
    site.set_up()
    assert site.run("people", "challenge", "zhou") == "no-unlock-slot"
    code = "0000-0000-0000-0000-0000"
    assert site.run("people", "unlock", "zhou", "--code", code, new="own") == "no-unlock-slot"
    assert site.run("people", "unlock", "nobody", "--code", code, new="own") == "person-unknown"
