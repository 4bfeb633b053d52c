"""The fields that forms of acts are put together from."""

from __future__ import annotations

from enum import Enum
from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.steps import Act
from counter_app.domain.terms import name_of
from counter_app.ui.case.acts import ACT_WORDS, act_name
from counter_app.ui.forms.spec import Choice, FieldKind, FieldSpec, FormSpec, ShownWhen

SECOND: Final = "second"
SECOND_PASSWORD: Final = "second_password"  # noqa: S105 - the name of a field


class Signer(Enum):
    """Who signs a decision, as the form asks it."""

    SELF = "self"
    CHIEF = "chief"
    BODY = "body"


def form_of(act: Act, *fields: FieldSpec, intro: str = "") -> FormSpec:
    """Return the form of an act, named and worded after it."""
    words = ACT_WORDS[act]
    return FormSpec(
        name=act.value,
        title=act_name(act),
        fields=fields,
        accept=act_name(act),
        intro=intro,
        is_final=words.is_final,
        icon=words.icon,
    )


def choices_of(members: type[Enum] | tuple[Enum, ...]) -> tuple[Choice, ...]:
    """Return the members of an enum by their official names."""
    return tuple(Choice(member.value, name_of(member)) for member in members)


def choice(
    name: str,
    label: str,
    members: type[Enum] | tuple[Enum, ...],
    default: Enum | None = None,
) -> FieldSpec:
    """Return a field for one member of an enum."""
    return FieldSpec(
        name=name,
        label=label,
        kind=FieldKind.CHOICE,
        is_required=True,
        choices=choices_of(members),
        default=default.value if default is not None else None,
    )


def text(name: str, label: str, *, is_required: bool = False, hint: str = "") -> FieldSpec:
    """Return a field for some sentences."""
    return FieldSpec(
        name=name, label=label, kind=FieldKind.TEXT, is_required=is_required, hint=hint
    )


def reason(
    label: str, *, name: str = "reason", is_required: bool = True, words: tuple[str, ...] = ()
) -> FieldSpec:
    """Return a field for a reason, with usual ones to choose from."""
    hint = tr("按 ↓ 选常用理由，可再改。") if words else ""
    return FieldSpec(name=name, label=label, is_required=is_required, hint=hint, suggestions=words)


def second_person(
    label: str, hint: str, shown_when: ShownWhen | None = None
) -> tuple[FieldSpec, ...]:
    """Return the fields for somebody who signs beside the person signed in: who, their password."""
    return (
        FieldSpec(
            name=SECOND,
            label=label,
            kind=FieldKind.CHOICE,
            is_required=True,
            hint=hint,
            shown_when=shown_when,
        ),
        FieldSpec(
            name=SECOND_PASSWORD,
            label=tr("签名人的登录密码"),
            kind=FieldKind.HIDDEN,
            is_required=True,
            hint=tr("由签名人本人输入，不换登录；输错次数和登录一样计。"),
            shown_when=shown_when,
        ),
    )


def when(field: str, *members: Enum) -> ShownWhen:
    """Return the condition that another field has one of these members."""
    return ShownWhen(field, frozenset(member.value for member in members))


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("act-forms", text)
