"""`counter play`: plays a scenario on a virtual clock, through the services of the window."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.cli.output import EXIT_DONE, EXIT_FAILED, Answer, add_common_options

if TYPE_CHECKING:
    from counter_app.scenario.results import LineResult
    from counter_app.scenario.world import Place


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)
    parser.add_argument("scenario", metavar="SCENARIO.jsonl", help="脚本：每行一个 JSON 对象")


def run(arguments: argparse.Namespace) -> Answer:
    """Play it; a line that fails unexpectedly makes exit code 1.

    Raises:
        UnreadableFile: The scenario cannot be read.
        WrongPassword, StorageError: The profile does not open.
    """
    from counter_app.scenario.player import play, read_script

    script = read_script(Path(arguments.scenario))
    results = play(script, place_of(arguments))
    is_ok = all(result.ok for result in results)
    return Answer(
        {"results": [result.as_object() for result in results], "ok": is_ok},
        "\n".join(_words(result) for result in results) or "脚本是空的",
        exit_code=EXIT_DONE if is_ok else EXIT_FAILED,
    )


def place_of(arguments: argparse.Namespace) -> Place:
    """Return where the command line wants to play: on a thrown-away counter, or in a profile."""
    from counter_app.bootstrap.credentials import (
        PASSWORD_FILE_VARIABLE,
        USER_VARIABLE,
        read_password,
    )
    from counter_app.scenario.people import PASSWORD, PRIMARY
    from counter_app.scenario.world import Place

    chosen = getattr(arguments, "profile", None)
    if not chosen:
        return Place()
    user = getattr(arguments, "user", None) or os.environ.get(USER_VARIABLE)
    file = getattr(arguments, "password_file", None) or os.environ.get(PASSWORD_FILE_VARIABLE)
    return Place(
        folder=Path(chosen).expanduser(),
        user=user or PRIMARY,
        password=read_password(Path(file)) if file else PASSWORD,
    )


def _words(result: LineResult) -> str:
    from counter_app.domain.case_status import CaseStatus
    from counter_app.domain.terms import name_of

    mark = "✓" if result.ok else "✗"
    where = ""
    if result.case is not None:
        where = f"  {result.case['number']}  {name_of(CaseStatus(result.case['status']))}"
    why = f"  [{result.error}] {result.message}" if result.error else f"  {result.message}"
    tasks = "；".join(str(task["words"]) for task in result.tasks)
    line = f"{mark} {result.line:>3}  {result.at[:16]}  {result.act}{where}{why}".rstrip()
    return f"{line}\n        待办：{tasks}" if tasks else line
