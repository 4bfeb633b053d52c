"""`counter sync`: one exchange with the county, and what it did."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from counter_app.cli.output import Answer, add_common_options
from counter_app.domain.county_word import STANDING_WORDS, DeviceStanding

if TYPE_CHECKING:
    from sync.client.report import SyncReport


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)
    parser.add_argument(
        "--once", action="store_true", help="同步到双方都没有新内容为止，然后结束（默认）"
    )
    parser.add_argument(
        "--accept-mass-change",
        action="store_true",
        help="已向县局核实，接收会改变大量在办件状态的内容（只对这一次有效）",
    )


def run(arguments: argparse.Namespace) -> Answer:
    """Exchange until both sides have what the other had.

    A county that cannot be reached is an answer: `county_reachable` is false.

    Raises:
        SettingsInvalid: This counter is not enrolled.
        DeviceUnknown, DeviceRevoked, CountyFault, EpochChanged: The county said no.
        MassChangeHeld: Too many open cases would change, and nobody has accepted that.
    """
    from counter_app.bootstrap.county import exchange_once
    from counter_app.bootstrap.profile import open_profile

    with open_profile(arguments) as profile:
        report = exchange_once(profile, accept_mass_change=arguments.accept_mass_change)
    return Answer(asdict(report), _words(report))


def _words(report: SyncReport) -> str:
    lines = [
        f"已上传 {report.pushed} 条，县局已收 {report.acknowledged} 条，"
        f"收到其他窗口 {report.pulled} 条",
        f"未同步 {report.unsynced} 条" if report.unsynced else "全部已由县局签收",
    ]
    if words := STANDING_WORDS[DeviceStanding(report.standing)]:
        lines.append(words)
    elif report.quarantined:
        lines.append(f"县局暂存待审 {report.quarantined} 条，请联系县局")
    if not report.county_reachable:
        lines.insert(0, "没有连上县局，办件都在本机，接通后自动上传")
    return "\n".join(lines)
