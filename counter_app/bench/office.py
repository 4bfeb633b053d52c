"""A counter's office on a store of its own, with a key or without, as the program puts it up."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from counter_app.bench.data import COUNTER_CODE, LAST_DAY, SEED, CaseMaker, judged
from counter_app.bootstrap.desk import PublishedRules, SignedInDesk
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.ids import CaseId, DeviceId
from counter_app.domain.material import checklist
from counter_app.domain.staff import Operator, Role
from counter_app.ports import Clock
from counter_app.services.office import Office
from counter_app.services.receive_case import IntakeForm
from counter_app.services.submit_intake import Outcome, Submission
from counter_app.storage.event_log import Signatory
from counter_app.storage.folds import OpenFold
from counter_app.storage.profile_store import Setting, Store, StoreKeys, open_store
from sync.signing import Purpose, sign

ITEM_OF_SIX: Final = "T006"
"""An item of the shipped catalogue that asks for six materials."""

KEYS: Final = StoreKeys(key=b"k" * 32, salt=b"s" * 16, head_key=b"h" * 32)
COUNTER: Final = CounterProfile(
    agency_name="青禾县石桥镇人民政府",
    center_name="石桥镇便民服务中心",
    counter_code=COUNTER_CODE,
    counter_name="综合窗口1号",
    county_name="青禾县",
    enquiry_phone="0839-5550101",
    complaint_phone="0839-5550110",
    address="石桥镇新街1号",
    hours="工作日9:00—17:00",
    review_body="青禾县人民政府",
    court="青禾县人民法院",
)
CLERK: Final = Operator(staff="QH0107", name="周小禾", role=Role.CLERK, login="0123456789abcdef")
_BATCH: Final = 2_000


class BenchClock:
    """The `Clock` port: each look is a millisecond after the last, so every run is alike."""

    def __init__(self) -> None:
        self._ticks = itertools.count()

    def now(self) -> datetime:
        return LAST_DAY + timedelta(milliseconds=next(self._ticks))

    def monotonic_ms(self) -> int:
        return 60_000 + next(self._ticks)

    @property
    def boot_id(self) -> str:
        return "b0070001"


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchOffice:
    """An office and the store under it."""

    store: Store
    office: Office
    clock: BenchClock


def signed_in_desk() -> SignedInDesk:
    """Return the desk of the invented counter with its clerk at it."""
    desk = SignedInDesk(COUNTER)
    desk.sign_in(CLERK)
    return desk


def signatory() -> Signatory:
    """Return a device that signs with a key anybody could make again."""
    key = Ed25519PrivateKey.from_private_bytes(b"d" * 32)
    return Signatory(
        device=DeviceId("d" * 16),
        generation=1,
        sign=partial(sign, key, Purpose.EVENT),
        public_key=key.public_key(),
    )


@contextmanager
def bench_office(folder: Path) -> Iterator[BenchOffice]:
    """Open an office on an encrypted store in a folder; the store is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    clock, desk = BenchClock(), signed_in_desk()
    setting = Setting(desk=desk, clock=clock, rulebook=PublishedRules())
    store = open_store(folder, KEYS, signatory(), setting, run="a" * 32)
    try:
        office = office_on(store.unit_of_work, desk, clock)
        yield BenchOffice(store=store, office=office, clock=clock)
    finally:
        store.close()


def office_on(unit_of_work: Any, desk: SignedInDesk, clock: Clock) -> Office:
    """Return an office with repeatable numbers."""
    dice = random.Random(SEED)  # noqa: S311  # Repeatable numbers, no secret.
    codes = itertools.count(100_000)
    return Office(
        unit_of_work=unit_of_work,
        desk=desk,
        clock=clock,
        rulebook=PublishedRules(),
        new_case_id=lambda: CaseId(f"{dice.getrandbits(128):032x}"),
        new_query_code=lambda: str(next(codes)),
    )


def submissions(count: int, *, seed: int = SEED) -> list[Submission]:
    """Return intake pages of different people: six materials, all there, to be accepted."""
    catalogue = PublishedRules().catalogue
    item = catalogue.by_id(ITEM_OF_SIX)
    assert item is not None
    materials = judged(checklist(item.materials))
    assert len(materials) == 6, "the item has changed: choose another one with six materials"
    maker = CaseMaker(catalogue, seed)
    form = IntakeForm(
        item_id=ITEM_OF_SIX, applicant=maker.applicant(), proxy=None, materials=materials
    )
    return [
        Submission(form=replace(form, applicant=maker.applicant()), outcome=Outcome.ACCEPT)
        for _ in range(count)
    ]


def fill(store: Store, count: int) -> None:
    """Write so many cases into lists and search, as the store's own projection writes them.

    Their events are left out: neither lists nor search nor the first paint read any.
    """
    made = CaseMaker(PublishedRules().catalogue).cases(count)
    while batch := list(itertools.islice(made, _BATCH)):
        with store.ledger.transaction() as transaction:
            for one in batch:
                held = OpenFold(case=one.case, is_new=True, open_events=0)
                store.projection.write(transaction.connection, one.case_id, held)
            transaction.commit()


def writing_connection(engine: Engine) -> Any:
    """Return the driver's own connection of an engine, with every pragma set."""
    connection = engine.raw_connection().driver_connection
    assert connection is not None
    return connection
