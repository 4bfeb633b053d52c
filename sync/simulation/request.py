"""What a counter sends over the line of a simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One request; each is itself, even if another looks alike.

    Attributes:
        target: Path and query.
        body: What has arrived of it.
        announced: How long the body is in truth, in bytes; more has not arrived.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    announced: int = 0

    @property
    def path(self) -> str:
        """Return the target without its query."""
        return urlsplit(self.target).path

    @property
    def is_torn(self) -> bool:
        """Whether the line broke before all of the body had come."""
        return len(self.body) < self.announced

    def asked(self, name: str) -> str:
        """Return what the query says under a name; "" for nothing."""
        return parse_qs(urlsplit(self.target).query).get(name, [""])[0]
