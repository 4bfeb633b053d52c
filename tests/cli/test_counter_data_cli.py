"""Commands on one counter's own data: setup, case, doctor, audit."""

from __future__ import annotations

import json

import pytest

from counter_app.bootstrap.profile import sign_in
from counter_app.cli.parser import main
from counter_app.domain.material import Verdict
from counter_app.runtime.settings import Settings, save_settings
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.services.submit_intake import Outcome, SubmitIntake
from tests.fakes.people import GRANNY, PROFILE
from tests.fakes.pictures import jpeg
from tests.services.intake import submission

PASSWORD = "一位窗口人员的密码-1"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    (tmp_path / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    save_settings(tmp_path / "settings.toml", Settings(counter=PROFILE))
    return tmp_path


@pytest.fixture
def ask(folder, capsysbinary):
    def ask(*words, user="clerk"):
        who = ["--user", user, "--password-file", str(folder / "password")]
        code = main([*words, "--profile", str(folder / "profile"), *who, "--json"])
        return code, json.loads(capsysbinary.readouterr().out)

    return ask


@pytest.fixture
def counter(folder, ask):
    words = ("setup", "--settings", str(folder / "settings.toml"))
    code, answer = ask(*words, "--staff", "QH0107", "--name", "周小禾")
    assert code == 0
    assert answer["counter"] == PROFILE.counter_code
    return folder / "profile"


@pytest.fixture
def case(counter):
    opened = sign_in(counter, "clerk", PASSWORD)
    made = SubmitIntake(opened.office)(
        submission(opened.office, [Verdict.MISSING], outcome=Outcome.NOTICE)
    )
    opened.close()
    return made


def test_a_counter_is_never_set_up_over_another(folder, counter, ask):
    words = ("setup", "--settings", str(folder / "settings.toml"))
    code, answer = ask(*words, "--staff", "X", "--name", "Y")

    assert (code, answer["error"]["code"]) == (1, "settings-invalid")


def test_without_a_counter_every_command_says_so(folder, ask):
    for words in (("case", "list"), ("case", "show", "1"), ("audit", "verify")):
        code, answer = ask(*words)
        assert (code, answer["error"]["code"]) == (1, "no-profile")


@pytest.mark.asvs("6.3.4")
def test_a_wrong_password_opens_nothing(folder, counter, ask):
    (folder / "password").write_text("falsch", encoding="utf-8")

    code, answer = ask("case", "list")

    assert (code, answer["error"]["code"]) == (1, "wrong-password")


@pytest.mark.asvs("8.2.3", "14.2.6")
def test_the_list_shows_cases_masked(case, ask):
    code, answer = ask("case", "list")

    assert code == 0
    [card] = answer["cards"]
    assert card["number"] == case.number
    assert card["status"] == "awaiting-supplement"
    assert card["stage"] == "stored"
    assert GRANNY.name not in json.dumps(answer, ensure_ascii=False)
    assert GRANNY.number not in json.dumps(answer)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--status", "awaiting-supplement"], 1),
        (["--status", "accepted"], 0),
        (["--due-before", "2024-01-01"], 0),
    ],
)
def test_the_list_can_be_narrowed(case, ask, words, found):
    code, answer = ask("case", "list", *words)

    assert code == 0
    assert len(answer["cards"]) == found


def test_a_case_is_shown_whole_with_its_events(case, ask):
    code, answer = ask("case", "show", case.number)

    assert code == 0
    assert answer["notices"] == 1
    assert answer["outstanding_materials"] == [case.materials[0].name]
    types = [event["type"] for event in answer["events"]]
    assert types == ["case.received", "case.one_time_notice_issued", "print.intended"]
    assert GRANNY.number not in json.dumps(answer)


def test_a_file_of_a_case_is_told_without_the_name_that_people_gave_it(case, ask, counter, folder):
    path = folder / f"{GRANNY.name}的身份证.jpg"
    path.write_bytes(jpeg())
    opened = sign_in(counter, "clerk", PASSWORD)
    attachments = CaseAttachments(opened.office, opened.store.attachments)
    attachments.add(case.case_id, FileToAdd(path=path, material=case.materials[0].name))
    opened.close()
    code, answer = ask("case", "show", case.number)
    assert code == 0
    (file,) = answer["attachments"]
    assert (file["media_type"], file["state"]) == ("image/jpeg", "here")
    assert file["material"] == case.materials[0].name
    assert answer["events"][-1]["type"] == "material.attached"
    assert GRANNY.name not in json.dumps(answer, ensure_ascii=False)


def test_a_number_that_is_not_here_is_an_expected_failure(case, ask):
    code, answer = ask("case", "show", "0" * 27)

    assert (code, answer["error"]["code"]) == (1, "case-not-found")


def test_the_log_of_a_fresh_case_is_valid(case, ask):
    code, answer = ask("audit", "verify")

    assert code == 0
    assert answer == {"events": 3, "devices": 1, "valid": True, "flags": []}


def test_sync_without_a_county_says_what_to_do(counter, ask):
    code, answer = ask("sync", "--once")

    assert code == 1
    assert answer["error"]["code"] == "settings-invalid"


def test_doctor_answers_with_and_without_a_counter(folder, ask, capsysbinary):
    code, before = ask("doctor")
    names = {check["name"] for check in before["checks"]}

    assert code == 0
    assert {"settings", "disk", "calendar", "catalogue", "fonts"} <= names


def test_doctor_looks_into_the_database_of_who_signs_in(case, ask):
    code, answer = ask("doctor")
    by_name = {check["name"]: check for check in answer["checks"]}

    assert code == 0
    assert by_name["database"]["status"] == "ok"
    assert by_name["unacknowledged"]["status"] == "warning"
    assert by_name["head-anchor"]["status"] == "ok"


def test_a_wrong_date_is_wrong_usage(counter, folder):
    words = ["case", "list", "--due-before", "31.12.2026", "--profile", str(folder / "profile")]

    assert main(words) == 2


def test_an_unknown_command_is_wrong_usage(capsys):
    assert main(["frobnicate"]) == 2
    assert main([]) == 2
    assert main(["--help"]) == 0
    assert "counter" in capsys.readouterr().out
