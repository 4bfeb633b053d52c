"""The job that destroys local copies when their time is over; nobody starts it by hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from counter_app.domain.errors import StorageError
from counter_app.services.destroy_copies import DestroyCopies
from counter_app.storage.copy_shelf import SqlCopyShelf

LISTS_MAX: Final = 20
"""Lists one sweep makes at most; between two of them a save has its turn."""

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
            for _ in range(LISTS_MAX):
                if destroy_due_copies(opened) is None:
                    break

    return sweep


def destroy_due_copies(profile: OpenProfile) -> CopiesDestroyed | None:
    """Apply the rule to what one list holds; returns the list, None when nothing was due.

    Raises:
        StorageError: Nothing was destroyed that is not on a list.
    """
    return DestroyCopies(profile.office, SqlCopyShelf(profile.store))()
