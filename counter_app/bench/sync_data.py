"""Days at a counter, made by the real services: what the sync rows carry to the county.

A day is forty new cases and 160 events: intakes of every usable item with their outcomes, and
steps on cases of the days before, with the free words that clerks write.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from counter_app.bench.data import LAST_DAY, SEED, CaseMaker, judged
from counter_app.bench.office import KEYS, office_on, signatory, signed_in_desk
from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.ending_facts import DeliveryManner, Result
from counter_app.domain.errors import RuleError
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.ids import CaseId
from counter_app.domain.material import Verdict, checklist
from counter_app.services.conclude_case import ConcludeRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.extend_case import ExtendRequest
from counter_app.services.office import Office
from counter_app.services.pause_case import PauseRequest, ResumeRequest
from counter_app.services.perform_step import PerformStep, Request
from counter_app.services.receive_case import IntakeForm
from counter_app.services.submit_intake import Outcome, Submission, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from counter_app.storage.profile_store import Setting, Store, open_store

CASES_A_DAY: Final = 40
EVENTS_A_DAY: Final = 160
_OUTCOMES: Final = (Outcome.ACCEPT, Outcome.RECEIVE, Outcome.RECEIVE, Outcome.NOTICE)
_PROBLEMS: Final = (
    "缺少原件",
    "未签字",
    "复印件不清楚",
    "有效期已过",
    "未盖公章",
    "与户口簿不一致",
)
_REASONS: Final = (
    "需要补充调查家庭收入情况",
    "材料较多，需部门会商",
    "申请人外出务工，暂时无法入户核查",
    "县局系统核对未返回结果",
)
_STEPS: Final[tuple[Request, ...]] = (
    PauseRequest(kind=SpecialProcedureKind.TESTING, expected_days=3, reason="需检测房屋安全等级"),
    ResumeRequest(result="检测合格，准予继续办理"),
    ExtendRequest(approved_by=ApproverRank.DIRECTOR, reason="需要补充调查家庭收入情况"),
    DecisionRequest(kind=DecisionKind.GRANTED, decided_by="青禾县民政局"),
    ConcludeRequest(result=Result(name="审批表", number="青民审〔2026〕17号")),
    DeliverRequest(manner=DeliveryManner.DIRECT, received_by="本人"),
)


class BusyClock:
    """The `Clock` port of a working day: acts seconds to minutes apart, the same for a seed."""

    def __init__(self, seed: int, first_day: datetime = LAST_DAY) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - repeatable, nothing secret
        self._at = first_day
        self._started = first_day

    def now(self) -> datetime:
        self._at += timedelta(microseconds=self._dice.randint(200, 4_000))
        return self._at

    def monotonic_ms(self) -> int:
        return 600_000 + (self._at - self._started) // timedelta(milliseconds=1)

    @property
    def boot_id(self) -> str:
        return "b0070001"

    def pause(self) -> None:
        """Let a clerk think."""
        self._at += timedelta(milliseconds=self._dice.randint(20_000, 480_000))

    def next_day(self) -> None:
        """Go on at nine in the morning."""
        tomorrow = self._at + timedelta(days=1)
        self._at = tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusyOffice:
    """A counter that works; nothing of it has been sent yet."""

    store: Store
    office: Office
    clock: BusyClock


@contextmanager
def busy_office(folder: Path, *, seed: int = SEED) -> Iterator[BusyOffice]:
    """Open a counter's office on a store of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    clock, desk = BusyClock(seed), signed_in_desk()
    setting = Setting(desk=desk, clock=clock, rulebook=PublishedRules())
    store = open_store(folder, KEYS, signatory(), setting, run="a" * 32)
    dice = random.Random(seed)  # noqa: S311
    try:
        office = replace(
            office_on(store.unit_of_work, desk, clock),
            new_case_id=lambda: CaseId(f"{dice.getrandbits(128):032x}"),
            new_query_code=lambda: f"{dice.randrange(10**6):06d}",
        )
        yield BusyOffice(store=store, office=office, clock=clock)
    finally:
        store.close()


class Days:
    """Works days at a counter."""

    def __init__(self, bench: BusyOffice, seed: int = SEED) -> None:
        self._bench = bench
        self._dice = random.Random(seed)  # noqa: S311
        catalogue = PublishedRules().catalogue
        self._maker = CaseMaker(catalogue, seed)
        self._items = [item for item in catalogue.items if item.is_usable and item.materials]
        self._submit = SubmitIntake(bench.office)
        self._step = PerformStep(bench.office)
        self._supplement = SupplementCase(bench.office)
        self._open: list[tuple[CaseId, int]] = []
        self._waiting: list[tuple[CaseId, tuple[str, ...]]] = []

    def work(self, days: int) -> None:
        """Work so many days of forty new cases each."""
        for _ in range(days):
            for _ in range(CASES_A_DAY):
                self._intake()
                if self._dice.random() < 0.5:
                    self._go_on()
            self._bench.clock.next_day()

    def _intake(self) -> None:
        while True:
            self._bench.clock.pause()
            item, outcome = self._dice.choice(self._items), self._dice.choice(_OUTCOMES)
            lines = judged(checklist(item.materials))
            if outcome is Outcome.NOTICE:
                lacking = replace(
                    lines[0],
                    verdict=Verdict.MISSING,
                    originals=0,
                    copies=0,
                    problem=self._dice.choice(_PROBLEMS),
                )
                lines = (lacking, *lines[1:])
            form = IntakeForm(
                item_id=item.item_id, applicant=self._maker.applicant(), proxy=None, materials=lines
            )
            try:
                case = self._submit(Submission(form=form, outcome=outcome))
            except RuleError:
                continue  # Another item: this one wants more than a page.
            if outcome is Outcome.ACCEPT:
                self._open.append((case.case_id, 0))
            if outcome is Outcome.NOTICE:
                self._waiting.append((case.case_id, (lines[0].name,)))
            return

    def _go_on(self) -> None:
        """Take a step in an older case."""
        self._bench.clock.pause()
        if self._waiting and self._dice.random() < 0.3:
            case_id, names = self._waiting.pop(0)
            with self._bench.store.unit_of_work() as work:
                case = work.case(case_id)
            lines = tuple(line for line in case.materials if line.name in names)
            self._tried(lambda: self._supplement(case_id, judged(lines)))
        elif self._open:
            place = self._dice.randrange(len(self._open))
            case_id, step = self._open.pop(place)
            request = _STEPS[step]
            if isinstance(request, ExtendRequest | PauseRequest):
                request = replace(request, reason=self._dice.choice(_REASONS))
            self._tried(lambda: self._step(case_id, request))
            if step + 1 < len(_STEPS):
                self._open.append((case_id, step + 1))

    @staticmethod
    def _tried(act: Callable[[], object]) -> None:
        try:
            act()
        except RuleError:
            return  # Not every item knows every step.
