"""Every event bears person, sign-in and role, whatever act it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from counter_app.domain.case_status import RefusalGround
from counter_app.domain.errors import NotSignedIn
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import DetailField
from counter_app.domain.staff import SYSTEM, Role
from counter_app.domain.steps import STEPS, Act
from counter_app.services.accept_case import AcceptCase
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.services.close_day import CloseDay
from counter_app.services.disaster_mode import SetDisasterMode
from counter_app.services.hand_over_post import (
    Colleague,
    HandOverPost,
    HandOverRequest,
    TakeOverPost,
    TakeOverRequest,
)
from counter_app.services.issue_notice import IssueOneTimeNotice
from counter_app.services.judge_materials import JudgeMaterials
from counter_app.services.perform_step import PerformStep
from counter_app.services.pledge_conditions import InformedPledgeRequest
from counter_app.services.print_document import PrintDocument
from counter_app.services.refuse_case import RefusalReason, RefuseCase
from counter_app.services.reveal_data import RevealData
from counter_app.services.submit_intake import Outcome
from counter_app.services.supplement_case import SupplementCase
from counter_app.services.tell_apart import TellApartRequest
from tests.fakes.authors import headers_of, strange_authors
from tests.fakes.people import CASE, CLERK, received
from tests.fakes.pictures import jpeg
from tests.fakes.rulebooks import ChangeableRules
from tests.fakes.second_person import proven
from tests.services import intake
from tests.services.life import COMMITTED, ESCALATED, PEOPLE, Life
from tests.services.test_roles import STEP_REQUESTS
from tests.ui.life import scenes


def judged(office, verdicts):
    return intake.judged(office, verdicts)


def photograph(folder: Path, name: str) -> Path:
    path = folder / f"{name}.jpg"
    path.write_bytes(jpeg())
    return path


def tell_apart(life: Life) -> None:
    number = life.file().case.number
    mine = life.case_id
    other = life.begin().case_id
    assert mine != other
    PerformStep(life.office)(other, TellApartRequest(other_number=number, reason="各办各的"))


ACTORS = {role: PEOPLE[role] for role in Role if role is not Role.SYSTEM}
RECEIPT = FormId.INTAKE_RECEIPT
KNOWN = {one.staff: (one,) for one in ACTORS.values()}


@pytest.fixture
def rules():
    rules = ChangeableRules.shipped()
    scenes.publish(rules)
    rules.change(COMMITTED, informed_pledge=True)
    return rules


@pytest.fixture
def office(office, rules):
    return replace(office, rulebook=rules)


@pytest.fixture
def life(office, store, desk, clock):
    return Life(office, store, desk, clock)


def overdue(life: Life) -> None:
    scenes.accepted(life)
    life.after(days=60)


def escalated(life: Life) -> None:
    life.begin(item=ESCALATED)


def granted(life: Life) -> None:
    scenes.accepted(life)
    life.do(STEP_REQUESTS[Act.DECIDE])


def complained(life: Life) -> None:
    scenes.accepted(life)
    life.do(STEP_REQUESTS[Act.COMPLAIN])


def without_a_proof(life: Life) -> None:
    life.begin(Verdict.MISSING, outcome=Outcome.RECEIVE)


def promised(life: Life) -> None:
    without_a_proof(life)
    life.do(informed(life))
    AcceptCase(life.office)(life.case_id)


def informed(life: Life) -> InformedPledgeRequest:
    first = life.office.rulebook.catalogue.by_id(COMMITTED).materials[0].name
    return InformedPledgeRequest(replaced=(first,), conditions=("属实",), is_free_choice=True)


SCENES = {
    Act.NOTICE: scenes.received,
    Act.JUDGE: scenes.received,
    Act.SUPPLEMENT: scenes.awaiting,
    Act.ACCEPT: scenes.complete,
    Act.ACCEPT_PROVISIONALLY: scenes.received,
    Act.PLEDGE_CONDITIONS: without_a_proof,
    Act.CHECK_PLEDGE: promised,
    Act.REFUSE: scenes.received,
    Act.RESUME: scenes.paused,
    Act.FORWARD: escalated,
    Act.ANSWER: scenes.forwarded,
    Act.CONCLUDE: granted,
    Act.DELIVER: scenes.concluded,
    Act.EXPLAIN_OVERDUE: overdue,
    Act.RETURN: scenes.received,
    Act.TERMINATE: scenes.awaiting,
    Act.PAYMENT_CONFIRMED: scenes.paying,
    Act.WAIVE_FEE: scenes.paying,
    Act.ANSWER_COMPLAINT: complained,
}
"""Where a case must stand for an act; elsewhere an accepted one will do."""

NOT_AT_ONE_COUNTER = {Act.RESOLVE}
"""A conflict takes two: `test_two_counters.py`."""
PREFERRED = {Act.TERMINATE: Role.CHIEF, Act.RETURN: Role.CHIEF, Act.EXTEND: Role.DIRECTOR}


def doing(life: Life, act: Act, tmp_path: Path) -> Callable[[], object]:
    """Return what does an act on the case at hand."""
    office, case_id, step = life.office, life.case_id, PerformStep(life.office)
    refusal = RefusalReason(ground=RefusalGround.NOT_REQUIRED, reason="不需要")
    scan = FileToAdd(path=photograph(tmp_path, life.case_id))
    others = {
        Act.JUDGE: lambda: JudgeMaterials(office)(case_id, judged(office, [])[:1]),
        Act.NOTICE: lambda: IssueOneTimeNotice(office)(case_id),
        Act.SUPPLEMENT: lambda: SupplementCase(office)(case_id, judged(office, [])[1:2]),
        Act.ACCEPT: lambda: AcceptCase(office)(case_id),
        Act.REFUSE: lambda: RefuseCase(office)(case_id, refusal),
        Act.TELL_APART: partial(tell_apart, life),
        Act.ATTACH: lambda: CaseAttachments(office, life.store.attachments).add(case_id, scan),
        Act.PLEDGE_CONDITIONS: lambda: step(case_id, informed(life)),
        Act.ACCEPT_PROVISIONALLY: lambda: step(
            case_id, PledgeRequest(due_on=office.today() + timedelta(days=14))
        ),
    }
    return others.get(act) or (lambda: step(case_id, STEP_REQUESTS[act]))


@pytest.mark.asvs("16.2.1")
@pytest.mark.threat("T2")
def test_every_act_of_the_table_leaves_events_of_who_did_it_in_a_role_that_may(
    life, desk, store, tmp_path
):
    """One act after the other, each time by another of the roles that may."""
    driven = sorted(set(Act) - NOT_AT_ONE_COUNTER, key=str)
    for place, act in enumerate(driven):
        desk.sign_in(PEOPLE[Role.CLERK])
        SCENES.get(act, scenes.accepted)(life)
        roles = sorted(STEPS[act].roles, key=str)
        role = PREFERRED.get(act, roles[place % len(roles)])
        before = len(headers_of(store))
        desk.sign_in(PEOPLE[role])
        doing(life, act, tmp_path)()
        made = headers_of(store)[before:]
        assert made, act
        if act is not Act.TELL_APART:  # It takes a second case in before.
            assert {(one.staff, one.login, one.role) for one in made} == {
                (PEOPLE[role].staff, PEOPLE[role].login, role.value)
            }, act
    assert len(driven) == len(Act) - 1
    assert strange_authors(headers_of(store), KNOWN) == []


@pytest.mark.asvs("16.2.1")
@pytest.mark.threat("T2")
def test_facts_of_post_print_day_and_privacy_bear_who_made_them(life, desk, office, store):
    scenes.accepted(life)
    person = {"handed_to": Colleague(staff=PEOPLE[Role.BACKUP].staff, role=Role.BACKUP)}
    absent = Colleague(staff=CLERK.staff, role=Role.CLERK)
    chief = proven(PEOPLE[Role.CHIEF].staff)
    give = HandOverPost(office, store.finder, store.drafts)
    acts = (
        (Role.TEMPORARY, lambda: PrintDocument(office)(life.case_id, RECEIPT, reason="丢失")),
        (Role.FIELD, lambda: RevealData(office)(life.case_id, (DetailField.PHONE,), "核对电话")),
        (Role.CLERK, lambda: give(HandOverRequest(post="综合窗口1号", **person))),
        (
            Role.BACKUP,
            lambda: TakeOverPost(office)(
                TakeOverRequest(post="综合窗口1号", absent=absent, countersign=chief)
            ),
        ),
        (Role.CHIEF, CloseDay(office, store.finder)),
        (Role.DIRECTOR, lambda: SetDisasterMode(office)(is_on=True, reason="洪水断网")),
    )
    for role, act in acts:
        before = len(headers_of(store))
        desk.sign_in(PEOPLE[role])
        act()
        made = headers_of(store)[before:]
        assert {(one.staff, one.login, one.role) for one in made} == {
            (PEOPLE[role].staff, PEOPLE[role].login, role.value)
        }, role
    assert strange_authors(headers_of(store), KNOWN) == []


@pytest.mark.asvs("16.2.1")
def test_who_is_behind_no_sign_in_is_noticed(life, store):
    scenes.accepted(life)
    made = headers_of(store)
    assert strange_authors(made, KNOWN) == []
    for change in ({"login": ""}, {"staff": "QH9999"}, {"role": "chief"}, {"role": "system"}):
        assert len(strange_authors([replace(each, **change) for each in made], KNOWN)) == len(made)
    by_program = [replace(each, staff="system", login="", role="system") for each in made]
    assert len(strange_authors(by_program, KNOWN)) == len(made), "an intake is nobody's but theirs"


@pytest.mark.asvs("16.2.1")
@pytest.mark.threat("T2")
def test_a_person_without_a_sign_in_of_theirs_records_nothing(store, desk):
    for stranger in (
        replace(CLERK, login=""),
        replace(CLERK, login="0123"),
        replace(CLERK, staff=" "),
        replace(CLERK, role=Role.SYSTEM),
        replace(SYSTEM, staff="QH0107"),
    ):
        desk.sign_in(stranger)
        with store.unit_of_work() as work, pytest.raises(NotSignedIn):
            work.record(CASE, received())
    assert headers_of(store) == []
