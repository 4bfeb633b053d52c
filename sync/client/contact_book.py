"""What a counter remembers of its contacts with the county, over restarts of the program."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from counter_app.ports import SyncStore
from sync.codec import open_anchor
from sync.protocol import HelloAnswer, Signed, TimeAnchor

DIGEST_EVERY: Final = timedelta(days=7)
_LAST_ACK: Final = "last_ack_at"
_LAST_DIGEST: Final = "digest_at"
_ANCHOR: Final = "anchor"
_ANCHOR_SIGNATURE: Final = "anchor_signature"


class ContactBook:
    """Reads once, writes only what changed; one thread."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._known = store.recall()

    @property
    def last_ack_at(self) -> datetime | None:
        """When the county last signed for something, by this counter's clock."""
        return _instant(self._known.get(_LAST_ACK, ""))

    @property
    def proof(self) -> Signed | None:
        """The county's own word on how far its log reached, as far as it was relied on here.

        None before the first answer: an epoch may be known already then, if the program ended in
        between.
        """
        try:
            data = base64.b64decode(self._known.get(_ANCHOR, ""))
            signature = base64.b64decode(self._known.get(_ANCHOR_SIGNATURE, ""))
        except binascii.Error:
            return None
        return Signed(data=data, signature=signature) if data and signature else None

    def reached(self, epoch: str) -> int:
        """Return the end of our stream as the county last signed it in an epoch; 0 for never."""
        anchor = self._anchor()
        return anchor.position_max if anchor is not None and anchor.epoch == epoch else 0

    def relied_on(self, county: HelloAnswer, *, acknowledged_at: datetime | None = None) -> None:
        """Remember an answer that was believed and acted upon.

        Args:
            county: How the county stands.
            acknowledged_at: When it signed for something, by this counter's clock; None if not.
        """
        notes: dict[str, str] = {}
        if acknowledged_at is not None:
            notes[_LAST_ACK] = acknowledged_at.isoformat()
        before = self._anchor()
        if before is None or (before.epoch, before.position_max) != (
            county.epoch,
            county.position_max,
        ):
            notes[_ANCHOR] = base64.b64encode(county.anchor.data).decode("ascii")
            notes[_ANCHOR_SIGNATURE] = base64.b64encode(county.anchor.signature).decode("ascii")
        self._remember(notes)

    def digest_given(self, at: datetime) -> None:
        """Remember that both logs were compared and found equal."""
        self._remember({_LAST_DIGEST: at.isoformat()})

    def is_digest_due(self, at: datetime) -> bool:
        """Answer whether the weekly comparison is due; the first week begins with the question."""
        last = _instant(self._known.get(_LAST_DIGEST, ""))
        if last is None:
            self.digest_given(at)
            return False
        return not timedelta() <= at - last < DIGEST_EVERY

    def _anchor(self) -> TimeAnchor | None:
        proof = self.proof
        try:
            return open_anchor(proof.data) if proof is not None else None
        except ValueError:
            return None

    def _remember(self, notes: Mapping[str, str]) -> None:
        if notes:
            self._store.remember(notes)
            self._known |= notes


def _instant(text: str) -> datetime | None:
    """Read an instant that we or the county wrote; None for none, or one without an offset."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
