"""Personal data: what is not shown without a reason, not handed out, and not here any more."""

from __future__ import annotations

from counter_app.domain.errors.access_errors import AccessError
from counter_app.domain.errors.device_errors import DeviceError
from counter_app.domain.errors.rule_errors import RuleError
from counter_app.domain.errors.storage_errors import StorageError


class RevealReasonMissing(RuleError):
    """Full data was to be shown, and nobody said why."""

    code = "reveal-reason-missing"
    phone_code = "R440"
    advice = "查看完整信息要写明理由（至少4个字），理由会记入办件；页面上的信息没有变化"


class RetentionTooShort(RuleError):
    """Records of access would go before the time that the law keeps them."""

    code = "retention-too-short"
    phone_code = "R442"
    advice = "访问记录至少保存183天（网络安全法），本次没有销毁任何内容"


class NothingRevealed(RuleError):
    """The case holds nothing under that name."""

    code = "nothing-revealed"
    phone_code = "R443"
    advice = "这个办件没有登记这一项信息，没有什么可以显示"


class PdfNotOpened(DeviceError):
    """A PDF could be opened here only by leaving a readable copy on the disk."""

    code = "pdf-not-opened"
    phone_code = "D170"
    advice = (
        "这台电脑打不开 PDF：设置不允许在硬盘上留下可读的副本。附件仍然加密保存在本机；"
        "请把材料另存为 JPG 图片添加，或请管理员在设置里改“pdf”一项"
    )


class DestructionListUnknown(AccessError):
    """No list of what was destroyed bears that number here."""

    code = "destruction-list-unknown"
    phone_code = "A160"
    advice = "本机没有这个编号的销毁清单；用 counter audit destroyed 可以列出全部"


class ScanReasonMissing(AccessError):
    """A scan was to be opened by somebody who does not handle the case, and nobody said why."""

    code = "scan-reason-missing"
    phone_code = "A172"
    advice = (
        "这个办件不在您手上，或者已经办结：打开它的附件要写明具体理由（至少4个字），"
        "理由会记入办件。附件没有打开"
    )


class ScanNotRecorded(AccessError):
    """That a scan is opened could not be written down, so it was not opened."""

    code = "scan-not-recorded"
    phone_code = "A173"
    advice = (
        "附件没有打开：谁打开、为什么，要先记下来，而现在什么都存不下。附件都还在，"
        "一个也没有少；能保存以后再打开，急用请看纸质原件"
    )


class CaseBodiesAway(StorageError):
    """Only the header of a closed case is here: its bodies went by rule, the county has them."""

    code = "case-bodies-away"
    phone_code = "L160"
    advice = (
        "这个办件的正文已按规定从本机销毁，县里有全卷，什么也没有丢。"
        "请在“办件”里打开它，按 F10 从县里取回全卷，取回后再办"
    )
    is_retryable = True
