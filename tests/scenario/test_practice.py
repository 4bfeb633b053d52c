"""Practice: exercises pass and fail as written, and nothing of them can be taken for real."""

from __future__ import annotations

import inspect
import itertools
import json
import typing

import pytest

from counter_app.bootstrap import county
from counter_app.bootstrap.profile import OpenProfile, create_counter, sign_in
from counter_app.cli.parser import main
from counter_app.domain.errors import EnrolmentRefused, ExerciseUnknown, SettingsInvalid
from counter_app.domain.numbering import is_case_number
from counter_app.domain.practice import PRACTICE_COUNTY, PRACTICE_MARK, is_practice, mark_of
from counter_app.runtime.settings import Settings
from counter_app.runtime.shipped_data import shipped_regions
from counter_app.scenario.exercise import exercise_names, load_exercise, parse_exercise
from counter_app.scenario.people import CENTRE, PEOPLE
from counter_app.scenario.player import Player, parse_script, starts_at
from counter_app.scenario.practice import practise
from counter_app.scenario.practice_profile import PracticeProfile
from counter_app.scenario.world import COST_THROWN_AWAY, Place, open_world
from sync.server.county_key import load_or_create
from sync.server.engine import open_database
from sync.server.enrolment import enrol, make_code
from sync.server.problem import Problem
from sync.wire import EnrolWire
from tests.fakes.people import PROFILE

RIGHT = {
    "deemed-acceptance": (3, 2),
    "deferrable-material": (3, 2),
    "missing-material": (3, 2, 2, 1),
    "net-down": (2, 1, 2),
    "paper-out": (1, 2),
    "wrong-card": (2, 1, 2),
}


def answering(*choices):
    prepared = iter(choices)
    return lambda question, remark: next(prepared, None)


def test_every_exercise_that_ships_is_known_here():
    assert set(exercise_names()) == RIGHT.keys()


@pytest.mark.parametrize("name", RIGHT)
def test_the_right_answers_pass(name):
    result = practise(load_exercise(name), answering(*RIGHT[name]))
    assert result.is_passed, result.as_object()
    assert result.mistakes == 0


@pytest.mark.parametrize(
    ("name", "place"),
    [(name, place) for name, right in RIGHT.items() for place in range(len(right))],
)
def test_every_wrong_answer_is_a_mistake(name, place):
    exercise = load_exercise(name)
    right = RIGHT[name]
    others = range(1, len(exercise.questions[place].choices) + 1)
    for wrong in (number for number in others if number != right[place]):
        result = practise(exercise, answering(*right[:place], wrong, *right[place:]))
        assert result.mistakes == 1
        went = result.questions[place]
        assert went.chosen[0] == wrong
        if not went.is_reached:
            assert not result.is_passed, "what was done cannot be undone"
        else:
            assert went.errors, "only what the program refused can be mended"
            assert result.is_passed is (exercise.mistakes_max >= 1)


def test_who_gives_up_fails():
    result = practise(load_exercise("net-down"), answering())
    assert not result.is_passed
    assert [each.chosen for each in result.questions] == [[]]


def test_an_exercise_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(ExerciseUnknown, match="net-down"):
        load_exercise("../net-down")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"title":"x"}', '{"title":1}\n{"ask":2}'])
def test_what_is_no_exercise_is_refused(text):
    from counter_app.domain.errors import ScenarioInvalid

    with pytest.raises(ScenarioInvalid):
        parse_exercise("x", text)


def test_the_command_lists_passes_and_fails(capfdbinary):
    assert main(["practice", "--json"]) == 0
    listed = json.loads(capfdbinary.readouterr().out)["exercises"]
    assert {row["name"] for row in listed} == RIGHT.keys()
    assert main(["practice", "--json", "--exercise", "paper-out", "--answers", "1,2"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["passed"] is True
    assert main(["practice", "--json", "--exercise", "net-down", "--answers", "1"]) == 1
    assert json.loads(capfdbinary.readouterr().out)["passed"] is False
    assert main(["practice", "--json", "--exercise", "none"]) == 1
    assert json.loads(capfdbinary.readouterr().out)["error"]["code"] == "exercise-unknown"
    assert main(["practice", "--exercise", "net-down", "--answers", "x"]) == 2


def test_questions_go_to_the_other_stream(capfd, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("1\n2\n"))
    assert main(["practice", "--exercise", "paper-out"]) == 0
    told = capfd.readouterr()
    assert "换好纸以后" in told.err
    assert told.out.rstrip().endswith("通过：答错 0 次（最多 1 次）")


# Nothing of practice is real.


def test_no_county_of_china_has_the_code_of_practice():
    regions = shipped_regions()
    assert not any(str(code).startswith(PRACTICE_COUNTY) for code in regions.names)
    assert not is_practice(PROFILE)
    assert mark_of(PROFILE) == ""
    assert is_practice(CENTRE)


RECEIVE = {
    "at": "2026-03-02T09:00",
    "as": "clerk",
    "do": "receive",
    "case": "c1",
    "item": "T006",
    "applicant": {"name": "沈桂兰", "number": "510899194203120025"},
}


def test_numbers_of_practice_are_of_no_county_and_papers_are_marked():
    printing = {"at": "2026-03-02T09:01", "do": "print", "case": "c1", "form": "intake-receipt"}
    script = list(parse_script([json.dumps(RECEIVE), json.dumps(printing)]))
    with open_world(Place(), starts_at(script)) as world:
        *_, printed = Player(world).play(script)
        assert printed.ok
        assert printed.case["number"].startswith(PRACTICE_COUNTY)
        assert is_case_number(printed.case["number"])
        (paper,) = world.papers.sheets
    assert PRACTICE_MARK in paper


@pytest.fixture
def practice_counter(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    folder = tmp_path / "profile"
    create_counter(folder, Settings(counter=CENTRE), PEOPLE["clerk"], "练习", cost=COST_THROWN_AWAY)
    profile = sign_in(folder, "clerk", "练习")
    yield profile
    profile.close()


def test_a_practice_counter_finds_no_way_to_a_county(practice_counter):
    with pytest.raises(EnrolmentRefused):
        county.enrol_counter(practice_counter, url="http://127.0.0.1:9", code="x" * 24)
    with pytest.raises(SettingsInvalid):
        county.exchange_once(practice_counter)
    assert type(county.county_agent(practice_counter)).__name__ == "UnsetLine"


def test_what_reaches_a_county_does_not_take_the_type_of_practice():
    assert not issubclass(PracticeProfile, OpenProfile)
    takers = [each for _, each in inspect.getmembers(county, inspect.isfunction)]
    hints = itertools.chain(
        *(
            typing.get_type_hints(each).items()
            for each in takers
            if each.__module__ == county.__name__
        )
    )
    kinds = {kind for name, kind in hints if name == "profile"}
    assert kinds == {OpenProfile}


@pytest.mark.parametrize("is_practice_county", [False, True])
def test_a_county_takes_no_counter_of_the_other_kind(tmp_path, is_practice_county):
    database = open_database(f"sqlite:///{tmp_path / 'county.db'}")
    key = load_or_create(tmp_path / "key.pem")
    stranger = PROFILE.counter_code if is_practice_county else CENTRE.counter_code
    code = make_code(database, key, "", at_ms=1)
    asked = EnrolWire(
        code=code,
        public_key=key.public.public_bytes_raw(),
        counter_code=stranger,
        device="d" * 16,
    )
    try:
        with pytest.raises(Problem, match="enrolment-refused"):
            enrol(database, asked, at_ms=2, is_practice=is_practice_county)
    finally:
        database.close()
