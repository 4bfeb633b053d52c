"""What acts are called, and which of them make sense next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.case import Case
from counter_app.domain.case_status import BEFORE_OUTCOME, DECIDED, WORKING, CaseStatus
from counter_app.domain.item import HandlingType
from counter_app.domain.steps import Act
from counter_app.services.show_case import CaseFile

NEXT_MAX: Final = 5


@dataclass(frozen=True, slots=True)
class ActWords:
    """How an act is shown.

    Attributes:
        done: What is said once it has been done.
        also: Other words it is looked for by.
    """

    name: str
    icon: str
    done: str
    also: str = ""
    is_final: bool = False


ACT_WORDS: Final[Mapping[Act, ActWords]] = MappingProxyType(
    {
        Act.JUDGE: ActWords("判定材料", "list", "已判定材料", "核对材料"),
        Act.SUPPLEMENT: ActWords("登记补正材料", "tray-in", "已收补正材料", "补交 容缺补齐"),
        Act.ACCEPT: ActWords("受理", "stamp", "已受理"),
        Act.NOTICE: ActWords("出具一次性告知书", "paper", "已一次性告知", "补正通知"),
        Act.ACCEPT_PROVISIONALLY: ActWords("容缺受理", "check", "已容缺受理", "承诺后补"),
        Act.PLEDGE_CONDITIONS: ActWords("告知承诺", "pencil", "已签告知承诺", "承诺代替证明"),
        Act.REFUSE: ActWords("不予受理", "ban", "已出具不予受理通知书", "不受理", is_final=True),
        Act.OPINION: ActWords("登记部门意见", "person", "已登记部门意见", "联办意见"),
        Act.FORWARD: ActWords("转报上级", "tray-out", "已转报", "上报 送件"),
        Act.ANSWER: ActWords("登记上级答复", "phone", "已登记上级答复", "上级询问"),
        Act.DECIDE: ActWords("作出审批决定", "stamp", "已作出决定", "准予 不予许可 签批"),
        Act.CONCLUDE: ActWords("办结", "check-circle", "已办结", "出证 结果"),
        Act.DELIVER: ActWords("送达", "send", "已送达", "发证 领取 送证"),
        Act.PAUSE: ActWords(
            "特别程序开始（停钟）", "pause", "特别程序已开始", "暂停 听证 鉴定 检验"
        ),
        Act.RESUME: ActWords("特别程序结束（续钟）", "clock", "已恢复计时", "恢复"),
        Act.EXTEND: ActWords("延长办理期限", "calendar", "已延期", "延期 ycblqx"),
        Act.VISIT: ActWords("登记现场踏勘", "eye", "已登记现场踏勘", "核查 两人"),
        Act.HEAR_PARTY: ActWords("登记利害关系人意见", "person", "已登记", "听取意见"),
        Act.EXPLAIN_OVERDUE: ActWords("说明逾期原因", "alert", "已说明逾期原因", "超期"),
        Act.PAYMENT_SLIP: ActWords("开缴费通知单", "paper-new", "已开缴费通知单", "收费"),
        Act.PAYMENT_CONFIRMED: ActWords("登记银行到账", "check", "已登记到账", "缴费 到账"),
        Act.WAIVE_FEE: ActWords("减免费用", "undo", "已减免", "免费"),
        Act.MOVE_ORIGINAL: ActWords("登记原件流转", "copy", "已登记原件去向", "退还原件"),
        Act.AMEND: ActWords("更正登记内容", "pencil", "已更正", "改电话 改姓名 当场更正"),
        Act.RETURN: ActWords("退件", "arrow-left", "已退件", "退回", is_final=True),
        Act.WITHDRAW: ActWords("申请人撤回", "undo", "已撤回", "不办了", is_final=True),
        Act.TERMINATE: ActWords("终止办理", "lock", "已终止", "逾期未补", is_final=True),
        Act.VOID: ActWords("作废", "cross", "已作废", "录错", is_final=True),
        Act.RATE: ActWords("登记群众评价", "flag", "已登记评价", "好差评"),
        Act.CHECK_PLEDGE: ActWords("登记履诺核查", "eye", "已登记核查", "承诺核查"),
        Act.COMPLAIN: ActWords("登记投诉", "info", "已登记投诉", "意见"),
        Act.ANSWER_COMPLAINT: ActWords("答复投诉", "phone", "已登记答复", "投诉答复"),
        Act.ATTACH: ActWords("添加附件", "paper-new", "已添加附件", "扫描 拍照 照片 图片 PDF"),
        Act.TELL_APART: ActWords("核对重复收件", "copy", "已记录", "不是重复 重复受理 两件"),
        Act.RESOLVE: ActWords("裁决冲突", "flag", "已裁决", "两个窗口 另有一值 首席代表"),
    }
)
"""In the order of a case's life; the list of all acts keeps it."""

