"""告知承诺 instead of proof, and complaints that are answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import (
    AlreadyDone,
    FieldMissing,
    IllegalStep,
    NotPledgeable,
    UnknownMaterial,
)
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import FormId
from counter_app.domain.staff import Role
from counter_app.domain.tasks import TaskCode, case_tasks
from counter_app.services.accept_case import AcceptCase
from counter_app.services.hear_citizen import AnswerComplaintRequest, ComplainRequest
from counter_app.services.pledge_conditions import InformedPledgeRequest, PledgeCheckRequest
from counter_app.services.submit_intake import Outcome
from tests.law.test_papers import said
from tests.services.life import COMMITTED


@pytest.fixture
def promise(life, rules):
    rules.change(COMMITTED, informed_pledge=True)
    life.begin(Verdict.MISSING, outcome=Outcome.RECEIVE)
    name = life.file().case.materials[0].name
    return InformedPledgeRequest(
        replaced=(name,), conditions=("年满80周岁", "户籍在本镇"), is_free_choice=True
    )


@pytest.mark.law("7 informed-pledge")
def test_a_promise_stands_for_a_proof_and_is_checked_afterwards(life, promise):
    case = life.do(promise)
    assert case.materials[0].verdict is Verdict.COMPLETE
    assert "年满80周岁" in said(case, FormId.INFORMED_PLEDGE, "a4")
    with pytest.raises(AlreadyDone):
        life.do(promise)
    assert AcceptCase(life.office)(life.case_id).status is CaseStatus.ACCEPTED

    case = life.do(PledgeCheckRequest(is_kept=False, text="户籍已迁出"))
    assert not case.pledge_checks[0].is_kept


@pytest.mark.law("7 informed-pledge")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"replaced": ("护照",)}, UnknownMaterial),
        ({"replaced": ()}, FieldMissing),
        ({"conditions": (" ",)}, FieldMissing),
        ({"is_free_choice": False}, FieldMissing),
    ],
)
def test_nobody_is_made_to_promise_anything_else(life, promise, changes, error):
    with pytest.raises(error):
        life.do(replace(promise, **changes))


@pytest.mark.law("7 informed-pledge")
def test_only_published_items_are_promised(life, rules, promise):
    rules.change(COMMITTED, informed_pledge=False)
    with pytest.raises(NotPledgeable):
        life.do(promise)
    with pytest.raises(IllegalStep):
        life.do(PledgeCheckRequest(is_kept=True, text="属实"))


@pytest.mark.law("5 complaint")
def test_a_complaint_waits_until_it_is_answered(life):
    def waiting():
        seen = life.file().seen
        tasks = case_tasks(seen, life.office.today(), life.office.rulebook.calendar)
        return [task.code for task in tasks if task.code is TaskCode.COMPLAINT_ANSWER_DUE]

    life.begin()
    with pytest.raises(IllegalStep):
        life.do(AnswerComplaintRequest(text="已道歉"))
    life.do(ComplainRequest(text="等了两个小时"))
    life.do(ComplainRequest(text="没有座位"))
    assert len(waiting()) == 2
    case = life.do(AnswerComplaintRequest(text="已道歉，增开窗口"), by=Role.DIRECTOR)

    assert len(waiting()) == 1
    assert case.service.open_complaints[0].text == "没有座位"
