"""Events that came from a colleague's computer and not from the county: on a stick.

The county vouches for nothing here, so only what a known device validly signed is kept.  It has no
place in the county's order yet; the next exchange offers it, and the county says that it has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Engine

from counter_app.domain.courier import PeerEventsTaken, WaitingEvent
from counter_app.domain.ids import CaseId, EventId
from counter_app.storage.attachment_projection import write_attachment
from counter_app.storage.case_projection import CaseProjection
from counter_app.storage.event_log import Verdict, keep
from counter_app.storage.ledger import Ledger
from counter_app.storage.post_log import no_county
from counter_app.storage.print_projection import write_print_job
from counter_app.storage.reading import reading
from counter_app.storage.statements import HAS_EVENT
from sync.codec import event_id, event_of, open_header
from sync.protocol import Header, SignedEvent
from sync.segments import UNSIGNED, link_of, vouched_for
from sync.signing import Purpose, Verifier, is_signed

KeyOf = Callable[[str, int], Ed25519PublicKey | None]

_TO_CARRY: Final = (
    "SELECT id, type, device, generation, n, LENGTH(data) FROM events"
    " WHERE verdict IN ('own', 'valid', 'vouched') AND ("
    " (server_sequence IS NULL AND id > 0)"
    " OR (case_id <> '' AND case_id IN (SELECT value FROM json_each(:cases)))"
    " OR id IN (SELECT value FROM json_each(:rows))) ORDER BY id"
)


class PeerEvents:
    """What goes to a colleague's computer, and what comes from one."""

    def __init__(
        self,
        ledger: Ledger,
        reading_engine: Engine,
        projection: CaseProjection,
        device_key: KeyOf,
        county: Callable[[], Verifier | None] = no_county,
    ) -> None:
        """Work on one log.

        Args:
            ledger: Keeps what came; `projection` what follows of it.
            reading_engine: Reads what goes.
            projection: Of cases.
            device_key: Keys of listed devices.
            county: Every key the county ever had: what it decided comes with a post as well.
        """
        self._ledger = ledger
        self._engine = reading_engine
        self._projection = projection
        self._device_key = device_key
        self._county = county

    def to_carry(self, cases: Iterable[CaseId], rows: Iterable[int]) -> list[WaitingEvent]:
        """Return all of these cases, these rows, and what the county has not signed for."""
        wanted = {"cases": json.dumps(list(cases)), "rows": json.dumps(list(rows))}
        with reading(self._engine) as connection:
            return [WaitingEvent(*row) for row in connection.execute(_TO_CARRY, wanted)]

    def take(self, events: Sequence[SignedEvent]) -> PeerEventsTaken:
        """Keep what is new here and validly signed by a known device; again changes nothing.

        An event without a signature of its own counts if one that counts names it.
        """
        found = [(open_header(each.data), event_id(each.data), each) for each in _readable(events)]
        checked = {name for header, name, each in found if self._is_signed(header, each)}
        links = [link for _, _, each in found if (link := link_of(each.data)) is not None]
        checked |= {EventId(name) for name in vouched_for(links, list(checked))}
        taken = unproven = 0
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            cases: set[CaseId] = set()
            for header, name, each in found:
                if connection.execute(HAS_EVENT, (name,)).fetchone() is not None:
                    continue
                if name not in checked:
                    unproven += 1
                    continue
                _keep(connection, header, name, each)
                cases.add(CaseId(header.case))
                taken += 1
            for case_id in cases - {CaseId("")}:
                held = self._ledger.folds.read_again(connection, case_id)
                self._projection.write(connection, case_id, held)
            transaction.commit()
        return PeerEventsTaken(taken=taken, known=len(events) - taken - unproven, unproven=unproven)

    def _is_signed(self, header: Header, each: SignedEvent) -> bool:
        key = self._device_key(header.device, header.generation)
        if each.signature == UNSIGNED:
            return False
        signer = key if key is not None else self._county()
        return signer is not None and is_signed(signer, Purpose.EVENT, each.data, each.signature)


def _readable(events: Sequence[SignedEvent]) -> list[SignedEvent]:
    """Return the events whose header and clock can be read; the others nobody could fold."""
    readable = []
    for each in events:
        try:
            event_of(open_header(each.data), event_id(each.data))
        except ValueError:
            continue
        readable.append(each)
    return readable


def _keep(connection: Any, header: Header, name: EventId, signed: SignedEvent) -> None:
    keep(connection, header, signed, name, Verdict.VALID)
    event = event_of(header, name)
    write_print_job(connection, event, run="")
    write_attachment(connection, event, is_here=False)
