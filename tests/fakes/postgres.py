"""A PostgreSQL cluster that is thrown away; the same that measurements use."""

from __future__ import annotations

from counter_app.bench.postgres import programs, running_cluster

__all__ = ["programs", "running_cluster"]
