"""`counter backup`: an online, encrypted copy of a counter's data, opened and compared."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from counter_app.cli.output import Answer, add_common_options


def register(parser: argparse.ArgumentParser) -> None:
    """Add where the copy goes."""
    add_common_options(parser)
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--to", type=Path, metavar="FILE", help="备份文件，须是新的；不写则存到窗口的备份文件夹"
    )
    place.add_argument(
        "--second",
        type=Path,
        metavar="DIR",
        help="另一块硬盘或 U 盘上的文件夹，以后也存一份到那里",
    )


def run(arguments: argparse.Namespace) -> Answer:
    """Make a backup; the window may be open meanwhile.

    Raises:
        BackupFailed: The medium did not take it; nothing of it is left.
        DatabaseDamaged: The database itself cannot be read to its end.
        UnreadableFile: There is no such second folder.
        NotAuthorised: Not by whoever is signed in.
    """
    from counter_app.bootstrap.backups import back_up, back_up_to, name_second_medium
    from counter_app.bootstrap.profile import open_profile
    from counter_app.domain.authority import require
    from counter_app.domain.backup import BackupReason
    from counter_app.domain.permissions import Right
    from counter_app.storage.backup_copy import Watch

    watch = Watch(progress=_tell)
    copies: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    with open_profile(arguments) as profile:
        require(profile.desk.operator().role, Right.BACK_UP)
        if arguments.to is not None:
            note = back_up_to(profile, arguments.to, watch)
        else:
            named = profile
            if arguments.second is not None:
                named = name_second_medium(profile, arguments.second)
            made = back_up(named, BackupReason.HAND, watch)
            note, copies, failures = made.note, made.copies, made.failures
    data = {
        "file": note.path,
        "events": note.stand.events,
        "head": note.stand.head,
        "integrity": "ok",
        "identity": note.stand.identity,
        "bytes": note.size_bytes,
        "attachments": len(note.files),
        "copies": list(copies),
        "failures": list(failures),
    }
    lines = [
        f"已备份到 {note.path}：{note.stand.events} 条，{note.size_bytes} 字节，已打开核对",
        *(f"也存到 {folder}，已打开核对" for folder in copies),
        *(f"没有存成：{words}" for words in failures),
    ]
    return Answer(data, "\n".join(lines))


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty() and total:
        sys.stderr.write(f"\r{done * 100 // total}%")
        sys.stderr.flush()
