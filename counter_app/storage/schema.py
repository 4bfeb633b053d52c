"""Tables of the local database, as SQLAlchemy 2 typed rows.

The full-text table `search` stands beside them: only the migrations and `statements` know it.
"""

from __future__ import annotations

from typing import Annotated, Final

from sqlalchemy import Index, LargeBinary, MetaData, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from counter_app.domain.privacy import Pi

PROJECTION_VERSION: Final = 2
"""Raised whenever a projection is made otherwise; all of them are then made anew."""

NO_LIMIT: Final = "9999-12-31"
"""`CaseRow.binding_on` of a case that is being worked on without any limit: sorts last."""

SEARCH_TABLE: Final = (
    "CREATE VIRTUAL TABLE search USING fts5(tokens, content='', contentless_delete=1,"
    " detail=none, tokenize='ascii')"
)
"""`rowid` = `CaseRow.id`.  The tokenizer only splits at blanks: `search_text` makes the tokens."""

NAMING: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(DeclarativeBase):
    """Base of every row.  Rows never leave `counter_app.storage`."""

    metadata = MetaData(naming_convention=NAMING)


class EventRow(Row):
    """One event.  Only what the county says about it is ever written again, until retention.

    When a case's copy here has to go, `data` is emptied and `verdict` says so (`disposal`).

    `data` holds the signed bytes; the columns beside it repeat some of them for queries.  A
    place in a chain may be taken twice: that is how a cloned disk shows, and both are kept.

    Attributes:
        id: Order of arrival in this database.
        position: Place in the county's stream, once pulled.
        received_at_ms: When the county first stored it, as it signed.
        verdict: A `Verdict` value of `event_log`; only some of them are folded.
        parked_reason: Why the county does not take it; "" when nothing is wrong.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_chain", "device", "generation", "n"),
        Index("ix_events_case", "case_id", "id", sqlite_where=text("case_id <> ''")),
        Index("ix_events_open", "id", sqlite_where=text("server_sequence IS NULL")),
        Index(
            "ix_events_anchor",
            "device",
            "generation",
            "n",
            sqlite_where=text("type = 'time.anchored'"),
        ),
    )

    id: Mapped[Annotated[int, Pi.P0]] = mapped_column(primary_key=True)
    event_id: Mapped[Annotated[str, Pi.P1]] = mapped_column(unique=True)
    device: Mapped[Annotated[str, Pi.P1]]
    generation: Mapped[Annotated[int, Pi.P1]]
    n: Mapped[Annotated[int, Pi.P1]]
    hlc_ms: Mapped[Annotated[int, Pi.P1]]
    hlc_counter: Mapped[Annotated[int, Pi.P1]]
    case_id: Mapped[Annotated[str, Pi.P1]]
    type: Mapped[Annotated[str, Pi.P1]]
    data: Mapped[Annotated[bytes, Pi.P3]] = mapped_column(LargeBinary)
    signature: Mapped[Annotated[bytes, Pi.P1]] = mapped_column(LargeBinary)
    server_sequence: Mapped[Annotated[int | None, Pi.P1]]
    position: Mapped[Annotated[int | None, Pi.P1]]
    received_at_ms: Mapped[Annotated[int | None, Pi.P1]]
    verdict: Mapped[Annotated[str, Pi.P1]]
    parked_reason: Mapped[Annotated[str, Pi.P1]]


class AcksRow(Row):
    """A list of acks as the county signed it: evidence if the county is ever restored."""

    __tablename__ = "acks"

    id: Mapped[Annotated[int, Pi.P0]] = mapped_column(primary_key=True)
    data: Mapped[Annotated[bytes, Pi.P1]] = mapped_column(LargeBinary)
    signature: Mapped[Annotated[bytes, Pi.P1]] = mapped_column(LargeBinary)


class StreamRow(Row):
    """How far the county's stream was pulled: one row a page, the last one counts."""

    __tablename__ = "stream"

    position: Mapped[Annotated[int, Pi.P1]] = mapped_column(primary_key=True)
    epoch: Mapped[Annotated[str, Pi.P1]]
    prefix_hash: Mapped[Annotated[str, Pi.P1]]


