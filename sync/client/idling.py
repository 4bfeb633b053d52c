"""Asks the county in one short round whether anything is new."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final, Protocol, runtime_checkable

from counter_app.domain.errors import NotTheCounty, Offline
from sync.client.report import SyncReport
from sync.idle import (
    HASH_DIGITS,
    IDLE_PATH,
    NEWS,
    NONCE_DIGITS,
    QUIET,
    SEAL_HEADER,
    IdleQuestion,
    idle_bytes,
    seal_of,
)
from sync.protocol import PREFIX_START
from sync.signing import Purpose, Verifier, is_signed

UNKNOWN_FOR_ROUNDS: Final = 60
"""A county that does not know the question is asked again after so many rounds."""

_NOT_KNOWN: Final = frozenset({400, 404, 405})


@runtime_checkable
class QuietLine(Protocol):
    """A transport that can ask the short question; `sync.client.http_transport.HttpTransport`."""

    def is_quiet(self, position: int, prefix_hash: str) -> bool:
        """Answer whether the county signed that nothing is new.

        Raises:
            Offline, NotTheCounty: Nobody, or somebody else, answered.
        """


class IdleAnswer(Protocol):
    """What came back, not believed yet; `sync.client.http_transport.RawAnswer`."""

    @property
    def status(self) -> int: ...

    def header(self, name: str) -> str: ...


class Asker(Protocol):
    """Who asks; the generation may change while the program runs."""

    @property
    def device(self) -> str: ...

    @property
    def generation(self) -> int: ...


class IdleAsking:
    """The short question of one device; used by one thread."""

    def __init__(self, asker: Asker, county_key: Verifier) -> None:
        self._asker = asker
        self._county_key = county_key
        self._silent_rounds = 0

    def ask(self, get: Callable[[str], IdleAnswer], position: int, prefix_hash: str) -> bool:
        """Ask over a line; see `QuietLine.is_quiet`."""
        if self._silent_rounds:
            self._silent_rounds -= 1
            return False
        prefix = (prefix_hash or PREFIX_START)[:HASH_DIGITS]
        question = IdleQuestion(self._asker.device, self._asker.generation, position, prefix)
        query = question.query(secrets.token_hex(NONCE_DIGITS // 2))
        raw = get(f"{IDLE_PATH}?{query}")
        if raw.status in _NOT_KNOWN:  # An older county; whoever it is, the exchange will tell.
            self._silent_rounds = UNKNOWN_FOR_ROUNDS
            return False
        seal = seal_of(raw.header(SEAL_HEADER))
        signed = idle_bytes(raw.status, query)
        if raw.status in {QUIET, NEWS} and is_signed(self._county_key, Purpose.IDLE, signed, seal):
            return raw.status == QUIET
        if raw.status in {502, 503, 504}:
            raise Offline(f"a gateway answered {raw.status}")
        raise NotTheCounty(f"an unsigned answer with status {raw.status}")


def ask_if_quiet(transport: object, report: SyncReport, position: int, prefix_hash: str) -> bool:
    """Ask over a transport that can; anything else is asked properly."""
    if not isinstance(transport, QuietLine):
        return False
    report.county_reachable = False
    is_quiet = transport.is_quiet(position, prefix_hash)
    report.county_reachable = True
    report.round_trips += 1
    return is_quiet
