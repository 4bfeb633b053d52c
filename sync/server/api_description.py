"""The county's interface as OpenAPI 3.1, made from the models that check it.

For whoever writes another client or watches the wire; the server itself shows it to nobody.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sync.county_succession import COUNTY_KEYS_PATH
from sync.publication import KINDS
from sync.server.metrics import METRICS_PATH
from sync.server.watching import HealthWire
from sync.wire import (
    DEVICE_HEADER,
    ENROL_PATH,
    EXCHANGE_PATH,
    HEALTH_PATH,
    JSON_TYPE,
    KEY_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    EnrolAnswerWire,
    EnrolWire,
    ExchangeAnswerWire,
    ExchangeWire,
    ProblemWire,
)
from sync.wire_attachments import ATTACHMENTS_PATH, EVENT, FILE_TYPE, FileStandWire
from sync.wire_devices import DEVICE_KEY_PATH, DeviceKeyAnswerWire, DeviceKeyWire
from sync.wire_pieces import FROM, TOLD_HEADER, OffsetWire
from sync.wire_publications import PUBLICATIONS_PATH, CountyKeysWire, PieceWire

VERSION: Final = "1"
_REFUSALS: Final = {
    "400": "A request that is no HTTP; not signed.",
    "401": "`device-unknown`: no such device, or not its signature.",
    "403": "The device may not: revoked, expired, not approved yet, or a code that serves nobody.",
    "404": "`not-found`: nothing of that name, or not for this device.",
    "408": "`body-incomplete`: the body did not come in time.",
    "409": "`replayed`, `program-too-old`; `offset-differs`: not where the last piece ended;"
    " `event-first`: no act in the log names the file.",
    "413": "`too-large`.",
    "416": "`no-such-range`.",
    "422": "`unreadable-request`: not a message, or over a limit; `hash-differs`.",
    "429": "`too-many-requests`, `attachment-quota`: come again after `retry_after_s`.",
    "500": "`county-fault`.",
    "503": "`county-busy`: come again after `retry_after_s`.",
}
_REFUSAL: Final = "^(epoch|reconcile)?$"
_BASE64: Final = "^[A-Za-z0-9+/]*={0,2}$"


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked.

    Attributes:
        asked: Model of the body; None for a question without one.
        answered: Model of an answer with status 200; None for plain text.
        is_signed: Whether the caller proves who it is, and every answer is signed.  Path and query
            stand for the body where there is none.
        parameters: (name, `path` or `query`, pattern) each.
        partly: Model of an answer with status 202; None where there is none.
        done: Statuses of an answer that is whole.
        media_type: Of the bytes that travel as they are; "" where all is JSON.
    """

    method: str
    path: str
    purpose: str
    asked: type[BaseModel] | None = None
    answered: type[BaseModel] | None = None
    is_signed: bool = False
    refusals: Sequence[str] = ()
    parameters: Sequence[tuple[str, str, str]] = ()
    partly: type[BaseModel] | None = None
    done: Sequence[str] = ("200",)
    media_type: str = ""


_HASH: Final = ("sha256", "path", "^[0-9a-f]{64}$")
_EVENT: Final = (EVENT, "query", "^[0-9a-f]{64}$")
_START: Final = (FROM, "query", "^(0|[1-9][0-9]{0,11})$")
_OF_A_DEVICE: Final = tuple(name for name in _REFUSALS if name not in {"404", "416"})
_OF_A_FILE: Final = tuple(_REFUSALS)
ROUTES: Final = (
    Route("post", EXCHANGE_PATH, "Hello, push and pull of one counter.", ExchangeWire,
          ExchangeAnswerWire, is_signed=True, refusals=_OF_A_DEVICE),
    Route("put", EXCHANGE_PATH + "/{sha256}", "The rest of an exchange, or a piece of it.",
          ExchangeWire, ExchangeAnswerWire, is_signed=True, refusals=_OF_A_DEVICE,
          parameters=(_HASH, _START), partly=OffsetWire),
    Route("head", EXCHANGE_PATH + "/{sha256}", "How much of an exchange is there.", None,
          OffsetWire, is_signed=True, refusals=_OF_A_DEVICE, parameters=(_HASH,)),
    Route("head", ATTACHMENTS_PATH + "/{sha256}", "How much of a file of a case is there.", None,
          FileStandWire, is_signed=True, refusals=_OF_A_FILE, parameters=(_HASH, _EVENT)),
    Route("put", ATTACHMENTS_PATH + "/{sha256}", "The rest of a file, or a piece of it.", None,
          FileStandWire, is_signed=True, refusals=_OF_A_FILE, media_type=FILE_TYPE,
          parameters=(_HASH, _EVENT, _START), partly=FileStandWire, done=("200", "201")),
    Route("get", ATTACHMENTS_PATH + "/{sha256}", "A part of a file, named by `Range`.",
          is_signed=True, refusals=_OF_A_FILE, media_type=FILE_TYPE,
          parameters=(_HASH, _EVENT), done=("206",)),
    Route("post", DEVICE_KEY_PATH, "A new key of a known device.", DeviceKeyWire,
          DeviceKeyAnswerWire, is_signed=True, refusals=_OF_A_DEVICE),
    Route("post", ENROL_PATH, "A new device, with a one-time code.", EnrolWire, EnrolAnswerWire,
          refusals=("400", "403", "408", "413", "422", "500", "503")),
    Route("get", PUBLICATIONS_PATH + "/{kind}/{version}", "A piece of what the county published.",
          None, PieceWire, is_signed=True, refusals=tuple(_REFUSALS), parameters=(
              ("kind", "path", f"^({'|'.join(KINDS)})$"), ("version", "path", "^[1-9][0-9]{0,15}$"),
              ("from", "query", "^[0-9]{1,9}$"))),
    Route("get", COUNTY_KEYS_PATH, "How the county's signing keys follow each other.",
          None, CountyKeysWire, refusals=("400", "408", "413", "500", "503")),
    Route("get", HEALTH_PATH, "Whether the server and its database answer.", None, HealthWire),
    Route("get", METRICS_PATH, "Figures, for this machine or with a token."),
)  # fmt: skip


