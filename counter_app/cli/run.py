"""`counter run`: opens the window."""

from __future__ import annotations

import argparse

from counter_app.cli.output import Answer, add_common_options
from counter_app.domain.errors import NoProfile


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)


def run(arguments: argparse.Namespace) -> Answer:
    """Open the window and stay until it is closed.

    Raises:
        AlreadyRunning: Another copy has this profile open; its window was brought to the front.
        NoProfile, SettingsInvalid: There is no usable counter in that folder.
    """
    from counter_app.bootstrap.program import run_program
    from counter_app.runtime.paths import profile_paths

    paths = profile_paths(getattr(arguments, "profile", None))
    if not paths.is_made:
        raise NoProfile(str(paths.root))
    code = run_program(paths.root)
    return Answer({"exit_code": code}, "", exit_code=code)
