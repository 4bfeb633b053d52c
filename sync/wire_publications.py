"""The JSON of publications on the network: one piece of a packed content, and what signs it."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from sync.wire_types import Answer, Base64, Count, Hex64, Signature

PUBLICATIONS_PATH: Final = "/v1/publications"
PIECE_BYTES: Final = 128 << 10
"""A township line of 64 kbit/s carries one in under half a minute."""


class KeySignatureWire(Answer):
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    signature: Signature


class PieceWire(Answer):
    """Body of an answer to `GET /v1/publications/{kind}/{version}?from=OFFSET`.

    Attributes:
        size: Of the packed content, all of it.
        packed_sha256: Of the packed content; pieces of another one do not belong together.
        data: What stands from `offset` on; at most `PIECE_BYTES`.
    """

    manifest: Base64
    signatures: Annotated[list[KeySignatureWire], Field(max_length=8)]
    size: Count
    packed_sha256: Hex64
    offset: Count
    data: Base64


class SuccessionWire(Answer):
    """One key of the county after another; see `sync.county_succession`.

    Attributes:
        endorsements: [key id, base64] of those who publish.
    """

    data: Base64
    by_old: Signature
    by_new: Signature
    endorsements: Annotated[list[Annotated[list[str], Field(max_length=2)]], Field(max_length=8)]


class KeySetWire(Answer):
    """Who may publish, endorsed by those before."""

    data: Base64
    signatures: Annotated[list[Annotated[list[str], Field(max_length=2)]], Field(max_length=8)]


class CountyKeysWire(Answer):
    """Body of an answer to `GET /v1/county-keys`; nobody signs it, it proves itself."""

    v: int
    successions: Annotated[list[SuccessionWire], Field(max_length=64)]
    key_sets: Annotated[list[KeySetWire], Field(max_length=64)]


def piece_target(kind: str, version: int, offset: int) -> str:
    """Return path and query of a piece.  These bytes stand for the body in the signature."""
    return f"{PUBLICATIONS_PATH}/{kind}/{version}?from={offset}"
