"""Which outcome the law allows for an intake page, which one is proposed, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from counter_app.domain.applicant import NAME_CHARACTERS_MAX, EntrySource
from counter_app.domain.case_status import RefusalGround
from counter_app.domain.item import Necessity
from counter_app.domain.material import JudgedMaterial, Verdict, outstanding
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.receive_case import IntakeForm
from counter_app.services.refuse_case import RefusalReason
from counter_app.services.submit_intake import Outcome, Submission
from counter_app.ui.intake.person import applicant_of, proxy_of
from counter_app.ui.intake.state import IntakeState


class Place(Enum):
    """Where on the page something is to be done."""

    NAME = "name"
    NUMBER = "number"
    ENTRY_REASON = "entry-reason"
    PROXY = "proxy"
    ITEM = "item"
    MATERIALS = "materials"
    PROBLEM = "problem"
    OUTCOME = "outcome"
    REFUSAL = "refusal"
    PLEDGE = "pledge"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The first thing that stands between the page and its submission.

    Attributes:
        words: What to do, for the clerk.
        row: Of a material, for `MATERIALS` and `PROBLEM`.
    """

    place: Place
    words: str
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How the checklist stands.

    Attributes:
        unjudged, wordless: Rows without a verdict, and rejected ones without a reason.
        open_lines: Lines that acceptance waits for.
    """

    unjudged: tuple[int, ...]
    wordless: tuple[int, ...]
    open_lines: tuple[JudgedMaterial, ...]

    @property
    def is_whole(self) -> bool:
        return not self.unjudged and not self.wordless


def judgement_of(materials: Sequence[JudgedMaterial]) -> Judgement:
    """Look over a checklist.  Source: 行政许可法 art. 32(1)(4), judged whole before told."""
    return Judgement(
        unjudged=tuple(
            row
            for row, line in enumerate(materials)
            if line.verdict is None and line.necessity is not Necessity.OPTIONAL
        ),
        wordless=tuple(
            row
            for row, line in enumerate(materials)
            if line.verdict is Verdict.DEFECTIVE and not line.problem.strip()
        ),
        open_lines=outstanding(materials),
    )


def legal_outcomes(state: IntakeState) -> frozenset[Outcome]:
    """Return the outcomes of article 32 that the page as it stands allows.

    Refusing and keeping the papers are possible with any checklist; acceptance and notice
    need every line judged, and exclude each other.  Where only deferrable lines are open, the
    applicant may pledge them (容缺): offered as a choice, never proposed.
    """
    if state.item is None:
        return frozenset()
    allowed = {Outcome.REFUSE, Outcome.RECEIVE}
    judgement = judgement_of(state.materials)
    if judgement.is_whole:
        allowed.add(Outcome.NOTICE if judgement.open_lines else Outcome.ACCEPT)
        if judgement.open_lines and all(_is_deferrable(line) for line in judgement.open_lines):
            allowed.add(Outcome.PROVISIONAL)
    return frozenset(allowed)


def _is_deferrable(line: JudgedMaterial) -> bool:
    return line.necessity is Necessity.DEFERRABLE


def proposed_outcome(state: IntakeState) -> Outcome | None:
    """Return what follows from the checklist; None while it is not judged whole."""
    follows = legal_outcomes(state) & {Outcome.ACCEPT, Outcome.NOTICE}
    return next(iter(follows), None)


def outcome_of(state: IntakeState) -> Outcome | None:
    """Return what would be submitted: the clerk's choice while it is legal, else the proposal."""
    if state.choice is not None and state.choice in legal_outcomes(state):
        return state.choice
    return proposed_outcome(state)


def obstacle_of(state: IntakeState) -> Obstacle | None:
    """Return what is to be done first before the page can be submitted; None for nothing."""
    return (
        _person_obstacle(state)
        or _proxy_obstacle(state)
        or _item_obstacle(state)
        or _outcome_obstacle(state)
    )


def submission_of(state: IntakeState) -> Submission:
    """Return the page as the service takes it; only without an obstacle."""
    outcome = outcome_of(state)
    assert outcome is not None, "a page without an outcome is not submitted"
    assert state.item is not None, "a page without an item is not submitted"
    form = IntakeForm(
        item_id=state.item.item_id,
        applicant=applicant_of(state.person, state.entry_reason),
        proxy=proxy_of(state.proxy),
        materials=state.materials,
        corrections=state.corrections,
        not_duplicate_reason=state.not_duplicate_reason,
        terms=state.terms,
    )
    refusal = None
    if outcome is Outcome.REFUSE:
        needs_agency = state.ground is RefusalGround.NOT_COMPETENT
        refusal = RefusalReason(
            ground=state.ground,
            reason=state.reason,
            competent_authority=state.authority if needs_agency else "",
        )
    is_provisional = outcome is Outcome.PROVISIONAL
    pledge = PledgeRequest(due_on=state.pledge_due_on) if is_provisional else None
    return Submission(form=form, outcome=outcome, refusal=refusal, pledge=pledge)


def _person_obstacle(state: IntakeState) -> Obstacle | None:
    person = state.person
    if not person.name.strip():
        return Obstacle(Place.NAME, "请读身份证或填写申请人姓名")
    if len(person.name.strip()) > NAME_CHARACTERS_MAX:
        return Obstacle(Place.NAME, f"姓名超过{NAME_CHARACTERS_MAX}字，请核对")
    if not person.number:
        return Obstacle(Place.NUMBER, "请填写申请人证件号码")
    if person.entry is EntrySource.TYPED and not state.entry_reason.strip():
        return Obstacle(Place.ENTRY_REASON, "请选择手工录入的原因")
    return None


def _proxy_obstacle(state: IntakeState) -> Obstacle | None:
    proxy = state.proxy
    if proxy is None:
        return None
    if not proxy.name.strip() or not proxy.number:
        return Obstacle(Place.PROXY, "请填写代理人姓名和证件号码，或收起代理人一栏")
    if len(proxy.name.strip()) > NAME_CHARACTERS_MAX:
        return Obstacle(Place.PROXY, f"代理人姓名超过{NAME_CHARACTERS_MAX}字，请核对")
    return None


def _item_obstacle(state: IntakeState) -> Obstacle | None:
    if state.item is None:
        return Obstacle(Place.ITEM, "请选择事项")
    return None


def _outcome_obstacle(state: IntakeState) -> Obstacle | None:
    outcome = outcome_of(state)
    judgement = judgement_of(state.materials)
    if outcome is None and judgement.unjudged:
        words = f"还有{len(judgement.unjudged)}项材料没有判定"
        return Obstacle(Place.MATERIALS, words, judgement.unjudged[0])
    if outcome is None:
        row = judgement.wordless[0]
        return Obstacle(Place.PROBLEM, f"请写明第{row + 1}项不合格的原因", row)
    if outcome is Outcome.PROVISIONAL and state.pledge_due_on is None:
        return Obstacle(Place.PLEDGE, "请填写容缺材料最晚哪天补齐")
    if outcome is Outcome.REFUSE and not state.reason.strip():
        return Obstacle(Place.REFUSAL, "请写明不予受理的理由")
    needs_agency = state.ground is RefusalGround.NOT_COMPETENT
    if outcome is Outcome.REFUSE and needs_agency and not state.authority.strip():
        return Obstacle(Place.REFUSAL, "请写明应向哪个机关申请")
    return None
