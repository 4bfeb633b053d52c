"""Tables of what arrives in pieces and of attachments, beside those of `sync.server.schema`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table

from sync.server.schema import metadata

pieces: Final = Table(
    "pieces",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("owner", ForeignKey("devices.device"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    Column("stop", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),  # Last: SQLite reads a row up to what it needs.
    comment="What has come of a body, `start` to `stop` without a gap; kept for a day.",
)

attachments: Final = Table(
    "attachments",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("stored_at_ms", BigInteger, nullable=False),
    Column("received_from", String(16), nullable=False),
    Column("content", LargeBinary, nullable=False),
    comment="Whole files, named by the SHA-256 of what stands in `content`.",
)
