"""Every failure the counter expects, as a tree a clerk can be told about.

* CounterError
  + RuleError               the request breaks a rule; nothing was changed
    - IllegalStep
    - NothingMissing
    - MaterialsNotJudged
    - MaterialsNotComplete
    - NewDemand
    - UnknownMaterial
    - RefusalIncomplete
    - ItemNotUsable
    - InvalidApplicant
    - CaseNotFound
    - ReprintReasonMissing
    - CorrectionEmpty
    - ApplicantUnchanged
  + DeviceError             a printer or card reader needs a hand
    - PortMissing
    - PortBusy
    - PortDenied
    - Unplugged
    - NoAnswer
    - NoCard
    - LiftCard
    - NotAnIdCard
    - ReaderFault
    - OtherDialect
    - CardUnreadable        the card answered, but not with a card
      * ShortData
      * InnerLengthMismatch
      * TextLen
      * UnknownCardType
      * BadUtf16
      * EmptyText
    - PaperOut
    - CoverOpen
    - PrinterOffline
    - PrinterFault
    - PrinterUnreachable
    - PrinterSilent
  + StorageError            the disk or the local database
    - CommitUnknown         saved or not: reopen and look before doing anything again
    - DiskFull
    - WrongKey
    - NewerDatabase
    - DatabaseDamaged
    - AlreadyRunning
    - NoProfile
  + SyncError               the county server could not be reached or said no
    - Offline               wait; the event log keeps the work
    - NotTheCounty          somebody answered, but without the county's signature
    - DeviceRevoked
    - DeviceUnknown
    - EpochChanged
    - EnrolmentRefused
    - CountyBusy            the county asked us to wait, and signed it
    - CountyFault           the county signed an answer, but not one that can be used
  + AccessError             not signed in, or not allowed
    - NotSignedIn
    - WrongPassword
  + InputError              a file, code or card frame that cannot be read
    - UnreadableFile
    - UnknownForm
    - FormDataInvalid
    - CatalogueInvalid
    - CalendarInvalid
    - SettingsInvalid

Bugs are not in this tree.  They are assertions, and they end in the crash dialog.
"""

from __future__ import annotations

from typing import ClassVar


class CounterError(Exception):
    """An expected failure, worded for the clerk in front of it.

    Attributes:
        code: Stable name for programs: the kebab-case class name, printed by `--json`.
        phone_code: Short name on screen, to be read out over the telephone.
        advice: The one thing the clerk should do next, in Chinese.
        is_retryable: Whether trying the same call again later can succeed on its own.
    """

    code: ClassVar[str] = "counter-error"
    phone_code: ClassVar[str] = "C000"
    advice: ClassVar[str] = "请联系县政务服务中心运维人员"
    is_retryable: ClassVar[bool] = False


class RuleError(CounterError):
    """The request breaks a rule of the service; nothing was changed."""


class IllegalStep(RuleError):
    """A case was asked to take a step that its present status does not allow."""

    code = "illegal-step"
    phone_code = "R101"
    advice = "请按 F5 刷新办件，核对当前状态后再操作"


class NothingMissing(RuleError):
    """A one-time notice was asked for that would list nothing to supplement."""

    code = "nothing-missing"
    phone_code = "R201"
    advice = "材料已齐全，请直接受理，无需出具一次性告知书"


class MaterialsNotJudged(RuleError):
    """A required material has no verdict yet, so nothing may be told or decided."""

    code = "materials-not-judged"
    phone_code = "R202"
    advice = "请逐项判定材料：齐、缺、不合格或可容缺，再出具文书"


class MaterialsNotComplete(RuleError):
    """A case was to be accepted although required materials are not complete."""

    code = "materials-not-complete"
    phone_code = "R203"
    advice = "还有材料不齐。请出具一次性告知书，不能受理"


class NewDemand(RuleError):
    """A second one-time notice asks for something the first did not name (XKF art. 32)."""

    code = "new-demand"
    phone_code = "R204"
    advice = "一次性告知只有一次：不能再要求首次告知书以外的材料。确有必要请首席代表处理"


class UnknownMaterial(RuleError):
    """A material was named that the item does not ask for (XKF art. 31)."""

    code = "unknown-material"
    phone_code = "R205"
    advice = "该事项的材料清单里没有这一项，不能要求提交清单以外的材料"


class RefusalIncomplete(RuleError):
    """A refusal lacks its reason, or the agency that is competent (XKF art. 32)."""

    code = "refusal-incomplete"
    phone_code = "R206"
    advice = "请填写不予受理的理由；不属于本机关职权的，还要写明应向哪个机关申请"


class ItemNotUsable(RuleError):
    """The county has not published enough of this item to start a case with it."""

    code = "item-not-usable"
    phone_code = "R301"
    advice = "县局尚未公布该事项的材料清单，请电话询问主管部门；可先登记咨询"


