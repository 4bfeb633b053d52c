"""AB岗 and 日清: a post goes from hand to hand with all that lies in it, and a day is closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.errors import AlreadyDone, NotAuthorised, TwoPersonsNeeded
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.domain.staff import Role
from counter_app.services.close_day import CloseDay
from counter_app.services.hand_over_post import (
    Colleague,
    HandOverPost,
    HandOverRequest,
    TakeOverPost,
    TakeOverRequest,
)
from counter_app.services.submit_intake import Outcome, SubmitIntake
from tests.fakes.second_person import proven
from tests.services.intake import submission
from tests.services.life import PEOPLE

BACKUP = Colleague(staff=PEOPLE[Role.BACKUP].staff, role=Role.BACKUP)
CHIEF = proven(PEOPLE[Role.CHIEF].staff)
POST = "综合窗口1号"


@pytest.mark.law("9 ab-post")
def test_a_post_is_handed_over_with_cases_and_originals(life, office, store):
    form = submission(office, outcome=Outcome.RECEIVE)
    lines = tuple(
        replace(line, handling=OriginalHandling.KEPT, originals=2)
        if line.name == "户口簿"
        else line
        for line in form.form.materials
    )
    case = SubmitIntake(office)(replace(form, form=replace(form.form, materials=lines)))
    hand_over = HandOverPost(office, store.finder, store.drafts)
    fact = hand_over(HandOverRequest(post=POST, handed_to=BACKUP))

    assert fact.open_cases == (case.number,)
    assert fact.originals == 2
    assert (fact.handed_by, fact.handed_to) == ("QH0107", BACKUP.staff)


@pytest.mark.law("9 ab-post")
def test_nobody_hands_a_post_to_themselves_or_to_temporary_staff(office, store):
    hand_over = HandOverPost(office, store.finder, store.drafts)
    with pytest.raises(TwoPersonsNeeded):
        hand_over(HandOverRequest(post=POST, handed_to=Colleague(staff="QH0107", role=Role.CLERK)))
    with pytest.raises(NotAuthorised):
        hand_over(
            HandOverRequest(post=POST, handed_to=Colleague(staff="QH0999", role=Role.TEMPORARY))
        )


@pytest.mark.law("9 ab-post")
def test_a_takeover_needs_the_chief_and_every_act_of_it_names_the_absent(office, desk, store):
    desk.sign_in(PEOPLE[Role.BACKUP])
    absent = Colleague(staff="QH0107", role=Role.CLERK)
    take_over = TakeOverPost(office)
    for nobody in (None, proven(BACKUP.staff, BACKUP.role), proven(BACKUP.staff)):
        with pytest.raises(TwoPersonsNeeded):
            take_over(TakeOverRequest(post=POST, absent=absent, countersign=nobody))
    acting = take_over(TakeOverRequest(post=POST, absent=absent, countersign=CHIEF))

    assert acting.acting_for == "QH0107"
    assert acting.login == PEOPLE[Role.BACKUP].login


@pytest.mark.law("XKF 72(5)")
def test_a_day_close_names_every_difference_and_happens_once(life, office, store):
    told = life.begin(Verdict.MISSING, outcome=Outcome.NOTICE)
    close = CloseDay(office, store.finder)()

    assert close.fact.cases_stored == 1
    assert close.fact.receipts_printed == 0, "nothing came out of a printer here"
    assert close.fact.acknowledged == 0
    assert any(told.number in line for line in close.fact.differences)
    with pytest.raises(AlreadyDone):
        CloseDay(office, store.finder)()
