"""Acts on cases: each one transaction of the services that the window uses, and no paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from counter_app.domain.authority import why_not_act
from counter_app.domain.case import Correction
from counter_app.domain.case_event import CaseCorrected
from counter_app.domain.case_status import CaseStatus, RefusalGround
from counter_app.domain.errors import CaseNotFound, CorrectionEmpty, ScenarioInvalid
from counter_app.domain.ids import CaseId
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.scenario.intake import intake_form, item_of, judged_lines
from counter_app.scenario.line_fields import LineFields
from counter_app.scenario.requests import (
    REQUESTS,
    amend_request,
    other_corrections,
    overdue_request,
)
from counter_app.scenario.world import World
from counter_app.services.accept_case import accept
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.services.issue_notice import NoticeRequest, issue_notice
from counter_app.services.judge_materials import JudgeMaterials
from counter_app.services.perform_step import perform_step
from counter_app.services.receive_case import receive, usable_item
from counter_app.services.refuse_case import RefusalReason, refuse
from counter_app.services.standing import stand
from counter_app.services.supplement_case import supplement_and_accept

CaseAct = Callable[[World, UnitOfWork, CaseId, LineFields], None]


def receive_case(world: World, fields: LineFields, ref: str) -> CaseId:
    """Take a case in under the name that the scenario gives it."""
    if ref in world.cases:
        raise ScenarioInvalid(f"case：“{ref}”已经收过件")
    office = world.office
    today = office.today()
    catalogue = office.rulebook.catalogue_on(today)
    item = usable_item(office, item_of(catalogue, fields.needed("item")))
    form = intake_form(fields, item, today)
    with office.unit_of_work() as work:
        case_id = receive(office, work, form)
        work.commit()
    world.cases[ref] = case_id
    return case_id


def act_on_case(world: World, act: Act, case_id: CaseId, fields: LineFields) -> None:
    """Do one act on a case: all of it, or nothing."""
    if act in _WHOLE_ACTS:
        _WHOLE_ACTS[act](world, case_id, fields)
        return
    with world.office.unit_of_work() as work:
        _ACTS.get(act, _request(act))(world, work, case_id, fields)
        work.commit()


def named_case(world: World, ref: str) -> CaseId:
    """Return the case of that name, or of that number.

    Raises:
        ScenarioInvalid: No name.
        CaseNotFound: There is none.
    """
    if not ref:
        raise ScenarioInvalid("case：没有填写")
    found = world.cases.get(ref)
    if found is None:
        with world.office.unit_of_work(as_system=True) as work:
            found = work.find_case(ref.replace("-", "").strip())
    if found is None:
        raise CaseNotFound(ref)
    return found


def _judge(world: World, case_id: CaseId, fields: LineFields) -> None:
    with world.office.unit_of_work(as_system=True) as work:
        lines = work.case(case_id).materials
    judged = judged_lines(lines, fields.tables("materials") or ())
    JudgeMaterials(world.office)(case_id, judged)


def _attach(world: World, case_id: CaseId, fields: LineFields) -> None:
    """Add a file of this machine; `file` is its path."""
    wanted = FileToAdd(
        path=Path(fields.needed("file")),
        name=fields.text("name"),
        material=fields.text("material"),
    )
    CaseAttachments(world.office, world.profile.store.attachments).add(case_id, wanted)


def _correct(world: World, work: UnitOfWork, case_id: CaseId, fields: LineFields) -> None:
    request = amend_request(fields)
    table = fields.table("fields")
    others = other_corrections(table) if table is not None else {}
    office = world.office
    if request.details or not others:
        perform_step(office, work, case_id, request)
    else:
        stand(office, work, case_id, Act.AMEND)
    for field, after in others.items():
        if not after.strip():
            raise CorrectionEmpty(field)
        correction = Correction(
            field=field,
            before=fields.text("before"),
            after=after,
            corrected_at=office.now(),
        )
        work.record(case_id, CaseCorrected(correction=correction))


def _issue_notice(world: World, work: UnitOfWork, case_id: CaseId, fields: LineFields) -> None:
    request = NoticeRequest(names=fields.texts("materials"), reason=fields.text("reason"))
    issue_notice(world.office, work, case_id, request)


def _supplement(world: World, work: UnitOfWork, case_id: CaseId, fields: LineFields) -> None:
    """Take a supplement in; the one that completes a case accepts it, as at the desk."""
    case = work.case(case_id)
    judged = judged_lines(case.materials, fields.tables("materials") or ())
    forms = supplement_and_accept(world.office, work, case_id, judged)
    if FormId.ACCEPTANCE_NOTICE in forms:
        world.accepted_by_supplement.add(case_id)


def _accept(world: World, work: UnitOfWork, case_id: CaseId, fields: LineFields) -> None:
    """Accept; once after a supplement that did it already, saying so again changes nothing."""
    del fields
    if case_id in world.accepted_by_supplement:
        world.accepted_by_supplement.discard(case_id)
        case = work.case(case_id)
        operator, today = world.office.desk.operator(), world.office.today()
        denied = why_not_act(operator, Act.ACCEPT, case.item.item_id, today)
        if denied is None and case.status is CaseStatus.ACCEPTED:
            return
    accept(world.office, work, case_id)


def _refuse(world: World, work: UnitOfWork, case_id: CaseId, fields: LineFields) -> None:
    reason = RefusalReason(
        ground=fields.choice("ground", RefusalGround),
        reason=fields.text("reason"),
        competent_authority=fields.text("competent_authority"),
    )
    refuse(world.office, work, case_id, reason)


def _conclude(world: World, work: UnitOfWork, case_id: CaseId, fields: LineFields) -> None:
    """Conclude; a late case may say why in the same breath."""
    if fields.has("overdue_reason"):
        perform_step(world.office, work, case_id, overdue_request(fields))
    _request(Act.CONCLUDE)(world, work, case_id, fields)


def _request(act: Act) -> CaseAct:
    def perform(world: World, work: UnitOfWork, case_id: CaseId, fields: LineFields) -> None:
        perform_step(world.office, work, case_id, REQUESTS[act](world, fields))

    return perform


_ACTS: Final[Mapping[Act, CaseAct]] = MappingProxyType(
    {
        Act.AMEND: _correct,
        Act.NOTICE: _issue_notice,
        Act.SUPPLEMENT: _supplement,
        Act.ACCEPT: _accept,
        Act.REFUSE: _refuse,
        Act.CONCLUDE: _conclude,
    }
)
_WHOLE_ACTS: Final = MappingProxyType({Act.JUDGE: _judge, Act.ATTACH: _attach})
"""Acts that open transactions of their own."""

assert set(Act) == {*_ACTS, *REQUESTS, *_WHOLE_ACTS}, "every act of a case can be played"