class InvalidApplicant(RuleError):
    """Name or number of the applicant cannot be right."""

    code = "invalid-applicant"
    phone_code = "R302"
    advice = "请核对申请人的姓名、证件类型和证件号码"


class CaseNotFound(RuleError):
    """No case here has that number."""

    code = "case-not-found"
    phone_code = "R303"
    advice = "本机没有这个办件编号，请核对后再查，或按 F3 用姓名、证件号查找"


class ReprintReasonMissing(RuleError):
    """A reprint was asked for without saying why."""

    code = "reprint-reason-missing"
    phone_code = "R304"
    advice = "补打需要写明原因"


class CorrectionEmpty(RuleError):
    """A correction on the spot (当场更正) changes nothing."""

    code = "correction-empty"
    phone_code = "R305"
    advice = "更正前后内容相同，请检查"


class ApplicantUnchanged(RuleError):
    """Name or number may not be changed by a correction: that is another case."""

    code = "applicant-unchanged"
    phone_code = "R306"
    advice = "申请人的证件号码不能更正成另一个人，请作废后重新收件"


class DeviceError(CounterError):
    """A printer or card reader needs a hand."""

    is_retryable = True


class PortMissing(DeviceError):
    """There is no such port, or the connection was refused."""

    code = "port-missing"
    phone_code = "D101"
    advice = "没有找到读卡器。请检查连线；可以手工录入"


class PortBusy(DeviceError):
    """Another program has the port."""

    code = "port-busy"
    phone_code = "D102"
    advice = "串口被占用：请关闭其他正在使用读卡器的程序；可以手工录入"


class PortDenied(DeviceError):
    """This user may not open the port."""

    code = "port-denied"
    phone_code = "D103"
    advice = "没有权限打开串口，请联系维护人员；可以手工录入"


class Unplugged(DeviceError):
    """The line broke after it had been opened."""

    code = "unplugged"
    phone_code = "D104"
    advice = "读卡器已断开。已填内容都在，请重新插好连线；可以手工录入"


class NoAnswer(DeviceError):
    """Nothing was ever received from the reader."""

    code = "no-answer"
    phone_code = "D105"
    advice = "读卡器没有应答。请检查电源和连线；可以手工录入"


class NoCard(DeviceError):
    """No card lay on the reader in the given time."""

    code = "no-card"
    phone_code = "D106"
    advice = "请把身份证放在读卡器上"


class LiftCard(DeviceError):
    """The card was found but not read; it must be lifted and laid down again."""

    code = "lift-card"
    phone_code = "D107"
    advice = "没有读成功。请拿开证件，再放一次"


class NotAnIdCard(DeviceError):
    """The card is not of a kind that the reader knows."""

    code = "not-an-id-card"
    phone_code = "D108"
    advice = "这张不是居民身份证，或读卡器不支持这种证件；可以手工录入"
    is_retryable = False


class ReaderFault(DeviceError):
    """The reader's security module reports a fault."""

    code = "reader-fault"
    phone_code = "D109"
    advice = "读卡器故障，请联系维护人员。可以手工录入"
    is_retryable = False


class OtherDialect(DeviceError):
    """The reader speaks another protocol than the SAM serial one."""

    code = "other-dialect"
    phone_code = "D110"
    advice = "读卡器使用了不支持的通信方式，请联系维护人员切换到串口模式；可以手工录入"
    is_retryable = False


class CardUnreadable(DeviceError):
    """The card's answer was refused twice as incomplete or malformed."""

    code = "card-unreadable"
    phone_code = "D111"
    advice = "读到的内容不完整，请再放一次；可以手工录入"


class ShortData(CardUnreadable):
    """The answer has fewer than the four bytes of its two lengths."""

    code = "short-data"
    phone_code = "D112"


class InnerLengthMismatch(CardUnreadable):
    """The lengths inside the answer do not add up to its size."""

    code = "inner-length-mismatch"
    phone_code = "D113"


class TextLen(CardUnreadable):
    """The text block is not 256 bytes long."""

    code = "text-len"
    phone_code = "D114"


class UnknownCardType(CardUnreadable):
    """The type flag names none of the four kinds of card."""

    code = "unknown-card-type"
    phone_code = "D115"


class BadUtf16(CardUnreadable):
    """A field holds half a character."""

    code = "bad-utf16"
    phone_code = "D116"


class EmptyText(CardUnreadable):
    """Name, English name, number and birth are all blank: that is no card."""

    code = "empty-text"
    phone_code = "D117"


class PaperOut(DeviceError):
    """The printer reports that its paper is finished."""

    code = "paper-out"
    phone_code = "D301"
    advice = "打印机缺纸。请换纸，换好后按“继续”"


