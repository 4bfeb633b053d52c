"""`counter restore`: put a backup in the place of a counter's data."""

from __future__ import annotations

import argparse
from pathlib import Path

from counter_app.cli.output import Answer, add_common_options


def register(parser: argparse.ArgumentParser) -> None:
    """Add which backup, and whether only to look."""
    add_common_options(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件")
    parser.add_argument(
        "--recovery-key", type=Path, metavar="FILE", help="新电脑：县局打开恢复信封得到的密钥文件"
    )
    parser.add_argument("--look", action="store_true", help="只看备份里有什么，不恢复")


def run(arguments: argparse.Namespace) -> Answer:
    """Look at it, change places, and name what is missing; the window has to be closed.

    Raises:
        BackupDamaged, BackupForeign, RestoreRefused: Nothing was changed.
        AlreadyRunning: The window is open; nothing was changed.
    """
    from counter_app.bootstrap.restore_words import words_of_restore
    from counter_app.bootstrap.restoring import restore_desk
    from counter_app.runtime.single_instance import SingleInstance

    if arguments.look:
        from counter_app.cli import backup_verify

        return backup_verify.run(arguments)
    desk = restore_desk(arguments)
    with SingleInstance(desk.paths.lock, lambda: None):
        if arguments.recovery_key is not None:
            desk.adopt(arguments.recovery_key, arguments.file.absolute())
        outcome = desk.restore(arguments.file.absolute())
    data = {
        "events": outcome.stand.events,
        "head": outcome.stand.head,
        "integrity": "ok",
        "identity": outcome.identity,
        "events_now": outcome.events,
        "salvaged": outcome.salvaged,
        "drafts": outcome.drafts,
        "drafts_lost": outcome.drafts_lost,
        "attachments": outcome.files,
        "generation": outcome.generation,
        "missing": [list(run) for run in outcome.missing],
        "missing_cases": list(outcome.numbers),
        "set_aside": outcome.set_aside,
        "tails": list(outcome.tails),
    }
    return Answer(data, "\n".join(["已恢复", *words_of_restore(outcome)]))
