"""The way to the county, and the county itself."""

from __future__ import annotations

from counter_app.domain.errors.base import CounterError


class SyncError(CounterError):
    """The county server could not be reached, or did not accept what was sent."""


class Offline(SyncError):
    """No answer from the county server; the event log keeps the work."""

    code = "offline"
    phone_code = "S401"
    advice = "网络未接通，办件已保存在本机，接通后自动上传"
    is_retryable = True


class NotTheCounty(SyncError):
    """An answer came that the county server did not sign: a login page, a proxy, a forger."""

    code = "not-the-county"
    phone_code = "S403"
    advice = "当前网络未连到县服务器（可能需要网页登录），办件仍保存在本机"
    is_retryable = True


class DeviceRevoked(SyncError):
    """The county has withdrawn this device's right to send."""

    code = "device-revoked"
    phone_code = "S404"
    advice = "本机已被县局停用，请联系县政务服务中心。办件仍保存在本机"


class DeviceUnknown(SyncError):
    """The county does not know this device's key."""

    code = "device-unknown"
    phone_code = "S405"
    advice = "县局还没有登记本机，请联系县政务服务中心登记。办件仍保存在本机"


class EpochChanged(SyncError):
    """The county's log was restored; positions have to be agreed on again."""

    code = "epoch-changed"
    phone_code = "S406"
    advice = "县局数据库恢复过，程序正在重新核对，办件仍保存在本机"
    is_retryable = True


class EnrolmentRefused(SyncError):
    """The one-time enrolment code was wrong, used or too old."""

    code = "enrolment-refused"
    phone_code = "S407"
    advice = "登记码不对、已用过或已过期，请向县局要一个新的"


class CountyBusy(SyncError):
    """The county is there and asked the counter to come back later.

    Attributes:
        retry_after_s: When the county wants to be asked again; None when it did not say.
    """

    code = "county-busy"
    phone_code = "S408"
    advice = "县局服务器繁忙，程序稍后自动再传，办件仍保存在本机"
    is_retryable = True

    def __init__(self, detail: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class ProgramTooOld(SyncError):
    """The county no longer understands this version of the program; the events stay here."""

    code = "program-too-old"
    phone_code = "S410"
    advice = "本机程序版本太旧，县局不再接收，请联系运维人员升级。办件仍保存在本机，升级后自动上传"


class CountyFault(SyncError):
    """The county signed an answer that says it could not handle the message."""

    code = "county-fault"
    phone_code = "S409"
    advice = "县局服务器处理出错，程序会自动再传，办件仍保存在本机；持续出现请联系县局"
    is_retryable = True


class EventUnknown(SyncError):
    """No such event waits in the county's quarantine, or nobody can let it in."""

    code = "event-unknown"
    phone_code = "S421"
    advice = "没有这条待审事件，或它的签名无法核对，不能放行"


class DevicePending(SyncError):
    """The county has this device's key, but no person has approved the device yet."""

    code = "device-pending"
    phone_code = "S422"
    advice = "等待县局批准：请把设备指纹读给县局核对。办件仍保存在本机"
    is_retryable = True


class DeviceKeyExpired(SyncError):
    """This device's key is older than the county takes."""

    code = "device-key-expired"
    phone_code = "S423"
    advice = "本机密钥已过期，请向县局要一个新的登记码重新登记。办件仍保存在本机"


class MassChangeHeld(SyncError):
    """A pull would change the status of more than a fifth of the open cases."""

    code = "mass-change-held"
    phone_code = "S420"
    advice = (
        "县局发来的内容会改变大量在办件的状态，已暂停接收，本机办件照常上传。"
        "请向县局核实，确认无误后再接收（counter sync --accept-mass-change）"
    )


class BundleKeyMissing(SyncError):
    """Nobody knows yet to which key of the county a courier bundle has to be sealed."""

    code = "bundle-key-missing"
    phone_code = "S431"
    advice = "本机还没有县局的送件密钥，请接通网络同步一次再导出。办件仍保存在本机"
