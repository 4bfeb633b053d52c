"""Verifies what this database says happened: bytes, signatures, chains, and the end outside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.storage.audit_disposed import LIST_TYPE, DisposedProof, rows_to_judge
from counter_app.storage.audit_flags import NOTED, AuditFlag
from counter_app.storage.audit_time import OutOfTime
from counter_app.storage.audit_witnesses import (
    ask_witnesses,
    former_ends,
    own_restarts,
    under_no_key,
)
from counter_app.storage.engine import SALT_BYTES, bring_log_in
from counter_app.storage.event_log import FOLDED, Verdict
from counter_app.storage.head_anchor import HeadCheck
from counter_app.storage.reading import reading
from counter_app.storage.sync_store import DeviceKeys
from sync.codec import open_header
from sync.protocol import Header
from sync.segments import UNSIGNED, Link, link_of, vouched_for
from sync.signing import Purpose, Verifier, is_signed

_ACKS: Final = "SELECT data, signature FROM acks ORDER BY id"
_COUNT: Final = "SELECT COUNT(*) FROM events"
_TELL_EVERY: Final = 500

Told = Callable[[int, int], bool]
"""Hears how many of how many events have been looked at; answers whether to go on."""


def go_on(done: int, total: int) -> bool:
    """Hear of progress that nobody waits for."""
    del done, total
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What was looked at and what was found.

    Attributes:
        devices: Whose events are here, sorted.
        is_complete: False when somebody broke it off; what was not looked at is not judged.
    """

    events: int
    devices: tuple[str, ...]
    flags: tuple[AuditFlag, ...]
    is_complete: bool = True

    @property
    def is_valid(self) -> bool:
        """Whether everything was looked at and what is here is whole, signed and unaltered.

        Flags that only ask a person to find out why (`NOTED`) take nothing from that.
        """
        return self.is_complete and all(flag.code in NOTED for flag in self.flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """What an audit may believe.

    Attributes:
        own_device: Its chain has to be complete; of others, only what concerns this township
            was ever sent.
        own_generation: In which it writes now.
        device_keys: Public keys, this device's own among them.
        head: The comparison with the head anchor at opening.
        county_key: The county's, for its acks and anchors; None before enrolment.
        printed_heads: Head codes on papers that citizens hold, 10 hex digits each: the log of
            this device must have the event that ordered each of them.
    """

    own_device: str
    device_keys: DeviceKeys
    head: HeadCheck
    own_generation: int = 1
    county_key: Verifier | None = None
    printed_heads: tuple[str, ...] = ()

    def is_own_key_missing(self, header: Header) -> bool:
        """Whether an event names a generation of this device whose key it does not have."""
        own, present = self.own_device, self.own_generation
        if header.device != own or self.device_keys(own, present) is None:
            return False
        return self.device_keys(own, header.generation) is None

    def has_checked(self, device: str, generation: int) -> bool:
        """Whether signatures of a device were checked; of its own one without a key is believed."""
        return device == self.own_device or self.device_keys(device, generation) is not None


@dataclass(frozen=True, slots=True)
class _Link:
    """One event as the table has it."""

    event_id: str
    device: str
    generation: int
    n: int
    prev: str | None


def verify_log(engine: Engine, witnesses: Witnesses, told: Told = go_on) -> AuditReport:
    """Check every event, every chain, every list of acks, and the end of the own chain.

    Args:
        engine: A reading engine.
        witnesses: Keys, the head anchor's word, and papers that somebody brought.
        told: Hears how far it is; the audit ends early when it answers False.
    """
    look = _Look(witnesses)
    with reading(engine) as connection:
        (total,) = connection.execute(_COUNT).fetchone()
        for row in rows_to_judge(connection):
            if len(look.links) % _TELL_EVERY == 0 and not told(len(look.links), total):
                return look.report(is_complete=False)
            look.at(row)
        look.flags += _judged_acks(connection, witnesses)
        look.flags += look.of_chains()
        is_whole = not any(flag.code in _SPEAKS_FOR_ITSELF for flag in look.flags)
        found = ask_witnesses(
            connection, witnesses.own_device, witnesses.printed_heads, is_whole=is_whole
        )
        look.flags += found
    told(total, total)
    return look.report(is_complete=True)


_SPEAKS_FOR_ITSELF: Final = frozenset(
    {"gap", "chain-cut", "chain-replaced", "anchor-lost", "body-missing"}
    | {"wrong-id", "unreadable", "altered-row", "bad-signature", "wrong-prev"}
)
"""What already says that something is missing from the log or is not what it was."""


class _Look:
    """One walk through the table, in the order of the chains."""

    def __init__(self, witnesses: Witnesses) -> None:
        self._witnesses = witnesses
        self._times = OutOfTime(witnesses.county_key)
        self._own: list[tuple[Link, bool]] = []  # With whether it bears a signature of its own.
        self._started: list[tuple[str, Header]] = []
        self._disposed = DisposedProof()
        self._keyless: list[tuple[str, str]] = []  # (event id, verdict) of our own.
        self.links: list[_Link] = []
        self.flags: list[AuditFlag] = []

    def at(self, row: tuple[Any, ...]) -> None:
        """Judge one event by itself; of one whose body went, only a signed list can tell."""
        link, header = _link_of(row)
        self.links.append(link)
        if row[13] is not None:
            self._disposed.add(row)
        if not row[8]:
            self._add_bodiless(link, is_listed=row[13] is not None)
            return
        codes = list(_judged(row, header, self._witnesses))
        if header is not None and not codes and not _is_folded_rightly(row, self._witnesses):
            codes.append("altered-row")
        if header is not None and not codes:
            codes += self._times.judged(link.event_id, header, row[8], row[10])
        self.flags += [AuditFlag(code=c, device=link.device, event=link.event_id) for c in codes]
        if not codes and header is not None and header.type == LIST_TYPE:
            self._disposed.believe(link.event_id, row[8])
        if header is not None and not codes and self._witnesses.is_own_key_missing(header):
            self._keyless.append((link.event_id, row[11]))
        is_own = link.device == self._witnesses.own_device
        named = link_of(row[8]) if is_own else None
        if named is not None and not codes:
            self._own.append((named, row[9] != UNSIGNED))
        if is_own and header is not None and header.type == "device.generation_started":
            self._started.append((link.event_id, header))

    def _add_bodiless(self, link: _Link, *, is_listed: bool) -> None:
        """Take an event without a body as a link: its list's signature stands for its own."""
        if not is_listed:
            flag = AuditFlag(code="body-missing", device=link.device, event=link.event_id)
            self.flags.append(flag)
            return
        if link.device == self._witnesses.own_device and link.prev is not None:
            place = (link.event_id, link.device, link.generation, link.n, link.prev)
            self._own.append((Link(*place), True))

    def of_chains(self) -> Iterator[AuditFlag]:
        """Yield what the events are together: unvouched, out of order, cut off, begun again."""
        witnesses, own = self._witnesses, self._witnesses.own_device
        yield from self._disposed.flags(witnesses.has_checked)
        yield from _unvouched(self._own)
        yield from _judged_chains(self.links, own)
        mine = [link for link in self.links if link.device == own]
        places = {(link.generation, link.n): link.event_id for link in mine}
        yield from own_restarts(own, self._started, places.keys())
        yield from former_ends(own, self._started, places)
        yield from under_no_key(own, self._started, self._keyless)
        if not witnesses.head.is_sound:
            last = next((one for one in reversed(self.links) if one.device == own), None)
            event = last.event_id if last else ""
            yield AuditFlag(code=witnesses.head.verdict.value, device=own, event=event)

    def report(self, *, is_complete: bool) -> AuditReport:
        devices = sorted({link.device for link in self.links if link.device})
        return AuditReport(
            events=len(self.links),
            devices=tuple(devices),
            flags=tuple(self.flags),
            is_complete=is_complete,
        )


def _link_of(row: tuple[Any, ...]) -> tuple[_Link, Header | None]:
    try:
        header = open_header(row[8])
    except ValueError:
        header = None
    prev = row[12] if header is None else header.prev
    return _Link(row[0], row[1], row[2], row[3], prev), header


def _judged(row: tuple[Any, ...], header: Header | None, witnesses: Witnesses) -> Iterator[str]:
    data, signature = row[8], row[9]
    if hashlib.sha256(data).hexdigest() != row[0]:
        yield "wrong-id"
    if header is None:
        yield "unreadable"
        return
    signed = (
        header.device,
        header.generation,
        header.n,
        *header.hlc,
        header.case,
        header.type,
    )
    if signed != tuple(row[1:8]):
        yield "altered-row"
    key = witnesses.device_keys(header.device, header.generation)
    if signature == UNSIGNED:  # The county took it because a later one names it: see _unvouched.
        return
    if key is not None and not is_signed(key, Purpose.EVENT, data, signature):
        yield "bad-signature"


def _is_folded_rightly(row: tuple[Any, ...], witnesses: Witnesses) -> bool:
    """Whether an event whose bytes are sound is not kept out of the cases all the same.

    Of others, what an older program could not read stays out for ever.
    """
    verdict = Verdict(row[11])
    return verdict in FOLDED or (verdict is Verdict.UNREADABLE and row[1] != witnesses.own_device)


def _unvouched(own: list[tuple[Link, bool]]) -> Iterator[AuditFlag]:
    """Yield events of our own without a signature that no signed one behind them names.

    They came back from the county after a restore, as it had taken them: one signature a run.
    Of other devices we may hold a part of a run only.
    """
    links = [link for link, _ in own]
    vouched = vouched_for(links, [link.event_id for link, has_signature in own if has_signature])
    for link, has_signature in own:
        if not has_signature and link.event_id not in vouched:
            yield AuditFlag(code="bad-signature", device=link.device, event=link.event_id)


def _judged_acks(connection: Any, witnesses: Witnesses) -> Iterator[AuditFlag]:
    key = witnesses.county_key
    if key is None:
        return
    for data, signature in connection.execute(_ACKS):
        if not is_signed(key, Purpose.ACKS, data, signature):
            yield AuditFlag(code="bad-acks", device="", event="")


def _judged_chains(links: list[_Link], own_device: str) -> Iterator[AuditFlag]:
    """Yield gaps, forks and wrong links; the links come in the order of their chains."""
    before: _Link | None = None
    for link in links:
        same_chain = (
            before is not None
            and before.device == link.device
            and before.generation == link.generation
        )
        code = _chain_code(link, before if same_chain else None, own_device)
        if code:
            yield AuditFlag(code=code, device=link.device, event=link.event_id)
        before = link


def _chain_code(link: _Link, before: _Link | None, own_device: str) -> str:
    if not link.device:
        return ""
    if before is not None and link.n == before.n:
        return "fork"
    expected_n = 1 if before is None else before.n + 1
    if link.n != expected_n:
        return "gap" if link.device == own_device else ""
    is_linked = before is None or link.prev is None or link.prev == before.event_id
    return "" if is_linked else "wrong-prev"


def find_damage(engine: Engine) -> tuple[str, ...]:
    """Look for damage in every page; () when there is none.  Seconds for a large database.

    The cipher's own check sees every flipped bit, SQLite's sees what no bit flip explains; the
    salt at the head of the file, which no key vouches for, is compared with the one in use.

    Raises:
        DatabaseDamaged, WrongKey: It cannot even be walked through.
    """
    with reading(engine) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA quick_check")]
        if bring_log_in(connection):
            found += [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        (salt,) = connection.execute("PRAGMA cipher_salt").fetchone()
        with Path(str(engine.url.database)).open("rb") as file:
            head = file.read(SALT_BYTES)
        if head.hex() != str(salt).lower():
            found.append("another salt at the head of the file")
    return tuple(line for line in found if line != "ok")
