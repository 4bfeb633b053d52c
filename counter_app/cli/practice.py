"""`counter practice`: a guided exercise with scripted people and mistakes, passed or failed."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from counter_app.cli.output import EXIT_DONE, EXIT_FAILED, Answer, add_common_options
from counter_app.cli.parser import usage_error

if TYPE_CHECKING:
    from counter_app.scenario.exercise import Question
    from counter_app.scenario.practice import PracticeResult

_CHOICES: Final = re.compile(r"[1-9](?:[,， ][1-9])*")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)
    parser.add_argument("--exercise", metavar="NAME", help="练习名称；不写则列出全部")
    parser.add_argument("--list", action="store_true", help="列出全部练习")
    parser.add_argument(
        "--answers", metavar="1,2,…", type=_answers, help="依次选择的序号；不写则逐题提问"
    )


def run(arguments: argparse.Namespace) -> Answer:
    """List the exercises, or play one; a failed exercise makes exit code 1.

    Raises:
        ExerciseUnknown: There is none of that name.
    """
    from counter_app.scenario.exercise import exercise_names, load_exercise
    from counter_app.scenario.practice import practise

    if arguments.list or not arguments.exercise:
        exercises = [load_exercise(name) for name in exercise_names()]
        rows = [
            {"name": each.name, "title": each.title, "questions": len(each.questions)}
            for each in exercises
        ]
        text = "\n".join(f"{row['name']:<22}{row['title']}（{row['questions']}题）" for row in rows)
        return Answer({"exercises": rows}, text)
    exercise = load_exercise(arguments.exercise)
    _say(f"【练习】{exercise.title}\n{exercise.story}\n")
    result = practise(exercise, _Trainee(arguments.answers))
    code = EXIT_DONE if result.is_passed else EXIT_FAILED
    return Answer(result.as_object(), _words(result), exit_code=code)


class _Trainee:
    """Answers from the command line, or from whoever sits at the keyboard."""

    def __init__(self, prepared: tuple[int, ...] | None) -> None:
        self._prepared: Iterator[int] | None = None if prepared is None else iter(prepared)

    def __call__(self, question: Question, remark: str) -> int | None:
        if remark:
            _say(f"  没有办成：{remark}\n")
        else:
            _say("\n".join(f"  {line}" for line in question.says))
        _say(f"\n{question.ask}")
        for number, choice in enumerate(question.choices, start=1):
            _say(f"  {number}. {choice.text}")
        if self._prepared is not None:
            return next(self._prepared, None)
        typed = sys.stdin.readline().strip()
        return int(typed) if re.fullmatch("[1-9]", typed) else None


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _words(result: PracticeResult) -> str:
    lines = [
        f"{'✓' if each.is_reached else '✗'} {each.ask}\n    {each.because}"
        for each in result.questions
    ]
    verdict = "通过" if result.is_passed else "没有通过"
    allowed = result.exercise.mistakes_max
    lines.append(f"{verdict}：答错 {result.mistakes} 次（最多 {allowed} 次）")
    return "\n".join(lines)


def _answers(text: str) -> tuple[int, ...]:
    if not _CHOICES.fullmatch(text):
        raise usage_error("practice", "--answers 应为用逗号隔开的序号，如 1,3,2")
    return tuple(int(digit) for digit in re.findall("[1-9]", text))
