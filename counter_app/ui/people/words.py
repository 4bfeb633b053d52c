"""Words of the page of people."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.people_here import PersonHere, SignInState
from counter_app.domain.terms import name_of
from counter_app.ui.post.rows import Row
from counter_app.ui.tokens import Tone

_LOOKS: Final = {
    SignInState.OPEN: (Tone.GOOD, "check-circle"),
    SignInState.ENDING: (Tone.CAUTION, "clock"),
    SignInState.TEMPORARY: (Tone.INFO, "half"),
    SignInState.EXPIRED: (Tone.CAUTION, "hourglass"),
    SignInState.PAUSED: (Tone.CAUTION, "pause"),
    SignInState.DISABLED: (Tone.BAD, "lock"),
    SignInState.ENDED: (Tone.NEUTRAL, "ban"),
}
assert _LOOKS.keys() == set(SignInState), "every state has a look"


def state_words(person: PersonHere) -> str:
    """Say how somebody's sign-in stands, and what that means."""
    return {
        SignInState.OPEN: tr("可以登录"),
        SignInState.ENDING: tr("可以登录，密码还有 {} 天到期").format(person.days_left),
        SignInState.TEMPORARY: tr("临时密码，登录时要换"),
        SignInState.EXPIRED: tr("密码已到期，登录时要换"),
        SignInState.PAUSED: tr("输错太多，还要等 {} 分钟").format(person.minutes_left),
        SignInState.DISABLED: tr("已停用：输错太多"),
        SignInState.ENDED: tr("县局名单已离岗，不能登录"),
    }[person.state]


def row_of(person: PersonHere) -> Row:
    """Return somebody as a row of the table."""
    tone, icon = _LOOKS[person.state]
    name = tr("{}（本人）").format(person.name) if person.is_me else person.name
    last = person.last_act_at
    cells = (
        name,
        state_words(person),
        person.user,
        name_of(person.role),
        person.staff,
        f"{last:%Y-%m-%d %H:%M}" if last is not None else tr("近期没有"),
    )
    return Row(cells, key=person.user, tone=tone, icon=icon)


def why_not_lend(person: PersonHere | None) -> str:
    """Say why somebody gets no temporary password; "" when they do."""
    if person is None:
        return tr("没有选中人")
    if person.is_me:
        return tr("自己的密码在登录时改；忘了的，由别人代设")
    return tr("已离岗的不能登录") if person.state is SignInState.ENDED else ""


def tr(text: str) -> str:
    """Translate words of the page."""
    return QCoreApplication.translate("people", text)
