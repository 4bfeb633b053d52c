"""`counter doctor`: what is ready and what is not, in words."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict

from counter_app.cli.output import Answer, add_common_options
from counter_app.domain.errors import CounterError

_SIGNS = {"ok": "✓", "warning": "!", "failed": "✗"}


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options; with a user and a password file the database is looked at too."""
    add_common_options(parser)


def run(arguments: argparse.Namespace) -> Answer:
    """Check everything; what is not ready is an answer, not a failure of the command."""
    from counter_app.bootstrap.backup_checks import checks_of_backups
    from counter_app.bootstrap.check import Check
    from counter_app.bootstrap.credentials import USER_VARIABLE
    from counter_app.bootstrap.device_checks import checks_of_device
    from counter_app.bootstrap.profile import open_profile
    from counter_app.bootstrap.readiness import checks_of_machine, checks_of_profile
    from counter_app.runtime.paths import profile_paths
    from counter_app.runtime.system_clock import SystemClock

    paths = profile_paths(getattr(arguments, "profile", None))
    checks = checks_of_machine(paths.root, SystemClock().now().date())
    has_user = hasattr(arguments, "user") or USER_VARIABLE in os.environ
    if has_user and paths.is_made:
        try:
            with open_profile(arguments, may_view=True) as profile:
                checks += [
                    *checks_of_profile(profile),
                    *checks_of_device(profile),
                    *checks_of_backups(profile),
                ]
        except CounterError as error:
            checks.append(Check("database", "failed", str(error) or error.code, error.advice))
    lines = [f"{_SIGNS[c.status]} {c.name}：{c.detail}  {c.advice}".rstrip() for c in checks]
    return Answer({"checks": [asdict(check) for check in checks]}, "\n".join(lines))
