"""What a take-over asks for besides people: which post, how long, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Final, TypeVar

from counter_app.domain.staff import Role
from counter_app.domain.two_persons import SecondPerson
from counter_app.services.cover_post import COVER_DAYS_MAX, CoverRequest
from counter_app.services.hand_over_post import Colleague, TakeOverRequest
from counter_app.ui.post.handover_panel import HandoverPanel
from counter_app.ui.post.words import counted_number, tr

Made = TypeVar("Made")
Prove = Callable[[str, str, Collection[Role]], SecondPerson]
"""Staff number and password of somebody in the room, and as what they may agree."""
CHIEFS: Final = frozenset({Role.CHIEF})


def has_days(panel: HandoverPanel) -> bool:
    """See that a take-over asked for from afar has an end and a reason; say what is missing."""
    panel.days.show_problem("")
    panel.cause.show_problem("")
    if panel.is_giving or not panel.chief.is_absent:
        return True
    days = counted_number(panel.days.text())
    if days is None or not 1 <= days <= COVER_DAYS_MAX:
        panel.days.show_problem(tr("请填 1 到 {}").format(COVER_DAYS_MAX))
        panel.days.edit.setFocus()
        return False
    if not panel.cause.text().strip():
        panel.cause.show_problem(tr("请写明原因"))
        panel.cause.edit.setFocus()
        return False
    return True


def taking_of(
    panel: HandoverPanel, absent: Colleague, counter_name: str, today: date
) -> CoverRequest | TakeOverRequest:
    """Return what was filled in: asked for from afar, or to be agreed to by a chief in the room."""
    code = str(panel.which.currentData() or "")
    name = panel.which.currentText() if panel.which.count() > 1 else counter_name
    days = counted_number(panel.days.text())
    until = today + timedelta(days=days - 1) if days else None
    if panel.chief.is_absent:
        return CoverRequest(
            post=name,
            absent=absent.staff,
            reason=panel.cause.text(),
            until=until or today,
            post_code=code,
        )
    return TakeOverRequest(
        post=name,
        absent=absent,
        countersign=None,
        reason=panel.cause.text(),
        post_code=code,
        until=until,
    )


def has_signature(panel: HandoverPanel, prove: Prove | None) -> bool:
    """See that a chief in the room can be proven: known here, and with a password typed."""
    panel.password.show_problem("")
    if panel.chief.colleague() is None:
        return True
    if prove is None or panel.chief.is_other:
        panel.chief.show_problem(tr("首席代表不能在本机登录的，请选“申请远程批准”"))
        panel.chief.take_keyboard()
        return False
    if not panel.password.text():
        panel.password.show_problem(tr("请首席代表本人输入"))
        panel.password.edit.setFocus()
        return False
    return True


def signed(
    work: Callable[[SecondPerson | None], Made], panel: HandoverPanel, prove: Prove | None
) -> Callable[[], Made]:
    """Return work that begins by proving the chief who signs; nothing is recorded before."""
    chief, password = panel.chief.colleague(), panel.password.text()
    if prove is None or chief is None:
        return lambda: work(None)
    return lambda: work(prove(chief.staff, password, CHIEFS))
