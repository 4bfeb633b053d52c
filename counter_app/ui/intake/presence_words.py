"""Who came to the counter, and who should have: told at once, long before anything is submitted."""

from __future__ import annotations

from datetime import date

from counter_app.domain.attendance import is_minor
from counter_app.domain.service_facts import ServiceMode
from counter_app.ui.intake.person import applicant_of
from counter_app.ui.intake.state import IntakeState


def remarks_on(state: IntakeState, today: date) -> tuple[str, ...]:
    """Return what a clerk has to know about who came; () for nothing."""
    return tuple(words for words in (_about_age(state, today), _about_presence(state)) if words)


def _about_presence(state: IntakeState) -> str:
    item, terms = state.item, state.terms
    if item is None or state.proxy is None or not item.applicant_must_attend:
        return ""
    if terms.guardian_of_minor or ServiceMode.HOME_VISIT in terms.modes:
        return ""
    return "该事项须申请人本人到场，不能代办；行动不便的可在“服务方式”选上门服务。"


def _about_age(state: IntakeState, today: date) -> str:
    if not state.person.number or not is_minor(applicant_of(state.person, ""), today):
        return ""
    if state.proxy is None:
        return "申请人未满18周岁，应由监护人代为申请：请打开“由他人代办”填监护人。"
    if not state.terms.guardian_of_minor:
        return "申请人未满18周岁：代理人是监护人的，请在“服务方式”勾选监护人。"
    return ""
