"""Makes the primer of the packed exchange: `python -m tools.packing_primer`, then the manifest.

The primer is a part of the packed form.  A changed one is another form: give it another number
in `resources` and in `sync.packing.FORM`.  Everybody in it is invented.
"""

from __future__ import annotations

import base64
import random
import sys
import tempfile
from pathlib import Path
from typing import Final

from counter_app.bench.sync_data import BusyOffice, Days, busy_office
from counter_app.domain.case_event import TimeAnchored
from counter_app.domain.ids import CaseId
from resources import PRIMER, ROOT
from sync.codec import ack_of, encode_acks, encode_anchor, event_id
from sync.packing import Batch, Shared, write_primer
from sync.packing_wire import answer_batch_of, batch_of
from sync.protocol import (
    Acks,
    Exchange,
    ExchangeAnswer,
    Hello,
    HelloAnswer,
    Pull,
    PullAnswer,
    PullEntry,
    Push,
    PushAnswer,
    Signed,
    SignedEvent,
    TimeAnchor,
)

DAYS: Final = 3
SEED: Final = 4_711
EVENTS_A_BATCH: Final = 150
_EPOCH: Final = "e0" * 16
_NONCE: Final = "4e" * 16


def main() -> int:
    """Write the primer."""
    with tempfile.TemporaryDirectory() as folder, busy_office(Path(folder), seed=SEED) as bench:
        days = Days(bench, SEED)
        for day in range(DAYS):
            days.work(1)
            _anchor(bench, day)
        events = bench.store.sync_store.unacknowledged(limit=10_000, bytes_max=1 << 30)
    path = ROOT / PRIMER
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(write_primer(_samples(events)))
    sys.stdout.write(f"{path}: {len(events)} events, {path.stat().st_size} bytes\n")
    return 0


def _samples(events: list[SignedEvent]) -> list[Batch]:
    """Return the events in batches, and after each its answer."""
    samples: list[Batch] = []
    for start in range(0, len(events), EVENTS_A_BATCH):
        batch = tuple(events[start : start + EVENTS_A_BATCH])
        asked = _asked(batch, start)
        samples += [batch_of(asked), _answered(asked, start)]
    return samples


def _asked(events: tuple[SignedEvent, ...], position: int) -> Exchange:
    head = event_id(events[-1].data)
    hello = Hello(
        program="0.1.0",
        fold_version=1,
        epoch=_EPOCH,
        position=position,
        prefix_hash="ab" * 32,
        head={"generation": 1, "n": position + len(events), "id": head},
        pending=len(events),
        parked=0,
        wall="2026-11-02T09:30:00.123+08:00",
        boot="b0070001",
        mono=81_234_567,
    )
    return Exchange(
        hello=hello,
        push=Push(epoch=_EPOCH, events=events),
        pull=Pull(epoch=_EPOCH, position=position),
    )


def _answered(asked: Exchange, first: int) -> Batch:
    assert asked.push is not None
    names = [event_id(event.data) for event in asked.push.events]
    at_ms, device = 1_793_581_200_123, "d" * 16
    acks = tuple(ack_of(n, first + i + 1, at_ms, "stored") for i, n in enumerate(names))
    data = encode_acks(Acks(epoch=_EPOCH, device=device, acks=acks))
    anchor = encode_anchor(_time(asked.hello.head["n"], names[-1]))
    hello = HelloAnswer(
        epoch=_EPOCH,
        position_max=first + len(names),
        anchor=_signed(anchor),
        head={"n": asked.hello.head["n"], "id": names[-1]},
        wants_digest=False,
        program_min="0.1.0",
        publications={},
        permissions_until="2026-11-09T09:30:00.123+08:00",
        flags=(),
        clock_offset_ms=-1_830,
    )
    entries = tuple(
        PullEntry(
            position=first + i + 1,
            server_sequence=first + i + 1,
            event_id=name,
            event=None,
            received_at_ms=at_ms,
        )
        for i, name in enumerate(names)
    )
    pull = PullAnswer(
        refused="",
        entries=entries,
        position=first + len(names),
        prefix_hash="cd" * 32,
        more=False,
    )
    push = PushAnswer(refused="", acks=_signed(data))
    answer = ExchangeAnswer(hello=hello, push=push, pull=pull)
    batch = answer_batch_of(answer, asked, Shared(ids=tuple(names), words=(_EPOCH, _NONCE)))
    batch.message["pull"]["prefix_hash"] = "="
    return batch


def _anchor(bench: BusyOffice, day: int) -> None:
    """Record the county's time, as after an exchange."""
    _, n, head = bench.store.sync_store.head()
    dice = random.Random(day)  # noqa: S311 - stands for a signature, which is random too
    fact = TimeAnchored(
        data=base64.b64encode(encode_anchor(_time(n, head))).decode("ascii"),
        signature=base64.b64encode(dice.randbytes(64)).decode("ascii"),
    )
    with bench.store.unit_of_work(as_system=True) as work:
        work.record(CaseId(""), fact)
        work.commit()


def _time(n: int, head: str) -> TimeAnchor:
    return TimeAnchor(
        device="d" * 16,
        nonce=_NONCE,
        county_ms=1_793_581_200_123,
        epoch=_EPOCH,
        position_max=n,
        head_n=n,
        head=head,
    )


def _signed(data: bytes) -> Signed:
    return Signed(data=data, signature=bytes(range(64)))


if __name__ == "__main__":
    sys.exit(main())
