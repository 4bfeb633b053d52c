"""Walks through the life of a case, each step through the services."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from counter_app.domain.case import Case
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.material import Verdict
from counter_app.domain.staff import Operator, Role
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.perform_step import PerformStep, Request
from counter_app.services.show_case import CaseFile, ShowCase
from counter_app.services.submit_intake import Outcome, SubmitIntake
from tests.fakes.people import CLERK
from tests.services.intake import submission

PEOPLE = {
    role: Operator(staff=f"QH0{200 + place}", name=f"测试{place}", role=role, login=f"{place:016x}")
    for place, role in enumerate(Role)
}
PEOPLE[Role.CLERK] = CLERK

COMMITTED, ESCALATED, INSTANT, JOINT = "T006", "T001", "T044", "T060"


class Life:
    """One case at one counter; the test says who acts and how time passes."""

    def __init__(self, office, store, desk, clock) -> None:
        self.office, self.store, self.desk, self.clock = office, store, desk, clock
        self.case_id = None

    def begin(
        self, *verdicts: Verdict, item: str = COMMITTED, outcome: Outcome = Outcome.ACCEPT
    ) -> Case:
        case = SubmitIntake(self.office)(
            submission(self.office, verdicts, outcome=outcome, item_id=item)
        )
        self.case_id = case.case_id
        return case

    def do(self, request: Request, *, by: Role = Role.CLERK) -> Case:
        self.desk.sign_in(PEOPLE[by])
        try:
            return PerformStep(self.office)(self.case_id, request)
        finally:
            self.desk.sign_in(CLERK)

    def grant(self) -> Case:
        """Let the chief representative grant, or the department where they may not."""
        request = DecisionRequest(kind=DecisionKind.GRANTED, decided_by="青禾县民政局")
        return self.do(request)

    def file(self) -> CaseFile:
        return ShowCase(self.office, self.store.finder)(self.case_id)

    def on(self, year: int, month: int, day: int, hour: int = 10) -> None:
        """Let time pass until that hour of that day."""
        now = self.clock.now()
        then = datetime.combine(
            now.date().replace(year=year, month=month, day=day), time(hour), now.tzinfo
        )
        self.clock.pass_time(then - now)

    def after(self, **span: float) -> None:
        self.clock.pass_time(timedelta(**span))
