"""`counter backup-verify`: open a backup and look at every page of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from counter_app.cli.output import Answer, add_common_options
from counter_app.domain.errors import BackupDamaged, BackupForeign


def register(parser: argparse.ArgumentParser) -> None:
    """Add which backup."""
    add_common_options(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件")


def run(arguments: argparse.Namespace) -> Answer:
    """Say whether a backup could be restored; a bad one is an answer.

    Raises:
        WrongPassword, OtherMachine, NoProfile: There is nobody who could open it.
    """
    from counter_app.bootstrap.restore_words import words_of_look
    from counter_app.bootstrap.restoring import restore_desk

    file = arguments.file.absolute()
    try:
        looked = restore_desk(arguments).look(file)
    except (BackupDamaged, BackupForeign) as error:
        integrity = "damaged" if isinstance(error, BackupDamaged) else "foreign"
        bad: dict[str, Any] = {"file": str(file), "valid": False, "integrity": integrity}
        bad |= {"events": None, "head": None, "identity": None, "problems": [error.advice]}
        return Answer(bad, f"{file}：不能用。{error.advice}")
    look = looked.look
    data = {
        "file": str(file),
        "valid": True,
        "events": look.stand.events,
        "head": look.stand.head,
        "integrity": "ok",
        "identity": look.stand.identity,
        "schema": look.stand.schema,
        "cases": look.cases,
        "made_at": looked.note.made_at.isoformat() if looked.note else None,
        "missing": list(looked.missing) if looked.missing else None,
        "newest": [case.number for case in look.newest],
        "problems": [],
    }
    return Answer(data, "\n".join([str(file), *words_of_look(looked)]))
