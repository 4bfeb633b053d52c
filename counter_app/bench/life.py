"""A whole life: folding many events, and opening a case page on a long record."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from counter_app.bench.data import SEED, judged
from counter_app.bench.office import BenchOffice, bench_office, submissions
from counter_app.bench.rows import Plan, Row, percentile
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_fold import fold
from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.ending_facts import DeliveryManner, Result
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.ids import CaseId
from counter_app.domain.material import Verdict
from counter_app.services.conclude_case import ConcludeRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.extend_case import ExtendRequest
from counter_app.services.pause_case import PauseRequest, ResumeRequest
from counter_app.services.perform_step import PerformStep, Request
from counter_app.services.show_case import ShowCase
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.supplement_case import SupplementCase

PAGE_LIMIT_MS: Final = 50.0
"""Until the words of a case page are there, at a million events in the store."""

EVENTS_OF_A_LIFE: Final = 10
_FILLER_BYTES: Final = 160
_BATCH: Final = 20_000
_PUT_EVENT: Final = (
    "INSERT INTO events (event_id, device, generation, n, hlc_ms, hlc_counter, case_id, type,"
    " data, signature, server_sequence, position, received_at_ms, verdict, parked_reason)"
    " VALUES (?, ?, 1, ?, ?, 0, ?, 'case.received', ?, ?, ?, NULL, ?, 'vouched', '')"
)
_STEPS: Final[tuple[Request, ...]] = (
    PauseRequest(kind=SpecialProcedureKind.TESTING, expected_days=3, reason="需检测"),
    ResumeRequest(result="合格"),
    ExtendRequest(approved_by=ApproverRank.DIRECTOR, reason="需要补充调查"),
    DecisionRequest(kind=DecisionKind.GRANTED, decided_by="青禾县民政局"),
    ConcludeRequest(result=Result(name="审批表", number="1")),
    DeliverRequest(manner=DeliveryManner.DIRECT, received_by="本人"),
)


def folding(plan: Plan) -> list[Row]:
    """Measure microseconds an event at 10,000 cases of ten events, beside a tenth of them."""
    with bench_office(plan.folder / "ours") as bench:
        life = _whole_life(bench)
    few, many = plan.pick(1_000, 200), plan.pick(10_000, 2_000)
    runs = plan.pick(5, 3)
    rows = [(_fold_many(life, many), _fold_many(life, few)) for _ in range(runs)]
    ours, floors = (sorted(times) for times in zip(*rows, strict=True))
    middle = runs // 2
    return [Row("fold.event", ours[middle], "µs", floors[middle], runs)]


def opening(plan: Plan) -> list[Row]:
    """Measure reading everything a case page shows, among so many events of other cases."""
    with bench_office(plan.folder / "ours") as bench:
        lives = [_life(bench) for _ in range(plan.pick(200, 20))]
        _fill_log(bench, plan.pick(1_000_000, 20_000))
        bench.store.ledger.forget()
        show = ShowCase(bench.office, bench.store.finder)
        times = [_opened(show, case_id) for case_id in lives]
    return [Row("case.open.p99", percentile(times, 99), "ms", PAGE_LIMIT_MS, len(times))]


def _opened(show: ShowCase, case_id: CaseId) -> float:
    started = time.perf_counter()
    assert show(case_id).case.delivery is not None, "a whole life was lived"
    return (time.perf_counter() - started) * 1_000


def _whole_life(bench: BenchOffice) -> list[CaseEvent]:
    """Return ten events of one case that tell the most of it."""
    case_id = _life(bench)
    with bench.store.unit_of_work() as work:
        events = work.events_of(case_id)
    told = [event for event in events if not event.fact.__class__.__name__.startswith("Print")]
    assert len(told) == EVENTS_OF_A_LIFE, len(told)
    return told


def _life(bench: BenchOffice) -> CaseId:
    """Live one case from its intake, told once, to the delivery of its result."""
    (page,) = submissions(1)
    missing = replace(page.form.materials[0], verdict=Verdict.MISSING, originals=0, copies=0)
    lacking = (missing, *page.form.materials[1:])
    form = replace(page.form, materials=lacking)
    case = SubmitIntake(bench.office)(replace(page, form=form, outcome=Outcome.NOTICE))
    SupplementCase(bench.office)(case.case_id, judged((missing,)))
    step = PerformStep(bench.office)
    for request in _STEPS:
        step(case.case_id, request)
    return case.case_id


def _fold_many(life: list[CaseEvent], cases: int) -> float:
    """Return microseconds an event for so many cases with events of their own."""
    records = [[replace(event) for event in life] for _ in range(cases)]
    started = time.perf_counter()
    for events in records:
        assert fold(events) is not None
    return (time.perf_counter() - started) * 1e6 / (cases * len(life))


def _fill_log(bench: BenchOffice, count: int) -> None:
    """Write events of other cases, as the county would send them; nobody opens them."""
    rows = _filler(count)
    while batch := list(itertools.islice(rows, _BATCH)):
        with bench.store.ledger.transaction() as transaction:
            transaction.connection.executemany(_PUT_EVENT, batch)
            transaction.commit()


def _filler(count: int) -> Iterator[tuple[object, ...]]:
    dice = random.Random(SEED)  # noqa: S311  # Repeatable bytes, no secret.
    for n in range(1, count + 1):
        case_id = f"{(n // EVENTS_OF_A_LIFE) * 2_654_435_761 % 2**128:032x}"
        yield (
            f"{dice.getrandbits(256):064x}",
            "e" * 16,
            n,
            1_700_000_000_000 + n,
            case_id,
            dice.randbytes(_FILLER_BYTES),
            b"\0" * 64,
            n,
            1_700_000_000_000 + n,
        )
