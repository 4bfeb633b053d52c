"""How long what is kept: one table, for the job that destroys and for the sheet that tells.

Keeping that archive law asks for wins over deleting (档案法 art. 13-14): the county keeps the
file of the case; only this counter's copy of it goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_status import ENDED
from counter_app.domain.custody import held_by
from counter_app.domain.drawer import kept_here
from counter_app.domain.errors import RetentionTooShort
from counter_app.domain.service_facts import Holder

CLOSED_COPY_DAYS: Final = 90
"""Calendar days from the last act on a closed case until the copy here goes (our rule)."""

SIGNED_DAYS: Final = 30
"""Calendar days that the county must have had every event before its body goes here (our rule).

A county that is put back loses what it took since its last backup; until then it is offered again.
"""

AGREED_DAYS: Final = 30
"""How long ago both logs may have been compared over a line; the exchange does it every week."""

BACK_HOURS: Final = 24
"""How long a case that was fetched from the county again stays, whatever its age."""

ACCESS_RECORD_DAYS: Final = 3 * 365
"""Who saw what is kept three years (个人信息保护法 art. 56: records of handling)."""

ACCESS_RECORD_DAYS_MIN: Final = 183
"""网络安全法 art. 21: network logs six months at least.  No setting goes below."""

NOT_CLOSED: Final = "还没有办结"
TOO_YOUNG: Final = "办结未满保存期"
NOT_AT_COUNTY: Final = "县局还没有全部签收"
FILES_NOT_AT_COUNTY: Final = "附件还没有全部移交县局"
ORIGINALS_HELD: Final = "原件还没有退清"
DISPUTED: Final = "有冲突待定"
COMPLAINT_OPEN: Final = "投诉还没有答复"
TASKS_OPEN: Final = "还有待办事项"
IN_HAND: Final = "窗口正在查看或办理"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The rule in force at this counter.

    Attributes:
        closed_copy_days: Of local copies of closed cases.
        access_record_days: Of reveals and searches for people.
    """

    closed_copy_days: int = CLOSED_COPY_DAYS
    access_record_days: int = ACCESS_RECORD_DAYS

    def __post_init__(self) -> None:
        """Refuse what the law does not allow.

        Raises:
            RetentionTooShort: Records of access would go within half a year.
        """
        if self.access_record_days < ACCESS_RECORD_DAYS_MIN:
            raise RetentionTooShort(f"{self.access_record_days}天")

    @property
    def words(self) -> str:
        """The rule as the list of what was destroyed cites it."""
        return (
            f"办结满{self.closed_copy_days}日、县局全部签收、附件已移交、原件已退清的办件，"
            "销毁本机附件副本和检索信息；"
            f"其中县局签收满{SIGNED_DAYS}日、没有待办事项的，办件内容也从本机销毁，"
            "只留编号、事项、日期和结果"
        )


RULE: Final = Retention()


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalCopy:
    """What the rule asks of one case's copy on this machine.

    Attributes:
        last_act_at: When the newest event of the case was made.
        waiting_events: Events without the county's signature.
        waiting_files: Files that the county does not have.
    """

    case: Case
    last_act_at: datetime
    waiting_events: int
    waiting_files: int


def why_kept(copy: LocalCopy, today: date, rule: Retention = RULE) -> str:
    """Return why a local copy has to stay, in words; "" when it goes."""
    case = copy.case
    young = copy.last_act_at.date() + timedelta(days=rule.closed_copy_days) > today
    checks = (
        (case.status not in ENDED, NOT_CLOSED),
        (young, TOO_YOUNG),
        (copy.waiting_events > 0, NOT_AT_COUNTY),
        (copy.waiting_files > 0, FILES_NOT_AT_COUNTY),
        (bool(kept_here(case) or held_by(case, Holder.COURIER)), ORIGINALS_HELD),
        (bool(case.open_conflicts), DISPUTED),
        (bool(case.service.open_complaints), COMPLAINT_OPEN),
    )
    return next((why for is_so, why in checks if is_so), "")


def why_bodies_kept(
    copy: LocalCopy, today: date, *, has_tasks: bool, is_in_hand: bool, rule: Retention = RULE
) -> str:
    """Return why the bodies of a case have to stay, in words; "" when they go.

    Args:
        copy: What the rule asks of it.
        today: The latest day that the county's signed time proves to have come: no clock that
            somebody put forward makes a case old.
        has_tasks: Something is to be done about it: originals, a paper nobody saw come out.
        is_in_hand: Somebody has looked at it a short while ago.
        rule: In force here.
    """
    why = why_kept(copy, today, rule)
    if why:
        return why
    return IN_HAND if is_in_hand else TASKS_OPEN if has_tasks else ""
