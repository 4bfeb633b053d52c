"""Tables of what the county publishes, beside those of `sync.server.schema`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table, Text

from sync.server.schema import metadata

publications: Final = Table(
    "publications",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("manifest", LargeBinary, nullable=False),
    Column("signatures", Text, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    Column("packed_sha256", String(64), nullable=False),
    Column("made_at_ms", BigInteger, nullable=False),
    Column("published_at_ms", BigInteger, nullable=True),
    comment="Not published yet while it waits for a signature; never changed afterwards.",
)

publisher_keys: Final = Table(
    "publisher_keys",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    Column("signatures", Text, nullable=False),
    Column("named_at_ms", BigInteger, nullable=False),
    comment="Who may publish: every set since the first, each endorsed by the one before it.",
)

trust_state: Final = Table(
    "trust_state",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("fingerprint", Text, nullable=False),
    comment="One row: what the devices looked like when the last trust list was made.",
)
