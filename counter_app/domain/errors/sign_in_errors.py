"""Why somebody cannot sign in, or why a password or an unlock code is not taken."""

from __future__ import annotations

from counter_app.domain.errors.access_errors import AccessError


class SignInPaused(AccessError):
    """Too many wrong tries in a row: nobody may try under this name for a while."""

    code = "sign-in-paused"
    phone_code = "A130"
    advice = "输错次数太多，请稍后再试；重启电脑、改时间都不会变快。急用请首席代表代设临时密码"


class PersonDisabled(AccessError):
    """Ten wrong tries in a row: the county or a chief has to help."""

    code = "person-disabled"
    phone_code = "A131"
    advice = (
        "连续输错太多次，本机不再接受这个用户名的密码；办件都在。"
        "请打电话给县局要解锁码，或请首席代表代设临时密码"
    )


class PasswordTooWeak(AccessError):
    """A new password does not keep the policy."""

    code = "password-too-weak"
    phone_code = "A132"
    advice = "新密码不符合要求，没有改动，请换一个"


class PasswordUsedBefore(AccessError):
    """A new password is one of the last ones."""

    code = "password-used-before"
    phone_code = "A133"
    advice = "新密码和最近用过的一样，没有改动，请换一个没用过的"


class PasswordToReplace(AccessError):
    """A password that somebody else chose serves to choose another one."""

    code = "password-to-replace"
    phone_code = "A176"
    advice = "这个密码只能用来换新密码：请先在登录页，或用 counter people password 换成自己的"


class UnlockCodeWrong(AccessError):
    """What was typed is not the code of the challenge on the screen."""

    code = "unlock-code-wrong"
    phone_code = "A134"
    advice = "解锁码不对，请和县局逐组核对，确认对方听到的是屏幕上的解锁号"


class NoUnlockSlot(AccessError):
    """This device cannot be unlocked by a code of the county."""

    code = "no-unlock-slot"
    phone_code = "A135"
    advice = (
        "本机还没有这个人的解锁号（要先向县局登记并有人登录过一次），请首席代表在本机代设临时密码"
    )


class PersonKnown(AccessError):
    """Somebody of that login name or staff number can sign in here already."""

    code = "person-known"
    phone_code = "A136"
    advice = "本机已有这个用户名或工号，没有改动"


class PersonUnknown(AccessError):
    """Nobody of that login name can sign in here."""

    code = "person-unknown"
    phone_code = "A137"
    advice = "本机没有这个用户名，请核对"


class ChallengeInvalid(AccessError):
    """What the counter read out is no challenge of that device."""

    code = "challenge-invalid"
    phone_code = "A138"
    advice = "解锁号和这台设备对不上，请让对方重读设备号和屏幕上的解锁号"


class UnlockRefused(AccessError):
    """The county gives no code for this device."""

    code = "unlock-refused"
    phone_code = "A139"
    advice = "这台设备已停用、未批准或没有联系过县局，不能给解锁码"


class SignatureWantsOwnPassword(AccessError):
    """A second person's password is temporary or has expired; such a one does not sign."""

    code = "signature-wants-own-password"
    phone_code = "A170"
    advice = "第二人的密码是临时的或已到期，不能签名；请本人先在本机登录换密码；什么都没有改动"


class UnlockChallengeOver(AccessError):
    """The challenge that was read out holds no longer; nothing was judged."""

    code = "unlock-challenge-over"
    phone_code = "A171"
    advice = "解锁号已过时（30分钟内有效，重新开机也作废），请按屏幕上的新号重新打电话给县局"
