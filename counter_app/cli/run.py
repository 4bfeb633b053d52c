"""`counter run`: opens the window."""

from __future__ import annotations

import argparse

from counter_app.cli.output import Answer, add_common_options


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)


def run(arguments: argparse.Namespace) -> Answer:
    """Open the window and stay until it is closed; a new folder is set up first.

    Raises:
        AlreadyRunning: Another copy has this profile open; its window was brought to the front.
        SettingsInvalid, UnreadableFile: What is in that folder is no usable counter.
    """
    from counter_app.bootstrap.program import run_program
    from counter_app.runtime.paths import profile_paths

    paths = profile_paths(getattr(arguments, "profile", None))
    code = run_program(paths.root)
    return Answer({"exit_code": code}, "", exit_code=code)
