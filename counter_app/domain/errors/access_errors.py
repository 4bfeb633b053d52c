"""Who may do something."""

from __future__ import annotations

from counter_app.domain.errors.base import CounterError


class AccessError(CounterError):
    """Nobody is signed in, or the person may not do this."""


class NotSignedIn(AccessError):
    """An act needs a person, and nobody is signed in."""

    code = "not-signed-in"
    phone_code = "A101"
    advice = "请先登录"


class WrongPassword(AccessError):
    """Name and password do not open this profile."""

    code = "wrong-password"
    phone_code = "A102"
    advice = "用户名或密码不对，请再试一次"
