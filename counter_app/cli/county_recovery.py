"""`counter county recover-key`: open the recovery envelope of a dead machine's backup."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from counter_app.cli.output import Answer
from counter_app.domain.errors import RecoveryKeyInvalid

ACTION: Final = "recover-key"


def register(groups: Any, leaf: Callable[[Any, str, str], argparse.ArgumentParser]) -> None:
    """Add the command; `leaf` adds the county's own options."""
    recover = leaf(groups, ACTION, "电脑坏了：用县局密钥打开备份的恢复信封，写出数据密钥文件")
    recover.add_argument("file", type=Path, metavar="FILE", help="备份文件，旁边要有 .note")
    recover.add_argument(
        "--to", type=Path, required=True, metavar="FILE", help="数据密钥文件，须是新的；用完即毁"
    )


def run(key_file: Path, arguments: argparse.Namespace) -> Answer:
    """Write the data key of one counter into a file; the county's database is not opened.

    Raises:
        RecoveryKeyInvalid: There is no envelope, or none of the county's keys opens it.
        UnreadableFile: The county's key, or the place for the file, is not usable.
    """
    from counter_app.storage.backup_note import read_note
    from counter_app.storage.recovery_file import RecoveryFile, write_recovery_file
    from sync.bundle_keys import recipient_id, recipient_key
    from sync.recovery_envelope import open_envelope
    from sync.server.county_key import KeyFiles

    note = read_note(arguments.file)
    if note is None or note.recovery is None:
        raise RecoveryKeyInvalid("备份旁边没有恢复信封（.note），或备份时窗口还没有登记县局")
    recovery = note.recovery
    ring = KeyFiles(key_file)()
    keys = [recipient_key(each) for each in (ring.private, *ring.former)]
    mine = [key for key in keys if recipient_id(key.public_key()) == recovery.recipient]
    if not mine:
        raise RecoveryKeyInvalid(f"封给的县局密钥是 {recovery.recipient}，这里没有")
    secret = open_envelope(
        recovery.envelope, mine[0], counter=recovery.counter, device=recovery.device
    )
    made = RecoveryFile(counter=recovery.counter, device=recovery.device, secret=secret)
    write_recovery_file(arguments.to, made)
    data = {"file": str(arguments.to), "counter": recovery.counter, "device": recovery.device}
    return Answer(
        data,
        f"窗口 {recovery.counter}（设备 {recovery.device}）的数据密钥已写到 {arguments.to}\n"
        "在新电脑上建立窗口后：counter restore 备份文件 --recovery-key 这个文件；用完立即销毁",
    )
