"""`counter audit`: verify the log of events on this machine; list who has seen whose data."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli import destroyed
from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf
from counter_app.domain.audit_words import AUDIT_WORDS
from counter_app.domain.errors import UnreadableFile

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.access_record import Access
    from counter_app.storage.audit import AuditReport

ACCESSES_USUAL: Final = 100
_WORDS: Final = AUDIT_WORDS


def register(parser: argparse.ArgumentParser) -> None:
    """Add `verify`, `accesses` and `destroyed`."""
    groups = parser.add_subparsers(dest="action", required=True, metavar="动作")
    verify = leaf(groups, "verify", "核验每个事件的签名和前后衔接")
    verify.add_argument(
        "--receipt",
        action="append",
        default=[],
        metavar="二维码",
        help="群众手里凭证的二维码内容：核对它对应的记录还在不在；可以给多个",
    )
    destroyed.register(groups)
    accesses = leaf(groups, "accesses", "列出谁查看过完整个人信息、谁按证件号查找过人")
    accesses.add_argument(
        "--limit", type=int, default=ACCESSES_USUAL, metavar="条数", help="最多列出多少条"
    )


def run(arguments: argparse.Namespace) -> Answer:
    """Verify the whole log, or list accesses or what was destroyed; what is found is an answer.

    Raises:
        DestructionListUnknown, FieldMissing, UnreadableFile, DiskFull: As `destroyed.run`.
        NotAuthorised: Who has seen whom is read by an auditor or the director.
    """
    from counter_app.bootstrap.profile import open_profile
    from counter_app.domain.authority import require
    from counter_app.domain.permissions import Right

    if arguments.action == "destroyed":
        return destroyed.run(arguments)
    with open_profile(arguments, may_view=True) as profile:
        if arguments.action == "accesses":  # To verify tells of people nothing at all.
            require(profile.desk.operator().role, Right.READ_AUDIT)
            from counter_app.storage.access_log import AccessLog

            return answer_of_accesses(AccessLog(profile.store).newest(arguments.limit))
        heads = _heads(profile, arguments.receipt)
        return answer_of(profile.audit(printed_heads=heads))


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
    if report.is_valid and flags:
        found += f"，{len(flags)} 处需要人工核实"
    lines = [f"核验 {report.events} 个事件，{len(report.devices)} 台设备：{found}"]
    lines += [
        f"  {_WORDS[flag.code]}：设备 {flag.device or '不明'}，事件 {flag.event[:10] or '无'}"
        for flag in report.flags
    ]
    return Answer(data=data, text="\n".join(lines))


def answer_of_accesses(accesses: Sequence[Access]) -> Answer:
    """Return who has seen or looked for whom, the latest first; no values."""
    rows = [
        {
            "at": access.at.isoformat(timespec="seconds"),
            "staff": access.staff,
            "role": access.role,
            "kind": access.kind,
            "what": access.what,
            "cases": list(access.cases),
            "reason": access.reason,
        }
        for access in accesses
    ]
    lines = [f"{len(rows)} 条访问记录，最近的在前"]
    lines += [
        f"  {access.at:%Y-%m-%d %H:%M}  {access.staff}  {access.what}  "
        f"{'、'.join(access.cases)}  {access.reason}".rstrip()
        for access in accesses
    ]
    return Answer({"accesses": rows}, "\n".join(lines))


def _heads(profile: OpenProfile, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the head codes of papers that a device known here has signed.

    Raises:
        UnreadableFile: One of them proves nothing: unreadable, forged, or of an unknown device.
    """
    from counter_app.bootstrap.receipts import receipt_checker

    check = receipt_checker(profile.paths)
    own = profile.keys.identity.device
    heads = []
    for code in codes:
        verdict = check(code)
        if not verdict.is_valid or verdict.claim is None:
            raise UnreadableFile("凭证二维码读不出或签名不对，不能作为核对依据")
        if verdict.claim.device != own:
            raise UnreadableFile("凭证是别的窗口开出的，请到那个窗口核对")
        heads.append(verdict.claim.head)
    return tuple(heads)
