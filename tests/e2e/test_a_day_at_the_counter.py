from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.bootstrap.readiness import checks_of_machine, checks_of_profile
from counter_app.domain.case_card import SyncStage, WorkQueue
from counter_app.domain.case_status import CaseStatus, RefusalGround
from counter_app.domain.desk_news import Lamp
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import PrintState
from counter_app.services.print_document import PrintDocument
from counter_app.services.refuse_case import RefusalReason
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from printing.drivers.virtual_faults import VirtualFaults
from tests.services.intake import submission

MISSING = [Verdict.MISSING, Verdict.MISSING, Verdict.DEFECTIVE]
NOT_OURS = RefusalReason(
    ground=RefusalGround.NOT_COMPETENT, reason="户籍不在本镇", competent_authority="柳河镇人民政府"
)


@pytest.fixture
def submit(counter):
    service = counter.nudging(SubmitIntake(counter.profile.office))

    def act(*args, **more):
        return service(submission(counter.profile.office, *args, **more))

    return act


def outcomes(counter, case):
    with counter.profile.store.unit_of_work(as_system=True) as work:
        return [document.state for document in work.case(case.case_id).documents]


def all_printed(counter, cases):
    def is_settled(_news):
        return all(
            state is PrintState.PRINTED for case in cases for state in outcomes(counter, case)
        )

    return counter.prints.wait_for(is_settled)


@pytest.mark.asvs("16.5.2")
def test_a_morning_without_a_line_reaches_the_county_when_it_comes_back(
    world, counter, submit, all_acknowledged
):
    supplement = counter.nudging(SupplementCase(counter.profile.office))
    cases = [
        submit(item_id="T044"),
        submit(),
        submit(MISSING, outcome=Outcome.NOTICE),
        submit(outcome=Outcome.REFUSE, refusal=NOT_OURS),
    ]
    brought = [replace(m, verdict=Verdict.COMPLETE, originals=1) for m in cases[2].materials[:3]]
    cases[2] = supplement(cases[2].case_id, brought)

    assert [case.status for case in cases] == [
        CaseStatus.ACCEPTED,
        CaseStatus.ACCEPTED,
        CaseStatus.ACCEPTED,
        CaseStatus.REFUSED,
    ]
    assert all_printed(counter, cases)
    finder = counter.profile.store.finder
    assert all(finder.card(case.case_id).stage is SyncStage.STORED for case in cases)
    assert counter.county.status().lamp is Lamp.OFFLINE

    world.line.connect()
    assert all_acknowledged()
    assert all(finder.card(case.case_id).stage.is_at_county for case in cases)
    assert finder.counts(today=counter.profile.office.today())[WorkQueue.NOT_AT_COUNTY] == 0
    assert counter.profile.audit().is_valid


def test_the_line_going_down_in_the_middle_loses_and_doubles_nothing(
    world, counter, submit, all_acknowledged
):
    world.line.connect()
    submit()
    world.line.cut()
    submit()
    world.line.connect()
    assert all_acknowledged()

    head = counter.profile.store.sync_store.head()
    assert counter.profile.audit().events == head[1]


def test_without_paper_the_case_is_safe_and_the_paper_waits_for_a_person(counter, world, submit):
    world.printer.set(paper_left_dots=0)
    case = submit(MISSING, outcome=Outcome.NOTICE)

    assert counter.prints.wait_for(lambda n: getattr(n, "state", None) is PrintState.FAILED)
    assert world.printer.sheets == []
    world.printer.refill()
    form = case.documents[0].form
    counter.nudging(PrintDocument(counter.profile.office))(case.case_id, form)

    assert world.printer.wait_until(lambda: len(world.printer.sheets) == 1)
    assert world.printer.copies == 0


def test_a_printer_that_dies_half_way_leaves_a_question_and_a_marked_copy(counter, world, submit):
    world.printer.arm(VirtualFaults(dead_after=400))
    case = submit(MISSING, outcome=Outcome.NOTICE)

    assert counter.prints.wait_for(lambda n: getattr(n, "state", None) is PrintState.UNKNOWN)
    world.printer.power_off()
    world.printer.power_on()
    form = case.documents[0].form
    counter.nudging(PrintDocument(counter.profile.office))(case.case_id, form, reason="没有打完")

    assert world.printer.wait_until(lambda: world.printer.copies == 1)
    assert world.printer.originals <= 1


def test_everything_is_ready_at_a_fresh_counter(world, counter):
    checks = checks_of_machine(world.profile, counter.profile.office.today())
    checks += checks_of_profile(counter.profile)

    assert {check.status for check in checks} <= {"ok", "warning"}
    by_name = {check.name: check for check in checks}
    assert by_name["printer 小票打印机"].status == "ok"
    assert by_name["card-reader"].status == "ok"
    assert by_name["head-anchor"].status == "ok"
