"""What a line prints: how it went, where the case stands, what is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from counter_app.domain.case import Case
from counter_app.domain.case_status import AcceptanceBasis
from counter_app.domain.ids import CaseId
from counter_app.domain.material import outstanding
from counter_app.domain.tasks import Task
from counter_app.domain.terms import name_of
from counter_app.services.show_case import CaseFile


@dataclass(frozen=True, slots=True, kw_only=True)
class LineResult:
    """One result, as JSON types.

    Attributes:
        line: Number of the line in the file, from 1.
        ok: It did what the scenario expected, a failure perhaps.
        error: Code of what stood against the act; None when nothing did.
        message: In the clerk's words what went otherwise than expected, or against the act.
        case: Where the case stands that the line names; None when there is none.
        more: What the act itself has to tell, beside the contract's keys.
    """

    line: int
    at: str
    act: str
    ok: bool
    error: str | None
    message: str
    case: Mapping[str, Any] | None
    tasks: Sequence[Mapping[str, Any]]
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_object(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        told = {
            "line": self.line,
            "at": self.at,
            "do": self.act,
            "ok": self.ok,
            "error": self.error,
            "case": None if self.case is None else dict(self.case),
            "tasks": [dict(task) for task in self.tasks],
        }
        if self.message:
            told["message"] = self.message
        return {**told, **self.more}


def case_object(ref: str, shown: CaseFile) -> dict[str, Any]:
    """Return a case as the contract of scenarios names its parts."""
    case, clocks = shown.case, shown.clocks
    accepted_at = _accepted_at(case, is_deemed=shown.deemed_accepted_on is not None)
    due = clocks.delivery or clocks.promised
    statutory = clocks.statutory
    return {
        "ref": ref,
        "number": case.number,
        "status": case.status.value,
        "handling_type": case.item.handling_type.value,
        "report_class": case.report_class.value,
        "received_at": case.received_at.isoformat(),
        "accepted_at": accepted_at.isoformat() if accepted_at else None,
        "deemed_accepted": case.is_deemed_accepted,
        "due_on": due.due_on.isoformat() if due else None,
        "provisional_due": bool(due and due.provisional),
        "statutory_due_on": statutory.due_on.isoformat() if statutory else None,
        "supervision": shown.light.value,
        "outstanding_materials": [line.name for line in outstanding(case.materials)],
        "notices": case.demands,
        "documents": [
            {
                "form": document.form.value,
                "number": document.document_number,
                "copy": document.copy_number,
                "outcome": document.state.value,
            }
            for document in case.documents
        ],
    }


def task_object(task: Task, refs: Mapping[CaseId, str]) -> dict[str, Any]:
    """Return a task as JSON types; a case is named as the scenario names it."""
    told: dict[str, Any] = {"code": task.code.value}
    if task.case_id is not None:
        told["case"] = refs.get(task.case_id, "")
    told["words"] = words_of_task(task)
    if task.due_on is not None:
        told["due_on"] = task.due_on.isoformat()
    return told


def words_of_task(task: Task) -> str:
    """Return what a clerk reads."""
    return f"{name_of(task.code)}：{task.detail}" if task.detail else name_of(task.code)


def _accepted_at(case: Case, *, is_deemed: bool) -> datetime | None:
    """Return from when the case counts as accepted, which is not when that was written down."""
    acceptance = case.acceptance
    if acceptance is None:
        return case.received_at if is_deemed else None
    match acceptance.basis:
        case AcceptanceBasis.DEEMED:
            return case.received_at
        case AcceptanceBasis.SUPPLEMENTED:
            complete = [each for each in case.supplements if each.is_complete]
            return complete[-1].supplemented_at if complete else acceptance.accepted_at
        case _:
            return acceptance.accepted_at
