"""Scans that a clerk adds to cases, takes off, and looks at."""

from __future__ import annotations

import hashlib
import random
from datetime import datetime
from typing import Final

from counter_app.domain.attachment import (
    Attachment,
    MaterialAttached,
    MaterialDetached,
    MediaType,
    media_type_of,
)
from counter_app.domain.case import Case

LOOKS: Final = 0.5
"""How often a clerk who has files to do with looks at one that is not here."""

DETACHES: Final = 0.1
"""How often a file was added by mistake."""

SIZES: Final = ((300, 3_000), (300, 3_000), (6_000, 30_000), (60_000, 200_000))
"""Bytes, smallest and largest; each as often as the others."""

_STARTS: Final = {
    MediaType.JPEG: b"\xff\xd8\xff\xe0",
    MediaType.PNG: b"\x89PNG\r\n\x1a\n",
    MediaType.PDF: b"%PDF-1.7\n",
}


def scan(dice: random.Random) -> bytes:
    """Return a file that nobody could open, and that looks like a scan from outside."""
    kind = dice.choice(list(MediaType))
    size = dice.randint(*dice.choice(SIZES))
    start = _STARTS[kind]
    return start + dice.randbytes(size - len(start))


def attached(content: bytes, now: datetime) -> MaterialAttached:
    """Return the act that adds a file made by `scan`."""
    media_type = media_type_of(content)
    assert media_type is not None, "a scan has the start of its kind"
    return MaterialAttached(
        attachment=Attachment(
            sha256=hashlib.sha256(content).hexdigest(),
            name=f"扫描{media_type.suffix}",
            media_type=media_type,
            size_bytes=len(content),
            material="身份证明",
            attached_at=now,
        )
    )


def detached(dice: random.Random, case: Case, now: datetime) -> MaterialDetached | None:
    """Return the act that takes a file of a case off; mostly None."""
    shown = case.files.shown
    if not shown or dice.random() >= DETACHES:
        return None
    file = dice.choice(shown)
    return MaterialDetached(attached=case.files.acts_of(file.attachment.sha256), detached_at=now)
