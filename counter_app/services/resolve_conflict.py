"""裁决: the chief representative says which of two contradicting acts stands."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.authority import may_override
from counter_app.domain.case import Case
from counter_app.domain.conflict_facts import NOBODY, ConflictResolved
from counter_app.domain.conflict_record import Conflict, ConflictState, Side
from counter_app.domain.errors import AlreadyDone, IllegalStep, NotAuthorised, ReasonMissing
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.standing import stand

OLDEST_OPEN = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveRequest:
    """Which side of which conflict stands, and why.

    Attributes:
        conflict: The act that names it; `OLDEST_OPEN` for the one that has waited longest.
        stands: None takes the decision before back, so that the conflict is open again.
        reason: Kept in the record; always asked for.
    """

    stands: Side | None
    reason: str
    conflict: EventId = OLDEST_OPEN


def resolve_conflict(
    office: Office, work: UnitOfWork, case_id: CaseId, request: ResolveRequest
) -> tuple[FormId, ...]:
    """Record a decision inside a transaction of the caller; it owes no paper by itself.

    What a side did later is in force or set aside with it.  A decision is undone by another.

    Raises:
        IllegalStep: There is no such conflict, or nothing was decided that could be taken back.
        NotAuthorised: Only the chief representative decides; contacts are ticked off by anybody.
        AlreadyDone: It is decided like this already.
        ReasonMissing: No reason was given.
    """
    standing = stand(office, work, case_id, Act.RESOLVE)
    conflict = _meant(work.case(case_id), request.conflict)
    if conflict.is_for_chief and not may_override(standing.operator):
        raise NotAuthorised("冲突由首席代表裁决；裁决前办件照常办理，以已出纸的为准")
    _require_change(conflict, request.stands)
    reason = request.reason.strip()
    if not reason:
        raise ReasonMissing("冲突裁决")
    standing.record(
        ConflictResolved(
            settles=conflict.event_id,
            against=conflict.first_act,
            stands=_standing_act(conflict, request.stands),
            follows=conflict.decided_by,
            reason=reason,
            resolved_at=standing.now,
        )
    )
    return ()


def _meant(case: Case, name: EventId) -> Conflict:
    if name == OLDEST_OPEN:
        for conflict in (*case.open_conflicts, *case.other_values):
            return conflict
        raise IllegalStep("这个办件没有冲突要裁决")
    for conflict in case.conflicts:
        if conflict.event_id == name or name in conflict.second_ids:
            return conflict
    raise IllegalStep("这个冲突已经不在，请重新打开办件")


def _require_change(conflict: Conflict, stands: Side | None) -> None:
    is_decided = conflict.state is ConflictState.RESOLVED
    if conflict.state is ConflictState.MOOT:
        raise IllegalStep("这个冲突已因后来的办理不再需要裁决")
    if stands is None and not is_decided:
        raise IllegalStep("这个冲突还没有裁决，没有什么可撤回")
    if is_decided and stands is conflict.in_force:
        raise AlreadyDone(conflict.event_id[:8])
    if stands is Side.SECOND and conflict.kept is None:
        raise IllegalStep("两次告知都已送达群众，只能知悉，不能改变")


def _standing_act(conflict: Conflict, side: Side | None) -> EventId:
    if side is None:
        return NOBODY
    return conflict.event_id if side is Side.SECOND else conflict.first_act
