"""Everything at once on loopback: ten thousand cases with their acts, against a plain program.

The plain program sends columns as JSON packed with zstd-3 in one piece and its other end stores
them row by row in SQLite, in one transaction.  It signs nothing, checks nothing, folds nothing,
acknowledges nothing one by one, and starts from events that are in memory already.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import struct
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import zstandard

from counter_app.bench import sync_floor
from counter_app.bench.data import SEED
from counter_app.bench.office import submissions
from counter_app.bench.rows import Plan, Row, row
from counter_app.bench.sync import SyncBench, sync_bench
from counter_app.bench.sync_link import LOOPBACK
from counter_app.domain.clock_facts import ApproverRank
from counter_app.domain.ending_facts import DeliveryManner, Result
from counter_app.domain.handling_facts import DecisionKind
from counter_app.services.conclude_case import ConcludeRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.extend_case import ExtendRequest
from counter_app.services.perform_step import PerformStep, Request
from counter_app.services.submit_intake import SubmitIntake

CASES: Final = 10_000
CASES_QUICK: Final = 30
_STEPS: Final[tuple[Request, ...]] = (
    ExtendRequest(approved_by=ApproverRank.DIRECTOR, reason="需要补充调查家庭收入情况"),
    DecisionRequest(kind=DecisionKind.GRANTED, decided_by="青禾县民政局"),
    ConcludeRequest(result=Result(name="审批表", number="青民审〔2026〕17号")),
    DeliverRequest(manner=DeliveryManner.DIRECT, received_by="本人"),
)
"""With the intake that accepts it, five acts a case."""

_LENGTH: Final = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class _Took:
    seconds: float
    cpu_seconds: float
    bytes: int


def full(plan: Plan) -> list[Row]:
    """Measure seconds, CPU of both ends together, and bytes of bodies up."""
    runs, cases = 1, plan.pick(CASES, CASES_QUICK)
    ours: list[_Took] = []
    floors: list[_Took] = []
    with sync_bench(plan.folder) as bench:
        bench.sync(LOOPBACK)
        for run in range(runs):
            _work(bench, cases, seed=run)
            events = [event.data for event in bench.waiting()]
            ours.append(_ours(bench))
            floors.append(_plain(events, plan.folder / f"plain-{run}.db"))
    return [
        row(f"sync.full10k.{name}", unit, _of(ours, name), _of(floors, name))
        for name, unit in (("seconds", "s"), ("cpu_seconds", "s"), ("bytes", "B"))
    ]


def _of(took: Sequence[_Took], name: str) -> list[float]:
    return [getattr(each, name) for each in took]


def _work(bench: SyncBench, cases: int, *, seed: int) -> None:
    """Take in so many cases by the real services, and carry each through."""
    office = bench.office.office
    submit, step = SubmitIntake(office), PerformStep(office)
    for submission in submissions(cases, seed=SEED + seed):
        bench.office.clock.pause()
        case = submit(submission)
        for request in _STEPS:
            step(case.case_id, request)


def _ours(bench: SyncBench) -> _Took:
    with bench.cycle(bench.url) as cycle:
        began, cpu = time.perf_counter(), time.process_time()
        report = cycle.run()
        took = _Took(time.perf_counter() - began, time.process_time() - cpu, report.bytes_sent)
    assert report.unsynced == 0, "everything went"
    return took


def _plain(events: Sequence[bytes], path: Path) -> _Took:
    """Send the same events as a plain program would, to another end that stores them."""
    listener = socket.create_server(("127.0.0.1", 0))
    other_end = threading.Thread(target=_store, args=(listener, path, len(events)), name="plain")
    other_end.start()
    began, cpu = time.perf_counter(), time.process_time()
    columns = json.dumps(sync_floor.columns_of(events), default=bytes.hex).encode()
    body = zstandard.ZstdCompressor(level=3).compress(columns)
    with socket.create_connection(listener.getsockname()) as near:
        near.sendall(_LENGTH.pack(len(body)) + body)
        assert near.recv(1) == b"+", "it was stored"
    took = _Took(time.perf_counter() - began, time.process_time() - cpu, len(body))
    other_end.join()
    listener.close()
    return took


def _store(listener: socket.socket, path: Path, count: int) -> None:
    """Take columns and write them down; one row an event, with what has its length."""
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as stream, sqlite3.connect(path) as database:
        (length,) = _LENGTH.unpack(stream.read(_LENGTH.size))
        columns = json.loads(zstandard.ZstdDecompressor().decompress(stream.read(length)))
        whole = [values for values in columns.values() if len(values) == count]
        database.execute("CREATE TABLE events (n INTEGER PRIMARY KEY, row TEXT)")
        database.executemany(
            "INSERT INTO events VALUES (?, ?)",
            ((n, json.dumps(row)) for n, row in enumerate(zip(*whole, strict=True))),
        )
        database.execute("CREATE TABLE bodies (name, value)")
        database.executemany(
            "INSERT INTO bodies VALUES (?, ?)",
            ((name, json.dumps(values)) for name, values in columns.items()),
        )
        database.commit()
        connection.sendall(b"+")
