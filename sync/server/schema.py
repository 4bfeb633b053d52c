"""Tables of the county's database; equal on SQLite and PostgreSQL.

Instants are milliseconds since 1970.  Ids are lower-case hex.  Events are kept as the bytes that
were signed; the columns beside them are for finding and are never sent.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_Serial: Final = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts only INTEGER keys.

ledger_head: Final = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", String(32), nullable=False),
    Column("last_sequence", BigInteger, nullable=False),
    comment="One row.  Whoever holds its lock gives out sequences and positions.",
)

devices: Final = Table(
    "devices",
    metadata,
    Column("device", String(16), primary_key=True),
    Column("counter_code", String(11), nullable=False),
    Column("enrolled_at_ms", BigInteger, nullable=False),
    Column("revoked_at_ms", BigInteger, nullable=True),
    Column("last_seen_at_ms", BigInteger, nullable=True),
    Column("approved_at_ms", BigInteger, nullable=True),
)

device_keys: Final = Table(
    "device_keys",
    metadata,
    Column("device", ForeignKey("devices.device"), primary_key=True),
    Column("generation", BigInteger, primary_key=True, autoincrement=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("registered_at_ms", BigInteger, nullable=True),
    Column("revoked_at_ms", BigInteger, nullable=True),
)

device_key_aliases: Final = Table(
    "device_key_aliases",
    metadata,
    Column("device", ForeignKey("devices.device"), primary_key=True),
    Column("generation", BigInteger, primary_key=True, autoincrement=False),
    Column("public_key", LargeBinary, primary_key=True),
    comment="Two copies of a device began one generation: the key of whoever came second.",
)

enrolment_codes: Final = Table(
    "enrolment_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("counter_code", String(11), nullable=False),
    Column("made_at_ms", BigInteger, nullable=False),
    Column("expires_at_ms", BigInteger, nullable=False),
    Column("used_at_ms", BigInteger, nullable=True),
    Column("device", String(16), nullable=True),
    Column("public_key", LargeBinary, nullable=True),
    Column("approved_at_ms", BigInteger, nullable=True),
    comment="The code itself is printed once and kept nowhere.",
)

events: Final = Table(
    "events",
    metadata,
    Column("server_sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", String(64), nullable=False, unique=True),
    Column("device", String(16), nullable=False),
    Column("generation", BigInteger, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("case_id", String(32), nullable=False),
    Column("type", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("received_at_ms", BigInteger, nullable=False),
    Column("received_from", String(16), nullable=False),
    Index(None, "device", "generation", "n"),  # Not unique: both branches of a fork are kept.
    Index(None, "case_id"),
)

quarantine: Final = Table(
    "quarantine",
    metadata,
    Column("event_id", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_at_ms", BigInteger, nullable=False),
    Column("received_from", String(16), nullable=False, index=True),
    Column("device", String(16), nullable=True, index=True),
    Column("generation", BigInteger, nullable=True),
    Column("settled_at_ms", BigInteger, nullable=True),
    Column("settlement", String(16), nullable=True),
    comment="Events outside the log until a person admits them.",
)

streams: Final = Table(
    "streams",
    metadata,
    Column("scope", String(9), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("prefix_hash", String(64), nullable=False),
    comment="The end of each township's stream.",
)

stream_entries: Final = Table(
    "stream_entries",
    metadata,
    Column("scope", ForeignKey("streams.scope"), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("server_sequence", ForeignKey("events.server_sequence"), nullable=False),
    Column("prefix_hash", String(64), nullable=False),
    UniqueConstraint("scope", "server_sequence"),
)

scope_cases: Final = Table(
    "scope_cases",
    metadata,
    Column("case_id", String(32), primary_key=True),
    Column("scope", String(9), primary_key=True),
    Column("linked_at_ms", BigInteger, nullable=False),
    comment="Townships that the county shows a case to, besides its own.",
)

chain_flags: Final = Table(
    "chain_flags",
    metadata,
    Column("event_id", String(64), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("device", String(16), nullable=False),
    Column("generation", BigInteger, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("missing", String(64), nullable=False),
    Column("flagged_at_ms", BigInteger, nullable=False),
    Column("settled_at_ms", BigInteger, nullable=True),
    Index(None, "device"),
    Index(None, "missing"),
    comment="What was odd about a chain when an event came; evidence, never a gate.",
)

nonces: Final = Table(
    "nonces",
    metadata,
    Column("device", String(16), primary_key=True),
    Column("nonce", String(32), primary_key=True),
    Column("seen_at_ms", BigInteger, nullable=False, index=True),
)

security_events: Final = Table(
    "security_events",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("device", String(16), nullable=False),
    Column("hour", BigInteger, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("first_at_ms", BigInteger, nullable=False),
    Column("last_at_ms", BigInteger, nullable=False),
    UniqueConstraint("kind", "device", "hour"),
    comment="Counted by the hour, so that nobody fills the disk with them.",
)

epochs: Final = Table(
    "epochs",
    metadata,
    Column("epoch", String(32), primary_key=True),
    Column("drawn_at_ms", BigInteger, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("device", String(16), nullable=False),
    comment="Epochs drawn because the log had been put back; never the first one.",
)

digests: Final = Table(
    "digests",
    metadata,
    Column("device", ForeignKey("devices.device"), primary_key=True),
    Column("epoch", String(32), nullable=False),
    Column("given_at_ms", BigInteger, nullable=False),
    comment="In which epoch each device has last told what it holds.",
)
