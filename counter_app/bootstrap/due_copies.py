"""The job that destroys local copies when their time is over; nobody starts it by hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from counter_app.domain.errors import StorageError
from counter_app.services.destroy_copies import DestroyCopies
from counter_app.storage.copy_shelf import SqlCopyShelf

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.privacy_facts import CopiesDestroyed


def file_sweep(profile: Callable[[], OpenProfile]) -> Callable[[], None]:
    """Return the duty that removes files which no event names, and copies that are due.

    A failing disk is noticed elsewhere.

    Args:
        profile: Returns it as it is now.
    """

    def sweep() -> None:
        with suppress(StorageError):
            opened = profile()
            opened.store.attachments.sweep(opened.clock.now().timestamp())
            destroy_due_copies(opened)

    return sweep


def destroy_due_copies(profile: OpenProfile) -> CopiesDestroyed | None:
    """Apply the rule once; returns the signed list, None when nothing was due.

    Raises:
        StorageError: Nothing was destroyed that is not on a list.
    """
    return DestroyCopies(profile.office, SqlCopyShelf(profile.store))()
