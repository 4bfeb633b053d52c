"""How a case stands beside its status: what was promised, sent, said, decided, paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.case import Case
from counter_app.domain.custody import held_by
from counter_app.domain.handling_facts import ForwardWay, Stance
from counter_app.domain.item import HandlingType
from counter_app.domain.money import yuan_in_figures
from counter_app.domain.privacy import mask_name
from counter_app.domain.service_facts import Holder
from counter_app.domain.terms import name_of
from counter_app.services.show_case import CaseFile
from counter_app.ui.case.standing_clocks import clock_pairs, day_words
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.pair_grid import Pair


@dataclass(frozen=True, slots=True)
class Section:
    """One card: name for tests, heading, lines."""

    name: str
    title: str
    pairs: tuple[Pair, ...]


def sections(file: CaseFile) -> tuple[Section, ...]:
    """Return the cards that have something to say, in the order of a case's life."""
    made = (
        Section("clocks", tr("期限"), tuple(clock_pairs(file))),
        *(
            Section(name, QCoreApplication.translate("standing", title), tuple(pairs(file.case)))
            for name, title, pairs in _SECTIONS
        ),
    )
    return tuple(section for section in made if any(pair.words for pair in section.pairs))


def _moment(at: datetime) -> str:
    return f"{at:%m-%d %H:%M}"


def _terms(case: Case) -> list[Pair]:
    terms = case.terms
    appointed = f"{terms.appointed_at:%Y-%m-%d %H:%M}" if terms.appointed_at else ""
    return [
        Pair(tr("方式"), "、".join(name_of(mode) for mode in terms.modes)),
        Pair(tr("事由"), terms.reason),
        Pair(tr("预约时间"), appointed),
        Pair(tr("代办员"), terms.errand_runner),
        Pair(tr("邮寄地址"), terms.courier_address),
        Pair(tr("监护人"), tr("由监护人代为申请") if terms.guardian_of_minor else ""),
    ]


def _promise(case: Case) -> list[Pair]:
    """Return what a written promise stands for (告知承诺), and what the check found."""
    if case.informed_pledge is None:
        return []
    checks = [
        Pair(
            tr("履诺核查"),
            tr("与承诺一致") if check.is_kept else tr("承诺不实"),
            Tone.GOOD if check.is_kept else Tone.BAD,
        )
        for check in case.pledge_checks
    ]
    return [
        Pair(tr("代替的证明"), "、".join(case.informed_pledge.replaced)),
        Pair(tr("告知的条件"), "；".join(case.informed_pledge.conditions)),
        *(checks or [Pair(tr("履诺核查"), tr("还没有核查"), Tone.CAUTION)]),
    ]


def _pledge(case: Case) -> list[Pair]:
    if case.pledge is None:
        return []
    still = case.open_pledge
    return [
        Pair(tr("承诺后补"), "、".join(case.pledge.deferred)),
        Pair(tr("最晚补齐"), day_words(case.pledge.due_on)),
        Pair(
            tr("补齐情况"),
            tr("还差：{}").format("、".join(still)) if still else tr("已补齐"),
            Tone.CAUTION if still else Tone.GOOD,
        ),
        Pair(tr("逾期后果"), case.pledge.consequence if still else ""),
    ]


def _opinions(case: Case) -> list[Pair]:
    said = {opinion.department: opinion for opinion in case.opinions}
    is_joint = case.item.handling_type is HandlingType.JOINT
    owed = case.item.joint_departments if is_joint else ()
    pairs = []
    for department in dict.fromkeys((*owed, *said)):
        opinion = said.get(department)
        if opinion is None:
            pairs.append(Pair(department, tr("还没有意见"), Tone.CAUTION))
            continue
        words = " · ".join(w for w in (name_of(opinion.stance), opinion.text) if w)
        tone = Tone.BAD if opinion.stance is Stance.DISAGREE else None
        pairs.append(Pair(department, words, tone))
    return pairs


def _review(case: Case) -> list[Pair]:
    visits = [
        Pair(
            tr("现场踏勘"),
            f"{_moment(visit.visited_at)} · {'、'.join(visit.staff)} · {visit.finding}",
        )
        for visit in case.visits
    ]
    parties = [
        Pair(tr("利害关系人"), f"{mask_name(party.name)}：{name_of(party.word)}")
        for party in case.parties
    ]
    return visits + parties


def _forwarding(case: Case) -> list[Pair]:
    sent = case.forwarding
    if sent is None:
        return []
    carrier = tr("，送件人 {}").format(sent.carrier) if sent.way is ForwardWay.HAND else ""
    originals = "、".join(tr("{}{}份").format(name, count) for name, count in sent.originals)
    answers = [
        Pair(
            name_of(answer.kind),
            " · ".join(w for w in (answer.body, answer.text, _moment(answer.answered_at)) if w),
        )
        for answer in case.answers
    ]
    return [
        Pair(tr("转报到"), sent.to),
        Pair(tr("怎么送"), name_of(sent.way) + carrier),
        Pair(tr("什么时候"), _moment(sent.forwarded_at)),
        Pair(tr("随件原件"), originals),
        *(answers or [Pair(tr("答复"), tr("还没有答复"))]),
    ]


