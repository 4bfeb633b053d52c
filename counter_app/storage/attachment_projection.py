"""Rows of files, brought up to what the events say; where the bytes are, is added to them."""

from __future__ import annotations

from typing import Any, Final

from counter_app.domain.attachment import MaterialAttached
from counter_app.domain.case_event import CaseEvent

ATTACHED: Final = "material.attached"

_INSERT: Final = (
    "INSERT INTO attachments (sha256, case_id, name, media_type, size_bytes, added_at, is_here,"
    " is_at_county) SELECT :sha256, :case_id, :name, :media_type, :size_bytes, :added_at,"
    " MAX(:is_here, COALESCE(MAX(is_here), 0)), COALESCE(MAX(is_at_county), 0)"
    " FROM attachments WHERE sha256 = :sha256"
    " ON CONFLICT (sha256, case_id) DO UPDATE SET is_here = MAX(is_here, excluded.is_here)"
)


def write_attachment(connection: Any, event: CaseEvent, *, is_here: bool) -> None:
    """Take one event into `attachments`; events of other kinds change nothing.

    Args:
        connection: Driver connection with an open transaction.
        event: Any event.
        is_here: The file was kept before the event was made; false for pulled events.
    """
    fact = event.fact
    if not isinstance(fact, MaterialAttached) or not event.case_id:
        return
    attachment = fact.attachment
    values = {
        "sha256": attachment.sha256,
        "case_id": event.case_id,
        "name": attachment.name,
        "media_type": attachment.media_type.value,
        "size_bytes": attachment.size_bytes,
        "added_at": attachment.attached_at.isoformat(),
        "is_here": int(is_here),
    }
    connection.execute(_INSERT, values)
