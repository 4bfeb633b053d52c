"""What each act asks: one table, act → form.  What depends on the case is filled in elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.ending_facts import OverdueCategory
from counter_app.domain.steps import Act
from counter_app.ui.case.act_fields import choice, form_of, reason, text, tr
from counter_app.ui.case.act_forms_later import (
    forms_of_review,
    forms_of_service,
    forms_of_the_end,
)
from counter_app.ui.case.act_forms_promises import forms_of_promises
from counter_app.ui.forms.spec import FieldKind, FieldSpec, FormSpec

DIRECT_ACTS: Final = frozenset(
    {Act.JUDGE, Act.SUPPLEMENT, Act.ACCEPT, Act.REFUSE, Act.RESOLVE, Act.ATTACH}
)

NOT_HERE: Final = frozenset({Act.RATE})
"""好差评 comes over the citizen's own channels; the list says so, and no form asks for one."""
"""Done on the page itself: one key, the checklist, or the refusal's own dialog."""


def form_table() -> Mapping[Act, FormSpec]:
    """Return act → what it asks."""
    return _table()


@cache
def _table() -> Mapping[Act, FormSpec]:
    groups = (
        _of_intake(),
        _of_clocks(),
        forms_of_review(),
        forms_of_the_end(),
        forms_of_service(),
        forms_of_promises(),
    )
    forms = {act: form for group in groups for act, form in group.items()}
    assert forms.keys() | DIRECT_ACTS | NOT_HERE == set(Act), (
        "every act has a form or is done directly"
    )
    return MappingProxyType(forms)


def _of_intake() -> dict[Act, FormSpec]:
    return {
        Act.NOTICE: form_of(
            Act.NOTICE,
            FieldSpec(
                name="names",
                label=tr("告知书上列哪些材料"),
                kind=FieldKind.CHECKS,
                is_required=True,
            ),
            reason(tr("新增要求的理由"), is_required=False),
            intro=tr("首次告知之后只能再列当时告知过的材料。"),
        ),
        Act.ACCEPT_PROVISIONALLY: form_of(
            Act.ACCEPT_PROVISIONALLY,
            FieldSpec(
                name="due_on",
                label=tr("最晚哪天补齐"),
                kind=FieldKind.DATE,
                is_required=True,
            ),
        ),
        Act.AMEND: form_of(
            Act.AMEND,
            FieldSpec(
                name="detail", label=tr("更正哪一项"), kind=FieldKind.CHOICE, is_required=True
            ),
            FieldSpec(name="after", label=tr("更正为"), is_required=True),
            reason(tr("更正原因"), is_required=False, words=("录入错误", "申请人补充")),
            intro=tr("原来的内容留在记录里，不会消失。"),
        ),
    }


def _of_clocks() -> dict[Act, FormSpec]:
    return {
        Act.PAUSE: form_of(
            Act.PAUSE,
            choice("kind", tr("哪一种程序"), SpecialProcedureKind),
            FieldSpec(
                name="expected_days",
                label=tr("需要几个工作日"),
                kind=FieldKind.NUMBER,
                is_required=True,
                default=10,
                most=365,
                hint=tr("会书面告知申请人。"),
            ),
            reason(tr("为什么需要")),
            intro=tr("只有这八种程序不计时。现场踏勘、内部审核、等上级答复都不停钟。"),
        ),
        Act.RESUME: form_of(
            Act.RESUME,
            text("result", tr("程序的结果")),
            intro=tr("从明天起继续计时。"),
        ),
        Act.EXTEND: form_of(
            Act.EXTEND,
            choice("approved_by", tr("谁批准的"), ApproverRank),
            FieldSpec(name="approver", label=tr("批准人姓名"), remembers=True),
            FieldSpec(
                name="days",
                label=tr("延长几天"),
                kind=FieldKind.NUMBER,
                is_required=True,
            ),
            reason(tr("延期理由"), words=("需要进一步核实", "情况复杂，需要会商")),
            intro=tr("同一期限只能延长一次，理由会书面告知申请人。"),
        ),
        Act.EXPLAIN_OVERDUE: form_of(
            Act.EXPLAIN_OVERDUE,
            choice("category", tr("原因类别"), OverdueCategory),
            text("text", tr("说明"), is_required=True),
            intro=tr("会对外公开：不要写姓名、证件号等个人信息。"),
        ),
    }