assert ACT_WORDS.keys() == set(Act), "every act has words"


def act_name(act: Act) -> str:
    """Return what an act is called."""
    return QCoreApplication.translate("acts", ACT_WORDS[act].name)


def done_words(act: Act) -> str:
    """Return what is said once an act has been done."""
    return QCoreApplication.translate("acts", ACT_WORDS[act].done)


def next_acts(file: CaseFile) -> tuple[Act, ...]:
    """Return what makes sense now, at most five; what can be done stands in front.

    An act that is usual here and refused stays, so that its reason is read.
    """
    usual = dict.fromkeys((*_pressing(file), *_usual(file)))
    allowed = [act for act in usual if act not in file.refused_acts]
    refused = [act for act in usual if act in file.refused_acts and act in _SHOWN_REFUSED]
    return tuple([*allowed, *refused][:NEXT_MAX])


def submit_act(file: CaseFile) -> Act | None:
    """Return what the submit key does: the step that brings the case on."""
    if file.case.status in BEFORE_OUTCOME:
        return Act.ACCEPT
    steps = [act for act in next_acts(file) if act in _BRINGS_ON]
    return next(iter(steps), None)


_BRINGS_ON: Final = (
    Act.ACCEPT,
    Act.DECIDE,
    Act.CONCLUDE,
    Act.DELIVER,
    Act.RESUME,
    Act.FORWARD,
    Act.OPINION,
    Act.EXPLAIN_OVERDUE,
    Act.PAYMENT_CONFIRMED,
)

_SHOWN_REFUSED: Final = frozenset(
    {
        Act.ACCEPT,
        Act.NOTICE,
        Act.REFUSE,
        Act.SUPPLEMENT,
        Act.FORWARD,
        Act.DECIDE,
        Act.CONCLUDE,
        Act.DELIVER,
    }
)
"""Of these a clerk expects a button; the others are simply not there when they cannot be done."""


def _pressing(file: CaseFile) -> list[Act]:
    """Return what stands in the way of everything else."""
    case, pressing = file.case, []
    if case.open_conflicts or case.other_values:
        pressing.append(Act.RESOLVE)
    if file.seen.has_lapsed:
        pressing.append(Act.TERMINATE)
    if case.open_pledge:
        pressing.append(Act.SUPPLEMENT)
    if case.overdue_reason is None:
        pressing.append(Act.EXPLAIN_OVERDUE)
    if case.service.waits_for_payment:
        pressing.append(Act.PAYMENT_CONFIRMED)
    return pressing


def _usual(file: CaseFile) -> tuple[Act, ...]:
    case = file.case
    if case.status in WORKING:
        return _in_hand(case)
    if case.status in DECIDED:
        return (Act.CONCLUDE,)
    return _USUAL.get(case.status, ())


def _in_hand(case: Case) -> tuple[Act, ...]:
    match case.item.handling_type:
        case HandlingType.INSTANT:
            return (Act.CONCLUDE, Act.DECIDE)
        case HandlingType.JOINT:
            return (*_opinions(case), Act.DECIDE, Act.VISIT, Act.PAUSE)
        case HandlingType.ESCALATED:
            return (Act.FORWARD, Act.VISIT, Act.PAUSE)
        case _:
            return (Act.DECIDE, Act.VISIT, Act.PAUSE)


def _opinions(case: Case) -> tuple[Act, ...]:
    spoken = {opinion.department for opinion in case.opinions}
    waits = set(case.item.joint_departments) - spoken or not case.opinions
    return (Act.OPINION,) if waits else ()


_USUAL: Final[Mapping[CaseStatus, tuple[Act, ...]]] = MappingProxyType(
    {
        CaseStatus.RECEIVED: (
            Act.ACCEPT,
            Act.JUDGE,
            Act.NOTICE,
            Act.ACCEPT_PROVISIONALLY,
            Act.REFUSE,
        ),
        CaseStatus.AWAITING_SUPPLEMENT: (
            Act.SUPPLEMENT,
            Act.ACCEPT,
            Act.ACCEPT_PROVISIONALLY,
            Act.NOTICE,
            Act.REFUSE,
        ),
        CaseStatus.DEEMED_ACCEPTED: (Act.ACCEPT,),
        CaseStatus.PAUSED: (Act.RESUME, Act.EXTEND),
        CaseStatus.FORWARDED: (Act.ANSWER, Act.DECIDE, Act.PAUSE),
        CaseStatus.CONCLUDED: (Act.DELIVER,),
    }
)
