"""Answers whether a counter would miss anything if it did not ask properly."""

from __future__ import annotations

import logging
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from sync.idle import (
    HASH_DIGITS,
    NEWS,
    QUIET,
    SEAL_HEADER,
    IdleQuestion,
    idle_bytes,
    read_query,
    seal_text,
    standing_mark,
)
from sync.server import publications, streams, trust
from sync.server.county_key import CountyKey
from sync.server.device_keys import authors
from sync.server.engine import Database
from sync.server.system_clock import NowMs
from sync.wire import KEY_HEADER

log = logging.getLogger("county")

_FAULTS: Final = (SQLAlchemyError, ArithmeticError, LookupError, TypeError, ValueError)
"""A database that fails, and bugs: what the exchange that follows tells signed, and logs."""


def answer_idle(database: Database, key: CountyKey, query: str, now_ms: NowMs) -> Response:
    """Answer 204 when nothing is new for a counter, 200 when it should ask; both are signed.

    Where something is at fault here, the counter is asked to ask: the exchange tells what.
    """
    is_calm = False
    question = read_query(query)
    if question is not None:
        try:
            at_ms = now_ms()
            trust.refresh(database, key, at_ms=at_ms)
            is_calm = is_quiet(database, question, at_ms=at_ms)
        except _FAULTS as error:
            log.info("idle", extra={"line": {"fault": type(error).__name__}})
    status = QUIET if is_calm else NEWS
    signature = key.sign_idle(idle_bytes(status, query))
    headers = {SEAL_HEADER: seal_text(signature)}
    if key.ring.successions:  # 31 bytes: who believes an older key has to learn of it.
        headers[KEY_HEADER] = key.id
    return Response(status_code=status, headers=headers)


def is_quiet(database: Database, question: IdleQuestion, *, at_ms: int) -> bool:
    """Answer whether a device that may speak has all of its stream and knows what is published."""
    with database.reading() as connection:
        author = authors(connection, {question.device}, at_ms=at_ms).get(question.device)
        keys = author.keys.get(question.generation, []) if author else []
        if author is None or not author.is_approved or all(key.fault for key in keys):
            return False
        position, prefix_hash = streams.end_of(connection, streams.scope_of(author.counter_code))
        mark = standing_mark(prefix_hash, publications.announced(connection))
    return (position, mark[:HASH_DIGITS]) == (question.position, question.prefix)


def query_of(request: Request) -> str:
    """Return the query as it came, at most as long as ours can be."""
    return request.url.query[:200]
