"""The beginning of every step: may it be taken, and what has to be written down before it."""

from __future__ import annotations

from dataclasses import replace

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.guards import OF_THE_ITEM, why_not
from counter_app.domain.ids import CaseId
from counter_app.domain.steps import AFTER_ACCEPTANCE, Act
from counter_app.ports import UnitOfWork
from counter_app.services.acceptance import write_down_acceptance
from counter_app.services.item_of_case import item_of
from counter_app.services.looking import Standing, look
from counter_app.services.office import Office

__all__ = ["Standing", "look", "stand"]


def stand(office: Office, work: UnitOfWork, case_id: CaseId, act: Act) -> Standing:
    """Return where a case stands, once nothing stands against the act.

    On a case that counts as accepted because nobody was told in time (视为受理), an act that
    rests on an acceptance writes that acceptance down first: the paper is owed anyway.

    Raises:
        CounterError: What `guards.why_not` found; nothing was changed.
    """
    standing = look(office, work, case_id)
    situation = standing.situation
    if act in OF_THE_ITEM:
        situation = replace(situation, item=item_of(office, standing.case))
    problem = why_not(act, situation)
    if problem is not None:
        raise problem
    if standing.case.status is CaseStatus.DEEMED_ACCEPTED and act in AFTER_ACCEPTANCE:
        write_down_acceptance(standing)
        return look(office, work, case_id)
    return standing