class DraftRow(Row):
    """An intake page that was not submitted: encrypted like everything here, never sent."""

    __tablename__ = "drafts"

    draft_id: Mapped[Annotated[str, Pi.P1]] = mapped_column(primary_key=True)
    staff: Mapped[Annotated[str, Pi.P1]]
    saved_at: Mapped[Annotated[str, Pi.P1]]
    title: Mapped[Annotated[str, Pi.P2]]
    payload: Mapped[Annotated[str, Pi.P3]]


class NumberRow(Row):
    """The last value taken of each gapless counter."""

    __tablename__ = "numbers"

    key: Mapped[Annotated[str, Pi.P1]] = mapped_column(primary_key=True)
    value: Mapped[Annotated[int, Pi.P1]]


class MetaRow(Row):
    """What the database says about itself: the versions its projections were made by."""

    __tablename__ = "meta"

    key: Mapped[Annotated[str, Pi.P0]] = mapped_column(primary_key=True)
    value: Mapped[Annotated[str, Pi.P0]]


class CaseRow(Row):
    """Projection for lists and search.  Decisions are taken on the fold, never on this.

    Attributes:
        id: Order in which cases came to this counter; rows are never deleted one by one, so
            the greatest id is also their count.
        binding_on: The date after which the case is overdue: the end of the notice clock while
            RECEIVED, the promised date once accepted, the date of delivery once granted;
            `NO_LIMIT` when none is set, a special procedure stops it, or a denial is to be told.
            None when no clock runs: the citizen has to act, or the case is over.
        binding_from: The day from which that clock counts.
        notice_over_on: While RECEIVED: the law's own last day to tell; silence after it counts
            as acceptance, however short the county's own limit is.
        deemed_due_on: While RECEIVED: the date that will bind if nobody says anything until
            the notice clock has run out (视为受理).
        is_provisional, is_deemed_provisional: The date lies beyond the published calendar.
        unacknowledged: Events of the case without the county's signature.
        search_text, search_keys: What the case is found by, as `search_text` made it.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_binding", "binding_on", "id", sqlite_where=text("binding_on IS NOT NULL")),
        Index("ix_cases_forwarded", "id", sqlite_where=text("status IN ('forwarded', 'paused')")),
        Index("ix_cases_to_hand_out", "id", sqlite_where=text("status = 'concluded'")),
        Index("ix_cases_waiting", "id", sqlite_where=text("status = 'awaiting-supplement'")),
        Index("ix_cases_open", "id", sqlite_where=text("unacknowledged > 0")),
        Index("ix_cases_contested", "id", sqlite_where=text("open_conflicts > 0")),
    )

    id: Mapped[Annotated[int, Pi.P0]] = mapped_column(primary_key=True)
    case_id: Mapped[Annotated[str, Pi.P1]] = mapped_column(unique=True)
    number: Mapped[Annotated[str, Pi.P1]] = mapped_column(index=True)
    item_name: Mapped[Annotated[str, Pi.P1]]
    applicant_name: Mapped[Annotated[str, Pi.P2]]
    number_masked: Mapped[Annotated[str, Pi.P2]]
    handling_type: Mapped[Annotated[str, Pi.P1]]
    status: Mapped[Annotated[str, Pi.P1]]
    received_at: Mapped[Annotated[str, Pi.P1]]
    binding_on: Mapped[Annotated[str | None, Pi.P1]]
    binding_from: Mapped[Annotated[str | None, Pi.P1]]
    notice_over_on: Mapped[Annotated[str | None, Pi.P1]]
    is_provisional: Mapped[Annotated[int, Pi.P1]]
    deemed_due_on: Mapped[Annotated[str | None, Pi.P1]]
    is_deemed_provisional: Mapped[Annotated[int, Pi.P1]]
    unacknowledged: Mapped[Annotated[int, Pi.P1]]
    open_conflicts: Mapped[Annotated[int, Pi.P1]]
    search_text: Mapped[Annotated[str, Pi.P2]]
    search_keys: Mapped[Annotated[str, Pi.P3]]


class PrintJobRow(Row):
    """Projection of `print.*` events: what the printer still owes, and what came of it.

    Attributes:
        run: The run of the program in which it may print by itself; "" for none.
        is_open: Neither printed, failed nor settled by a person.
    """

    __tablename__ = "print_jobs"
    __table_args__ = (Index("ix_print_jobs_open", "id", sqlite_where=text("is_open")),)

    id: Mapped[Annotated[int, Pi.P0]] = mapped_column(primary_key=True)
    job: Mapped[Annotated[str, Pi.P1]] = mapped_column(unique=True)
    case_id: Mapped[Annotated[str, Pi.P1]]
    device: Mapped[Annotated[str, Pi.P1]]
    form: Mapped[Annotated[str, Pi.P1]]
    document_number: Mapped[Annotated[str, Pi.P1]]
    copy_number: Mapped[Annotated[int, Pi.P1]]
    state: Mapped[Annotated[str, Pi.P1]]
    came_out: Mapped[Annotated[int | None, Pi.P1]]
    run: Mapped[Annotated[str, Pi.P1]]
    is_open: Mapped[Annotated[int, Pi.P1]]


class PublicationRow(Row):
    """A publication of the county that was taken: signed, versioned, never backwards.

    Attributes:
        kind: "catalogue", "calendar", "staff" or "trust".
        manifest: The canonical bytes that were signed; signatures: JSON list of base64.
        content: What the manifest names by its SHA-256.
    """

    __tablename__ = "publications"

    kind: Mapped[Annotated[str, Pi.P0]] = mapped_column(primary_key=True)
    version: Mapped[Annotated[int, Pi.P0]] = mapped_column(primary_key=True)
    manifest: Mapped[Annotated[bytes, Pi.P0]] = mapped_column(LargeBinary)
    signatures: Mapped[Annotated[str, Pi.P0]]
    content: Mapped[Annotated[bytes, Pi.P2]] = mapped_column(LargeBinary)
    installed_at: Mapped[Annotated[str, Pi.P0]]


class RefusedPublicationRow(Row):
    """A publication that may not count here; told once, and not fetched again.

    Attributes:
        reason: Why; a key of `publication_facts.REFUSAL_WORDS`.
        basis: Trust list and program it was judged by; others may judge otherwise.
    """

    __tablename__ = "refused_publications"

    kind: Mapped[Annotated[str, Pi.P0]] = mapped_column(primary_key=True)
    version: Mapped[Annotated[int, Pi.P0]] = mapped_column(primary_key=True)
    reason: Mapped[Annotated[str, Pi.P0]]
    basis: Mapped[Annotated[str, Pi.P0]]
    refused_at: Mapped[Annotated[str, Pi.P0]]


class BundleRow(Row):
    """A courier bundle that was written or read here; the file itself is on the stick.

    Attributes:
        direction: "outgoing", "return" or "handover".
        number: Consecutive for each direction; sha256: of the whole file, which the next cites.
        last_row_id: Greatest `EventRow.id` it holds; what was open up to there is in it.
        anchor_nonce: The nonce the county's time anchor has to carry.
        answered_at: When a return bundle answered it, or "".
        state: A `BundleState` value; record: JSON of the rest of a `BundleNote`.
    """

    __tablename__ = "bundles"

    id: Mapped[Annotated[int, Pi.P0]] = mapped_column(primary_key=True)
    direction: Mapped[Annotated[str, Pi.P1]]
    number: Mapped[Annotated[int, Pi.P1]]
    bundle: Mapped[Annotated[str, Pi.P1]] = mapped_column(unique=True)
    sha256: Mapped[Annotated[str, Pi.P1]]
    made_at: Mapped[Annotated[str, Pi.P1]]
    events: Mapped[Annotated[int, Pi.P1]]
    last_row_id: Mapped[Annotated[int, Pi.P1]]
    anchor_nonce: Mapped[Annotated[str, Pi.P1]]
    answered_at: Mapped[Annotated[str, Pi.P1]]
    state: Mapped[Annotated[str, Pi.P1]]
    record: Mapped[Annotated[str, Pi.P1]]


class AttachmentRow(Row):
    """A file that belongs to a case; its bytes lie sealed beside the database.

    Attributes:
        sha256: Of the plain file: its name everywhere.
        name: What the person called it; never a path.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_waiting", "size_bytes", sqlite_where=text("is_at_county = 0")),
    )

    sha256: Mapped[Annotated[str, Pi.P1]] = mapped_column(primary_key=True)
    case_id: Mapped[Annotated[str, Pi.P1]] = mapped_column(primary_key=True)
    name: Mapped[Annotated[str, Pi.P2]]
    media_type: Mapped[Annotated[str, Pi.P1]]
    size_bytes: Mapped[Annotated[int, Pi.P1]]
    added_at: Mapped[Annotated[str, Pi.P1]]
    is_here: Mapped[Annotated[int, Pi.P1]]
    is_at_county: Mapped[Annotated[int, Pi.P1]]


