"""How the files of cases cross the network: names, and the JSON of how much of one is there.

`HEAD` and `PUT /v1/attachments/{sha256}?event=ID&from=OFFSET` bring a file, `GET …?event=ID` with
`Range` gives it.  `event` names an act in the county's log that names the file, so that the county
finds by one look who may bring and who may see it.  Requests are signed with path and query, and
the range if there is one, in place of the body; answers with their bytes, as everywhere.
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from sync.wire_types import Answer, Count

ATTACHMENTS_PATH: Final = "/v1/attachments"
EVENT: Final = "event"
"""Query: id of an act that names the file."""

RANGE_HEADER: Final = "Range"
FILE_TYPE: Final = "application/octet-stream"
"""Of what `GET` gives: bytes that were checked by their hash, whatever they are."""

RANGE_BYTES_MAX: Final = 1 << 20
"""Of one answer."""

EVENT_FIRST: Final = "event-first"
"""Code of a 409: no act in this township's log names the file; the events have to come first."""

QUOTA: Final = "attachment-quota"
"""Code of a 429: this device has brought as much as it may in a day."""

HASH_DIFFERS: Final = "hash-differs"
"""Code of a 422: what came is not what it was named; it is forgotten and may come anew."""


class FileStandWire(Answer):
    """How much of a file the county has.

    Attributes:
        offset: Bytes that are there; where the next piece begins.
        is_whole: All of it is there, and its hash was compared.
    """

    offset: Count
    is_whole: bool = Field(default=False)


def file_target(sha256: str, event: str, offset: int | None = None) -> str:
    """Return path and query of a file; with an offset for what is brought."""
    start = "" if offset is None else f"&from={offset}"
    return f"{ATTACHMENTS_PATH}/{sha256}?{EVENT}={event}{start}"


def range_of(start: int, stop: int) -> str:
    """Return the header for the bytes from `start` up to, and without, `stop`."""
    return f"bytes={start}-{stop - 1}"
