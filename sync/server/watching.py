"""Routes for those who watch the county: is it well, and what are its figures."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from sync.server.county_key import CountyKey
from sync.server.engine import Database
from sync.server.metrics import METRICS_PATH, Metrics, may_read
from sync.server.schema import ledger_head
from sync.wire import HEALTH_PATH
from sync.wire_types import Answer

TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class HealthWire(Answer):
    """Body of an answer to `HEALTH_PATH`; not signed, since nobody acts on it.

    Attributes:
        status: "ok", or "failing" with status 503.
        key: Id of the county's key.
        database: "ok", or what kind of error it answered with.
    """

    status: str
    key: str
    database: str


def add_watching(
    app: FastAPI, database: Database, metrics: Metrics, key: CountyKey, token: str
) -> None:
    """Add the routes to an app."""

    @app.get(HEALTH_PATH)
    async def get_health() -> Response:
        found = await run_in_threadpool(_look_at, database)
        is_well = found == "ok"
        wire = HealthWire(status="ok" if is_well else "failing", key=key.id, database=found)
        return Response(
            wire.model_dump_json(), 200 if is_well else 503, media_type="application/json"
        )

    @app.get(METRICS_PATH)
    async def get_metrics(request: Request) -> Response:
        client = request.client.host if request.client else ""
        if not metrics.is_there or not may_read(request.headers, client, token):
            return Response(status_code=404)
        return Response(await run_in_threadpool(metrics.text), media_type=TEXT_TYPE)


def _look_at(database: Database) -> str:
    try:
        with database.reading() as connection:
            connection.execute(select(ledger_head.c.last_sequence)).scalar_one()
    except SQLAlchemyError as error:
        return type(error).__name__
    return "ok"
