from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import IllegalStep, MaterialsNotJudged, UnknownMaterial
from counter_app.domain.material import Verdict
from counter_app.domain.steps import Act
from counter_app.services.accept_case import AcceptCase
from counter_app.services.issue_notice import IssueOneTimeNotice
from counter_app.services.judge_materials import JudgeMaterials
from counter_app.services.show_case import ShowCase
from counter_app.services.submit_intake import Outcome, SubmitIntake
from tests.services.intake import submission

UNJUDGED = [None] * 6


@pytest.fixture
def case(office):
    return SubmitIntake(office)(submission(office, UNJUDGED, outcome=Outcome.RECEIVE))


def judged(case, *verdicts):
    lines = zip(case.materials, verdicts, strict=False)
    return [replace(line, verdict=verdict, originals=1) for line, verdict in lines]


def test_a_case_taken_in_unjudged_is_judged_and_accepted_later(office, case):
    JudgeMaterials(office)(case.case_id, judged(case, *[Verdict.COMPLETE] * 6))

    assert AcceptCase(office)(case.case_id).status is CaseStatus.ACCEPTED


def test_it_is_judged_and_told_what_is_missing(office, case):
    verdicts = [Verdict.MISSING, *[Verdict.COMPLETE] * 5]
    JudgeMaterials(office)(case.case_id, judged(case, *verdicts))

    told = IssueOneTimeNotice(office)(case.case_id)

    assert [line.name for line in told.notices[0].lines] == [case.materials[0].name]


def test_a_verdict_may_be_changed_until_something_was_told(office, case):
    JudgeMaterials(office)(case.case_id, judged(case, *[Verdict.MISSING] * 6))
    again = JudgeMaterials(office)(case.case_id, judged(case, Verdict.COMPLETE))
    assert again.materials[0].verdict is Verdict.COMPLETE
    assert again.materials[1].verdict is Verdict.MISSING

    IssueOneTimeNotice(office)(case.case_id)
    with pytest.raises(IllegalStep):
        JudgeMaterials(office)(case.case_id, judged(case, Verdict.MISSING))


def test_what_is_no_judgement_is_refused(office, case):
    with pytest.raises(MaterialsNotJudged):
        JudgeMaterials(office)(case.case_id, [])
    with pytest.raises(MaterialsNotJudged):
        JudgeMaterials(office)(case.case_id, list(case.materials))
    strange = replace(case.materials[0], name="无犯罪记录证明", verdict=Verdict.MISSING)
    with pytest.raises(UnknownMaterial):
        JudgeMaterials(office)(case.case_id, [strange])


def test_past_the_notice_clock_nothing_is_judged_any_more(office, store, case, clock):
    clock.pass_time(timedelta(days=8))

    with pytest.raises(IllegalStep):
        JudgeMaterials(office)(case.case_id, judged(case, Verdict.MISSING))
    assert Act.JUDGE in ShowCase(office, store.finder)(case.case_id).refused_acts
