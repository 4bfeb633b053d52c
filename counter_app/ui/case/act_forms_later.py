"""What acts after acceptance ask: review, decision, result, ends, service."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from counter_app.domain.ending_facts import DeliveryManner
from counter_app.domain.handling_facts import (
    DecisionKind,
    ForwardWay,
    PartyWord,
    Stance,
    UpperAnswerKind,
)
from counter_app.domain.service_facts import Holder
from counter_app.domain.steps import Act
from counter_app.services.forward_case import USUAL_OPINION
from counter_app.ui.case.act_fields import (
    Signer,
    choice,
    form_of,
    reason,
    second_person,
    text,
    tr,
    when,
)
from counter_app.ui.forms.spec import Choice, FieldKind, FieldSpec, FormSpec, ShownWhen

_END_REASONS: Final = MappingProxyType(
    {
        Act.RETURN: ("不属于本窗口受理范围", "申请人要求退回材料", "上级退回"),
        Act.WITHDRAW: ("申请人自愿撤回", "材料不齐，改日再办", "重复申请"),
        Act.TERMINATE: ("逾期未补正材料", "逾期未履行容缺承诺", "申请人死亡或单位终止"),
        Act.VOID: ("录入错误，已重新收件", "选错事项", "同一件重复录入"),
    }
)


_PUBLIC: Final = DeliveryManner.PUBLIC_NOTICE
_END_INTRO: Final = MappingProxyType(
    {
        Act.RETURN: "书面退回，写明理由；窗口保管的原件一并退还。",
        Act.WITHDRAW: "由申请人在撤回申请上签字；窗口保管的原件一并退还。",
        Act.TERMINATE: "书面告知，写明理由；窗口保管的原件一并退还。",
    }
)


def forms_of_review() -> dict[Act, FormSpec]:
    """Return what is asked between acceptance and decision."""
    return _forwarding() | {
        Act.VISIT: form_of(
            Act.VISIT,
            FieldSpec(
                name="staff",
                label=tr("踏勘人员"),
                kind=FieldKind.NAMES,
                is_required=True,
                hint=tr("两人以上，姓名用顿号或空格隔开。"),
                remembers=True,
            ),
            FieldSpec(name="place", label=tr("地点"), is_required=True),
            text("finding", tr("看到的情况"), is_required=True),
            intro=tr("踏勘不停钟。踏勘过的办件由主管部门或上级决定。"),
        ),
        Act.HEAR_PARTY: form_of(
            Act.HEAR_PARTY,
            FieldSpec(name="name", label=tr("利害关系人"), is_required=True),
            choice("word", tr("他怎么说"), PartyWord),
            text("text", tr("意见内容")),
        ),
        Act.OPINION: form_of(
            Act.OPINION,
            FieldSpec(name="department", label=tr("哪个部门"), is_required=True, remembers=True),
            choice("stance", tr("意见"), Stance),
            text("text", tr("意见内容")),
            intro=tr("一个部门只登记一次，以先出具的为准。不同意要写明理由。"),
        ),
        Act.DECIDE: _decision(),
    }


def _forwarding() -> dict[Act, FormSpec]:
    return {
        Act.FORWARD: form_of(
            Act.FORWARD,
            FieldSpec(name="to", label=tr("转报到哪个机关"), is_required=True, remembers=True),
            choice("way", tr("怎么送"), ForwardWay, default=ForwardWay.HAND),
            FieldSpec(
                name="carrier",
                label=tr("送件人"),
                hint=tr("不填就是本人。窗口保管的原件随件交给送件人。"),
                remembers=True,
                shown_when=when("way", ForwardWay.HAND),
            ),
            FieldSpec(
                name="first_opinion",
                label=tr("初审意见"),
                kind=FieldKind.TEXT,
                default=USUAL_OPINION,
            ),
            intro=tr("全部材料一次报上去，不能让群众重复提交。"),
        ),
        Act.ANSWER: form_of(
            Act.ANSWER,
            choice("kind", tr("上级怎么说"), UpperAnswerKind, default=UpperAnswerKind.ACCEPTED),
            FieldSpec(name="body", label=tr("答复机关"), is_required=True, remembers=True),
            text("text", tr("内容")),
            intro=tr("上级的询问由窗口答复，不能转给群众。上级的决定用“作出审批决定”登记。"),
        ),
    }


def _decision() -> FormSpec:
    return form_of(
        Act.DECIDE,
        choice("kind", tr("决定"), DecisionKind, default=DecisionKind.GRANTED),
        FieldSpec(
            name="signer",
            label=tr("谁签批"),
            kind=FieldKind.CHOICE,
            is_required=True,
            choices=(
                Choice(Signer.SELF.value, tr("本人")),
                Choice(Signer.CHIEF.value, tr("首席代表")),
                Choice(Signer.BODY.value, tr("主管部门或上级")),
            ),
        ),
        FieldSpec(
            name="decided_by",
            label=tr("签批的机关"),
            is_required=True,
            hint=tr("写部门或上级的名称。"),
            remembers=True,
            shown_when=when("signer", Signer.BODY),
        ),
        *second_person(
            tr("签批的首席代表"),
            tr("审查人与签批人不能是同一人。"),
            when("signer", Signer.CHIEF),
        ),
        FieldSpec(
            name="reason",
            label=tr("理由"),
            kind=FieldKind.TEXT,
            hint=tr("不予许可必须写明理由；有部门不同意而准予的也要写明。"),
        ),
    )


def forms_of_the_end() -> dict[Act, FormSpec]:
    """Return what is asked when a case ends, one way or another."""
    endings = {
        act: form_of(act, reason(tr("理由"), words=words), intro=_END_INTRO[act])
        for act, words in _END_REASONS.items()
        if act is not Act.VOID
    }
    return endings | {
        Act.VOID: form_of(
            Act.VOID,
            reason(tr("理由"), words=_END_REASONS[Act.VOID]),
            *second_person(tr("第二人"), ""),
            intro=tr("只用于录错的件。两人签名，其中一人是首席代表；编号不再使用。"),
        ),
        Act.CONCLUDE: form_of(
            Act.CONCLUDE,
            FieldSpec(
                name="result_name",
                label=tr("结果名称"),
                is_required=True,
                suggestions=("证书", "批复", "办理结果告知书"),
            ),
            FieldSpec(name="result_number", label=tr("结果编号")),
            choice("manner", tr("怎么交给申请人"), DeliveryManner, default=DeliveryManner.DIRECT),
        ),
        Act.DELIVER: _delivery(),
    }


def _delivery() -> FormSpec:
    return form_of(
        Act.DELIVER,
        choice("manner", tr("送达方式"), DeliveryManner, default=DeliveryManner.DIRECT),
        FieldSpec(
            name="received_by",
            label=tr("签收人"),
            is_required=True,
            shown_when=ShownWhen(
                "manner",
                frozenset(m.value for m in DeliveryManner if m not in {_PUBLIC}),
            ),
        ),
        FieldSpec(
            name="relation",
            label=tr("签收人与申请人的关系"),
            hint=tr("本人签收不填。"),
            suggestions=("配偶", "子女", "父母", "同住家属", "代理人"),
        ),
        FieldSpec(
            name="tracking_number",
            label=tr("邮寄或快递单号"),
            is_required=True,
            shown_when=when("manner", DeliveryManner.COURIER, DeliveryManner.MAIL),
        ),
        FieldSpec(
            name="witness",
            label=tr("见证人或影像"),
            is_required=True,
            shown_when=when("manner", DeliveryManner.LEFT),
        ),
        FieldSpec(
            name="refusal_reason",
            label=tr("拒收理由"),
            shown_when=when("manner", DeliveryManner.LEFT),
        ),
    )


def forms_of_service() -> dict[Act, FormSpec]:
    """Return what is asked about money, originals, and what the citizen says."""
    no_cash = tr("窗口不收现金：凭通知单到银行缴款。")
    return {
        Act.TELL_APART: form_of(
            Act.TELL_APART,
            FieldSpec(
                name="other",
                label=tr("另一件的编号"),
                is_required=True,
                hint=tr("27 位，今日待办里有后六位。"),
            ),
            FieldSpec(
                name="verdict",
                label=tr("核对结果"),
                kind=FieldKind.CHOICE,
                is_required=True,
                choices=(
                    Choice("apart", tr("不是重复，各办各的")),
                    Choice("same", tr("撤回：可能还是同一件")),
                ),
                default="apart",
            ),
            reason(tr("怎么核对的"), words=("问过本人，是两件事", "看错了")),
            intro=tr("两件都会记下，谁也不会被合并或删除。"),
        ),
        Act.PAYMENT_SLIP: form_of(Act.PAYMENT_SLIP, intro=no_cash),
        Act.PAYMENT_CONFIRMED: form_of(
            Act.PAYMENT_CONFIRMED,
            FieldSpec(
                name="bank_reference",
                label=tr("银行回单流水号"),
                is_required=True,
                hint=tr("6到40位字母数字，照银行回单抄写。"),
            ),
            intro=no_cash,
        ),
        Act.WAIVE_FEE: form_of(
            Act.WAIVE_FEE,
            reason(tr("减免理由"), words=("低保对象", "特困人员", "残疾人")),
            intro=tr("减免依据取自公布的收费目录。"),
        ),
        Act.MOVE_ORIGINAL: form_of(
            Act.MOVE_ORIGINAL,
            FieldSpec(
                name="original", label=tr("哪份原件"), kind=FieldKind.CHOICE, is_required=True
            ),
            FieldSpec(
                name="originals", label=tr("几份"), kind=FieldKind.NUMBER, default=1, most=99
            ),
            choice("went_to", tr("交给谁"), Holder),
            FieldSpec(name="person", label=tr("接收人姓名")),
            intro=tr("身份证不得扣留，核验后当场退还本人。"),
        ),
        Act.COMPLAIN: form_of(
            Act.COMPLAIN,
            text("text", tr("投诉内容"), is_required=True),
            intro=tr("照群众的原话登记，打印投诉受理单，按期答复。"),
        ),
    }