class CoverOpen(DeviceError):
    """The printer reports an open cover."""

    code = "cover-open"
    phone_code = "D302"
    advice = "打印机盖子没合上。请合上盖子，再按“继续”"


class PrinterOffline(DeviceError):
    """The printer is offline and does not say why."""

    code = "printer-offline"
    phone_code = "D303"
    advice = "打印机脱机。请看打印机上的按钮和指示灯"


class PrinterFault(DeviceError):
    """Cutter or another part of the printer failed."""

    code = "printer-fault"
    phone_code = "D304"
    advice = "打印机故障，请关机再开，仍不行请联系维护人员"


class PrinterUnreachable(DeviceError):
    """The printer's port could not be opened."""

    code = "printer-unreachable"
    phone_code = "D305"
    advice = "连不上打印机。请检查电源和连线；办件已保存，可稍后打印"


class PrinterSilent(DeviceError):
    """A printer that used to answer says nothing: it is off, or its cable is out."""

    code = "printer-silent"
    phone_code = "D306"
    advice = "打印机没有应答。请检查打印机的电源和连线；办件已保存，可稍后打印"


class StorageError(CounterError):
    """The disk or the local database failed."""


class CommitUnknown(StorageError):
    """The disk reported an error while saving: the work may or may not be kept.

    Attributes:
        event_ids: What was being saved; whoever caught this looks them up after reopening.
    """

    event_ids: tuple[str, ...] = ()
    code = "commit-unknown"
    phone_code = "L101"
    advice = "保存结果不明，程序将重新打开数据库核对，请勿重复录入"


class DiskFull(StorageError):
    """The disk is full; nothing was saved, the form is still on the screen."""

    code = "disk-full"
    phone_code = "L102"
    advice = "磁盘已满，本件未保存，内容仍在屏幕上。请清理磁盘后再按提交"
    is_retryable = True


class WrongKey(StorageError):
    """The key does not open this database."""

    code = "wrong-key"
    phone_code = "L103"
    advice = "数据库打不开：密钥不符。请确认是本机的数据，不要删除文件，联系运维人员"


class NewerDatabase(StorageError):
    """The database was made by a newer program; it is opened for reading only."""

    code = "newer-database"
    phone_code = "L104"
    advice = "数据由更新版本的程序写入，请先升级程序。现有数据没有改动"


class DatabaseDamaged(StorageError):
    """The database is damaged; it is kept as it is."""

    code = "database-damaged"
    phone_code = "L105"
    advice = "数据库损坏。请不要删除任何文件，联系运维人员从备份恢复"


class AlreadyRunning(StorageError):
    """Another copy of the program has this profile open."""

    code = "already-running"
    phone_code = "L106"
    advice = "程序已经打开，请切换到已打开的窗口"


class NoProfile(StorageError):
    """There is no counter data in that folder."""

    code = "no-profile"
    phone_code = "L107"
    advice = "这个文件夹里没有窗口数据。请检查 --profile，或先运行 counter setup 建立窗口"


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
    """The county is there and asked the counter to come back later."""

    code = "county-busy"
    phone_code = "S408"
    advice = "县局服务器繁忙，程序稍后自动再传，办件仍保存在本机"
    is_retryable = True


class CountyFault(SyncError):
    """The county signed an answer that says it could not handle the message."""

    code = "county-fault"
    phone_code = "S409"
    advice = "县局服务器处理出错，程序会自动再传，办件仍保存在本机；持续出现请联系县局"
    is_retryable = True


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


class InputError(CounterError):
    """A file, bundle, code or card frame that cannot be read."""


class UnreadableFile(InputError):
    """A file that was named could not be read or written."""

    code = "unreadable-file"
    phone_code = "I101"
    advice = "文件打不开，请检查路径和权限"


class UnknownForm(InputError):
    """There is no form of that name."""

    code = "unknown-form"
    phone_code = "I102"
    advice = "没有这个表单，可用 counter form list 查看全部"


class FormDataInvalid(InputError):
    """The data object does not fit the form."""

    code = "form-data-invalid"
    phone_code = "I103"
    advice = "表单数据不完整或格式不对，可用 counter form sample 查看样例"


class CatalogueInvalid(InputError):
    """A catalogue of items does not fit its schema or its hash."""

    code = "catalogue-invalid"
    phone_code = "I104"
    advice = "事项目录文件不正确，继续使用原来的目录；请联系县局"


class CalendarInvalid(InputError):
    """A working-day calendar does not fit its schema or its hash."""

    code = "calendar-invalid"
    phone_code = "I105"
    advice = "工作日历文件不正确，继续使用原来的日历；请联系县局"


class SettingsInvalid(InputError):
    """The settings file of this counter has a mistake."""

    code = "settings-invalid"
    phone_code = "I106"
    advice = "设置文件有误，请按提示改正，或删除该项使用默认值"
