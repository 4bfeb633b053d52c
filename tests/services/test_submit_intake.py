from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter_app.domain.case_event import PrintFailed
from counter_app.domain.case_status import AcceptanceBasis, CaseStatus, RefusalGround
from counter_app.domain.errors import (
    CorrectionEmpty,
    IllegalStep,
    InvalidApplicant,
    ItemNotUsable,
    MaterialsNotComplete,
    MaterialsNotJudged,
    NewDemand,
    NothingMissing,
    RefusalIncomplete,
    ReprintReasonMissing,
    UnknownMaterial,
)
from counter_app.domain.material import Verdict
from counter_app.domain.numbering import is_case_number
from counter_app.domain.print_job import FormId, PrintState
from counter_app.services.accept_case import AcceptCase
from counter_app.services.issue_notice import IssueOneTimeNotice
from counter_app.services.preview_intake import PreviewIntake
from counter_app.services.print_document import PrintDocument
from counter_app.services.receive_case import CorrectionMade
from counter_app.services.refuse_case import RefusalReason, RefuseCase
from counter_app.services.submit_intake import Outcome, Submission, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from tests.fakes.people import GRANNY
from tests.services.intake import judged, submission

NOT_OURS = RefusalReason(
    ground=RefusalGround.NOT_COMPETENT,
    reason="户籍不在本镇",
    competent_authority="柳河镇人民政府",
)


def test_all_complete_is_received_and_accepted_in_one_act(office):
    case = SubmitIntake(office)(submission(office))

    assert case.status is CaseStatus.ACCEPTED
    assert case.acceptance.basis is AcceptanceBasis.COMPLETE
    assert case.acceptance.due_on == date(2026, 12, 2)
    assert case.acceptance.statutory_due_on == date(2026, 12, 14)
    assert [d.form for d in case.documents] == [FormId.INTAKE_RECEIPT, FormId.ACCEPTANCE_NOTICE]


def test_three_missing_materials_are_told_at_once(office):
    verdicts = [Verdict.COMPLETE, Verdict.MISSING, Verdict.DEFECTIVE, Verdict.MISSING]
    case = SubmitIntake(office)(submission(office, verdicts, outcome=Outcome.NOTICE))

    assert case.status is CaseStatus.AWAITING_SUPPLEMENT
    [notice] = case.notices
    assert len(notice.lines) == 3
    assert [d.form for d in case.documents] == [FormId.ONE_TIME_NOTICE]


def test_nothing_is_told_before_every_line_is_judged(office, stored_cases):
    with pytest.raises(MaterialsNotJudged):
        SubmitIntake(office)(submission(office, [Verdict.MISSING, None], outcome=Outcome.NOTICE))

    assert stored_cases() == 0


def test_a_complete_list_cannot_be_noticed(office, stored_cases):
    with pytest.raises(NothingMissing):
        SubmitIntake(office)(submission(office, outcome=Outcome.NOTICE))

    assert stored_cases() == 0


@pytest.mark.asvs("2.2.2")
def test_an_incomplete_list_cannot_be_accepted(office, stored_cases):
    with pytest.raises(MaterialsNotComplete):
        SubmitIntake(office)(submission(office, [Verdict.MISSING]))

    assert stored_cases() == 0


def test_a_refusal_names_the_reason_and_where_to_go(office):
    case = SubmitIntake(office)(submission(office, outcome=Outcome.REFUSE, refusal=NOT_OURS))

    assert case.status is CaseStatus.REFUSED
    assert case.refusal.competent_authority == "柳河镇人民政府"
    assert [d.form for d in case.documents] == [FormId.REFUSAL_NOTICE]


@pytest.mark.parametrize("bad", [{"reason": "  "}, {"competent_authority": ""}])
def test_a_refusal_without_its_content_is_not_made(office, stored_cases, bad):
    refusal = replace(NOT_OURS, **bad)

    with pytest.raises(RefusalIncomplete):
        SubmitIntake(office)(submission(office, outcome=Outcome.REFUSE, refusal=refusal))

    assert stored_cases() == 0


def test_no_permit_needed_does_not_ask_where_to_go(office):
    refusal = RefusalReason(ground=RefusalGround.NOT_REQUIRED, reason="该事项已取消许可")

    case = SubmitIntake(office)(submission(office, outcome=Outcome.REFUSE, refusal=refusal))

    assert case.refusal.ground is RefusalGround.NOT_REQUIRED


