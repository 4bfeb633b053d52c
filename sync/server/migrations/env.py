"""Runs the steps on the connection that `sync.server.engine` hands in, in its transaction."""

from __future__ import annotations

from alembic import context

from sync.server import schema_pieces, schema_publications  # noqa: F401 - tables of the metadata
from sync.server.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
