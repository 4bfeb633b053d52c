"""What an audit can find; each kind of harm has a code of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOTED: Final = frozenset({"restored", "cloned", "back-dated", "post-dated"})
"""What happened to the machine and not to the record: each event here still proves itself, the
restore stands in the chain, and no verdict rests on a clock.  A person has to find out why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFlag:
    """One thing that is not as it should be.

    Attributes:
        code: `wrong-id`, `unreadable`, `altered-row`, `bad-signature` (edited); `wrong-prev`,
            `gap`, `chain-cut`, `chain-replaced`, `anchor-lost`, `number-missing`,
            `printed-head-missing` (taken away); `body-missing` (emptied, and on no signed list);
            `restored` (an older copy put back); `fork`, `cloned` (two copies at work);
            `back-dated`, `post-dated` (a clock that lied); `bad-acks`.  The words for each stand
            in `counter_app.domain.audit_words`.
        device: Whose chain; "" if that cannot be told.
        event: The event, or the last sound one before what is missing; of `number-missing` the
            case number's day and sequence, of `printed-head-missing` the head; may be "".
    """

    code: str
    device: str
    event: str
