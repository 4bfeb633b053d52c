"""`counter county unlock-code`: the code that is spoken to a counter over the telephone."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from counter_app.cli.output import Answer

if TYPE_CHECKING:
    from sync.server.app import County

ACTION = "unlock-code"


def register(groups: Any, leaf: Callable[[Any, str, str], argparse.ArgumentParser]) -> None:
    """Add the command."""
    code = leaf(groups, ACTION, "电话解锁：先核实来电人，再按窗口屏幕上的解锁号给出解锁码")
    code.add_argument("--device", required=True, metavar="DEVICE", help="设备编号，16 位")
    code.add_argument(
        "--challenge", required=True, metavar="XXXX-XXXX", help="窗口屏幕上的解锁号，8 位"
    )


def run(county: County, arguments: argparse.Namespace) -> Answer:
    """Give the code, and write that into the security log.

    Raises:
        DeviceUnknown, UnlockRefused, ChallengeInvalid: No code is given.
    """
    from sync.server.unlock import code_for
    from sync.unlock_code import challenge_of, spoken

    device = arguments.device.strip().lower()
    code = spoken(code_for(county, device, arguments.challenge))
    challenge = spoken(challenge_of(arguments.challenge))
    return Answer(
        {"device": device, "challenge": challenge, "code": code},
        f"设备 {device}  解锁号 {challenge}\n解锁码：{code}\n"
        "只能用一次；念给本人，逐组核对，不要发短信、不要写在纸上。",
    )
