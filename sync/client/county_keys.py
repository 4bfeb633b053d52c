"""Which keys of the county this counter believes: the one it enrolled with, and those after it.

The key of the settings never changes by itself; what leads on from it are successions that prove
themselves, kept in a file of the profile.  A key that the installed trust list does not name any
more is not believed beside its successor: never backwards.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.domain.errors import CounterError, SyncError
from sync.client.http_line import Readable
from sync.client.http_transport import Line, RawAnswer
from sync.client.pieces import PieceLine
from sync.county_succession import (
    COUNTY_KEYS_PATH,
    PAPER_BYTES_MAX,
    KeyNotFollowed,
    chain_of,
    encode_paper,
    parse_paper,
    require_endorsed,
)
from sync.signing import key_id
from sync.trust_list import TrustList
from sync.wire import KEY_HEADER

ASK_AGAIN_AFTER_ANSWERS: Final = 30
"""An unknown key is asked about once in so many answers: a forger shall not keep us busy."""

log = logging.getLogger(__name__)


class PaperBook(Protocol):
    """Where successions are kept between two runs."""

    def read(self) -> bytes:
        """Return what was kept; b"" when there is nothing that can be read."""

    def write(self, content: bytes) -> None:
        """Keep it; that it cannot be kept stops nobody: it is asked for again."""


class KeptNowhere:
    """A book for a run that keeps nothing."""

    def read(self) -> bytes:
        return b""

    def write(self, content: bytes) -> None:
        del content


class CountyKeys:
    """Implements `sync.signing.Verifier`: any key that is believed now may have signed."""

    def __init__(
        self,
        pin: Ed25519PublicKey,
        trust: Callable[[], TrustList | None],
        book: PaperBook | None = None,
    ) -> None:
        """Begin with what is kept.

        Args:
            pin: The key of the enrolment.
            trust: Returns the installed trust list.
            book: Where successions are kept.
        """
        self._pin = _hex(pin)
        self._trust = trust
        self._book = book or KeptNowhere()
        self._chain: tuple[str, ...] = (self._pin,)
        self._from = 0
        if kept := self._book.read():
            try:
                self._chain, self._from = chain_of(self._pin, parse_paper(kept).successions)
            except ValueError as error:  # Enrolled elsewhere since, or damaged: ask again.
                log.warning("kept county keys are of no use: %s", error)

    @property
    def believed(self) -> tuple[str, ...]:
        """Return the keys that count now, 64 hex digits each, the newest last."""
        chain = self._chain[self._from :]
        trust = self._trust()
        listed = [n for n, key in enumerate(chain) if trust and key in trust.county_keys]
        return chain[min(listed, default=0) :]

    @property
    def ever(self) -> tuple[str, ...]:
        """Return every key there ever was: what they signed remains evidence."""
        return self._chain

    def verify(self, signature: bytes, data: bytes) -> None:
        """Raise `InvalidSignature` unless a key that is believed now signed these bytes."""
        _verify(self.believed, signature, data)

    def knows(self, identifier: str) -> bool:
        """Whether this is the id of a key that is believed."""
        return is_county(self, identifier)

    def lacks_listed(self) -> bool:
        """Whether the trust list names a key of the county that nobody led us to yet."""
        trust = self._trust()
        return trust is not None and not set(trust.county_keys) <= set(self._chain)

    def learn(self, content: bytes) -> bool:
        """Follow the county's keys further, if what came proves itself; True when it led on.

        Args:
            content: As `encode_paper` writes it, from whomever.
        """
        try:
            paper = parse_paper(content)
            chain, place = chain_of(self._pin, paper.successions)
            held = self._chain[self._from :]
            if chain[place : place + len(held)] != held:
                raise KeyNotFollowed("another chain than the one that is known here")
            if chain == self._chain:
                return False
            trust = self._trust()
            require_endorsed(paper, trust.key_sets if trust else (), place + len(held) - 1)
        except ValueError as error:
            log.warning("keys of the county are not followed: %s", error)
            return False
        self._chain, self._from = chain, place
        self._book.write(encode_paper(paper))
        return True


CountySigner = Ed25519PublicKey | CountyKeys
"""Whose word counts: one key, or the county's keys as they follow each other."""


