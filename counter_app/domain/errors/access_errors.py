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


class NotAuthorised(AccessError):
    """This person may not do this act, or not with this item."""

    code = "not-authorised"
    phone_code = "A103"
    advice = "您的岗位不能办理这一步，请由持证窗口人员或首席代表办理；资料已保留"


class PermissionExpired(AccessError):
    """The county's permission to act offline has run out; taking papers in still works."""

    code = "permission-expired"
    phone_code = "A104"
    advice = "离线授权已到期：可以继续收件，请联网更新授权后再办理受理、决定等步骤"


class PermissionEnded(AccessError):
    """The county's list says that this person no longer works at a counter."""

    code = "permission-ended"
    phone_code = "A121"
    advice = "县局名单显示您已停止上岗，不能登录；如有出入，请联系县政务服务中心"
