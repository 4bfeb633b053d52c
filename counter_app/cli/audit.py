"""`counter audit`: verify the log of events on this machine."""

from __future__ import annotations

import argparse
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf

if TYPE_CHECKING:
    from counter_app.storage.audit import AuditReport

_WORDS: Final = MappingProxyType(
    {
        "wrong-id": "内容与编号不符",
        "unreadable": "内容无法读取",
        "altered-row": "索引栏与签名内容不符",
        "bad-signature": "签名不符",
        "wrong-prev": "与前一事件不衔接",
        "gap": "之前缺少事件",
        "fork": "同一位置有两个事件（磁盘可能被复制或恢复过）",
        "bad-acks": "县局回执签名不符",
        "anchor-lost": "库外链尾记录不见了",
        "chain-cut": "事件链末尾被截断（数据库可能被换成旧的）",
        "chain-replaced": "事件链末尾被替换",
    }
)


def register(parser: argparse.ArgumentParser) -> None:
    """Add `verify`."""
    groups = parser.add_subparsers(dest="action", required=True, metavar="动作")
    leaf(groups, "verify", "核验每个事件的签名和前后衔接")


def run(arguments: argparse.Namespace) -> Answer:
    """Verify the whole log; what is found is an answer, not a failure."""
    from counter_app.bootstrap.profile import open_profile

    with open_profile(arguments) as profile:
        return answer_of(profile.audit())


def answer_of(report: AuditReport) -> Answer:
    """Return what the command prints about a report."""
    flags: list[dict[str, Any]] = [
        {"code": flag.code, "device": flag.device, "event": flag.event} for flag in report.flags
    ]
    data = {
        "events": report.events,
        "devices": len(report.devices),
        "valid": report.is_valid,
        "flags": flags,
    }
    found = "全部有效" if report.is_valid else f"发现 {len(flags)} 处异常"
    lines = [f"核验 {report.events} 个事件，{len(report.devices)} 台设备：{found}"]
    lines += [
        f"  {_WORDS[flag.code]}：设备 {flag.device or '不明'}，事件 {flag.event[:10] or '无'}"
        for flag in report.flags
    ]
    return Answer(data=data, text="\n".join(lines))
