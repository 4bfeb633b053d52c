"""What a post answers for: its drawer, its tasks, its day, read from the real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.domain.case_card import Draft
from counter_app.domain.case_status import RefusalGround
from counter_app.domain.desk_contents import DeskContents
from counter_app.domain.drawer import inventory_of, kept_here
from counter_app.domain.ending_facts import EndingKind
from counter_app.domain.errors import AlreadyDone, FieldMissing, NotSignedIn
from counter_app.domain.material import OriginalHandling
from counter_app.domain.service_facts import Holder
from counter_app.domain.staff import Role
from counter_app.domain.task_codes import TaskCode
from counter_app.services.close_day import CloseDay
from counter_app.services.desk_cases import LOOK_BACK_DAYS, ReadDesk
from counter_app.services.drawer import CountDrawer
from counter_app.services.end_case import EndRequest
from counter_app.services.hear_citizen import ComplainRequest
from counter_app.services.move_original import MoveRequest
from counter_app.services.perform_step import PerformStep
from counter_app.services.receive_case import IntakeForm
from counter_app.services.refuse_case import RefusalReason
from counter_app.services.report_day import ReportDay
from counter_app.services.submit_intake import Outcome, Submission, SubmitIntake
from counter_app.storage.day_log import SqlDayLog
from tests.fakes.people import CLERK, GRANNY, PROFILE
from tests.fakes.second_person import proven
from tests.law.requests import CONCLUDE, HANDED
from tests.services.intake import judged
from tests.services.life import PEOPLE, Life

REFUSAL = RefusalReason(ground=RefusalGround.NOT_REQUIRED, reason="不需要许可")


@pytest.fixture
def desk_reader(office, store):
    return ReadDesk(office, store.finder, store.drafts, store.sync_store.unacknowledged_count)


@pytest.fixture
def days(office, store, clock, desk_reader):
    return ReportDay(office, CloseDay(office, store.finder), desk_reader, SqlDayLog(store, clock))


def take_in(office, *kept: str, outcome=Outcome.ACCEPT):
    """Take a case in; of the named materials an original stays in the drawer."""
    lines = tuple(
        replace(line, handling=OriginalHandling.KEPT) if line.name in kept else line
        for line in judged(office, [])
    )
    form = IntakeForm(item_id="T006", applicant=GRANNY, proxy=None, materials=lines)
    refusal = REFUSAL if outcome is Outcome.REFUSE else None
    return SubmitIntake(office)(Submission(form=form, outcome=outcome, refusal=refusal))


def names(office) -> list[str]:
    """Return the materials of the item that may be kept."""
    return [line.name for line in judged(office, []) if "身份证" not in line.name]


def void(office, desk, case):
    desk.sign_in(PEOPLE[Role.CHIEF])
    request = EndRequest(
        kind=EndingKind.VOID, reason="选错事项", second=proven(CLERK.staff, Role.CLERK)
    )
    PerformStep(office)(case.case_id, request)
    desk.sign_in(CLERK)


class TestDrawer:
    def test_it_lists_what_was_kept_since_when_and_forgets_what_went_back(
        self, office, desk_reader, clock
    ):
        first, second = names(office)[:2]
        case = take_in(office, first, second)
        taken_at = clock.now()
        clock.pass_time(timedelta(days=1))
        lines = desk_reader().drawer.lines
        assert [(line.material, line.originals) for line in lines] == [(first, 1), (second, 1)]
        assert {line.since for line in lines} == {taken_at}
        move = MoveRequest(
            material=first, originals=1, came_from=Holder.COUNTER, went_to=Holder.CITIZEN
        )
        PerformStep(office)(case.case_id, move)
        inventory = desk_reader().drawer
        assert [line.material for line in inventory.lines] == [second]
        assert inventory.total == 1

    def test_what_came_back_lies_there_since_it_came_back(self, office, desk_reader, clock):
        (first, *_) = names(office)
        case = take_in(office, first)
        for came_from, went_to in (
            (Holder.COUNTER, Holder.COUNTY),
            (Holder.COUNTY, Holder.COUNTER),
        ):
            clock.pass_time(timedelta(days=1))
            request = MoveRequest(
                material=first, originals=1, came_from=came_from, went_to=went_to, person="送件人"
            )
            PerformStep(office)(case.case_id, request)
        assert desk_reader().drawer.lines[0].since == clock.now()

    def test_a_refused_applicants_papers_are_owed_back_and_are_a_task(self, office, desk_reader):
        (first, *_) = names(office)
        take_in(office, first, outcome=Outcome.REFUSE)
        contents = desk_reader()
        assert contents.open_cases == ()
        assert [line.is_owed for line in contents.drawer.lines] == [True]
        assert TaskCode.ORIGINALS_OWED in {task.code for task, _ in contents.tasks}

    def test_a_delivered_cases_papers_have_gone_into_its_file(self, life_delivered):
        assert kept_here(life_delivered) == ()

    def test_an_empty_drawer_is_an_inventory_too(self, office, desk_reader):
        assert desk_reader().drawer.lines == ()
        count = CountDrawer(office)(inventory_of((), office.now()), 0)
        assert count.document_number.startswith("册〔2026〕")

    def test_a_count_bears_a_number_of_its_own_and_who_counted(self, office, desk_reader):
        drawer = desk_reader().drawer
        counts = [CountDrawer(office)(drawer, 1, " 多一份 ") for _ in range(2)]
        assert [count.document_number[-6:] for count in counts] == ["00001号", "00002号"]
        assert (counts[0].counted_by, counts[0].explanation) == (CLERK.staff, "多一份")

    @pytest.mark.parametrize("counted", [-1, 10_000])
    def test_no_number_of_papers_is_refused(self, office, desk_reader, counted):
        with pytest.raises(FieldMissing):
            CountDrawer(office)(desk_reader().drawer, counted)

    def test_nobody_counts_without_signing_in(self, office, desk, desk_reader):
        drawer = desk_reader().drawer
        desk.sign_out()
        with pytest.raises(NotSignedIn):
            CountDrawer(office)(drawer, 0)


@pytest.fixture
def life_delivered(office, store, desk, clock):
    life = Life(office, store, desk, clock)
    life.case_id = take_in(office, names(office)[0]).case_id
    life.grant()
    life.do(CONCLUDE)
    return life.do(HANDED)


class TestContents:
    def test_cases_of_another_counter_are_no_business_of_this_post(self, office, store, desk):
        take_in(office, names(office)[0])
        elsewhere = replace(PROFILE, counter_code="51089910102")

        class OtherDesk:
            profile = elsewhere
            operator = desk.operator

        reader = ReadDesk(replace(office, desk=OtherDesk()), store.finder, store.drafts)
        assert reader().cases == ()

    def test_drafts_tell_whose_and_what_whatever_is_in_them(self, office, store, desk_reader):
        payloads = (
            {"person": {"name": " 王满仓 "}, "item": "T006"},
            {"person": None, "item": 7},
            {},
        )
        for place, payload in enumerate(payloads):
            draft = Draft(
                draft_id=f"{place:032x}",
                staff=CLERK.staff,
                saved_at=office.now(),
                title="",
                payload=payload,
            )
            store.drafts.save(draft)
        found = {(draft.applicant_name, draft.item_name) for draft in desk_reader().drafts}
        assert found == {("王满仓", "80周岁以上老年人高龄津贴"), ("", "")}

    def test_a_complaint_about_a_case_that_is_over_is_still_a_task(self, office, desk_reader):
        case = take_in(office, outcome=Outcome.REFUSE)
        PerformStep(office)(case.case_id, ComplainRequest(text="不服"))
        contents = desk_reader()
        assert [task.code for task, _ in contents.tasks] == [TaskCode.COMPLAINT_ANSWER_DUE]
        assert contents.promises[0].words.startswith("答复投诉 诉")

    def test_cases_long_over_are_not_read(self, office, desk_reader, clock):
        take_in(office, outcome=Outcome.REFUSE)
        clock.pass_time(timedelta(days=LOOK_BACK_DAYS + 1))
        take_in(office)
        assert [case.is_open for case in desk_reader().cases] == [True]

    def test_what_the_county_has_not_signed_is_counted(self, office, desk_reader):
        take_in(office)
        assert desk_reader().unacknowledged > 0
        assert DeskContents(read_at=office.now()).drawer.total == 0


class TestDay:
    def test_looking_takes_no_number_and_keeps_nothing(self, office, days, store, clock):
        take_in(office)
        before = store.sync_store.head()
        first, second = days.look(), days.look()
        assert first.fact.document_number == second.fact.document_number
        assert not first.is_closed
        assert store.sync_store.head() == before

    def test_a_day_closes_once_and_can_be_shown_again(self, office, days):
        take_in(office)
        closed = days.close()
        assert closed.is_closed
        assert days.look().fact == closed.fact
        with pytest.raises(AlreadyDone):
            days.close()

    def test_the_next_day_is_open_again(self, office, days, clock):
        days.close()
        clock.pass_time(timedelta(days=1))
        assert not days.look().is_closed

    def test_voided_numbers_name_who_voided_and_who_signed(self, office, days, desk):
        void(office, desk, take_in(office))
        (voided,) = days.look().voided
        assert voided.voided_by == PEOPLE[Role.CHIEF].staff
        assert voided.ending.countersigned_by == CLERK.staff

    def test_a_notice_missed_is_listed_until_its_paper_is_written(self, office, days, clock):
        case = take_in(office, outcome=Outcome.RECEIVE)
        clock.pass_time(timedelta(days=8))
        report = days.look()
        assert [seen.case.number for seen in report.missed] == [case.number]
        assert case.number in report.checks.not_accepted

    def test_the_log_is_told_with_its_last_fact(self, office, days, store):
        report = days.close()
        _, count, head = store.sync_store.head()
        assert (report.log.head_code, report.log.event_count) == (head, count)
        assert report.log.last_event_at == report.fact.closed_at
        assert report.log.quarantined == 0
