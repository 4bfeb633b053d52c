"""Tables about courier bundles in the county's database; see `schema` for the rules."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
)

from sync.server.schema import metadata

device_bundle_keys: Final = Table(
    "device_bundle_keys",
    metadata,
    Column("device", ForeignKey("devices.device"), primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    comment="X25519, as each device told it last; return bundles are sealed to it.",
)

bundles_received: Final = Table(
    "bundles_received",
    metadata,
    Column("bundle", String(32), primary_key=True),
    Column("device", ForeignKey("devices.device"), nullable=False),
    Column("generation", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("received_at_ms", BigInteger, nullable=False),
    Column("events", BigInteger, nullable=False),
    Column("anchor_nonce", String(32), nullable=False),
    Column("void", Text, nullable=False),
    Column("hello", LargeBinary, nullable=False),
    Index(None, "device", "number"),
    comment="Outgoing bundles that were opened; `hello` is the message as it came.",
)

bundle_answers: Final = Table(
    "bundle_answers",
    metadata,
    Column("bundle", ForeignKey("bundles_received.bundle"), primary_key=True),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    comment="What was answered to each push of a bundle, for a return that is made later.",
)

bundles_returned: Final = Table(
    "bundles_returned",
    metadata,
    Column("bundle", String(32), primary_key=True),
    Column("device", ForeignKey("devices.device"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("answers", String(32), nullable=False),
    Column("made_at_ms", BigInteger, nullable=False),
    Index(None, "device", "number"),
)
