from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.case import Correction
from counter_app.domain.case_event import (
    CaseCorrected,
    MaterialsJudged,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
    TimeAnchored,
    UnknownFact,
)
from counter_app.domain.case_fold import every_event, fold
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.ids import EventId
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import FormId, PrintState
from tests.fakes.people import (
    COMPLETE,
    MONDAY,
    TWO_MISSING,
    accepted,
    event,
    material,
    noticed,
    received,
    refused,
    supplemented,
)

JOB = EventId("p1")


def intended(copy_number=1):
    return PrintIntended(
        form=FormId.INTAKE_RECEIPT,
        document_number="收〔2026〕10101-00001号",
        copy_number=copy_number,
        about=EventId("e1"),
        intended_at=MONDAY,
    )


def brought(*names):
    return tuple(material(name, Verdict.COMPLETE) for name in names)


def test_without_its_intake_there_is_no_case():
    assert fold([event("e2", accepted(), "e1")]) is None


def test_received_is_not_accepted():
    case = fold([event("e1", received())])

    assert case.status is CaseStatus.RECEIVED
    assert case.acceptance is None


def test_the_intake_is_folded_first_whatever_the_order_says():
    backwards = fold([event("e2", accepted(), "e1"), event("e1", received())])

    assert backwards.status is CaseStatus.ACCEPTED
    assert backwards.history == ("e1", "e2")


def test_a_notice_then_a_supplement_then_acceptance():
    case = fold(
        [
            event("e1", received(TWO_MISSING)),
            event("e2", noticed(), "e1"),
            event(
                "e3",
                supplemented(*(material(n, Verdict.COMPLETE) for n in ("户口簿", "申请表"))),
                "e2",
            ),
            event("e4", accepted(), "e3"),
        ]
    )

    assert case.status is CaseStatus.ACCEPTED
    assert [line.verdict for line in case.materials] == [Verdict.COMPLETE] * 3
    assert case.conflicts == ()


def test_two_counters_accepting_the_same_case_is_no_conflict():
    case = fold(
        [event("e1", received()), event("e2", accepted(), "e1"), event("e3", accepted(), "e1")]
    )

    assert case.status_set_by == "e2"
    assert case.repeats == ("e3",)
    assert case.conflicts == ()


def test_accepted_here_and_refused_there_waits_for_a_human():
    case = fold(
        [event("e1", received()), event("e2", accepted(), "e1"), event("e3", refused(), "e1")]
    )

    assert case.status is CaseStatus.ACCEPTED
    assert case.refusal is None
    [conflict] = case.conflicts
    assert (conflict.event_id, conflict.wanted) == ("e3", CaseStatus.REFUSED)


def test_an_act_that_knew_of_nothing_does_not_pass():
    case = fold([event("e1", received()), event("e2", accepted())])

    assert case.status is CaseStatus.RECEIVED
    assert case.acceptance is None


def test_a_correction_is_logged_and_moves_nothing():
    correction = Correction(field="电话", before="1", after="2", corrected_at=MONDAY)
    case = fold([event("e1", received()), event("e2", CaseCorrected(correction=correction))])

    assert case.corrections == (correction,)
    assert case.status_set_by == "e1"


def test_verdicts_move_lines_while_nothing_was_told():
    unjudged = tuple(material(name) for name in ("身份证", "户口簿", "申请表"))
    fact = MaterialsJudged(materials=TWO_MISSING, judged_at=MONDAY)

    case = fold([event("e1", received(unjudged)), event("e2", fact, "e1")])

    assert case.status is CaseStatus.RECEIVED
    assert case.materials == TWO_MISSING
    assert case.status_set_by == "e1"


def test_verdicts_that_come_after_the_notice_change_nothing_and_are_kept():
    fact = MaterialsJudged(materials=COMPLETE, judged_at=MONDAY)

    case = fold(
        [event("e1", received(TWO_MISSING)), event("e2", noticed(), "e1"), event("e3", fact, "e1")]
    )

    assert case.materials == TWO_MISSING
    assert case.repeats == ("e3",)


