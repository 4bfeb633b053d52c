"""What a verdict on a receipt says to people, on the screen and on the command line."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from counter_app.domain.device_trust import DeviceStatus
from counter_app.domain.numbering import grouped
from counter_app.domain.receipt_code import ReceiptClaim
from counter_app.domain.terms import name_of
from counter_app.services.verify_receipt import ReceiptVerdict

_PROBLEMS: Final = MappingProxyType(
    {
        "not-a-receipt": "不是本系统凭证上的二维码",
        "unreadable": "二维码内容残缺或被改动，请再扫一次",
        "preview": "这是屏幕上的预览图，不是凭证",
        "device-unknown": "本机不认识开出它的设备，无法核验；联网同步后再试，或请县局核实",
        "bad-signature": "签名不对：内容被改动，或是伪造的",
        "device-revoked": "开出它的设备已被县局停用，请向县局核实",
        "item-unknown": "本机目录里没有这个事项",
        "no-code": "图片里没有找到二维码",
    }
)
_STATUSES: Final = MappingProxyType(
    {
        DeviceStatus.TRUSTED: "在用",
        DeviceStatus.REVOKED: "已停用",
        DeviceStatus.UNKNOWN: "本机不认识",
    }
)


def headline(verdict: ReceiptVerdict) -> str:
    """Return the one line that matters."""
    if verdict.is_valid:
        return "真：签名核对无误"
    return "假：不能认可" if "bad-signature" in verdict.problems else "不能认定真假，先不要认可"


def problem_lines(verdict: ReceiptVerdict) -> tuple[str, ...]:
    """Return what is wrong, each with what to do."""
    return tuple(_PROBLEMS[problem] for problem in verdict.problems)


def claim_rows(verdict: ReceiptVerdict) -> tuple[tuple[str, str], ...]:
    """Return (label, value) of what the code says; () when it cannot be read."""
    claim = verdict.claim
    if claim is None:
        return ()
    return (
        ("文书", f"{name_of(claim.form)}，{_copy(claim)}"),
        ("办件编号", grouped(claim.case_number)),
        ("事项", verdict.item_name or "本机目录里没有"),
        ("收件日期", claim.received_on.isoformat()),
        ("受理日期", claim.accepted_on.isoformat() if claim.accepted_on else "开具时未受理"),
        ("承诺办结", claim.due_on.isoformat() if claim.due_on else "开具时未定"),
        ("收到材料", f"{claim.materials}项"),
        ("开具窗口", verdict.counter_code or "本机不知道"),
        (
            "开具设备",
            f"{claim.device} 第{claim.generation}代，{_STATUSES[verdict.device_status]}",
        ),
    )


def _copy(claim: ReceiptClaim) -> str:
    return "首次打印" if claim.copy == 1 else f"补打第{claim.copy - 1}次"
