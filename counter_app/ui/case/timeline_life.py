"""Words for what happens to a case after its intake was answered, and to a post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain import attachment as files
from counter_app.domain import handover_facts as handover
from counter_app.domain import life_facts as life
from counter_app.domain import post_facts as post
from counter_app.domain import privacy_facts as privacy
from counter_app.domain.handling_facts import DecisionKind, Stance
from counter_app.domain.money import yuan_in_figures
from counter_app.domain.terms import name_of
from counter_app.ui.case.standing_clocks import day_words, extension_words
from counter_app.ui.looks import Look
from counter_app.ui.tokens import Tone

Told = tuple[str, Look]


def told_of_life(fact: object) -> Told | None:
    """Return the words and the look of a fact; None for one of another kind.

    People are named only as far as the page names them; what a citizen rated, what was
    corrected from and to, and reasons are left to the record.
    """
    tell = TELLERS.get(type(fact))
    return tell(fact) if tell is not None else None


def _amended(fact: life.CaseAmended) -> Told:
    where = tr("当场更正") if fact.amendment.is_on_the_spot else tr("更正")
    return tr("{}：{}").format(where, name_of(fact.amendment.detail)), _NEUTRAL_PENCIL


def _pledged(fact: life.CaseProvisionallyAccepted) -> Told:
    words = tr("容缺受理 {}，{}前补齐{}项").format(
        fact.acceptance.document_number,
        day_words(fact.pledge.due_on),
        len(fact.pledge.deferred),
    )
    return words, Look(Tone.CAUTION, "check")


def _paused(fact: life.SpecialProcedureStarted) -> Told:
    procedure = fact.procedure
    words = tr("特别程序开始：{}，预计{}个工作日，期间不计时").format(
        name_of(procedure.kind), procedure.expected_days
    )
    return words, Look(Tone.INFO, "pause")


def _resumed(_fact: life.SpecialProcedureEnded) -> Told:
    return tr("特别程序结束，继续计时"), Look(Tone.INFO, "clock")


def _extended(fact: life.LimitExtended) -> Told:
    return tr("延期：{}").format(extension_words(fact.extension)), Look(Tone.CAUTION, "calendar")


def _recounted(fact: life.DatesRecounted) -> Told:
    new = fact.recount.new_due_on
    words = tr("新日历公布，期限重新计算")
    return f"{words}：{day_words(new)}" if new else words, Look(Tone.NEUTRAL, "calendar")


def _visited(fact: life.SiteVisitRecorded) -> Told:
    words = tr("现场踏勘（{}）").format("、".join(fact.visit.staff))
    return words, Look(Tone.INFO, "eye")


def _heard(fact: life.InterestedPartyHeard) -> Told:
    return tr("利害关系人{}").format(name_of(fact.party.word)), Look(Tone.INFO, "person")


def _opinion(fact: life.OpinionRecorded) -> Told:
    opinion = fact.opinion
    tone = Tone.BAD if opinion.stance is Stance.DISAGREE else Tone.INFO
    return tr("{}：{}").format(opinion.department, name_of(opinion.stance)), Look(tone, "person")


def _forwarded(fact: life.CaseForwarded) -> Told:
    sent = fact.forwarding
    words = tr("转报{}（{}），{}").format(sent.to, name_of(sent.way), sent.document_number)
    return words, Look(Tone.INFO, "tray-out")


def _answered(fact: life.UpperBodyAnswered) -> Told:
    words = tr("{}：{}").format(name_of(fact.answer.kind), fact.answer.body)
    return words, Look(Tone.INFO, "phone")


def _decided(fact: life.CaseDecided) -> Told:
    decision = fact.decision
    is_granted = decision.kind is DecisionKind.GRANTED
    words = tr("决定：{}，{}").format(name_of(decision.kind), decision.document_number)
    if decision.is_deemed:
        words = tr("{}（超时默认）").format(words)
    look = Look(Tone.GOOD, "stamp") if is_granted else Look(Tone.BAD, "cross-octagon")
    return words, look


def _explained(fact: life.OverdueExplained) -> Told:
    reason = fact.overdue_reason
    words = tr("说明逾期原因：{}，超{}天").format(name_of(reason.category), reason.days_over)
    return words, Look(Tone.BAD, "alert")


def _concluded(fact: life.CaseConcluded) -> Told:
    words = tr("办结：{}，等领取").format(fact.conclusion.result.name)
    return words, Look(Tone.GOOD, "check-circle")


def _delivered(fact: life.ResultDelivered) -> Told:
    delivery = fact.delivery
    words = tr("{}，{}").format(name_of(delivery.manner), delivery.document_number)
    return words, Look(Tone.GOOD, "send")


def _ended(icon: str) -> Callable[[Any], Told]:
    def tell(fact: Any) -> Told:
        ending = fact.ending
        words = tr("{}（{}），{}").format(
            name_of(ending.kind), name_of(ending.ground), ending.document_number
        )
        return words, Look(Tone.NEUTRAL, icon)

    return tell


def _slip(fact: life.PaymentSlipIssued) -> Told:
    words = tr("开缴费通知单 {}，{}元").format(
        fact.slip.document_number, yuan_in_figures(fact.slip.total_fen)
    )
    return words, Look(Tone.INFO, "paper-new")


def _paid(fact: life.PaymentConfirmed) -> Told:
    words = tr("银行已到账，流水号 {}").format(fact.payment.bank_reference)
    return words, Look(Tone.GOOD, "check")


def _waived(_fact: life.FeeWaived) -> Told:
    return tr("费用已减免"), Look(Tone.NEUTRAL, "undo")


def _moved(fact: life.OriginalMoved) -> Told:
    move = fact.move
    words = tr("原件流转：{}{}份，{} → {}").format(
        move.material, move.originals, name_of(move.came_from), name_of(move.went_to)
    )
    return words, Look(Tone.NEUTRAL, "copy")


def _rated(fact: life.ServiceRated) -> Told:
    was_rated = fact.rating.grade is not None
    words = tr("群众已评价") if was_rated else tr("已请群众评价，群众没有评")
    return words, Look(Tone.NEUTRAL, "flag")


def _complained(fact: life.ComplaintFiled) -> Told:
    complaint = fact.complaint
    words = tr("收到投诉 {}，{}前答复").format(
        complaint.document_number, day_words(complaint.answer_by)
    )
    return words, Look(Tone.CAUTION, "info")


def _complaint_answered(fact: life.ComplaintAnswered) -> Told:
    words = tr("已答复投诉 {}").format(fact.answer.complaint_number)
    return words, Look(Tone.NEUTRAL, "phone")


def _promised(fact: life.InformedPledgeSigned) -> Told:
    words = tr("告知承诺，代替：{}").format("、".join(fact.informed_pledge.replaced))
    return words, Look(Tone.INFO, "pencil")


def _promise_checked(fact: life.InformedPledgeChecked) -> Told:
    kept = fact.check.is_kept
    words = tr("履诺核查：与承诺一致") if kept else tr("履诺核查：承诺不实")
    return words, Look(Tone.GOOD if kept else Tone.BAD, "eye")


def _handed_over(fact: post.PostHandedOver) -> Told:
    words = tr("岗位交接：{} → {}").format(fact.handed_by, fact.handed_to)
    return words, Look(Tone.NEUTRAL, "person")


def _taken_over(fact: post.PostTakenOver) -> Told:
    words = tr("顶岗：{} 替 {}").format(fact.taken_by, fact.acting_for)
    return words, Look(Tone.NEUTRAL, "person")


def _handover_answered(fact: handover.HandoverAnswered) -> Told:
    words = {
        handover.HandoverAnswer.ACCEPTED: tr("接岗：{}"),
        handover.HandoverAnswer.OBJECTED: tr("不接岗：{}"),
        handover.HandoverAnswer.WITHDRAWN: tr("撤回交班：{}"),
    }[fact.answer]
    return words.format(fact.answered_by), Look(Tone.NEUTRAL, "person")


def _takeover_requested(fact: handover.TakeoverRequested) -> Told:
    words = tr("申请顶岗：{} 替 {}").format(fact.taken_by, fact.acting_for)
    return words, Look(Tone.CAUTION, "person")


def _takeover_answered(fact: handover.TakeoverAnswered) -> Told:
    words = {
        handover.TakeoverAnswer.APPROVED: tr("批准顶岗：{}"),
        handover.TakeoverAnswer.REFUSED: tr("不批准顶岗：{}"),
        handover.TakeoverAnswer.ENDED: tr("顶岗结束：{}"),
        handover.TakeoverAnswer.REVIEWED: tr("顶岗期间所办已复核：{}"),
    }[fact.answer]
    return words.format(fact.answered_by), Look(Tone.NEUTRAL, "person")


def _takeover_ruled(fact: handover.TakeoverRuled) -> Told:
    is_yes = fact.answer is handover.TakeoverAnswer.APPROVED
    words = tr("县局批准顶岗：{}") if is_yes else tr("县局不批准顶岗：{}")
    return words.format(fact.ruled_by), Look(Tone.NEUTRAL, "person")


def _receiver_announced(fact: handover.ReceiverAnnounced) -> Told:
    return tr("接岗准备：{}").format(fact.counter_name), Look(Tone.NEUTRAL, "lock")


def _day_closed(fact: post.DayClosed) -> Told:
    return tr("日清：{}").format(day_words(fact.day)), Look(Tone.NEUTRAL, "lock")


_NEUTRAL_PENCIL: Final = Look(Tone.NEUTRAL, "pencil")


def _attached(fact: files.MaterialAttached) -> Told:
    material = fact.attachment.material
    words = tr("添加附件：{}").format(material) if material else tr("添加附件")
    return words, Look(Tone.INFO, "paper-new")


def _detached(_fact: files.MaterialDetached) -> Told:
    return tr("撤下附件，文件留存备查"), Look(Tone.NEUTRAL, "undo")


def _revealed(fact: privacy.DataRevealed) -> Told:
    if fact.reveal.file:
        is_handling = fact.reveal.reason == privacy.REASON_HANDLING
        words = tr("打开扫描件：{}").format(fact.reveal.reason)
        return words, Look(Tone.NEUTRAL if is_handling else Tone.CAUTION, "eye")
    fields = "、".join(name_of(field) for field in fact.reveal.fields)
    words = tr("查看完整{}：{}").format(fields, fact.reveal.reason)
    return words, Look(Tone.CAUTION, "eye")


def _copy_given(fact: privacy.DataCopyGiven) -> Told:
    asked = "、".join(fact.copy.requests)
    words = tr("给出个人信息查询单 {}（{}）").format(fact.copy.document_number, asked)
    return words, Look(Tone.NEUTRAL, "person")


def _told_apart(fact: life.DuplicateJudged) -> Told:
    judgement = fact.judgement
    words = (
        tr("撤回：可能与另一件重复（{}）") if judgement.is_duplicate else tr("不是重复收件（{}）")
    )
    return words.format(judgement.reason), Look(Tone.NEUTRAL, "copy")


TELLERS: Final[Mapping[type, Callable[[Any], Told]]] = MappingProxyType(
    {
        life.CaseAmended: _amended,
        life.CaseProvisionallyAccepted: _pledged,
        life.SpecialProcedureStarted: _paused,
        life.SpecialProcedureEnded: _resumed,
        life.LimitExtended: _extended,
        life.DatesRecounted: _recounted,
        life.SiteVisitRecorded: _visited,
        life.InterestedPartyHeard: _heard,
        life.OpinionRecorded: _opinion,
        life.CaseForwarded: _forwarded,
        life.UpperBodyAnswered: _answered,
        life.CaseDecided: _decided,
        life.OverdueExplained: _explained,
        life.CaseConcluded: _concluded,
        life.ResultDelivered: _delivered,
        life.CaseReturned: _ended("arrow-left"),
        life.CaseWithdrawn: _ended("link-cut"),
        life.CaseTerminated: _ended("lock"),
        life.CaseVoided: _ended("cross"),
        life.PaymentSlipIssued: _slip,
        life.PaymentConfirmed: _paid,
        life.FeeWaived: _waived,
        life.OriginalMoved: _moved,
        life.ServiceRated: _rated,
        life.ComplaintFiled: _complained,
        life.ComplaintAnswered: _complaint_answered,
        files.MaterialAttached: _attached,
        files.MaterialDetached: _detached,
        life.InformedPledgeSigned: _promised,
        life.InformedPledgeChecked: _promise_checked,
        life.DuplicateJudged: _told_apart,
        privacy.DataRevealed: _revealed,
        privacy.DataCopyGiven: _copy_given,
        post.PostHandedOver: _handed_over,
        post.PostTakenOver: _taken_over,
        handover.HandoverAnswered: _handover_answered,
        handover.TakeoverRequested: _takeover_requested,
        handover.TakeoverAnswered: _takeover_answered,
        handover.TakeoverRuled: _takeover_ruled,
        handover.ReceiverAnnounced: _receiver_announced,
        post.DayClosed: _day_closed,
    }
)


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("timeline", text)
