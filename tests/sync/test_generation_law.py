"""However copies of a device are restored, told and cut off: nothing signed is lost or refused.

Each copy behaves as a counter does: it begins a generation alone when it was restored, registers
before it sends, and leaves a generation in which the county saw somebody else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import event, insert, select

from sync.codec import event_id, open_acks, seal
from sync.protocol import HEADER_VERSION, SUITE, Header, Push, SignedEvent
from sync.server import chains, ledger
from sync.server.authenticate import Caller
from sync.server.county_key import CountyKey
from sync.server.engine import lock_head, open_database
from sync.server.key_registry import register_key
from sync.server.schema import device_keys, devices, events, quarantine
from sync.signing import Purpose, sign
from sync.wire_devices import DeviceKeyWire, proof_bytes
from tests.fakes.counties import CountyTime, sqlite_url
from tests.sync.conftest import COUNTER

DEVICE = "0a" * 8
COPIES_MAX = 3


@dataclass
class Copy:
    """One of several machines that believe to be the same device."""

    key: Ed25519PrivateKey
    generation: int = 1
    chain: tuple[int, str] = (0, "")
    voucher: tuple[int, Ed25519PrivateKey] | None = None
    unknown: list[tuple[int, Ed25519PrivateKey]] = field(default_factory=list)
    waiting: list[SignedEvent] = field(default_factory=list)

    def write(self, text: str) -> None:
        n, prev = self.chain
        header = Header(
            v=HEADER_VERSION, suite=SUITE, device=DEVICE, generation=self.generation, n=n + 1,
            prev=prev, hlc=(1, n), wall="2026-03-02T09:00:00.000+08:00", boot="00c0ffee", mono=1,
            anchor="", counter=COUNTER, staff="s", login="l", role="clerk", case="",
            type="case.noted", type_version=1, base={}, body={"text": text},
        )  # fmt: skip
        signed = seal(header, lambda data: sign(self.key, Purpose.EVENT, data))
        self.chain = (n + 1, event_id(signed.data))
        self.waiting.append(signed)

    def begin(self, generation: int, key: Ed25519PrivateKey) -> None:
        self.generation, self.key, self.chain = generation, key, (0, self.chain[1])
        self.write(f"generation {generation}")


class World:
    def __init__(self, folder: Path) -> None:
        self.database = open_database(sqlite_url(folder / "county.db"))
        self.database.close()
        event.listen(
            self.database.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous = OFF")
        )
        self.county_key, self.time = CountyKey(Ed25519PrivateKey.generate()), CountyTime()
        first = Ed25519PrivateKey.generate()
        with self.database.writing() as connection:
            at_ms = self.time()
            connection.execute(
                insert(devices).values(
                    device=DEVICE, counter_code=COUNTER, enrolled_at_ms=at_ms, approved_at_ms=at_ms
                )
            )
            connection.execute(
                insert(device_keys).values(
                    device=DEVICE,
                    generation=1,
                    public_key=first.public_key().public_bytes_raw(),
                    registered_at_ms=at_ms,
                )
            )
        self.copies = [Copy(first)]
        self.written: set[str] = set()
        self.count = 0

    def chosen(self, which: int) -> Copy:
        return self.copies[which % len(self.copies)]

    def step(self, random: Random) -> None:
        copy = random.choice(self.copies)
        match random.choice(("work", "clone", "restore", "contact", "contact")):
            case "work":
                self.count += 1
                copy.write(str(self.count))
            case "clone" if len(self.copies) < COPIES_MAX:
                self.copies.append(
                    replace(copy, waiting=list(copy.waiting), unknown=list(copy.unknown))
                )
            case "restore":
                self.restore(copy)
            case "contact":
                self.contact(copy, is_answer_lost=random.random() < 0.3)

    def restore(self, copy: Copy) -> None:
        """Let a copy find itself restored while it is alone."""
        if copy.voucher is None:
            copy.voucher = (copy.generation, copy.key)
        else:
            copy.unknown.append((copy.generation, copy.key))
        copy.begin(copy.generation + 1, Ed25519PrivateKey.generate())

    def contact(self, copy: Copy, *, is_answer_lost: bool = False) -> None:
        if copy.voucher is not None:
            for generation, key in copy.unknown:
                self.register(copy.voucher, key, generation, has_begun=True)
            granted = self.register(copy.voucher, copy.key, copy.generation, has_begun=True)
            if is_answer_lost:
                return
            copy.voucher = None
            copy.unknown.clear()
            if granted != copy.generation:
                copy.begin(granted, copy.key)
        self.push(copy)
        if self.is_shared(copy):
            key = Ed25519PrivateKey.generate()
            vouched = (copy.generation, copy.key)
            copy.begin(self.register(vouched, key, copy.generation + 1, has_begun=False), key)
            self.push(copy)

    def register(self, voucher, key, generation: int, *, has_begun: bool) -> int:
        public = key.public_key().public_bytes_raw()
        proof = sign(key, Purpose.DEVICE_KEY, proof_bytes(DEVICE, generation, public))
        asked = DeviceKeyWire(
            generation=generation,
            has_begun=has_begun,
            public_key=public,
            proof=proof,
            reason="cloned",
        )
        caller = Caller(DEVICE, voucher[0], COUNTER)
        return register_key(self.database, caller, asked, at_ms=self.time())

    def push(self, copy: Copy) -> None:
        with self.database.writing() as connection:
            epoch, _ = lock_head(connection)
        push = Push(epoch=epoch, events=tuple(copy.waiting))
        caller = Caller(DEVICE, copy.generation, COUNTER)
        answer = ledger.receive(self.database, self.county_key, caller, push, at_ms=self.time())
        assert answer.refusals == ()
        acks = open_acks(answer.acks.data).acks
        assert {ack.outcome for ack in acks} <= {"stored", "duplicate"}
        self.written |= {event_id(each.data) for each in copy.waiting}
        copy.waiting.clear()

    def is_shared(self, copy: Copy) -> bool:
        """Ask what hello tells: the chain forked, or its end is not ours."""
        with self.database.reading() as connection:
            _, end = chains.head_of(connection, DEVICE, copy.generation)
            is_forked = chains.is_forked(connection, DEVICE, copy.generation)
        return is_forked or (end != "" and end != copy.chain[1])

    def require_law(self) -> None:
        with self.database.reading() as connection:
            stored = set(connection.execute(select(events.c.event_id)).scalars())
            assert self.written <= stored
            assert connection.execute(select(quarantine)).first() is None

    def settle(self) -> None:
        for _ in range(3):
            for number, copy in enumerate(self.copies):
                copy.write(f"the last word of {number}")
                self.contact(copy)


@pytest.mark.fault("F13")
@pytest.mark.parametrize("seed", range(6 * int(os.environ.get("COUNTER_SOAK_FACTOR", "1"))))
def test_nothing_is_lost_and_copies_in_touch_go_apart(tmp_path, seed):
    random, world = Random(seed), World(tmp_path)
    try:
        for _ in range(16):
            world.step(random)
            world.require_law()
        world.settle()
        world.require_law()
        assert len({copy.generation for copy in world.copies}) == len(world.copies)
    finally:
        world.database.close()
