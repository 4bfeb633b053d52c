"""Papers of a post, made from what the services really find at a desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter_app.domain.case_card import Draft
from counter_app.domain.ending_facts import EndingKind
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.domain.post_facts import DayClosed, PostTakenOver
from counter_app.domain.print_job import FormId
from counter_app.domain.staff import Role
from counter_app.runtime.shipped_data import shipped_calendar
from counter_app.services.change_post import ChangePost
from counter_app.services.close_day import CloseDay
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.drawer import CountDrawer
from counter_app.services.end_case import EndRequest
from counter_app.services.hand_over_post import (
    Colleague,
    HandOverPost,
    HandOverRequest,
    TakeOverRequest,
)
from counter_app.services.hear_citizen import ComplainRequest
from counter_app.services.perform_step import PerformStep
from counter_app.services.receive_case import IntakeForm
from counter_app.services.report_day import ReportDay
from counter_app.services.submit_intake import Outcome, Submission, SubmitIntake
from counter_app.storage.day_log import SqlDayLog
from printing.forms.from_post import PostContext, day_close_data, post_paper
from printing.forms.registry import PAPER_NAMES, lay_out
from printing.render_text import render_text
from tests import counter_fixtures
from tests.fakes.people import CLERK, GRANNY, PROFILE
from tests.fakes.second_person import proven
from tests.services.intake import judged
from tests.services.life import PEOPLE

clock, desk = counter_fixtures.clock, counter_fixtures.desk
store, office = counter_fixtures.store, counter_fixtures.office

STAFF = {CLERK.staff: CLERK.name, "QH0112": "李得水", "QH0101": "高远"}
CONTEXT = PostContext(
    profile=PROFILE,
    calendar=shipped_calendar(),
    staff_name=lambda staff: STAFF.get(staff, staff),
    clerk_number=CLERK.staff,
)
BACKUP = Colleague(staff="QH0112", role=Role.BACKUP)
CHIEF = proven("QH0101")


@pytest.fixture
def reader(office, store):
    return ReadDesk(office, store.finder, store.drafts, store.sync_store.unacknowledged_count)


@pytest.fixture
def change(office, store, desk, reader):
    hand_over = HandOverPost(office, store.finder, store.drafts)
    return ChangePost(office, hand_over, reader, desk.sign_in)


@pytest.fixture
def days(office, store, clock, reader):
    return ReportDay(office, CloseDay(office, store.finder), reader, SqlDayLog(store, clock))


def take_in(office, *verdicts, outcome=Outcome.ACCEPT, keeps=0):
    """Take a case in; originals of the last lines stay in the drawer."""
    lines = judged(office, verdicts)
    kept = {line.name for line in lines[-keeps:]} if keeps else set()
    materials = tuple(
        replace(line, handling=OriginalHandling.KEPT) if line.name in kept else line
        for line in lines
    )
    form = IntakeForm(item_id="T006", applicant=GRANNY, proxy=None, materials=materials)
    return SubmitIntake(office)(Submission(form=form, outcome=outcome, refusal=None))


def said(about, office, paper="a4") -> str:
    form, data = post_paper(about, CONTEXT, printed_at=office.now())
    text = render_text(lay_out(form, data, paper=paper), {"58": 32, "80": 48, "a4": 80}[paper])
    return "".join(text.split())


@pytest.mark.parametrize("paper", PAPER_NAMES)
def test_an_inventory_lists_every_original_with_case_and_owner(office, reader, paper):
    case = take_in(office, keeps=2)
    count = CountDrawer(office)(reader().drawer, 1, "一份在复印")
    text = said(count, office, paper)
    for words in (
        count.document_number,
        "沈桂兰",
        case.number[-6:],
        "账上合计：2份",
        "实际清点：1份",
        "实际比账上少1份",
        "一份在复印",
        "清点人：周小禾",
    ):
        assert words in text


def test_an_empty_drawer_prints_and_agrees(office, reader):
    text = said(CountDrawer(office)(reader().drawer, 0), office)
    assert "保管中的原件（0项）" in text
    assert "账实相符" in text


@pytest.mark.parametrize("paper", PAPER_NAMES)
def test_a_hand_over_sheet_lists_cases_originals_drafts_and_promises(
    office, store, change, clock, paper
):
    case = take_in(office, keeps=1)
    take_in(office, Verdict.MISSING, outcome=Outcome.NOTICE)
    PerformStep(office)(case.case_id, ComplainRequest(text="等了太久"))
    payload = {"person": {"name": "王满仓"}, "item": "T006"}
    draft = Draft(
        draft_id="0" * 32, staff=CLERK.staff, saved_at=clock.now(), title="", payload=payload
    )
    store.drafts.save(draft)
    request = HandOverRequest(post="综合窗口1号", handed_to=BACKUP, countersign=CHIEF)
    handover = change.hand_over(request, " 休假 ", "钥匙一把")
    text = said(handover, office, paper)
    for words in (
        handover.fact.document_number,
        "周小禾（QH0107）",
        "李得水（QH0112）",
        "休假",
        "高远",
        "一、未提交的草稿（1件）",
        "王满仓",
        "二、在办件（2件）",
        "待补正",
        "三、保管的原件（1份）",
        "答复投诉",
        "钥匙一把",
    ):
        assert words in text
    assert f"县局未回执：{handover.contents.unacknowledged}条" in text
    _, data = post_paper(handover, CONTEXT, printed_at=office.now())
    assert "受理后22个工作日" in {case.due_words for case in data.open_cases}
    assert set(handover.fact.open_cases) == {
        desk.case.number for desk in handover.contents.open_cases
    }


def test_a_take_over_sheet_goes_from_the_absent_to_the_backup(office, change, desk):
    absent = Colleague(staff="QH0112", role=Role.CLERK)
    request = TakeOverRequest(post="综合窗口1号", absent=absent, countersign=CHIEF, reason="生病")
    handover = change.take_over(request, "")
    assert isinstance(handover.fact, PostTakenOver)
    assert desk.operator().acting_for == "QH0112"
    text = said(handover, office)
    assert "交班人：李得水（QH0112）" in text
    assert "接班人：周小禾（QH0107）" in text
    assert "批准人：高远" in text


@pytest.mark.parametrize("paper", PAPER_NAMES)
def test_a_day_close_sheet_explains_every_number(office, days, desk, clock, paper):
    late = take_in(office, outcome=Outcome.RECEIVE)
    clock.pass_time(timedelta(days=8))
    case, wrong = take_in(office), take_in(office)
    desk.sign_in(PEOPLE[Role.CHIEF])
    void = EndRequest(
        kind=EndingKind.VOID, reason="选错事项", second=proven(CLERK.staff, Role.CLERK)
    )
    PerformStep(office)(wrong.case_id, void)
    desk.sign_in(CLERK)
    report = days.close()
    text = said(report, office, paper)
    for words in (
        report.fact.document_number,
        "本机已存办件：2件",
        "收件凭证没有打印",
        "县局未收",
        "作废的编号（1个）",
        "选错事项",
        "未按时告知，视为受理（1件）",
        f"尾号{late.number[-6:]}",
        report.log.head_code,
    ):
        assert words in text
    assert case.number[-6:] in text


def test_a_long_list_of_breaches_names_four_and_counts_the_rest(office, days):
    for _ in range(5):
        take_in(office)
    form, data = post_paper(days.look(), CONTEXT, printed_at=office.now())
    assert form is FormId.DAY_CLOSE_SHEET
    assert data.duties.not_informed.breaches == 5
    assert data.duties.not_informed.note.endswith("等5件")
    assert data.duties.no_reason.note == "核查5件"


def test_differences_of_a_fact_become_number_and_reason(office, days):
    report = days.look()
    fact = DayClosed(
        document_number="清〔2026〕10101-00001号",
        day=date(2026, 11, 2),
        closed_at=office.now(),
        cases_stored=1,
        receipts_printed=0,
        acknowledged=1,
        differences=(
            "510899101012026110201000017：收件凭证没有打印：缺纸",
            "510899101012026110201000017：县局未收",
        ),
    )
    data = day_close_data(replace(report, fact=fact), CONTEXT, printed_at=office.now())
    (difference,) = data.differences
    assert difference.number == "510899101012026110201000017"
    assert difference.why == "收件凭证没有打印：缺纸；县局未收"
