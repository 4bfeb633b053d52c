"""A child with the shim in it: each write onto a second medium fails in its turn."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path

from counter_app.bootstrap.backup_places import copy_key
from counter_app.bootstrap.backups import back_up
from counter_app.bootstrap.profile import sign_in
from counter_app.domain.backup import BackupReason
from counter_app.domain.errors import CounterError
from counter_app.storage.backup_folder import BackupFolder, verify_backup
from tests.bootstrap.sites import PASSWORD, PERSON
from tests.faults import shim
from tests.storage.made_up_cases import receive

FAULTS = ((errno.ENOSPC, True), (errno.EIO, False))


def run(root: Path, medium: Path) -> dict[str, object]:
    """Back up until a round meets no fault; tells what was met, and what was lost."""
    profile = sign_in(root, PERSON.user, PASSWORD)
    key, own = copy_key(profile.keys), BackupFolder(profile.paths.backups)
    words: set[str] = set()
    lost: list[str] = []
    tried = 0
    for error, is_for_good in FAULTS:
        for call in range(1, 1_000):
            receive(profile.store)
            shim.begin(medium, None)
            shim.fail(call, error, is_for_good=is_for_good)
            try:
                made = back_up(profile, BackupReason.HAND)
            except CounterError as failure:
                lost.append(f"{call}: own backup failed: {failure.code}")
                shim.end()
                break
            met = shim.calls() >= call
            shim.end()
            words |= set(made.failures)
            lost += [f"{call}: {each}" for each in _bad(BackupFolder(medium), key)]
            lost += [f"{call}: own {each}" for each in _bad(own, key)]
            if not met:
                break
            tried += 1
    profile.close()
    return {"tried": tried, "words": sorted(words), "lost": lost}


def _bad(folder: BackupFolder, key: object) -> list[str]:
    """Return which backups do not open; one that was not finished must not look like one."""
    bad = []
    for entry in folder.entries():
        try:
            verify_backup(entry.path, key)
        except CounterError as failure:
            bad.append(f"{entry.path.name}: {failure.code}")
        entry.path.unlink()  # Each round is looked at once.
        entry.path.with_name(entry.path.name + ".note").unlink(missing_ok=True)
    return bad


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]))))