def describe() -> dict[str, Any]:
    """Return the description; equal for equal models."""
    every = [model for each in ROUTES for model in (each.asked, each.answered, each.partly)]
    both = [model for model in every if model]
    models: list[Any] = [(model, "validation") for model in (*both, ProblemWire)]
    names, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
    paths: dict[str, dict[str, Any]] = {}
    for each in ROUTES:
        paths.setdefault(each.path, {})[each.method] = _operation(each, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "County server of the township counters",
            "version": VERSION,
            "description": "Every answer to a request with a nonce is signed: nonce, status and"
            " SHA-256 of the body. What is not signed is not the county's.",
        },
        "paths": paths,
        "components": {"schemas": _plain(definitions["$defs"])},
    }


def _operation(route: Route, names: Any) -> dict[str, Any]:
    last = route.path.partition("/{")[0].rsplit("/", 1)[-1]
    operation: dict[str, Any] = {
        "summary": route.purpose,
        "operationId": f"{route.method}_{last.replace('-', '_')}",
        "responses": _responses(route, names),
    }
    parameters = [_parameter(*each) for each in route.parameters]
    if route.asked or route.is_signed:
        required = (DEVICE_HEADER, NONCE_HEADER, SIGNATURE_HEADER) if route.is_signed else ()
        parameters += [_header(name, is_required=name in required) for name in _HEADERS]
    if parameters:
        operation["parameters"] = parameters
    if route.asked:
        schema = names[(route.asked, "validation")]
        operation["requestBody"] = {"required": True, "content": {JSON_TYPE: {"schema": schema}}}
    elif route.method == "put":
        content: dict[str, Any] = {route.media_type: {"schema": {}}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _responses(route: Route, names: Any) -> dict[str, Any]:
    if route.answered is None and not route.is_signed:
        return {
            "200": {"description": "Figures.", "content": {"text/plain": {}}},
            "404": {"description": "Not for this caller."},
        }
    if route.method == "head":
        return _told(route)
    content: dict[str, Any] = {route.media_type: {"schema": {}}}
    if route.answered is not None:
        content = {JSON_TYPE: {"schema": names[(route.answered, "validation")]}}
    responses: dict[str, Any] = {
        status: {"description": "Done.", "content": content} for status in route.done
    }
    if not route.refusals:
        return {**responses, "503": {"description": "The database fails.", "content": content}}
    if route.partly:
        part = {JSON_TYPE: {"schema": names[(route.partly, "validation")]}}
        responses["202"] = {"description": "A part is there.", "content": part}
    problem = {JSON_TYPE: {"schema": names[(ProblemWire, "validation")]}}
    for status in route.refusals:
        responses[status] = {"description": _REFUSALS[status], "content": problem}
    for each in responses.values():
        each["headers"] = {name: {"schema": {"type": "string"}} for name in _OF_AN_ANSWER}
    return responses


def _told(route: Route) -> dict[str, Any]:
    """Answers without a body: a header says, and the signature covers, what it would be."""
    told = {name: {"schema": {"type": "string"}} for name in (TOLD_HEADER, *_OF_AN_ANSWER)}
    every = {"200": "Done.", **{status: _REFUSALS[status] for status in route.refusals}}
    return {status: {"description": what, "headers": told} for status, what in every.items()}


_OF_AN_ANSWER: Final = (KEY_HEADER, SIGNATURE_HEADER)
_HEADERS: Final = {
    DEVICE_HEADER: "^[0-9a-f]{16}\\.[1-9][0-9]{0,8}$",
    NONCE_HEADER: "^[0-9a-f]{32}$",
    SIGNATURE_HEADER: _BASE64,
}


def _header(name: str, *, is_required: bool) -> dict[str, Any]:
    schema = {"type": "string", "pattern": _HEADERS[name]}
    return {"name": name, "in": "header", "required": is_required, "schema": schema}


def _parameter(name: str, where: str, pattern: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": where, "required": True, "schema": schema}


def _plain(schema: Any) -> Any:
    """Say of bytes how they travel: as base64, whose length is four thirds; the rest stays."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("pattern") == _REFUSAL:  # Nothing refused is null, or left out.
        return {**schema, "type": ["string", "null"]}
    if schema.get("format") not in {"binary", "base64"}:
        return {key: _plain(value) for key, value in schema.items()}
    lengths = {
        key: 4 * math.ceil(schema[key] / 3) for key in ("minLength", "maxLength") if key in schema
    }
    return {"type": "string", "contentEncoding": "base64", "pattern": _BASE64, **lengths}
