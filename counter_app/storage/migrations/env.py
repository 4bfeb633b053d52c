"""Runs migrations on a connection that was handed in, inside its one transaction."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=False,  # The transaction is `migrate`'s: Alembic begins and ends none.
    transaction_per_migration=False,
)
context.run_migrations()
