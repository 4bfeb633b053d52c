"""The second person of an act: who could sign here, and what was typed for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from counter_app.domain.authority import roles_of_second
from counter_app.domain.staff import Operator
from counter_app.domain.steps import Act
from counter_app.domain.terms import name_of
from counter_app.domain.two_persons import is_same_person
from counter_app.ui.case.act_fields import SECOND, SECOND_PASSWORD, tr
from counter_app.ui.forms.spec import Choice, Entered, FormSpec, words_in
from counter_app.ui.second_parts import Coworker


def with_second(
    form: FormSpec, operator: Operator, act: Act, coworkers: Sequence[Coworker]
) -> FormSpec:
    """Return the form with those to choose from who could sign beside the person signed in."""
    roles = roles_of_second(act, operator.role)
    choices = tuple(
        Choice(each.staff, f"{each.name}（{each.staff} {name_of(each.role)}）")
        for each in coworkers
        if each.role in roles and not is_same_person(each.staff, operator.staff)
    )
    nobody = tr("本机没有能签名的人：请首席代表登记在本机、登录换好密码后再来，或到其窗口办理。")

    return replace(
        form,
        fields=tuple(
            replace(
                field,
                choices=choices,
                default=choices[0].value if len(choices) == 1 else None,
                hint=field.hint if choices else nobody,
            )
            if field.name == SECOND
            else field
            for field in form.fields
        ),
    )


def claim_in(entered: Entered) -> tuple[str, str] | None:
    """Return staff number and password as typed; None where nobody else was asked to sign."""
    staff = words_in(entered, SECOND)
    password = entered.get(SECOND_PASSWORD)
    return (staff, password) if staff and isinstance(password, str) else None


def without_password(entered: Entered) -> Entered:
    """Return what was entered but for the password."""
    return {name: value for name, value in entered.items() if name != SECOND_PASSWORD}
