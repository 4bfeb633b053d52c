"""The page of the post in the real window, on the real store; papers are drawn as they print."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest

from counter_app.domain.applicant import Applicant, EntrySource
from counter_app.domain.case_card import Draft
from counter_app.domain.case_status import RefusalGround
from counter_app.domain.custody import is_identity_card
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.domain.print_job import PrintState
from counter_app.domain.staff import Role
from counter_app.runtime.shipped_data import shipped_calendar
from counter_app.services.change_post import ChangePost
from counter_app.services.close_day import CloseDay
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.drawer import CountDrawer
from counter_app.services.hand_over_post import HandOverPost
from counter_app.services.hear_citizen import ComplainRequest
from counter_app.services.perform_step import PerformStep
from counter_app.services.receive_case import IntakeForm
from counter_app.services.refuse_case import RefusalReason
from counter_app.services.report_day import ReportDay
from counter_app.services.submit_intake import Outcome, Submission, SubmitIntake
from counter_app.storage.day_log import SqlDayLog
from counter_app.ui.keys import Action
from counter_app.ui.post.view import PostView
from counter_app.ui.post_parts import PostParts, PostPrinted
from counter_app.ui.second_parts import Coworker
from counter_app.ui.tasks import TaskRunner
from printing.forms.from_post import PostContext, post_paper
from printing.forms.registry import lay_out
from printing.render_text import render_text
from tests.counter_fixtures import DEVICE_KEY
from tests.fakes.people import PROFILE
from tests.fakes.second_person import second_of
from tests.fakes.stick_county import stick_county
from tests.ui.sample_cases import NAMES, items_with_materials, judged

PEOPLE = (
    Coworker("QH0107", "周小禾", Role.CLERK),
    Coworker("QH0112", "李得水", Role.BACKUP),
    Coworker("QH0101", "高远", Role.CHIEF),
    Coworker("QH0199", "临时工<b>甲</b>", Role.TEMPORARY),
)
NAMES_OF_STAFF = {person.staff: person.name for person in PEOPLE}
HOSTILE = "<b>李四</b>"


def applicant(place: int, name: str = "") -> Applicant:
    return Applicant(
        name=name or NAMES[place % len(NAMES)],
        id_kind="resident-id",
        number=f"5108991942031200{place % 100:02d}",
        phone=f"138000000{place % 100:02d}",
        address="石桥镇青杠村2组",
        entry=EntrySource.CARD,
    )


def may_keep(line) -> bool:
    return not is_identity_card(line.name)


def take_in(office, *verdicts, place=0, keeps=(), outcome=Outcome.ACCEPT, name=""):
    """Take a case in; the materials at these places are kept in the drawer."""
    item = items_with_materials(office, 3)[place % 5]
    materials = tuple(
        replace(line, handling=OriginalHandling.KEPT) if at in keeps and may_keep(line) else line
        for at, line in enumerate(judged(item, *verdicts))
    )
    refusal = None
    if outcome is Outcome.REFUSE:
        refusal = RefusalReason(
            ground=RefusalGround.NOT_COMPETENT,
            reason="户籍不在本镇",
            competent_authority="柳河镇人民政府",
        )
    form = IntakeForm(
        item_id=item.item_id, applicant=applicant(place, name), proxy=None, materials=materials
    )
    return SubmitIntake(office)(Submission(form=form, outcome=outcome, refusal=refusal))


def a_week(office, clock, drafts):
    """Fill the desk: originals, a case that nobody told, a refusal, a complaint, a draft."""
    missing = (Verdict.COMPLETE, Verdict.MISSING, Verdict.DEFECTIVE)
    made = [
        take_in(office, *missing, place=2, outcome=Outcome.RECEIVE),
        take_in(office, place=0, keeps=(0,)),
        take_in(office, place=1, keeps=(2,), outcome=Outcome.REFUSE),
    ]
    clock.pass_time(timedelta(days=7))
    made += [
        take_in(office, *missing, place=3, keeps=(0,), outcome=Outcome.NOTICE, name=HOSTILE),
        take_in(office, place=4),
        take_in(office, place=5, outcome=Outcome.RECEIVE),
    ]
    PerformStep(office)(made[1].case_id, ComplainRequest(text="等得太久"))
    clock.pass_time(timedelta(hours=1))
    drafts.save(
        Draft(
            draft_id="1" * 32,
            staff="QH0107",
            saved_at=clock.now(),
            title="高龄津贴 · 王**",
            payload={"person": {"name": "王满仓"}, "item": "T006"},
        )
    )
    return made


@pytest.fixture
def filled(office, store, clock):
    """A desk with something of everything on it."""
    return a_week(office, clock, store.drafts)


class PostPrinter:
    """Stands in for the printers: keeps what each paper says, and answers as a test has said."""

    def __init__(self, office) -> None:
        self._office = office
        self.papers = []
        self.documents = []
        self.answer = PostPrinted(PrintState.PRINTED)
        self.error = None

    def __call__(self, paper):
        context = PostContext(
            profile=PROFILE,
            calendar=shipped_calendar(),
            staff_name=lambda staff: NAMES_OF_STAFF.get(staff, staff),
            clerk_number=self._office.desk.operator().staff,
        )
        form, data = post_paper(paper, context, printed_at=self._office.now())
        document = lay_out(form, data, paper="a4")
        self.papers.append(paper)
        self.documents.append((form, document))
        if self.error is not None:
            raise self.error
        return self.answer

    def said(self) -> str:
        """Return the words of the last paper without spaces."""
        return "".join(render_text(self.documents[-1][1], 80).split())


@pytest.fixture
def print_tasks(qapp):
    runner = TaskRunner(name="devices")
    yield runner
    runner.stop()


@pytest.fixture
def printer(office):
    return PostPrinter(office)


@pytest.fixture
def stick(store, clock, tmp_path):
    folder = tmp_path / "county"
    folder.mkdir()
    with stick_county(folder, store, DEVICE_KEY, PROFILE.counter_code, clock) as county:
        yield county


@pytest.fixture
def courier_parts(stick, print_tasks):
    return stick.parts(print_tasks)


@pytest.fixture
def post_parts(office, store, clock, desk, printer, courier_parts):
    sync_store = store.sync_store
    read = ReadDesk(office, store.finder, store.drafts, sync_store.unacknowledged_count)
    hand_over = HandOverPost(office, store.finder, store.drafts)
    change = ChangePost(office, hand_over, read, desk.sign_in)
    close = CloseDay(office, store.finder)
    day = ReportDay(office, close, read, SqlDayLog(store, clock))
    return PostParts(
        read_desk=read,
        count_drawer=CountDrawer(office),
        hand_over=change.hand_over,
        take_over=change.take_over,
        look_at_day=day.look,
        close_day=day.close,
        people=lambda: PEOPLE,
        print_tasks=courier_parts.tasks,
        courier=courier_parts,
        print_paper=printer,
    )


def go_to_post(counter, place: int = 0) -> PostView:
    """Sign in, go to the page and wait until it has read everything."""
    counter.sign_in()
    counter.presenter.do(Action.POST)
    page = counter.window.page()
    assert isinstance(page, PostView)
    counter.settle_post()
    if place:
        page.show_panel(page.panels[place])
        page.panel.begin()
        counter.settle_post()
    return page


@pytest.fixture
def open_post(open_counter, post_parts, office, store, desk):
    """Return a function that opens the window with the page of the post in it."""

    def open_one(place: int = 0, **exchanged):
        counter = open_counter(
            **{
                "post": post_parts,
                "operator": desk.operator,
                "second": second_of(*PEOPLE),
                **exchanged,
            }
        )
        counter.settle_post = partial(settle, counter, post_parts.print_tasks)
        page = go_to_post(counter, place)
        return SimpleNamespace(counter=counter, page=page)

    return open_one


def settle(counter, print_tasks) -> None:
    counter.wait(lambda: not (counter.parts.tasks.is_busy or print_tasks.is_busy))
    counter.breathe()
