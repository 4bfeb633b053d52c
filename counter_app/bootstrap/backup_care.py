"""What is known of the backups of a counter at work, and what somebody has to do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter_app.bootstrap.rehearsal import last_rehearsal
from counter_app.domain.backup_care import BackupCare, BackupFacts, care_of
from counter_app.domain.errors import DatabaseDamaged
from counter_app.storage.backup_folder import BackupFolder
from counter_app.storage.driver_errors import translated
from counter_app.storage.reading import reading
from counter_app.storage.still_file import read_stand

if TYPE_CHECKING:
    from datetime import datetime

    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.backup import BackupNews, BackupNote, BackupStand


def care_now(profile: OpenProfile, news: BackupNews) -> BackupCare:
    """Return what somebody has to do about the backups of a counter at work.

    Raises:
        StorageError: The database cannot be read.
    """
    with translated():
        has_changed = news.last is None or stand_now(profile) != news.last.stand
    kept = [entry.made_at for entry in BackupFolder(profile.paths.backups).entries()]
    is_failing = news.failure is not None and not isinstance(news.failure, DatabaseDamaged)
    facts = BackupFacts(
        made_at=news.last.made_at if news.last is not None else None,
        has_changed=has_changed,
        is_failing=is_failing,  # A damaged database leads to the backups by itself.
        first_at=min(kept, default=None),
        rehearsed_at=last_rehearsal(profile),
    )
    return care_of(facts, proven_now(profile))


def proven_now(profile: OpenProfile) -> datetime | None:
    """Return the present as far as the county vouches for it; None where it never did."""
    guess = profile.store.timekeeper.estimate()
    return guess.now if guess.is_anchored else guess.earliest


def newest(notes: list[BackupNote | None]) -> BackupNote | None:
    """Return the one that was verified last."""
    there = [note for note in notes if note is not None]
    return max(there, key=lambda note: note.made_at, default=None)


def stand_now(profile: OpenProfile) -> BackupStand:
    """Return how far the database has come."""
    with reading(profile.store.reading_engine) as connection:
        return read_stand(connection, profile.keyring.identity.device)
