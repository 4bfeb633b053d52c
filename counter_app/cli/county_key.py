"""`counter county rotate-key`: a new signing key for the county."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.county_publish import read_keys
from counter_app.cli.output import Answer
from counter_app.cli.parser import usage_error

if TYPE_CHECKING:
    from sync.server.app import County

    AddLeaf = Callable[[Any, str, str], argparse.ArgumentParser]

ACTION: Final = "rotate-key"
OVERLAP_DAYS_MAX: Final = 366


def register(groups: Any, add: AddLeaf) -> None:
    """Add the command; `add` makes a leaf with the options of the county's database."""
    rotate = add(groups, ACTION, "更换县局签名密钥：先预告，过渡期内新旧都认，之后只认新的")
    rotate.add_argument(
        "--days", type=int, default=30, metavar="N", help="过渡期天数，默认 30；0 为立即启用"
    )
    rotate.add_argument("--publication-key", type=Path, metavar="FILE", help="县局发布密钥")
    rotate.add_argument("--approver-key", type=Path, metavar="FILE", help="审批人的密钥")
    rotate.add_argument(
        "--drop-retired", action="store_true", help="不换密钥，只删除已停用的旧私钥文件"
    )


def require_arguments(arguments: argparse.Namespace) -> None:
    """See that the days make sense; raises a usage error."""
    if arguments.action == ACTION and not 0 <= arguments.days <= OVERLAP_DAYS_MAX:
        raise usage_error("county", f"--days 应在 0 到 {OVERLAP_DAYS_MAX} 之间")


def run(county: County, key_file: Path, arguments: argparse.Namespace) -> Answer:
    """Announce a new key, or say how far the change is that was announced.

    Raises:
        PublisherUnknown: Those who publish did not both sign; nothing was changed.
        UnreadableFile: A key cannot be read or written.
    """
    from sync.server.county_key import KeyFiles
    from sync.server.key_rotation import drop_retired, rotate, standing
    from sync.server.system_clock import iso_instant

    files = KeyFiles(key_file, county.now_ms)
    now_ms = county.now_ms()
    if arguments.drop_retired:
        dropped = drop_retired(files, at_ms=now_ms)
        return Answer(
            {"dropped": [str(file) for file in dropped]},
            f"已删除 {len(dropped)} 个停用的旧私钥；旧签名仍可核对，封给旧密钥的送件包不能再打开",
        )
    before = len(files().successions)
    signing = read_keys(arguments.publication_key, arguments.approver_key)
    made = rotate(county.database, files, signing, at_ms=now_ms, overlap_days=arguments.days)
    is_new = len(files().successions) > before
    now = standing(files, at_ms=county.now_ms())
    data = {
        "number": made.number,
        "old": made.old,
        "new": made.new,
        "from": iso_instant(made.from_ms),
        "is_new": is_new,
        "is_over": now.is_over,
        "retired_files": [str(file) for file in now.retired_files],
    }
    lines = [
        f"第 {made.number} 次更换{'已预告' if is_new else '早已预告，没有改动'}",
        f"新公钥：{made.new}",
        f"自 {iso_instant(made.from_ms)} 起用新密钥签名，在那以前新旧都认",
        f"请备份 {files.file_of(made.number)}：签名密钥不在任何数据库备份里",
    ]
    return Answer(data, "\n".join(lines))
