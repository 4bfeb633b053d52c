"""Practice mode: an exercise is played in a world of its own, and passed or failed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from counter_app.scenario.exercise import Exercise, Question
from counter_app.scenario.player import Player, ScriptLine, starts_at
from counter_app.scenario.results import LineResult
from counter_app.scenario.world import Place, open_world

TRIES_MAX: Final = 3
_OF_THE_RESULT: Final = frozenset({"outcome", "sync", "day"})

Answers = Callable[[Question, str], int | None]
"""Asked with a question and what was wrong with the last answer; returns a choice from 1, or None
when the trainee gives up."""


@dataclass(slots=True)
class QuestionResult:
    """How one question went.

    Attributes:
        chosen: Choices in the order they were taken, from 1.
        errors: Codes of what the program refused on the way.
        is_reached: What had to be so is so.
    """

    ask: str
    because: str
    chosen: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    is_reached: bool = False

    def as_object(self) -> dict[str, Any]:
        """Return JSON types."""
        return {
            "ask": self.ask,
            "chosen": list(self.chosen),
            "errors": list(self.errors),
            "reached": self.is_reached,
            "because": self.because,
        }


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """How an exercise went."""

    exercise: Exercise
    questions: tuple[QuestionResult, ...]

    @property
    def mistakes(self) -> int:
        """Answers that did not reach what had to be reached."""
        return sum(len(each.chosen) - each.is_reached for each in self.questions)

    @property
    def is_passed(self) -> bool:
        """Whether everything was reached, with no more mistakes than are allowed."""
        is_whole = len(self.questions) == len(self.exercise.questions)
        is_reached = is_whole and all(each.is_reached for each in self.questions)
        return is_reached and self.mistakes <= self.exercise.mistakes_max

    def as_object(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        return {
            "exercise": self.exercise.name,
            "title": self.exercise.title,
            "passed": self.is_passed,
            "mistakes": self.mistakes,
            "mistakes_max": self.exercise.mistakes_max,
            "questions": [each.as_object() for each in self.questions],
        }


def practise(exercise: Exercise, answers: Answers) -> PracticeResult:
    """Play an exercise on a counter that is thrown away; ends early when it cannot be passed.

    Raises:
        CounterError: The world could not be opened.
    """
    everything = [
        act
        for question in exercise.questions
        for act in (*question.scene, *itertools.chain(*(each.acts for each in question.choices)))
    ]
    with open_world(Place(), starts_at(_lines(everything))) as world:
        run = _Run(Player(world), answers)
        questions: list[QuestionResult] = []
        for question in exercise.questions:
            result = run.put(question)
            questions.append(result)
            if not result.is_reached:
                break
    return PracticeResult(exercise, tuple(questions))


class _Run:
    def __init__(self, player: Player, answers: Answers) -> None:
        self._player = player
        self._answers = answers

    def put(self, question: Question) -> QuestionResult:
        """Play what happens, ask, play the answer; a refusal by the program may be mended."""
        result = QuestionResult(question.ask, question.because)
        for line in _lines(question.scene):
            played = self._player.play_line(line)
            assert played.ok, f"the exercise itself is wrong: {played.message}"
        remark = ""
        for _ in range(TRIES_MAX):
            choice = self._answers(question, remark)
            if choice is None or not 1 <= choice <= len(question.choices):
                return result
            result.chosen.append(choice)
            chosen = question.choices[choice - 1]
            played_all = self._play(chosen.acts)
            if not chosen.is_wrong and _is_reached(question.reach, played_all):
                result.is_reached = True
                return result
            refused = [each for each in played_all if each.error is not None]
            result.errors += [each.error or "" for each in refused]
            if len(refused) < len(played_all):
                return result  # Something was done that cannot be undone.
            remark = refused[-1].message
        return result

    def _play(self, acts: Iterable[Mapping[str, Any]]) -> list[LineResult]:
        """Play acts until one is refused."""
        played: list[LineResult] = []
        for line in _lines(acts):
            played.append(self._player.play_line(line))
            if not played[-1].ok:
                break
        return played


def _lines(acts: Iterable[Mapping[str, Any]]) -> Iterator[ScriptLine]:
    for number, act in enumerate(acts, start=1):
        yield ScriptLine(number, act)


def _is_reached(reach: Mapping[str, Any], played: list[LineResult]) -> bool:
    """Whether nothing was refused, and the last act left what had to be left."""
    if not played or any(each.error is not None for each in played):
        return False
    told = played[-1].as_object()
    case = told["case"] or {}
    for key, wanted in reach.items():
        if key == "tasks":
            found: Any = all(code in {task["code"] for task in told["tasks"]} for code in wanted)
            if not found:
                return False
            continue
        found = told.get(key) if key in _OF_THE_RESULT else case.get(key)
        if isinstance(wanted, dict) and isinstance(found, Mapping):
            found = {name: found.get(name) for name in wanted}
        if found != wanted:
            return False
    return True
