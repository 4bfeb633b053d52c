"""Exercises (练习): a story, questions of what to do next, and what must be reached by it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import resources
from counter_app.domain.errors import ExerciseUnknown, ScenarioInvalid

FOLDER: Final = resources.ROOT / "practice"
SUFFIX: Final = ".jsonl"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that the trainee may do.

    Attributes:
        acts: Lines of a scenario; played as they stand, through the real services.
        is_wrong: The program lets it be done, and it is a mistake all the same.
    """

    text: str
    acts: tuple[Mapping[str, Any], ...]
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What happens, who says what, and what the trainee can do.

    Attributes:
        says: Lines of the scripted people, as the trainee reads them.
        scene: Acts of others, before the question: the line goes down, days pass.
        reach: What must be so afterwards: fields of the case, what the act itself tells, or
            tasks in `tasks`.
        because: Why, with the article; told after the answer.
    """

    says: tuple[str, ...]
    scene: tuple[Mapping[str, Any], ...]
    ask: str
    choices: tuple[Choice, ...]
    reach: Mapping[str, Any]
    because: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise.

    Attributes:
        name: As the command line calls it.
        mistakes_max: With more than so many wrong answers it is failed.
    """

    name: str
    title: str
    story: str
    mistakes_max: int
    questions: tuple[Question, ...]


def exercise_names() -> tuple[str, ...]:
    """Return the names of the exercises that ship with the program."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in FOLDER.glob(f"*{SUFFIX}")))


def load_exercise(name: str) -> Exercise:
    """Return an exercise by its name.

    Raises:
        ExerciseUnknown: There is none of that name.
    """
    if name not in exercise_names():
        raise ExerciseUnknown(f"{name}；可选：{'、'.join(exercise_names())}")
    return parse_exercise(name, (FOLDER / f"{name}{SUFFIX}").read_text(encoding="utf-8"))


def parse_exercise(name: str, text: str) -> Exercise:
    """Read an exercise: a head, then one question a line.

    Raises:
        ScenarioInvalid: It is none.
    """
    try:
        head, *rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        return Exercise(
            name=name,
            title=head["title"],
            story=head["story"],
            mistakes_max=head["mistakes_max"],
            questions=tuple(_question(row) for row in rows),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ScenarioInvalid(f"{name}：{type(error).__name__} {error}") from error


def _question(row: Mapping[str, Any]) -> Question:
    choices = tuple(
        Choice(each["text"], _acts(each["acts"]), is_wrong=bool(each.get("is_wrong")))
        for each in row["choices"]
    )
    return Question(
        says=tuple(row.get("says", ())),
        scene=_acts(row.get("scene", ())),
        ask=row["ask"],
        choices=choices,
        reach=dict(row["reach"]),
        because=row["because"],
    )


def _acts(rows: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(dict(row) for row in rows)
