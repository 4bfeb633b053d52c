"""The command line asks the same table as the window: who keeps the machine reads no case."""

from __future__ import annotations

import json

import pytest

from counter_app.bootstrap.profile import create_counter
from counter_app.cli.parser import main
from counter_app.domain.staff import Role
from counter_app.runtime.settings import Settings
from counter_app.storage.vault import COST_FLOOR, Person
from tests.bootstrap.sites import PASSWORD
from tests.fakes.people import PROFILE


@pytest.mark.asvs("8.2.1")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_neither_lists_nor_numbers_are_told_to_who_may_see_no_case(
    role, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    person = Person(user="keeper", staff="QH0900", name="钱维护", role=role)
    folder = tmp_path / "profile"
    create_counter(folder, Settings(counter=PROFILE), person, PASSWORD, cost=COST_FLOOR)
    password = tmp_path / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    who = ["--profile", str(folder), "--user", "keeper", "--password-file", str(password)]
    for words in (["list"], ["show", "1" * 27]):
        assert main(["case", *words, *who, "--json"]) == 1
        told = json.loads(capsys.readouterr().out)
        assert told["error"]["code"] == "not-authorised"
