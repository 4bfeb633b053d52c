"""Printers and card readers that need a hand."""

from __future__ import annotations

from counter_app.domain.errors.base import CounterError


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
    advice = "打印机缺纸。请换纸，换好后再打一次"


class CoverOpen(DeviceError):
    """The printer reports an open cover."""

    code = "cover-open"
    phone_code = "D302"
    advice = "打印机盖子没合上。请合上盖子，再打一次"


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
