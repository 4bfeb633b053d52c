"""Acts that are no step of a case: papers, posts, sign-in, the line, the end of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.case import Case
from counter_app.domain.errors import IllegalStep, ReprintReasonMissing, UnknownForm
from counter_app.domain.ids import CaseId
from counter_app.domain.print_job import FormId, PrintState
from counter_app.scenario.county_in_reach import LineState
from counter_app.scenario.line_fields import LineFields
from counter_app.scenario.paper_room import faults_of
from counter_app.scenario.world import World
from counter_app.services.close_day import CloseDay
from counter_app.services.hand_over_post import (
    Colleague,
    HandOverPost,
    HandOverRequest,
    TakeOverPost,
    TakeOverRequest,
)
from counter_app.services.print_document import PrintDocument, document_number_of

More = Mapping[str, Any]
DeskAct = Callable[[World, str, LineFields], More]

NOTHING_MORE: Final[More] = MappingProxyType({})


def print_paper(world: World, case_id: CaseId, fields: LineFields, *, is_reprint: bool) -> More:
    """Bring a paper of a case out of the scenario's printer.

    Raises:
        UnknownForm: There is no such form.
        ReprintReasonMissing: A copy may lie there already, and no reason is given.
        IllegalStep: What the paper would tell has not happened, or a reprint comes before the
            first print.
    """
    form = _form(fields.needed("form"))
    fault = fields.text("printer_fault")
    faults_of(fault)  # A fault that does not exist stops the line before anything is intended.
    reason = fields.text("reason")
    if is_reprint:
        with world.office.unit_of_work(as_system=True) as work:
            _require_printed(work.case(case_id), form)
        if not reason.strip():
            raise ReprintReasonMissing(form.value)
    job = PrintDocument(world.office)(case_id, form, reason=reason)
    outcome = world.papers.bring_out(job, fault)
    return {"outcome": outcome.value}


def _form(name: str) -> FormId:
    found = next((form for form in FormId if form.value == name), None)
    if found is None:
        raise UnknownForm(name)
    return found


def _require_printed(case: Case, form: FormId) -> None:
    number = document_number_of(case, form)
    tried = [each for each in case.documents if each.document_number == number]
    if all(each.state is PrintState.FAILED for each in tried):
        raise IllegalStep(f"{number} 还没有打印过，请用打印，不是补打")


def _hand_over(world: World, user: str, fields: LineFields) -> More:
    del user  # Who hands over sits at the desk.
    store = world.profile.store
    taker = world.person(fields.needed("to"))
    fact = HandOverPost(world.office, store.finder, store.drafts)(
        HandOverRequest(
            post=_post(world, fields),
            handed_to=Colleague(staff=taker.staff, role=taker.role),
            countersign=world.second(fields.text("countersigned_by")),
        )
    )
    world.hold_post(taker.user)
    return {
        "hand_over": {
            "number": fact.document_number,
            "open_cases": list(fact.open_cases),
            "originals": fact.originals,
            "drafts": fact.drafts,
        }
    }


def _take_over(world: World, user: str, fields: LineFields) -> More:
    absent = world.person(fields.text("absent") or world.holder)
    TakeOverPost(world.office)(
        TakeOverRequest(
            post=_post(world, fields),
            absent=Colleague(staff=absent.staff, role=absent.role),
            countersign=world.second(fields.text("countersigned_by")),
            reason=fields.text("reason"),
        )
    )
    world.stand_in(user, absent.user)
    return {"acting_for": absent.user}


def _post(world: World, fields: LineFields) -> str:
    return fields.text("post") or world.profile.settings.counter.counter_name


def _sign_in(world: World, user: str, fields: LineFields) -> More:
    del fields
    world.sign_in(user)
    return NOTHING_MORE


def _sign_out(world: World, user: str, fields: LineFields) -> More:
    del fields
    world.sign_out(user)
    return NOTHING_MORE


def _network(world: World, user: str, fields: LineFields) -> More:
    del user
    world.county.state = fields.choice("state", LineState)
    return NOTHING_MORE


def _sync(world: World, user: str, fields: LineFields) -> More:
    del user, fields
    return {"sync": asdict(world.county.exchange())}


def _close_day(world: World, user: str, fields: LineFields) -> More:
    del user, fields
    closed = CloseDay(world.office, world.profile.store.finder)()
    fact = closed.fact
    return {
        "day": {
            "number": fact.document_number,
            "cases_stored": fact.cases_stored,
            "receipts_printed": fact.receipts_printed,
            "acknowledged": fact.acknowledged,
            "differences": list(fact.differences),
            "checks": {name: list(numbers) for name, numbers in asdict(closed.checks).items()},
        }
    }


def _tick(world: World, user: str, fields: LineFields) -> More:
    """Let time pass; what is to be done is derived, so there is nothing to do."""
    del world, user, fields
    return NOTHING_MORE


SEATED: Final[Mapping[str, DeskAct]] = MappingProxyType(
    {"hand_over": _hand_over, "take_over": _take_over, "close_day": _close_day}
)
"""Acts of somebody who has signed in."""

UNSEATED: Final[Mapping[str, DeskAct]] = MappingProxyType(
    {
        "sign_in": _sign_in,
        "sign_out": _sign_out,
        "lock": _sign_out,
        "network": _network,
        "sync": _sync,
        "tick": _tick,
    }
)
"""Acts that need nobody at the desk, or bring somebody there."""
