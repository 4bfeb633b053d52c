from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.case_card import SyncStage
from counter_app.domain.case_event import (
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
    TimeAnchored,
    UnknownFact,
)
from counter_app.domain.case_fold import fold
from counter_app.domain.deemed import seen_on
from counter_app.domain.ids import EventId
from counter_app.domain.print_job import FormId
from counter_app.domain.supervision import SupervisionLight
from counter_app.services.show_case import CaseFile
from counter_app.ui.case.timeline import timeline
from tests.fakes.people import (
    COMPLETE,
    MONDAY,
    TWO_MISSING,
    accepted,
    event,
    noticed,
    received,
    refused,
    supplemented,
)

JOB = EventId("job")


def printing(copy_number: int = 1, reason: str = "") -> PrintIntended:
    return PrintIntended(
        form=FormId.INTAKE_RECEIPT,
        document_number="收〔2026〕10101-00001号",
        copy_number=copy_number,
        about=EventId("a"),
        intended_at=MONDAY,
        reason=reason,
    )


def file_of(*events, acknowledged: tuple[str, ...] = ()) -> CaseFile:
    case = fold(events)
    assert case is not None
    return CaseFile(
        seen=seen_on(case, MONDAY.date(), PublishedRules().calendar),
        light=SupervisionLight.NORMAL,
        events=tuple(events),
        stages={EventId(name): SyncStage.RECEIVED for name in acknowledged},
        forms=(),
        refused_acts={},
    )


def words(*events, **more) -> list[str]:
    return [entry.words for entry in timeline(file_of(*events, **more))]


INTAKE = event("a", received(TWO_MISSING))


def test_the_history_stands_newest_first():
    told = words(
        INTAKE,
        event("b", noticed(), "a", n=2),
        event("c", supplemented(*COMPLETE), "b", n=3),
        event("d", accepted(), "c", n=4),
    )
    assert told == [
        "受理（材料齐全），受〔2026〕10101-00001号",
        "收到补正材料3项，已补齐",
        "一次性告知 告〔2026〕10101-00001号，需补2项",
        "收件，收件凭证 收〔2026〕10101-00001号",
    ]


def test_each_step_says_how_far_the_county_has_it():
    entries = timeline(file_of(INTAKE, event("b", noticed(), "a", n=2), acknowledged=("a",)))
    assert [entry.stage for entry in entries] == [SyncStage.STORED, SyncStage.RECEIVED]


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (printing(), "打印《收件凭证》"),
        (printing(3, "群众遗失"), "补打第2次《收件凭证》：群众遗失"),
        (PrintPrinted(job=JOB), "已出纸"),
        (PrintFailed(job=JOB, detail="缺纸"), "没有打印：缺纸"),
        (PrintUnknown(job=JOB, detail=""), "打印结果不明，询问出纸了吗"),
        (PrintSettled(job=JOB, came_out=True), "确认：出纸了"),
        (PrintSettled(job=JOB, came_out=False), "确认：没有出纸"),
        (refused(), "不予受理（依法不属于本机关职权范围），拒〔2026〕10101-00001号"),
        (
            UnknownFact(type="case.teleported"),
            "更新版本程序的记录（case.teleported），已保存并会照样上传",
        ),
    ],
)
def test_every_fact_has_its_words(fact, told):
    assert words(INTAKE, event("b", fact, "a", n=2))[0] == told


@pytest.mark.parametrize(
    "fact", [PrintSent(job=JOB, printer="小票80"), TimeAnchored(data="", signature="")]
)
def test_what_only_machines_care_about_is_left_out(fact):
    assert len(words(INTAKE, event("b", fact, n=2))) == 1


def test_an_act_that_clashed_or_came_twice_says_so_and_stays_in_sight():
    entries = timeline(
        file_of(
            INTAKE,
            event("b", accepted(), "a", n=2),
            event("c", accepted(), "a", n=3),
            event("d", refused(), "a", n=4),
        )
    )
    assert entries[0].mark == "与别的窗口冲突，等待首席代表裁决"
    assert entries[1].mark == "别的窗口已办过，以先办的为准"
    assert entries[2].mark == ""


def test_what_nobody_decided_names_nobody():
    by_machine = replace(event("b", PrintPrinted(job=JOB), n=2), role="system", staff="system")
    entries = timeline(file_of(INTAKE, by_machine))
    assert entries[0].who == ""
    assert entries[1].who == "QH0107"
