"""Carries pieces of files over HTTP and believes nothing that the county did not sign."""

from __future__ import annotations

import io
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, Protocol

from counter_app.domain.errors import (
    AttachmentNotTaken,
    AttachmentNotThere,
    CountyFault,
    NotTheCounty,
    SyncError,
)
from counter_app.domain.ids import EventId
from sync.client.answers import RawAnswer, refusal_of, require_county
from sync.client.attachments import FileStand
from sync.client.http_line import Readable
from sync.client.http_transport import Requester, new_nonce, signed_headers
from sync.signing import Verifier
from sync.wire_attachments import (
    EVENT_FIRST,
    FILE_TYPE,
    HASH_DIFFERS,
    QUOTA,
    RANGE_HEADER,
    FileStandWire,
    file_target,
    range_of,
)
from sync.wire_pieces import OFFSET_DIFFERS

_REFUSALS: Final[Mapping[str, type[SyncError]]] = MappingProxyType(
    {
        EVENT_FIRST: AttachmentNotTaken,
        QUOTA: AttachmentNotTaken,
        HASH_DIFFERS: AttachmentNotTaken,
        OFFSET_DIFFERS: AttachmentNotTaken,
        "too-large": AttachmentNotTaken,
        "not-found": AttachmentNotThere,
    }
)


class FileLine(Protocol):
    """A line that carries files; `sync.client.http_line.HttpLine`."""

    def put(self, target: str, body: Readable, headers: Mapping[str, str]) -> RawAnswer: ...

    def head(self, target: str, headers: Mapping[str, str]) -> RawAnswer: ...

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> RawAnswer: ...


class _Piece(io.BytesIO):
    """Bytes with a length, so that the network layer announces it."""

    def __len__(self) -> int:
        return self.getbuffer().nbytes


class HttpFileTransport:
    """Implements `sync.client.attachments.FileTransport` for one device and one county key."""

    def __init__(self, line: FileLine, identity: Requester, county_key: Verifier) -> None:
        self._line = line
        self._identity = identity
        self._county_key = county_key

    def stand(self, sha256: str, event: EventId) -> FileStand:
        """Return how much of a file the county has.

        Raises:
            AttachmentNotTaken: No act there names it yet.
            Offline, NotTheCounty, DeviceUnknown, DeviceRevoked, CountyBusy, CountyFault.
        """
        target = file_target(sha256, event)
        nonce = new_nonce()
        raw = self._line.head(target, signed_headers(self._identity, nonce, target.encode()))
        require_county(raw, self._county_key, nonce)
        return _stand(raw)

    def put(self, sha256: str, event: EventId, offset: int, piece: bytes) -> FileStand:
        """Bring a piece; returns how much is there then.  Raises as `stand`."""
        target = file_target(sha256, event, offset)
        nonce = new_nonce()
        headers = signed_headers(self._identity, nonce, target.encode())
        raw = self._line.put(target, _Piece(piece), headers | {"Content-Type": FILE_TYPE})
        require_county(raw, self._county_key, nonce)
        return _stand(raw)

    def get(self, sha256: str, event: EventId, start: int, stop: int) -> bytes:
        """Return a part of a file.

        Raises:
            AttachmentNotThere: The county does not have it, or not yet.
        """
        target, wanted = file_target(sha256, event), range_of(start, stop)
        nonce = new_nonce()
        headers = signed_headers(self._identity, nonce, f"{target}{wanted}".encode())
        raw = self._line.get(target, headers | {RANGE_HEADER: wanted})
        if raw.status != HTTPStatus.PARTIAL_CONTENT:
            require_county(raw, self._county_key, nonce)
            raise _refusal(raw)
        if not raw.is_signed_by(self._county_key, nonce):
            raise NotTheCounty("a part of a file without the county's signature")
        if not 0 < len(raw.body) <= stop - start:
            raise CountyFault("another part of a file than was asked for")
        return raw.body


def _stand(raw: RawAnswer) -> FileStand:
    if raw.status not in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED}:
        raise _refusal(raw)
    try:
        wire = FileStandWire.model_validate_json(raw.body)
    except ValueError as error:
        raise CountyFault("how much of a file is there cannot be read") from error
    return FileStand(offset=wire.offset, is_whole=wire.is_whole)


def _refusal(raw: RawAnswer) -> SyncError:
    kind = _REFUSALS.get(raw.problem())
    return refusal_of(raw) if kind is None else kind(raw.problem())
