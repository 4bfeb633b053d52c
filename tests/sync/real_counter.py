"""A counter with its real, encrypted store, on a line to a county without a port."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk
from counter_app.domain.case_event import Field
from counter_app.domain.ids import CaseId
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import Setting, StoreKeys, open_store
from sync.client.cycle import CounterSide, SyncCycle
from sync.server.authenticate import Caller
from sync.server.enrolment import enrol
from sync.signing import Purpose, sign
from sync.wire import EnrolWire
from tests.fakes.clocks import START, SettableClock
from tests.fakes.counties import DirectLine
from tests.fakes.people import CLERK, PROFILE, accepted, received

KEYS = StoreKeys(key=b"k" * 32, salt=b"s" * 16, head_key=b"h" * 32)


class RealCounter:
    """What a clerk does at it, and one exchange."""

    def __init__(self, opened, side: CounterSide, line) -> None:
        self.opened = opened
        self.store = opened.sync_store
        self.clock = side.clock
        self.side = side
        self.line = line
        self.cycle = SyncCycle(side, line)

    def sync(self):
        return self.cycle.run()

    def receive(self) -> str:
        """Take a new case in; returns its id."""
        case_id = CaseId(uuid4().hex)
        self._write(case_id, received(number=f"{uuid4().int % 10**27:027d}"), {})
        return case_id

    def accept(self, case_id: str) -> str:
        with self.opened.unit_of_work() as work:
            before = work.case(CaseId(case_id)).status_set_by
        return self._write(CaseId(case_id), accepted(), {Field.STATUS: before})

    def receive_many(self, number: int) -> list[str]:
        """Take many cases in at once; returns their ids."""
        cases = [CaseId(uuid4().hex) for _ in range(number)]
        with self.opened.unit_of_work() as work:
            for case_id in cases:
                work.record(case_id, received(number=f"{uuid4().int % 10**27:027d}"), base={})
            work.commit()
        return cases

    def accept_many(self, cases: list[str]) -> None:
        with self.opened.unit_of_work() as work:
            for case_id in cases:
                before = work.case(CaseId(case_id)).status_set_by
                work.record(CaseId(case_id), accepted(), base={Field.STATUS: before})
            work.commit()

    def statuses(self) -> dict[str, str]:
        return dict(self.rows("SELECT case_id, status FROM cases"))

    def _write(self, case_id: CaseId, fact, base) -> str:
        with self.opened.unit_of_work() as work:
            if base:
                work.case(case_id)
            event = work.record(case_id, fact, base=base)
            work.commit()
        return event

    def rows(self, statement: str, *values):
        with self.opened.ledger.transaction() as transaction:
            return transaction.connection.execute(statement, values).fetchall()

    def damage(self, statement: str, *values) -> None:
        """Do to the database what no program of ours does."""
        with self.opened.ledger.transaction() as transaction:
            transaction.connection.execute(statement, values)
            transaction.commit()
        self.opened.ledger.forget()

    def restarted(self) -> None:
        """Begin with a new cycle, as after a start of the program."""
        self.cycle = SyncCycle(self.side, self.line)


@contextmanager
def real_counter(county, folder: Path, number: int = 1, device_keys=None):
    """Enrol a counter of one township with a silent county, and open its store."""
    key = Ed25519PrivateKey.generate()
    device, code = f"{number:016x}", f"510899101{number:02d}"
    asked = EnrolWire(
        code=county.code(code),
        public_key=key.public_key().public_bytes_raw(),
        counter_code=code,
        device=device,
    )
    enrol(county.database, asked, at_ms=county.time())
    folder.mkdir(exist_ok=True)
    desk = SignedInDesk(replace(PROFILE, counter_code=code))
    desk.sign_in(CLERK)
    clock = SettableClock(START + timedelta(seconds=number))
    signatory = Signatory(
        device=device,
        generation=1,
        sign=partial(sign, key, Purpose.EVENT),
        public_key=key.public_key(),
    )
    opened = open_store(
        folder,
        KEYS,
        signatory,
        Setting(desk=desk, clock=clock, rulebook=PublishedRules(), **_known(device_keys)),
        run="r",
    )
    try:
        side = CounterSide(
            store=opened.sync_store,
            unit_of_work=opened.unit_of_work,
            clock=clock,
            device=device,
            county_key=county.key,
        )
        caller = Caller(device, 1, code)
        counter = RealCounter(opened, side, DirectLine(county.county, caller))
        counter.desk, counter.key = desk, key
        yield counter
    finally:
        opened.close()


def _known(device_keys) -> dict:
    return {} if device_keys is None else {"device_keys": device_keys}


def watching(line):
    """A line that keeps what goes over it."""
    seen: list = []

    def exchange(message):
        answer = line.exchange(message)
        seen.append(SimpleNamespace(asked=message, answer=answer))
        return answer

    return SimpleNamespace(exchange=exchange, seen=seen)