class DisposedCaseRow(Row):
    """A case of which this counter keeps the header: its bodies went by rule, on a signed list.

    The row stays when they come back from the county, and says so.

    Attributes:
        number, item_name, handling_type, status, received_at: The header, for lists.
        last_act_at: When the last act was made, ISO 8601.
        list_event, list_number: The signed list on which it stands.
        bodies: How many went.
        is_wanted: They are to be fetched with the next exchange.
        is_not_given: The county was asked and did not have them.
        back_at_ms: When they came back; 0 while they are away.
    """

    __tablename__ = "disposed_cases"
    __table_args__ = (
        Index("ix_disposed_cases_wanted", "case_id", sqlite_where=text("is_wanted = 1")),
    )

    case_id: Mapped[Annotated[str, Pi.P1]] = mapped_column(primary_key=True)
    number: Mapped[Annotated[str, Pi.P1]]
    item_name: Mapped[Annotated[str, Pi.P1]]
    handling_type: Mapped[Annotated[str, Pi.P1]]
    status: Mapped[Annotated[str, Pi.P1]]
    received_at: Mapped[Annotated[str, Pi.P1]]
    last_act_at: Mapped[Annotated[str, Pi.P1]]
    list_event: Mapped[Annotated[str, Pi.P1]]
    list_number: Mapped[Annotated[str, Pi.P1]]
    disposed_at: Mapped[Annotated[str, Pi.P1]]
    bodies: Mapped[Annotated[int, Pi.P1]]
    is_wanted: Mapped[Annotated[int, Pi.P1]]
    is_not_given: Mapped[Annotated[int, Pi.P1]]
    back_at_ms: Mapped[Annotated[int, Pi.P1]]


class DisposedEventRow(Row):
    """What is kept of an event beside its row when its body went: it is never deleted.

    Attributes:
        verdict: What was found when the event arrived; it counts again when the body is back.
        prev: The event before it in its chain, as its signed header had it.
        list_event: The signed list whose digest covers it.
    """

    __tablename__ = "disposed_events"

    event_id: Mapped[Annotated[str, Pi.P1]] = mapped_column(primary_key=True)
    verdict: Mapped[Annotated[str, Pi.P1]]
    prev: Mapped[Annotated[str, Pi.P1]]
    list_event: Mapped[Annotated[str, Pi.P1]]