def test_a_mistake_put_right_here_is_logged_with_the_intake(office):
    made = CorrectionMade(field="申请表第1页日期", before="2025年11月2日", after="2026年11月2日")
    taken = submission(office)
    taken = replace(taken, form=replace(taken.form, corrections=(made,)))

    case = SubmitIntake(office)(taken)

    [correction] = case.corrections
    assert (correction.field, correction.after) == (made.field, made.after)


def test_why_it_is_no_duplicate_stands_in_the_record(office):
    taken = submission(office)
    form = replace(taken.form, not_duplicate_reason="为另一个孩子申请")

    case = SubmitIntake(office)(replace(taken, form=form))

    with office.unit_of_work() as work:
        intake = work.events_of(case.case_id)[0]
    assert intake.fact.not_duplicate_reason == "为另一个孩子申请"


def test_a_correction_that_changes_nothing_is_a_slip(office, stored_cases):
    taken = submission(office)
    same = CorrectionMade(field="日期", before="1", after=" 1 ")

    with pytest.raises(CorrectionEmpty):
        SubmitIntake(office)(replace(taken, form=replace(taken.form, corrections=(same,))))

    assert stored_cases() == 0


def test_numbers_are_gapless_even_when_an_act_is_refused_between(office):
    first = SubmitIntake(office)(submission(office))
    with pytest.raises(MaterialsNotComplete):
        SubmitIntake(office)(submission(office, [Verdict.MISSING]))
    second = SubmitIntake(office)(submission(office))

    assert is_case_number(first.number)
    assert int(second.number[:-1]) - int(first.number[:-1]) == 1


@pytest.mark.asvs("2.2.1")
@pytest.mark.parametrize("bad", [{"name": " "}, {"name": "长" * 101}, {"number": ""}])
def test_an_applicant_without_a_name_or_number_is_refused(office, stored_cases, bad):
    taken = submission(office)
    form = replace(taken.form, applicant=replace(GRANNY, **bad))

    with pytest.raises(InvalidApplicant):
        SubmitIntake(office)(replace(taken, form=form))

    assert stored_cases() == 0


def test_a_clerk_cannot_demand_what_the_item_does_not_list(office):
    taken = submission(office)
    extra = replace(taken.form.materials[0], name="无犯罪记录证明")
    form = replace(taken.form, materials=(*taken.form.materials, extra))

    with pytest.raises(UnknownMaterial):
        SubmitIntake(office)(replace(taken, form=form))


def test_an_item_without_a_published_list_starts_no_case(office):
    dormant = next(i for i in office.rulebook.catalogue.items if not i.is_usable)
    taken = submission(office)

    with pytest.raises(ItemNotUsable):
        SubmitIntake(office)(
            replace(taken, form=replace(taken.form, item_id=dormant.item_id, materials=()))
        )


def test_a_supplement_brings_acceptance_on_the_day_it_is_complete(office, clock):
    case = SubmitIntake(office)(
        submission(office, [Verdict.MISSING, Verdict.MISSING], outcome=Outcome.NOTICE)
    )
    clock.pass_time(timedelta(days=2))
    brought = [replace(m, verdict=Verdict.COMPLETE, originals=1) for m in case.materials[:2]]

    case = SupplementCase(office)(case.case_id, brought)

    assert case.status is CaseStatus.ACCEPTED
    assert case.acceptance.basis is AcceptanceBasis.SUPPLEMENTED
    assert case.acceptance.accepted_on == date(2026, 11, 4)
    forms = [d.form for d in case.documents]
    assert forms[-2:] == [FormId.SUPPLEMENT_RECEIPT, FormId.ACCEPTANCE_NOTICE]


def test_a_partial_supplement_leaves_a_shorter_list(office):
    case = SubmitIntake(office)(
        submission(office, [Verdict.MISSING, Verdict.MISSING], outcome=Outcome.NOTICE)
    )
    brought = [replace(case.materials[0], verdict=Verdict.COMPLETE, originals=1)]

    SupplementCase(office)(case.case_id, brought)
    case = IssueOneTimeNotice(office)(case.case_id)

    assert case.status is CaseStatus.AWAITING_SUPPLEMENT
    assert [n.is_repeat for n in case.notices] == [False, True]
    assert len(case.notices[1].lines) == 1


def test_what_was_complete_cannot_be_demanded_again(office):
    case = SubmitIntake(office)(submission(office, [Verdict.MISSING], outcome=Outcome.NOTICE))
    spoilt = replace(case.materials[1], verdict=Verdict.MISSING)

    with pytest.raises(NewDemand):
        SupplementCase(office)(case.case_id, [spoilt])


