"""The event log: signs, chains, keeps and orders what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.domain.attachment import files_named
from counter_app.domain.authorship import require_author
from counter_app.domain.case_event import CaseEvent, CaseFact, TimeAnchored
from counter_app.domain.case_field import Field
from counter_app.domain.hybrid_clock import HybridTime, tick
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.staff import Operator
from counter_app.domain.trusted_time import AnchorSeen
from counter_app.ports import Clock
from counter_app.storage.disposal import want
from counter_app.storage.statements import (
    APPEND_EVENT,
    CHAIN_ANCHOR,
    CHAIN_END,
    EVENTS_OF_CASE,
    ORDER_OF_CASE,
)
from counter_app.storage.time_anchors import read_anchor, seen_in
from sync.codec import TYPE_VERSION, describe, event_id, open_event, seal
from sync.protocol import HEADER_VERSION, SUITE, Header, SignedEvent


class Verdict(Enum):
    """What was found when an event arrived; checked once, kept for ever.

    OWN was signed here.  VOUCHED came on a page that the county signed, from a device whose
    key is not known here.  Only these three and none of the others are folded.  DISPOSED is
    one of the three whose body went by the rule of retention (`disposal`).
    """

    OWN = "own"
    VALID = "valid"
    VOUCHED = "vouched"
    BAD_SIGNATURE = "bad-signature"
    UNREADABLE = "unreadable"
    DISPOSED = "disposed"


FOLDED: Final = frozenset({Verdict.OWN, Verdict.VALID, Verdict.VOUCHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """On whose behalf this database writes: a device and its present key.

    Attributes:
        sign: Signs event bytes with purpose `event`; 64 bytes.
        public_key: What checks those signatures; without it, an audit believes them.
        former: Public keys of this device's earlier generations.
    """

    device: str
    generation: int
    sign: Callable[[bytes], bytes]
    public_key: Ed25519PublicKey | None = None
    former: Mapping[int, Ed25519PublicKey] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and by whom the facts of one unit of work are made."""

    counter_code: str
    operator: Operator


class ChainEnd(NamedTuple):
    """The end of this device's chain.

    Attributes:
        n: 0 before the first event of a generation.
        event_id: Of the last event, that of the former generation while n is 0; or "".
        anchor: Id of the newest `time.anchored` event of the generation, or "".
        seen: What that event tells of time, or the newest one of a former generation.
    """

    n: int
    event_id: str
    hlc: HybridTime
    anchor: str
    seen: AnchorSeen | None = None


