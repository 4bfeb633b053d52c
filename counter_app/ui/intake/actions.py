"""Which keys do something on the form now, and in words why the others do not."""

from __future__ import annotations

from collections.abc import Mapping

from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.conclusion import (
    judgement_of,
    legal_outcomes,
    obstacle_of,
    outcome_of,
)
from counter_app.ui.intake.outcome_words import heading_of
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.intake.wording import tr
from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE


def form_actions(
    state: IntakeState, *, is_locked: bool, has_duplicate: bool
) -> Mapping[Action, str]:
    """Return what can be done with the form; see `Page.page_actions`."""
    return {
        Action.NEW_CASE: AVAILABLE,
        Action.READ_CARD: AVAILABLE,
        Action.NEXT_PANE: AVAILABLE,
        Action.GUIDE: AVAILABLE,
        Action.MATERIALS: AVAILABLE if state.item is not None else tr("请先选择事项"),
        Action.NOTICE: _why_no_notice(state),
        Action.SUBMIT: why_not_submit(state, is_locked=is_locked, has_duplicate=has_duplicate),
    }


def form_action_words(state: IntakeState) -> Mapping[Action, str]:
    """Name the button of submission by what it will do."""
    if outcome_of(state) is None:
        return {}
    return {Action.SUBMIT: tr("提交：{}").format(heading_of(state))}


def why_not_submit(state: IntakeState, *, is_locked: bool, has_duplicate: bool) -> str:
    """Return "" if the page can be submitted, else what is in the way."""
    if is_locked:
        return tr("正在保存")
    obstacle = obstacle_of(state)
    if obstacle is not None:
        return obstacle.words
    if has_duplicate:
        return tr("此人同一事项已有在办件，请先打开核对或说明原因")
    return AVAILABLE


def _why_no_notice(state: IntakeState) -> str:
    if Outcome.NOTICE in legal_outcomes(state):
        return AVAILABLE
    if state.item is None:
        return tr("请先选择事项")
    if not judgement_of(state.materials).is_whole:
        return tr("请先逐项判定材料：一次告知要写全")
    return tr("材料已齐，直接受理，不用告知")
