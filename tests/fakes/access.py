"""The ways in beside name and password, as the sign-in page sees them; the door is the desk's."""

from __future__ import annotations

from datetime import timedelta

from counter_app.domain.auth_policy import DENGBAO3, PasswordStanding, PasswordState
from counter_app.domain.errors import (
    NotAuthorised,
    NoUnlockSlot,
    UnlockChallengeOver,
    UnlockCodeWrong,
)
from counter_app.domain.password_rule import judge_password
from counter_app.domain.staff import Operator
from counter_app.ui.access_parts import AccessParts, SignInPerson, UnlockCall
from tests.fakes.clocks import START

CODE = "7K3M-9QXD-H2TB-0VRA-4WES"
UNTIL = START + timedelta(minutes=30)
GOOD = PasswordStanding(PasswordState.GOOD)


class AccessInMemory:
    """Says what a test tells it to say, and remembers what was asked."""

    def __init__(self, *people: Operator) -> None:
        self.people = [SignInPerson(each.staff, each.name, each.role) for each in people]
        self.now = GOOD
        self.done: list[tuple[str, ...]] = []
        self.has_slot = True
        self.is_over = False
        self.challenge = "Z3NR-PP2B"
        self.idle_minutes = 10
        self.passwords: dict[str, str] = {}

    def parts(self) -> AccessParts:
        return AccessParts(
            people=lambda: self.people,
            rule=lambda: DENGBAO3.password_rule,
            idle_minutes=lambda: self.idle_minutes,
            standing=lambda: self.now,
            judge=lambda _user, password: judge_password(password, DENGBAO3.password_rule),
            choose=self.choose,
            call=self.call,
            unlock=self.unlock,
            lend=self.lend,
            leave=lambda: self.done.append(("leave",)),
        )

    def choose(self, new: str) -> None:
        self.done.append(("choose", new))
        self.now = GOOD

    def call(self, user: str) -> UnlockCall:
        if not self.has_slot:
            raise NoUnlockSlot
        self.done.append(("call", user))
        return UnlockCall("7d7e ceeb 9d81 08b3", self.challenge, UNTIL)

    def unlock(self, user: str, code: str, new: str) -> None:
        if self.is_over:
            self.is_over, self.challenge = False, "5K2M-0VTC"
            raise UnlockChallengeOver
        if code != CODE:
            raise UnlockCodeWrong("再输错 4 次将暂停 30 分钟")
        self.done.append(("unlock", user, new))
        self.passwords[user] = new

    def lend(self, chief: str, password: str, user: str, temporary: str) -> None:
        if chief != self.people[1].user:
            raise NotAuthorised("临时密码由首席代表、中心主任或管理员来设")
        self.done.append(("lend", chief, password, user, temporary))
