"""Answers a counter that asks for a piece of a publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from sync.publication import KINDS
from sync.server import publications
from sync.server.engine import Database
from sync.server.problem import Problem
from sync.wire_publications import PIECE_BYTES, PUBLICATIONS_PATH, KeySignatureWire, PieceWire

_TARGET: Final = re.compile(
    re.escape(PUBLICATIONS_PATH)
    + r"/(?P<kind>[a-z]{1,16})/(?P<version>[1-9][0-9]{0,15})\?from=(?P<offset>[0-9]{1,9})"
)


def answer_piece(database: Database, target: str) -> bytes:
    """Return the body of an answer: one piece, and what signs the whole.

    Args:
        database: The county's.
        target: Path and query, as they came; the caller has proven who asks.

    Raises:
        Problem: 404 `not-found`.
    """
    asked = _TARGET.fullmatch(target)
    if asked is None or asked["kind"] not in KINDS:
        raise Problem(404, "not-found")
    kind, version, offset = asked["kind"], int(asked["version"]), int(asked["offset"])
    with database.reading() as connection:
        piece = publications.piece(connection, kind, version, offset, PIECE_BYTES)
    if piece is None or offset > piece.size:
        raise Problem(404, "not-found")
    return piece_json(piece, offset)


def newest_pieces(connection: Connection) -> Iterator[bytes]:
    """Yield every piece of the newest public version of each kind, as bodies of answers."""
    newest = publications.announced(connection)
    for kind in KINDS:  # A trust list comes first: it decides about the others.
        offset, version = 0, newest.get(kind, 0)
        while piece := publications.piece(connection, kind, version, offset, PIECE_BYTES):
            if not piece.data:
                break
            yield piece_json(piece, offset)
            offset += len(piece.data)


def piece_json(piece: publications.Piece, offset: int) -> bytes:
    """Return one piece as it travels."""
    wire = PieceWire.model_construct(
        manifest=piece.manifest,
        signatures=[
            KeySignatureWire.model_construct(key=key, signature=signature)
            for key, signature in piece.signatures
        ],
        size=piece.size,
        packed_sha256=piece.packed_sha256,
        offset=offset,
        data=piece.data,
    )
    return wire.model_dump_json().encode()