def _result(case: Case) -> list[Pair]:
    pairs: list[Pair] = []
    if case.decision is not None:
        decision = case.decision
        words = (
            name_of(decision.kind),
            decision.document_number,
            day_words(decision.decided_at.date()),
        )
        pairs += [
            Pair(tr("决定"), " · ".join(words)),
            Pair(tr("签批"), decision.decided_by),
            Pair(tr("理由"), decision.reason),
        ]
    if case.conclusion is not None:
        result = case.conclusion.result
        pairs += [
            Pair(tr("结果"), " ".join(w for w in (result.name, result.number) if w)),
            Pair(tr("领取方式"), name_of(case.conclusion.manner)),
        ]
    if case.delivery is not None:
        delivery = case.delivery
        receiver = delivery.received_by
        if delivery.relation:
            receiver = f"{receiver}（{delivery.relation}）"
        told = [name_of(delivery.manner), receiver, delivery.tracking_number, delivery.witness]
        told.append(_moment(delivery.delivered_at))
        pairs.append(Pair(tr("送达"), " · ".join(part for part in told if part)))
    return pairs


def _ending(case: Case) -> list[Pair]:
    if case.refusal is not None:
        return [
            Pair(tr("依据"), name_of(case.refusal.ground)),
            Pair(tr("理由"), case.refusal.reason),
            Pair(tr("应向"), case.refusal.competent_authority),
        ]
    if case.ending is None:
        return []
    ending = case.ending
    return [
        Pair(tr("怎么结束"), f"{name_of(ending.kind)} · {name_of(ending.ground)}"),
        Pair(tr("理由"), ending.reason),
        Pair(tr("第二人"), ending.countersigned_by),
    ]


def _money(case: Case) -> list[Pair]:
    slip, service = case.service.slip, case.service
    if slip is None:
        return []
    total = tr("{}元").format(yuan_in_figures(slip.total_fen))
    if service.payment is not None:
        state = Pair(
            tr("状态"), tr("银行已到账 {}").format(service.payment.bank_reference), Tone.GOOD
        )
    elif service.waiver is not None:
        state = Pair(tr("状态"), tr("已减免：{}").format(service.waiver.basis), Tone.GOOD)
    else:
        state = Pair(tr("状态"), tr("等银行到账；窗口不收现金"), Tone.CAUTION)
    names = "、".join(line.name for line in slip.lines)
    return [
        Pair(tr("应缴"), f"{total}（{names}）"),
        Pair(tr("通知单"), slip.document_number),
        state,
    ]


def _originals(case: Case) -> list[Pair]:
    return [
        Pair(
            tr("在{}").format(name_of(holder)),
            "、".join(tr("{}{}份").format(name, count) for name, count in held_by(case, holder)),
            Tone.CAUTION if holder is Holder.COURIER else None,
        )
        for holder in Holder
        if holder is not Holder.CITIZEN or case.service.moves
    ]


def _amendments(case: Case) -> list[Pair]:
    return [
        Pair(
            name_of(amendment.detail),
            tr("{} 更正{}").format(
                _moment(amendment.amended_at), f"：{amendment.reason}" if amendment.reason else ""
            ),
        )
        for amendment in case.service.amendments
    ]


def _voices(case: Case) -> list[Pair]:
    """Say that the citizen spoke; what they rated is not for the screen of the rated."""
    service = case.service
    is_rated = any(rating.grade is not None for rating in service.ratings)
    rated = tr("已评价") if is_rated else tr("已请群众评价，未评")
    complaints = [
        Pair(
            tr("投诉"),
            tr("{}，{}前答复").format(one.document_number, day_words(one.answer_by))
            if one in service.open_complaints
            else tr("{}，已答复").format(one.document_number),
            Tone.CAUTION if one in service.open_complaints else None,
        )
        for one in service.complaints
    ]
    return [Pair(tr("好差评"), rated if service.ratings else ""), *complaints]


_SECTIONS: Final[tuple[tuple[str, str, Callable[[Case], list[Pair]]], ...]] = (
    ("terms", "服务方式", _terms),
    ("pledge", "容缺承诺", _pledge),
    ("promise", "告知承诺", _promise),
    ("forwarding", "转报", _forwarding),
    ("opinions", "部门意见", _opinions),
    ("review", "审查", _review),
    ("money", "缴费", _money),
    ("result", "决定和结果", _result),
    ("ending", "结束", _ending),
    ("originals", "原件去向", _originals),
    ("amendments", "更正", _amendments),
    ("voices", "评价和投诉", _voices),
)


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("standing", text)
