"""`counter county backup` and `restore`: a copy of the county's database, and the way back."""

from __future__ import annotations

import argparse
from pathlib import Path

from counter_app.cli.output import Answer

ACTIONS = frozenset({"backup", "restore"})


def add_backup_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the copy goes."""
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="备份文件，须是新的")


def add_restore_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the copy is."""
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件")


def run(arguments: argparse.Namespace) -> Answer:
    """Do what was asked.

    Raises:
        SettingsInvalid: Database URL or file name is not usable, or a program is missing.
        UnreadableFile: The database or the backup cannot be read, or is damaged.
    """
    return _backup(arguments) if arguments.action == "backup" else _restore(arguments)


def _backup(arguments: argparse.Namespace) -> Answer:
    from sync.server.backup import back_up

    stand = back_up(arguments.database, arguments.to)
    size = arguments.to.stat().st_size
    return Answer(
        {"file": str(arguments.to), "events": stand.last_sequence, "bytes": size},
        f"已备份到 {arguments.to}：{stand.last_sequence} 条，{size} 字节，已打开核对。\n"
        "县局签名密钥不在备份里，请另行保管。",
    )


def _restore(arguments: argparse.Namespace) -> Answer:
    from sync.server.backup import restore

    restored = restore(arguments.database, arguments.file)
    events = restored.in_backup.last_sequence
    aside = restored.kept_aside or "无"
    return Answer(
        {"events": events, "epoch": restored.epoch, "kept_aside": restored.kept_aside},
        f"已恢复：备份里有 {events} 条。原来的数据库保留在：{aside}\n"
        "各窗口下次联系时会自动补交备份之后的记录，窗口不用做任何事。",
    )