def test_a_print_job_ends_where_its_last_event_says():
    story = [event("e1", received()), event("p1", intended())]
    for outcome, state in (
        (PrintSent(job=JOB, printer="小票"), PrintState.SENT),
        (PrintPrinted(job=JOB), PrintState.PRINTED),
        (PrintFailed(job=JOB, detail="缺纸"), PrintState.FAILED),
        (PrintUnknown(job=JOB, detail="没有应答"), PrintState.UNKNOWN),
    ):
        [document] = fold([*story, event("p2", outcome)]).documents
        assert document.state is state


def test_only_a_person_settles_an_unknown_print():
    story = [
        event("e1", received()),
        event("p1", intended()),
        event("p2", PrintUnknown(job=JOB, detail="没有应答")),
        event("p3", PrintSettled(job=JOB, came_out=False)),
    ]

    [document] = fold(story).documents

    assert document.state is PrintState.UNKNOWN
    assert document.came_out is False


def test_after_an_unknown_print_the_next_copy_is_marked_even_if_nothing_came_out():
    case = fold(
        [
            event("e1", received()),
            event("p1", intended()),
            event("p2", PrintUnknown(job=JOB, detail="")),
            event("p3", PrintSettled(job=JOB, came_out=False)),
        ]
    )

    number = case.received_document_number
    assert case.next_copy_number(form=FormId.INTAKE_RECEIPT, document_number=number) == 2


def test_a_print_that_certainly_failed_does_not_count_as_a_copy():
    case = fold(
        [
            event("e1", received()),
            event("p1", intended()),
            event("p2", PrintFailed(job=JOB, detail="缺纸")),
        ]
    )

    number = case.received_document_number
    assert case.next_copy_number(form=FormId.INTAKE_RECEIPT, document_number=number) == 1


def test_a_case_in_a_log_line_names_nobody():
    case = fold([event("e1", received())])

    assert case.applicant.name not in f"{case!r} {case.applicant!r} {event('e1', received())!r}"
    assert case.applicant.number not in f"{case!r} {case.applicant!r} {event('e1', received())!r}"


FACTS = st.sampled_from(
    [
        received(),
        received(TWO_MISSING),
        accepted(),
        refused(),
        noticed(),
        supplemented(*COMPLETE),
        intended(),
        PrintPrinted(job=JOB),
        MaterialsJudged(materials=TWO_MISSING, judged_at=MONDAY),
        CaseCorrected(correction=Correction(field="a", before="", after="b", corrected_at=MONDAY)),
        TimeAnchored(data="", signature=""),
        UnknownFact(type="case.teleported"),
    ]
)
BASES = st.sampled_from(["e0", "e1", "e2", "e3", None])


@given(st.lists(st.tuples(FACTS, BASES), max_size=9))
def test_no_event_ever_vanishes(made):
    events = [event("e0", received())]
    events += [event(f"e{n}", fact, base, n) for n, (fact, base) in enumerate(made, start=1)]

    case = fold(events)

    assert sorted(every_event(case)) == sorted(e.event_id for e in events)


@given(st.lists(st.tuples(FACTS, BASES), max_size=9))
def test_a_case_stands_only_where_an_event_put_it(made):
    events = [event("e0", received())]
    events += [event(f"e{n}", fact, base, n) for n, (fact, base) in enumerate(made, start=1)]

    case = fold(events)

    assert (case.status is CaseStatus.ACCEPTED) == (case.acceptance is not None)
    assert (case.status is CaseStatus.REFUSED) == (case.refusal is not None)
    assert case.status is not CaseStatus.DEEMED_ACCEPTED
    if case.status is CaseStatus.AWAITING_SUPPLEMENT:
        assert case.notices or case.supplements
