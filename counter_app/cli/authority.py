"""`counter authority`: who may vouch for the county's certificate, and a new one beside the old."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from counter_app.cli.output import Answer, add_common_options
from counter_app.domain.errors import SettingsInvalid
from counter_app.domain.trusted_time import CHINA


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)
    parser.add_argument(
        "--add", type=Path, metavar="FILE", help="县局给的新证书机构，PEM；与旧的一起用，过期的去掉"
    )


def run(arguments: argparse.Namespace) -> Answer:
    """List the pinned authorities, or add one; the program follows at its next start.

    Raises:
        NotAuthorised: Only to add one: who may vouch for the county is a setting of the machine.
        SettingsInvalid: Not enrolled, or the authorities are those of the system.
        UnreadableFile: A file cannot be read, or holds no living authority; nothing was changed.
    """
    from counter_app.bootstrap.allowed_here import require_here
    from counter_app.bootstrap.profile import open_profile
    from counter_app.domain.permissions import Right
    from counter_app.runtime.pinned_authorities import ends_of, joined
    from counter_app.runtime.settings import save_settings
    from counter_app.runtime.whole_file import write_whole
    from counter_app.storage.profile_keys import people_of

    with open_profile(arguments) as profile:
        if arguments.add is not None:
            people = people_of(profile.paths.root)
            require_here(profile.desk.operator().role, Right.CHANGE_SETTINGS, people)
        settings = profile.settings
        if settings.county is None or not settings.county.ca_file:
            raise SettingsInvalid("没有指定县局自己的证书机构，用的是系统的")
        file = Path(settings.county.ca_file)
        if arguments.add is not None:
            content = joined(file, arguments.add, profile.clock.now())
            file = profile.paths.authorities
            write_whole(file, content)
            county = replace(settings.county, ca_file=str(file))
            save_settings(profile.paths.settings, replace(settings, county=county))
        ends = [f"{end.astimezone(CHINA):%Y-%m-%d}" for end in ends_of(file)]
    words = f"{len(ends)} 个证书机构，分别有效至 {'、'.join(ends)}"
    if arguments.add is not None:
        words += "\n下次打开程序起使用"
    return Answer({"file": str(file), "ends": ends}, words)
