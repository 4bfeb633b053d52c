"""`counter backup-rehearse`: restore the newest backup where nothing depends on it."""

from __future__ import annotations

import argparse

from counter_app.cli.output import Answer, add_common_options


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)


def run(arguments: argparse.Namespace) -> Answer:
    """Rehearse; what is found is an answer, and nothing of the counter is changed.

    Raises:
        BackupMissing: No backup opens.
        DiskFull: There is no room for a copy.
        NotAuthorised: Not by whoever is signed in.
    """
    from counter_app.bootstrap.profile import open_profile
    from counter_app.bootstrap.rehearsal import rehearse, words_of
    from counter_app.domain.authority import require
    from counter_app.domain.permissions import Right

    with open_profile(arguments) as profile:
        require(profile.desk.operator().role, Right.BACK_UP)
        done = rehearse(profile)
    data = {
        "file": done.path,
        "valid": done.is_good,
        "made_at": done.made_at.isoformat(),
        "events": done.stand.events,
        "head": done.stand.head,
        "integrity": "ok",
        "identity": done.stand.identity,
        "cases": done.cases,
        "differing": list(done.differing),
        "faults": list(done.faults),
        "bad": list(done.bad),
        "behind": done.behind,
    }
    return Answer(data, "\n".join(words_of(done)))
