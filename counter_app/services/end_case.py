"""退件, 撤回, 终止, 作废: the other ends, each in writing and with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from counter_app.domain.authority import roles_of_second
from counter_app.domain.custody import held_by
from counter_app.domain.ending_facts import Ending, EndingGround, EndingKind
from counter_app.domain.errors import ReasonMissing, TwoPersonsNeeded
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import (
    CaseReturned,
    CaseTerminated,
    CaseVoided,
    CaseWithdrawn,
    OriginalMoved,
)
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import Holder, OriginalMove
from counter_app.domain.steps import Act
from counter_app.domain.two_persons import SecondPerson, require_two
from counter_app.ports import UnitOfWork
from counter_app.services.looking import Standing
from counter_app.services.office import Office
from counter_app.services.standing import stand

EndFact = CaseReturned | CaseWithdrawn | CaseTerminated | CaseVoided


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRequest:
    """Which end, and why.

    Attributes:
        second: Who agreed and proved who they are; 作废 needs one, and one of the two is the
            chief representative.
    """

    kind: EndingKind
    reason: str
    second: SecondPerson | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    act: Act
    fact: Callable[..., EndFact]
    form: FormId | None


_WAYS: Final[Mapping[EndingKind, _Way]] = MappingProxyType(
    {
        EndingKind.RETURNED: _Way(Act.RETURN, CaseReturned, FormId.RETURN_NOTICE),
        EndingKind.WITHDRAWN: _Way(Act.WITHDRAW, CaseWithdrawn, FormId.WITHDRAWAL_REQUEST),
        EndingKind.TERMINATED: _Way(Act.TERMINATE, CaseTerminated, FormId.TERMINATION_NOTICE),
        EndingKind.VOID: _Way(Act.VOID, CaseVoided, None),
    }
)


def end(
    office: Office, work: UnitOfWork, case_id: CaseId, request: EndRequest
) -> tuple[FormId, ...]:
    """Record an end; the originals in the drawer are given back with it.

    Raises:
        ReasonMissing: Without a reason nothing is ended.
        NotLapsed, NotAuthorised: See `guards`.
        TwoPersonsNeeded: 作废 by one person, or without the chief representative.

    Source: law.md 5 and 7; forms.md 3.
    """
    way = _WAYS[request.kind]
    standing = stand(office, work, case_id, way.act)
    if not request.reason.strip():
        raise ReasonMissing(standing.case.number)
    if request.kind is EndingKind.VOID:
        _require_two(standing, request)
    ending = Ending(
        document_number=standing.number(way.form) if way.form else standing.case.number,
        kind=request.kind,
        ground=_ground(standing, request.kind),
        reason=request.reason.strip(),
        ended_at=standing.now,
        given_back=held_by(standing.case, Holder.COUNTER),
        countersigned_by=request.second.staff if request.second else "",
        second=request.second,
    )
    _give_back(standing, ending)
    standing.record(way.fact(ending=ending))
    return (way.form,) if way.form else ()


def _ground(standing: Standing, kind: EndingKind) -> EndingGround:
    if kind is EndingKind.TERMINATED and standing.seen.has_lapsed:
        lapsed = EndingGround.PLEDGE_LAPSED if standing.case.pledge else None
        return lapsed or EndingGround.SUPPLEMENT_LAPSED
    return {
        EndingKind.RETURNED: EndingGround.RETURNED,
        EndingKind.WITHDRAWN: EndingGround.OWN_WISH,
        EndingKind.TERMINATED: EndingGround.BY_RULE,
        EndingKind.VOID: EndingGround.MADE_IN_ERROR,
    }[kind]


def _require_two(standing: Standing, request: EndRequest) -> None:
    words = "作废须经办人和首席代表两人签名"
    second = request.second
    if second is None:
        raise TwoPersonsNeeded(words)
    require_two(standing.operator.staff, second.staff, words)
    if second.role not in roles_of_second(Act.VOID, standing.operator.role):
        raise TwoPersonsNeeded(words)


def _give_back(standing: Standing, ending: Ending) -> None:
    number = standing.number(FormId.CUSTODY_SLIP) if ending.given_back else ""
    for material, count in ending.given_back:
        move = OriginalMove(
            document_number=number,
            material=material,
            originals=count,
            came_from=Holder.COUNTER,
            went_to=Holder.CITIZEN,
            moved_at=standing.now,
            person=standing.case.applicant.name,
        )
        standing.record(OriginalMoved(move=move))
