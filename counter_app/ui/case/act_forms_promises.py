"""What acts about promises and complaints ask."""

from __future__ import annotations

from counter_app.domain.steps import Act
from counter_app.ui.case.act_fields import form_of, text, tr
from counter_app.ui.forms.spec import Choice, FieldKind, FieldSpec, FormSpec


def forms_of_promises() -> dict[Act, FormSpec]:
    """Return what is asked about 告知承诺, its later check, and the answer to a complaint."""
    return {
        Act.ANSWER_COMPLAINT: form_of(
            Act.ANSWER_COMPLAINT,
            text("text", tr("答复内容"), is_required=True),
            intro=tr("答复最早一件没有答复的投诉。"),
        ),
        Act.PLEDGE_CONDITIONS: form_of(
            Act.PLEDGE_CONDITIONS,
            FieldSpec(
                name="replaced",
                label=tr("承诺代替的材料"),
                kind=FieldKind.CHECKS,
                is_required=True,
            ),
            text("conditions", tr("告知的条件"), is_required=True, hint=tr("一行一条。")),
            FieldSpec(
                name="choice",
                label=tr("怎么选的"),
                kind=FieldKind.CHOICE,
                is_required=True,
                choices=(
                    Choice("free", tr("已说明两种办法，申请人自愿选择")),
                    Choice("other", tr("申请人没有选择告知承诺")),
                ),
            ),
            intro=tr("只有公布实行告知承诺的事项才能用；不能强迫申请人选择。"),
        ),
        Act.CHECK_PLEDGE: form_of(
            Act.CHECK_PLEDGE,
            FieldSpec(
                name="found",
                label=tr("核查结果"),
                kind=FieldKind.CHOICE,
                is_required=True,
                choices=(Choice("kept", tr("与承诺一致")), Choice("broken", tr("承诺不实"))),
            ),
            text("text", tr("核查情况"), is_required=True),
        ),
    }
