"""One person, one item, two cases: taken in at two counters that did not hear of each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_card import CaseCard
from counter_app.domain.case_status import ENDED
from counter_app.domain.privacy import mask_number
from counter_app.domain.task_codes import TaskCode
from counter_app.domain.tasks import Task
from counter_app.ports import CaseFinder

MEETING_DAYS: Final = 30
"""Logs meet within days; a case that is older has long been looked at."""


def duplicate_tasks(finder: CaseFinder, case: Case, today: date) -> Iterator[Task]:
    """Yield a task for each open case of the same person and item; they are never merged.

    Nothing is asked where the clerk knew of the other case and wrote down why this one is made
    all the same.  A task goes when one of the two cases ends, or when somebody tells them apart.
    """
    is_old = today - case.received_on > timedelta(days=MEETING_DAYS)
    if is_old or case.status in ENDED or case.not_duplicate_reason or not case.applicant.number:
        return
    for card in finder.search(case.applicant.number).cards:
        if _is_twin(card, case) and card.case_id not in case.told_apart:
            number = card.number[-6:]
            yield Task(
                code=TaskCode.DUPLICATE, case_id=case.case_id, detail=f"另一件编号后六位{number}"
            )


def _is_twin(card: CaseCard, case: Case) -> bool:
    """Whether a row found by a number is another open case of the same person and item."""
    return (
        card.case_id != case.case_id
        and card.item_name == case.item.name
        and card.status not in ENDED
        and card.number_masked == mask_number(case.applicant.number)
    )
