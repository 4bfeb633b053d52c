"""How a password stands, in words for whoever has just signed in with it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from counter_app.domain.auth_policy import PasswordStanding, PasswordState


def new_password_words(standing: PasswordStanding) -> str:
    """Return why a new password is asked for."""
    return {
        PasswordState.TEMPORARY: tr("这是临时密码，请换成您自己的密码"),
        PasswordState.EXPIRED: tr("密码已到期，请换一个；没办完的件都在"),
    }.get(standing.state, tr("修改密码"))


def ending_words(standing: PasswordStanding) -> str:
    """Return what somebody should know of their password; "" while there is nothing."""
    if standing.state is PasswordState.EXPIRED:
        return tr("密码已到期：手头的件可以办完，下次登录请换密码")
    if standing.state is PasswordState.ENDING and standing.days_left is not None:
        if standing.days_left <= 0:
            return tr("按电脑时间密码已到期，但电脑时间未经县局核对：先照常使用，请尽快换密码")
        words = tr("密码还有 {} 天到期，登录时可以按“登录并改密码”更换")
        return words.format(standing.days_left)
    return ""


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("sign_in", text)