def believed_keys(signer: CountySigner) -> tuple[str, ...]:
    """Return the keys that count now, 64 hex digits each."""
    return signer.believed if isinstance(signer, CountyKeys) else (_hex(signer),)


def is_county(signer: CountySigner, identifier: str) -> bool:
    """Whether this is the short name of a key that counts now."""
    return identifier in (key_id(_public(key)) for key in believed_keys(signer))


class Evidence:
    """A `Verifier` for what was signed long ago: every key the county ever had counts."""

    def __init__(self, keys: CountyKeys) -> None:
        self._keys = keys

    def verify(self, signature: bytes, data: bytes) -> None:
        """Raise `InvalidSignature` unless one of the county's keys signed these bytes."""
        _verify(self._keys.ever, signature, data)


class FollowedLine(Line, PieceLine, Protocol):
    """A line that carries whole messages and pieces; `sync.client.http_line.HttpLine`."""


class KeyFollowingLine:
    """A line that asks for the county's new keys as soon as an answer names one.

    The question and its answer are signed by nobody: what is learned from it proves itself.
    """

    def __init__(self, line: FollowedLine, keys: CountyKeys) -> None:
        self._line = line
        self._keys = keys
        self._wait = 0

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> RawAnswer:
        """Carry one request; see `Line.post`."""
        return self._followed(self._line.post(path, body, headers))

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> RawAnswer:
        """Ask by path and query; see `Line.get`."""
        return self._followed(self._line.get(target, headers))

    def put(self, target: str, body: Readable, headers: Mapping[str, str]) -> RawAnswer:
        """Bring something by path and query; see `PieceLine`."""
        return self._followed(self._line.put(target, body, headers))

    def head(self, target: str, headers: Mapping[str, str]) -> RawAnswer:
        """Ask what an answer would say; see `PieceLine`."""
        return self._followed(self._line.head(target, headers))

    def begin(self) -> None:
        """Something new begins, which nobody has broken off yet."""
        self._line.begin()

    @property
    def is_called_off(self) -> bool:
        """Whether somebody has broken off what is going on."""
        return self._line.is_called_off

    def _followed(self, raw: RawAnswer) -> RawAnswer:
        named = raw.header(KEY_HEADER)
        is_known = not named or self._keys.knows(named)
        if is_known and not self._keys.lacks_listed():
            self._wait = 0
        elif self._wait:
            self._wait -= 1
        else:
            self._wait = ASK_AGAIN_AFTER_ANSWERS
            self._ask()
        return raw

    def _ask(self) -> None:
        try:
            answer = self._line.get(COUNTY_KEYS_PATH, {})
        except SyncError as error:
            log.info("the county's keys could not be asked for: %s", error.code)
            return
        if answer.status == 200 and len(answer.body) <= PAPER_BYTES_MAX:
            self._keys.learn(answer.body)


class PaperFile:
    """A `PaperBook` on the disk."""

    def __init__(self, path: Path, write: Callable[[Path, bytes], None]) -> None:
        self._path = path
        self._write = write

    def read(self) -> bytes:
        """Return what stands in the file; b"" without one."""
        try:
            with self._path.open("rb") as file:
                return file.read(PAPER_BYTES_MAX + 1)
        except OSError:
            return b""

    def write(self, content: bytes) -> None:
        """Put it in the place of the former one; it is asked for again if that fails."""
        with contextlib.suppress(CounterError):
            self._write(self._path, content)


def _verify(keys: tuple[str, ...], signature: bytes, data: bytes) -> None:
    for key in reversed(keys):
        try:
            _public(key).verify(signature, data)
        except InvalidSignature:
            continue
        return
    raise InvalidSignature


def _public(key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))


def _hex(key: Ed25519PublicKey) -> str:
    return key.public_bytes_raw().hex()
