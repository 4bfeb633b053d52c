"""Hello, push, pull and digest of one request, in this order, each in its own transaction."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from counter_app.domain.case_fold import FOLD_VERSION
from sync.bundle_keys import public_bytes
from sync.protocol import (
    DigestAnswer,
    Exchange,
    ExchangeAnswer,
    Hello,
    HelloAnswer,
    Pull,
    PullAnswer,
    Push,
    PushAnswer,
    TimeAnchor,
)
from sync.server import (
    chains,
    courier_log,
    epochs,
    ledger,
    publications,
    reconcile,
    security_log,
    streams,
    trust,
)
from sync.server.admission import admitted_count
from sync.server.authenticate import Caller
from sync.server.county_key import CountyKey
from sync.server.engine import Database
from sync.server.open_cases import OpenCases
from sync.server.problem import Problem
from sync.server.system_clock import NowMs, iso_instant

PROGRAM_MIN: Final = "0.1.0"
"""The oldest counter program that the county still understands."""

PERMISSION_MS: Final = 7 * 24 * 3_600_000
"""How long a counter may work on after a contact before it must be seen again."""

_VERSION: Final = re.compile(r"([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})(?![0-9])")
_EPOCH_START: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def require_program(program: str, program_min: str) -> None:
    """See that a counter's program is not older than the county still understands.

    The whole exchange is refused, its hello too: what an old program would make of a newer
    answer is not known.  It keeps its events and sends them after its upgrade.

    Raises:
        Problem: 409 `program-too-old`.
    """
    if _version(program) < _version(program_min):
        raise Problem(409, "program-too-old")


class ExchangeDesk:
    """Answers exchanges of devices whose request has been authenticated."""

    def __init__(
        self,
        database: Database,
        key: CountyKey,
        now_ms: NowMs,
        *,
        program_min: str = PROGRAM_MIN,
    ) -> None:
        self._program_min = program_min
        self._database = database
        self._key = key
        self._now_ms = now_ms
        self._open_cases = OpenCases()
        self._reckoned: tuple[Ed25519PrivateKey, bytes] | None = None

    def answer(self, caller: Caller, nonce: str, message: Exchange) -> ExchangeAnswer:
        """Handle one exchange; sending it again changes nothing."""
        courier_log.keep_bundle_key(self._database, caller.device, message.hello.bundle_key)
        epoch = self._agreed_epoch(caller, message)
        is_elsewhere = self._stands_elsewhere(caller, message.hello, epoch)
        push = pull = None
        if message.push is not None:
            push = self._push(caller, message.push, is_elsewhere=is_elsewhere)
        if message.pull is not None:
            refused = "reconcile" if is_elsewhere else ""
            pull = self._pull(caller, message.pull, epoch, refused)
        digest = self._digest(caller, message, epoch) if message.digest is not None else None
        return ExchangeAnswer(
            hello=self._hello(caller, nonce, message.hello, epoch),
            push=push,
            pull=pull,
            digest=digest,
        )

    def _agreed_epoch(self, caller: Caller, message: Exchange) -> str:
        shown = message.digest.anchor if message.digest is not None else None
        if not caller.is_approved:  # Its word proves nothing yet.
            shown = None
        return epochs.agreed(self._database, self._key, caller, shown, at_ms=self._now_ms())

    def _stands_elsewhere(self, caller: Caller, hello: Hello, epoch: str) -> bool:
        """Answer whether a counter of this epoch stands beyond or beside our stream.

        Then it either proves that our log was put back, or takes its own position back; until
        that, a sequence given to it could mean another event than before.
        """
        if hello.epoch != epoch or hello.position == 0 or not caller.is_approved:
            return False
        with self._database.reading() as connection:
            scope = streams.scope_of(caller.counter_code)
            return streams.prefix_at(connection, scope, hello.position) != hello.prefix_hash

    def _push(self, caller: Caller, push: Push, *, is_elsewhere: bool) -> PushAnswer:
        if is_elsewhere:
            return PushAnswer(refused="reconcile", acks=None)
        return ledger.receive(self._database, self._key, caller, push, at_ms=self._now_ms())

    def _digest(self, caller: Caller, message: Exchange, epoch: str) -> DigestAnswer:
        asked, hello = message.digest, message.hello
        assert asked is not None
        if not caller.is_approved:
            return DigestAnswer(common_position=0)
        is_elsewhere = self._stands_elsewhere(caller, hello, epoch)
        if asked.chains or is_elsewhere:
            with self._database.writing() as connection:
                if is_elsewhere:
                    security_log.note(
                        connection, epochs.UNPROVEN, caller.device, at_ms=self._now_ms()
                    )
                if asked.chains:
                    epochs.note_digest(connection, caller.device, epoch, at_ms=self._now_ms())
        with self._database.reading() as connection:
            scope = streams.scope_of(caller.counter_code)
            state = None
            if hello.fold_version == FOLD_VERSION and not is_elsewhere:
                state = self._open_cases.state(connection, scope)
            return reconcile.answer(connection, scope, asked, state)

    def _hello(self, caller: Caller, nonce: str, hello: Hello, epoch: str) -> HelloAnswer:
        trust.refresh(self._database, self._key, at_ms=self._now_ms())
        with self._database.reading() as connection:
            scope = streams.scope_of(caller.counter_code)
            position_max, prefix_hash = streams.end_of(connection, scope)
            wants_digest = epochs.wants_digest(connection, caller.device, epoch)
            n, event = chains.head_of(connection, caller.device, caller.generation)
            flags = flags_of(connection, caller)
            admitted = admitted_count(connection, caller.device)
            announced = publications.announced(connection) if caller.is_approved else {}
        county_ms = self._now_ms()
        is_their_chain = hello.head["generation"] == caller.generation
        head_n, head = (hello.head["n"], hello.head["id"]) if is_their_chain else (0, "")
        anchor = TimeAnchor(
            device=caller.device,
            nonce=nonce,
            county_ms=county_ms,
            epoch=epoch,
            position_max=position_max,
            head_n=head_n,
            head=head,
            prefix_hash=prefix_hash,
        )
        return HelloAnswer(
            epoch=epoch,
            position_max=position_max,
            anchor=self._key.sign_anchor(anchor),
            head={"n": n, "id": event},
            wants_digest=wants_digest,
            program_min=self._program_min,
            publications=announced,
            permissions_until=iso_instant(county_ms + PERMISSION_MS),
            flags=flags,
            clock_offset_ms=_wall_ms(hello.wall, county_ms) - county_ms,
            admitted=admitted,
            bundle_key=self._bundle_key(),
        )

    def _bundle_key(self) -> bytes:
        """Return to which key bundles are sealed; reckoned once for each key of the county."""
        private = self._key.private
        reckoned = self._reckoned
        if reckoned is None or reckoned[0] is not private:
            reckoned = self._reckoned = (private, public_bytes(private))
        return reckoned[1]

    def _pull(self, caller: Caller, pull: Pull, epoch: str, refused: str) -> PullAnswer:
        if pull.epoch != epoch:
            refused = "epoch"
        if refused:
            return PullAnswer(
                refused=refused, entries=(), position=pull.position, prefix_hash="", more=False
            )
        if not caller.is_approved:
            return PullAnswer(
                refused="",
                entries=(),
                position=pull.position,
                prefix_hash="",
                more=False,
            )
        with self._database.reading() as connection:
            return streams.page(
                connection,
                streams.scope_of(caller.counter_code),
                after=pull.position,
                limit=pull.limit,
                bytes_max=pull.bytes_max,
                own=caller.device if pull.own == "ids" else "",
            )


def flags_of(connection: Connection, caller: Caller) -> tuple[str, ...]:
    """Return what a device shall know of itself: `pending`, and what is odd about its chains.

    `forked` is told of the generation that asks: an earlier one is not written in any more.  As
    long as nobody has settled that one, it is `fork-open`.
    """
    flags = set(chains.open_flags(connection, caller.device))
    if not chains.is_forked(connection, caller.device, caller.generation):
        if "forked" in flags:
            flags.add("fork-open")
        flags.discard("forked")
    if not caller.is_approved:
        flags.add("pending")
    return tuple(sorted(flags))


def _version(program: str) -> tuple[int, ...]:
    """Return the three numbers of a version; what has none is older than any."""
    found = _VERSION.match(program)
    return tuple(map(int, found.groups())) if found else ()


def _wall_ms(wall: str, county_ms: int) -> int:
    """Read the counter's claim of what time it is; one that cannot be read differs by nothing."""
    try:
        claimed = datetime.fromisoformat(wall)
    except ValueError:
        return county_ms
    if claimed.tzinfo is None:
        return county_ms
    return (claimed - _EPOCH_START) // timedelta(milliseconds=1)