def test_too_late_to_tell_anything_the_case_is_accepted_from_receipt(office, clock):
    case = SubmitIntake(office)(submission(office, [Verdict.MISSING], outcome=Outcome.RECEIVE))
    clock.pass_time(timedelta(days=8))

    with pytest.raises(IllegalStep):
        IssueOneTimeNotice(office)(case.case_id)
    with pytest.raises(IllegalStep):
        RefuseCase(office)(case.case_id, NOT_OURS)
    case = AcceptCase(office)(case.case_id)

    assert case.acceptance.basis is AcceptanceBasis.DEEMED
    assert case.acceptance.accepted_on == date(2026, 11, 2)


def test_a_date_beyond_the_calendar_is_provisional(office, clock):
    clock.pass_time(timedelta(days=35))  # 7 December: 22 working days reach into January.

    case = SubmitIntake(office)(submission(office))

    assert case.acceptance.is_provisional
    assert case.acceptance.due_on > date(2026, 12, 31)


def test_only_the_date_beyond_the_calendar_is_provisional(office, clock):
    clock.pass_time(timedelta(days=19))  # 21 November: 22 working days end in December.

    acceptance = SubmitIntake(office)(submission(office)).acceptance

    assert acceptance.due_on < date(2026, 12, 31) < acceptance.statutory_due_on
    assert not acceptance.is_provisional
    assert acceptance.statutory_is_provisional


def test_a_preview_follows_the_same_rules_and_keeps_nothing(office, stored_cases):
    preview = PreviewIntake(office)(submission(office))

    assert preview.case.status is CaseStatus.ACCEPTED
    assert preview.forms == (FormId.INTAKE_RECEIPT, FormId.ACCEPTANCE_NOTICE)
    with pytest.raises(MaterialsNotComplete):
        PreviewIntake(office)(submission(office, [Verdict.MISSING]))
    assert stored_cases() == 0


def test_a_preview_bears_no_number_that_could_be_taken_for_real(office):
    preview = PreviewIntake(office)(submission(office))

    assert set(preview.case.number) == {"0"}
    assert preview.case.query_code == "000000"
    assert "〔" not in preview.case.received_document_number
    assert "〔" not in preview.case.acceptance.document_number


def test_another_copy_needs_a_reason_and_is_numbered(office):
    case = SubmitIntake(office)(submission(office))

    with pytest.raises(ReprintReasonMissing):
        PrintDocument(office)(case.case_id, FormId.INTAKE_RECEIPT)
    PrintDocument(office)(case.case_id, FormId.INTAKE_RECEIPT, reason="群众遗失")

    with office.unit_of_work() as work:
        receipts = [d for d in work.case(case.case_id).documents if d.form is FormId.INTAKE_RECEIPT]
    assert [d.copy_number for d in receipts] == [1, 2]
    assert {d.document_number for d in receipts} == {case.received_document_number}
    assert receipts[1].state is PrintState.INTENDED


def test_another_try_of_a_copy_that_failed_keeps_its_number_and_its_reason(office):
    case = SubmitIntake(office)(submission(office))
    print_document = PrintDocument(office)
    job = print_document(case.case_id, FormId.INTAKE_RECEIPT, reason="群众遗失")
    with office.unit_of_work() as work:
        work.record(case.case_id, PrintFailed(job=job, detail="打印机缺纸"))
        work.commit()

    print_document(case.case_id, FormId.INTAKE_RECEIPT)

    with office.unit_of_work() as work:
        _, failed, again = (
            d for d in work.case(case.case_id).documents if d.form is FormId.INTAKE_RECEIPT
        )
    assert (failed.copy_number, failed.reason) == (2, "群众遗失")
    assert (again.copy_number, again.reason) == (2, "群众遗失")


def test_a_paper_of_what_has_not_happened_cannot_be_printed(office):
    case = SubmitIntake(office)(submission(office))

    with pytest.raises(IllegalStep):
        PrintDocument(office)(case.case_id, FormId.REFUSAL_NOTICE, reason="误")


def test_a_submission_with_a_refusal_but_another_outcome_is_a_bug(office):
    form = submission(office).form

    with pytest.raises(AssertionError):
        Submission(form=form, outcome=Outcome.ACCEPT, refusal=NOT_OURS)


def test_judged_helper_follows_the_catalogue(office):
    names = [line.name for line in judged(office, [Verdict.COMPLETE])]
    item = office.rulebook.catalogue.by_id("T006")
    assert names == [material.name for material in item.materials]
