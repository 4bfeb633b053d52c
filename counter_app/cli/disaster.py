"""`counter disaster`: the director lets decisions go on for a month without the county."""

from __future__ import annotations

import argparse

from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf


def register(parser: argparse.ArgumentParser) -> None:
    """Add `on`, `off` and `show`."""
    groups = parser.add_subparsers(dest="action", required=True, metavar="动作")
    for name, purpose in (
        ("on", "启用：离线授权延长到最后联系后30天"),
        ("off", "停用：恢复为7天"),
    ):
        each = leaf(groups, name, purpose)
        each.add_argument("--reason", required=True, metavar="TEXT", help="原因，不写群众信息")
    leaf(groups, "show", "显示现在的离线授权")


def run(arguments: argparse.Namespace) -> Answer:
    """Do it.

    Raises:
        NotSignedIn, WrongPassword, SignInPaused, PersonDisabled: Nobody was let in.
        NotAuthorised: Only the director may switch it.
        ReasonMissing: Nothing was said.
    """
    from counter_app.bootstrap.profile import open_profile
    from counter_app.services.disaster_mode import SetDisasterMode
    from counter_app.storage.disaster_mode import DisasterMode

    with open_profile(arguments) as profile:
        if arguments.action != "show":
            is_on = arguments.action == "on"
            SetDisasterMode(profile.office)(is_on=is_on, reason=arguments.reason)
        is_on = DisasterMode(profile.store.reading_engine).is_on
        word = profile.store.sync_store.county_word()
        last = (word.in_disaster() if is_on else word).last_day
    until = f"{last:%Y-%m-%d}" if last else ""
    words = "灾害模式已启用" if is_on else "灾害模式没有启用"
    words += f"，离线授权到 {until}" if until else "，本机还没有联系过县局，没有期限"
    return Answer({"disaster_mode": is_on, "permitted_until": until or None}, words)
