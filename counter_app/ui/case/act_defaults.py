"""Fills the form of an act in for one case: its choices, its dates, what is usual."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.clock_facts import (
    EXTENSION_DAYS_MAX,
    JOINT_EXTENSION_DAYS_MAX,
    ApproverRank,
)
from counter_app.domain.custody import held_by
from counter_app.domain.deemed import CaseOnDay
from counter_app.domain.ending_facts import DeliveryManner
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.item import HandlingType, ServiceItem
from counter_app.domain.material import Verdict, outstanding
from counter_app.domain.money import yuan_in_figures
from counter_app.domain.privacy import mask_name, mask_number, mask_phone
from counter_app.domain.service_facts import DetailField, Holder, ServiceMode
from counter_app.domain.staff import Operator, Role
from counter_app.domain.steps import Act
from counter_app.domain.terms import name_of
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.services.accept_provisionally import CONSEQUENCES
from counter_app.services.decide_case import may_sign_alone
from counter_app.ui.case.act_fields import Signer, tr
from counter_app.ui.case.act_forms import form_table
from counter_app.ui.case.act_second import with_second
from counter_app.ui.forms.spec import Choice, Entered, FieldKind, FieldSpec, FormSpec
from counter_app.ui.pledge import latest_pledge_day
from counter_app.ui.second_parts import Coworker

FEE_PREFIX: Final = "fee:"
ORIGINAL_SEPARATOR: Final = "|"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ActContext:
    """What a form is filled in from.

    Attributes:
        seen: The case as seen today.
        coworkers: Who can sign in at this computer; asked for acts that want a second person.
        item: The item in the version of the case; None when it is not on this counter.
        remembered: Key of a field → words entered before.
    """

    seen: CaseOnDay
    operator: Operator
    today: date
    calendar: WorkCalendar
    item: ServiceItem | None
    remembered: Callable[[str], tuple[str, ...]]
    coworkers: Sequence[Coworker] = ()

    @property
    def case(self) -> Case:
        return self.seen.case


def remembered_key(form: FormSpec, field: FieldSpec) -> str:
    """Return under which name the words of a field are remembered."""
    return f"{form.name}.{field.name}"


def filled_form(act: Act, context: ActContext) -> FormSpec:
    """Return what an act asks about this case."""
    form = form_table()[act]
    fill = _FILLERS.get(act)
    if fill is not None:
        form = fill(form, context)
    form = with_second(form, context.operator, act, context.coworkers)
    fields = tuple(
        replace(field, suggestions=_suggestions(form, field, context)) if field.remembers else field
        for field in form.fields
    )
    return replace(form, fields=fields)


def _suggestions(form: FormSpec, field: FieldSpec, context: ActContext) -> tuple[str, ...]:
    words = (*context.remembered(remembered_key(form, field)), *field.suggestions)
    return tuple(dict.fromkeys(words))


def _with(form: FormSpec, **changes: Mapping[str, object]) -> FormSpec:
    """Return the form with attributes of some fields changed, by the name of the field."""
    fields = tuple(
        replace(field, **changes[field.name]) if field.name in changes else field  # type: ignore[arg-type]
        for field in form.fields
    )
    return replace(form, fields=fields)


def _notice(form: FormSpec, context: ActContext) -> FormSpec:
    case = context.case
    complete = {line.name for line in case.materials if line.verdict is Verdict.COMPLETE}
    told = frozenset[str]().union(*(notice.names for notice in case.notices)) - complete
    open_names = [line.name for line in outstanding(case.materials)]
    usual = tuple(name for name in open_names if name in told)
    is_chief = context.operator.role is Role.CHIEF
    names = [line.name for line in case.materials] if is_chief else list(usual)
    marks = {name: "" if name in told else tr("（首次没有告知）") for name in names}
    form = _with(
        form,
        names={
            "choices": tuple(Choice(name, name + marks[name]) for name in names),
            "default": usual,
        },
        reason={"hint": tr("只有勾了首次没有告知的材料才要写。")},
    )
    if not is_chief:
        only_names = tuple(field for field in form.fields if field.name == "names")
        intro = f"{form.intro}{tr('新增要求须由首席代表办理。')}"
        return replace(form, fields=only_names, intro=intro)

    def warns(entered: Entered) -> str:
        chosen = entered.get("names")
        new = [n for n in chosen if n not in told] if isinstance(chosen, tuple) else []
        return tr("此次告知新增要求，将被统计：{}").format("、".join(new)) if new else ""

    return replace(form, warns=warns)


def _pledge(form: FormSpec, context: ActContext) -> FormSpec:
    case = context.case
    names = "、".join(line.name for line in outstanding(case.materials))
    latest = latest_pledge_day(case.item, context.today, context.calendar)
    hint = tr("不能晚于承诺办结日期 {}。").format(latest) if latest else ""
    intro = tr("申请人承诺后补：{}。{}。承诺书两份，请申请人签字。").format(
        names, CONSEQUENCES[case.item.supplement_lapse]
    )
    due = {"default": latest or context.today, "latest": latest, "hint": hint}
    return replace(_with(form, due_on=due), intro=intro)


def _amendment(form: FormSpec, context: ActContext) -> FormSpec:
    case, proxy = context.case, context.case.proxy
    present = {
        DetailField.NAME: case.applicant.name,
        DetailField.NUMBER: mask_number(case.applicant.number),
        DetailField.PHONE: mask_phone(case.applicant.phone),
        DetailField.ADDRESS: case.applicant.address,
    }
    if proxy is not None:
        present |= {
            DetailField.PROXY_NAME: proxy.name,
            DetailField.PROXY_NUMBER: mask_number(proxy.number),
            DetailField.PROXY_PHONE: mask_phone(proxy.phone),
            DetailField.PROXY_AUTHORITY: proxy.authority,
        }
    choices = tuple(
        Choice(field.value, tr("{}：{}").format(name_of(field), words or tr("（空）")))
        for field, words in present.items()
    )
    needs_reason = case.status is not CaseStatus.RECEIVED
    return _with(form, detail={"choices": choices}, reason={"is_required": needs_reason})


def _extension(form: FormSpec, context: ActContext) -> FormSpec:
    is_joint = context.case.item.handling_type is HandlingType.JOINT
    rank = ApproverRank.GOVERNMENT_HEAD if is_joint else ApproverRank.DIRECTOR
    most = JOINT_EXTENSION_DAYS_MAX if is_joint else EXTENSION_DAYS_MAX
    return _with(
        form,
        approved_by={"default": rank.value},
        days={"default": most, "most": most, "hint": tr("依法最多{}天。").format(most)},
    )


def _opinion(form: FormSpec, context: ActContext) -> FormSpec:
    case = context.case
    if not case.item.joint_departments:
        return _with(form, department={"default": case.item.department})
    spoken = {opinion.department for opinion in case.opinions}
    waiting = [name for name in case.item.joint_departments if name not in spoken]
    choices = tuple(Choice(name, name) for name in waiting)
    default = waiting[0] if len(waiting) == 1 else None
    one_of = {
        "kind": FieldKind.CHOICE,
        "choices": choices,
        "default": default,
        "remembers": False,
    }
    return _with(form, department=one_of)


def _answer(form: FormSpec, context: ActContext) -> FormSpec:
    forwarding = context.case.forwarding
    return _with(form, body={"default": forwarding.to if forwarding else ""})


def _decision(form: FormSpec, context: ActContext) -> FormSpec:
    case = context.case
    is_chief = context.operator.role is Role.CHIEF
    if not may_sign_alone(case):
        signer = Signer.BODY
    elif case.item.handling_type is HandlingType.INSTANT or is_chief:
        signer = Signer.SELF
    else:
        signer = Signer.CHIEF
    body = case.forwarding.to if case.forwarding is not None else ""
    if case.item.handling_type is HandlingType.JOINT and context.item is not None:
        body = context.item.lead_department or body
    default = body if signer is Signer.BODY else ""
    form = _with(form, signer={"default": signer.value}, decided_by={"default": default})
    if context.seen.is_deemed_granted:
        return replace(form, intro=tr("已过法定期限，按该事项的规定视为准予。"))
    return form


def _conclusion(form: FormSpec, context: ActContext) -> FormSpec:
    case, item = context.case, context.item
    is_denied = case.decision is not None and case.decision.kind is DecisionKind.DENIED
    name = tr("不予许可决定书") if is_denied else (item.result_name or "" if item else "")
    courier = DeliveryManner.COURIER if ServiceMode.COURIER in case.terms.modes else None
    manner = courier or DeliveryManner.DIRECT
    form = _with(form, result_name={"default": name}, manner={"default": manner.value})
    if case.decision is None:
        return replace(form, intro=tr("即办件：准予决定与办结一并记录。"))
    return form


def _delivery(form: FormSpec, context: ActContext) -> FormSpec:
    case = context.case
    manner = case.conclusion.manner if case.conclusion else DeliveryManner.DIRECT
    receiver = {"default": case.applicant.name}
    return _with(form, manner={"default": manner.value}, received_by=receiver)


def _termination(form: FormSpec, context: ActContext) -> FormSpec:
    if not context.seen.has_lapsed:
        return form
    words = tr("逾期未履行容缺承诺") if context.case.pledge else tr("逾期未补正材料")
    return _with(form, reason={"default": words})


def _fees(form: FormSpec, context: ActContext) -> FormSpec:
    fees = context.item.fees if context.item is not None else ()
    fields = tuple(
        FieldSpec(
            name=f"{FEE_PREFIX}{fee.name}",
            label=fee.name,
            kind=FieldKind.NUMBER,
            is_required=True,
            default=1,
            least=0,
            hint=tr("{}，每{}{}元").format(
                fee.standard, fee.unit or tr("份"), yuan_in_figures(fee.amount_fen or 0)
            ),
        )
        for fee in fees
    )
    free = "" if fees else tr("该事项没有公布收费项目，不得收费。")
    return replace(form, fields=fields, intro=f"{free}{form.intro}")


def _move(form: FormSpec, context: ActContext) -> FormSpec:
    held = [
        (holder, material, count)
        for holder in Holder
        for material, count in held_by(context.case, holder)
    ]
    choices = tuple(
        Choice(
            f"{holder.value}{ORIGINAL_SEPARATOR}{material}",
            tr("{}：{}份，在{}").format(material, count, name_of(holder)),
        )
        for holder, material, count in held
    )
    at_counter = [choice for choice, row in zip(choices, held, strict=True) if row[0] is _HERE]
    first = (at_counter or list(choices))[:1]
    intro = form.intro if choices else tr("这个办件没有登记过原件。")
    form = _with(
        form,
        original={"choices": choices, "default": first[0].value if first else None},
        went_to={"default": Holder.CITIZEN.value if at_counter else Holder.COUNTER.value},
        person={"suggestions": (context.case.applicant.name,)},
    )
    return replace(form, intro=intro)


def _informed(form: FormSpec, context: ActContext) -> FormSpec:
    names = tuple(Choice(line.name, line.name) for line in context.case.materials)
    return _with(form, replaced={"choices": names})


def _party(form: FormSpec, context: ActContext) -> FormSpec:
    told = "、".join(mask_name(party.name) for party in context.case.parties)
    return replace(form, intro=tr("已告知：{}").format(told)) if told else form


_HERE: Final = Holder.COUNTER
_FILLERS: Final = MappingProxyType[Act, Callable[[FormSpec, ActContext], FormSpec]](
    {
        Act.NOTICE: _notice,
        Act.PLEDGE_CONDITIONS: _informed,
        Act.ACCEPT_PROVISIONALLY: _pledge,
        Act.AMEND: _amendment,
        Act.EXTEND: _extension,
        Act.HEAR_PARTY: _party,
        Act.OPINION: _opinion,
        Act.ANSWER: _answer,
        Act.DECIDE: _decision,
        Act.CONCLUDE: _conclusion,
        Act.DELIVER: _delivery,
        Act.TERMINATE: _termination,
        Act.PAYMENT_SLIP: _fees,
        Act.MOVE_ORIGINAL: _move,
    }
)