class EventLog:
    """Appends to this device's chain, inside the caller's transaction."""

    def __init__(self, signatory: Signatory, clock: Clock) -> None:
        self._signatory = signatory
        self._clock = clock

    @property
    def signatory(self) -> Signatory:
        return self._signatory

    def become(self, signatory: Signatory) -> None:
        """Sign with another key from now on; whoever holds the ledger's turn may call this."""
        assert signatory.device == self._signatory.device
        self._signatory = signatory

    def now_ms(self) -> int:
        """Return this counter's wall clock, milliseconds since 1970."""
        return int(self._clock.now().timestamp() * 1_000)

    def chain_end(self, connection: Any) -> ChainEnd:
        """Read where the chain ends."""
        chain = (self._signatory.device, self._signatory.generation)
        row = connection.execute(CHAIN_END, chain).fetchone()
        if row is None:
            return ChainEnd(0, "", HybridTime(0, 0), "")
        n, last, hlc_ms, hlc_counter, generation = row
        present = self._signatory.generation
        found = connection.execute(CHAIN_ANCHOR, chain).fetchone()
        anchor, anchored_in, data = found or ("", present, b"")
        return ChainEnd(
            n=n if generation == present else 0,
            event_id=last,
            hlc=HybridTime(hlc_ms, hlc_counter),
            anchor=anchor if anchored_in == present else "",
            seen=seen_in(read_anchor(EventId(anchor), data)),
        )

    def append(
        self,
        connection: Any,
        end: ChainEnd,
        origin: Origin,
        about: tuple[CaseId, CaseFact, Mapping[Field, EventId]],
    ) -> tuple[ChainEnd, CaseEvent]:
        """Sign a fact as the next link of the chain and keep it.

        Args:
            connection: Driver connection with an open transaction.
            end: Where the chain ends now.
            origin: Who acts, and where.
            about: Case, fact and what the act rests on.

        Raises:
            NotSignedIn: It is a person's act, and nobody's sign-in stands behind it.
        """
        case_id, fact, base = about
        require_author(origin.operator, fact)
        header = self._header(end, origin, about)
        signed = seal(header, self._signatory.sign)
        identifier = event_id(signed.data)
        keep(connection, header, signed, identifier, Verdict.OWN)
        new_end = ChainEnd(
            n=header.n,
            event_id=identifier,
            hlc=HybridTime(*header.hlc),
            anchor=end.anchor,
            seen=end.seen,
        )
        if isinstance(fact, TimeAnchored):
            seen = seen_in(read_anchor(identifier, signed.data))
            is_running = seen is not None and seen.boot_id
            new_end = new_end._replace(
                anchor=identifier, seen=seen if is_running else end.seen or seen
            )
        event = CaseEvent(
            event_id=identifier,
            case_id=case_id,
            fact=fact,
            base=dict(base),
            made_at=datetime.fromisoformat(header.wall),
            staff=header.staff,
            role=header.role,
            place=(*header.hlc, header.device, header.generation, header.n),
        )
        return new_end, event

    def _header(
        self,
        end: ChainEnd,
        origin: Origin,
        about: tuple[CaseId, CaseFact, Mapping[Field, EventId]],
    ) -> Header:
        case_id, fact, base = about
        now = self._clock.now()
        hlc = tick(end.hlc, wall_ms=int(now.timestamp() * 1_000))
        name, body = describe(fact)
        operator = origin.operator
        return Header(
            v=HEADER_VERSION,
            suite=SUITE,
            device=self._signatory.device,
            generation=self._signatory.generation,
            n=end.n + 1,
            prev=end.event_id,
            hlc=(hlc.ms, hlc.counter),
            wall=now.isoformat(timespec="milliseconds"),
            boot=self._clock.boot_id,
            mono=self._clock.monotonic_ms(),
            anchor=end.anchor,
            counter=origin.counter_code,
            staff=operator.staff,
            login=operator.login,
            role=operator.role.value,
            case=case_id,
            type=name,
            type_version=TYPE_VERSION,
            base={field.value: identifier for field, identifier in base.items()},
            body=body,
            attachments=files_named(fact),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyPlace:
    """What the county said about an event: its order, its place in the stream."""

    server_sequence: int | None = None
    position: int | None = None
    received_at_ms: int | None = None


NOT_AT_COUNTY: Final = CountyPlace()


def keep(
    connection: Any,
    header: Header,
    signed: SignedEvent,
    identifier: EventId,
    verdict: Verdict,
    place: CountyPlace = NOT_AT_COUNTY,
) -> None:
    """Store an event with the parts of its header that queries need."""
    connection.execute(
        APPEND_EVENT,
        (
            identifier,
            header.device,
            header.generation,
            header.n,
            header.hlc[0],
            header.hlc[1],
            header.case,
            header.type,
            signed.data,
            signed.signature,
            place.server_sequence,
            place.position,
            place.received_at_ms,
            verdict.value,
        ),
    )
    if verdict is not Verdict.OWN and header.case and not header.type.startswith("privacy."):
        want(connection, CaseId(header.case))  # A late act is judged with all that it is about.


def events_of(connection: Any, case_id: CaseId) -> list[CaseEvent]:
    """Return the events of a case in fold order: the county's order, then our own."""
    return [open_event(data) for data, _, _ in connection.execute(EVENTS_OF_CASE, (case_id,))]


def order_of(connection: Any, case_id: CaseId) -> list[str]:
    """Return the ids of the events of a case in fold order."""
    return [identifier for (identifier,) in connection.execute(ORDER_OF_CASE, (case_id,))]
