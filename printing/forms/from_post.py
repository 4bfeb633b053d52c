"""Papers of a post, from plain results of the services; pure, like `from_case`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import RunningClock
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.courier import BundlePaper
from counter_app.domain.day_report import DayReport, differences_by_number
from counter_app.domain.deemed import CaseOnDay
from counter_app.domain.desk_contents import DeskCase, DraftAtDesk, Handover, OpenPromise
from counter_app.domain.drawer import DrawerCount, DrawerLine
from counter_app.domain.post_facts import PostHandedOver
from counter_app.domain.print_job import FormId, PrintedDocument
from counter_app.domain.privacy import mask_phone
from counter_app.domain.terms import name_of
from counter_app.domain.time_limit import Deadline, days_over
from counter_app.domain.work_calendar import WorkCalendar
from printing.forms.data import FormData, Issuer
from printing.forms.day_close_lists import (
    DutyCheck,
    DutyChecks,
    NoticeMissed,
    NumberExplained,
    OriginalOwed,
    OverdueCase,
    UnknownPrint,
    VoidedNumber,
)
from printing.forms.day_close_sheet import DayCloseSheetData
from printing.forms.drawer_inventory import DrawerInventoryData
from printing.forms.from_bundle import bundle_slip_data
from printing.forms.handover_sheet import (
    CallBack,
    DraftLeft,
    HandoverSheetData,
    OpenCase,
    PromiseLeft,
)
from printing.forms.originals import OriginalKept

NO_NAME: Final = "未填姓名"
NO_ITEM: Final = "未选事项"
SAVED_AT: Final = "时间为最后保存"
_SHORT_DIGITS: Final = 6
_NAMED_MAX: Final = 4
_CLOCK_STARTS: Final = {
    RunningClock.NOTICE: "收件后",
    RunningClock.DECISION: "受理后",
    RunningClock.PAUSED: "受理后",
    RunningClock.DELIVERY: "决定后",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostContext:
    """What a paper of the post says beside what it is about.

    Attributes:
        staff_name: Staff number → name.
        clerk_number: Who prints it.
    """

    profile: CounterProfile
    calendar: WorkCalendar
    staff_name: Callable[[str], str]
    clerk_number: str

    def issuer(self) -> Issuer:
        """Return who issues the paper."""
        profile = self.profile
        return Issuer(
            agency_name=profile.agency_name,
            center_name=profile.center_name,
            counter_name=profile.counter_name,
            clerk_name=self.staff_name(self.clerk_number),
            clerk_number=self.clerk_number,
            enquiry_phone=profile.enquiry_phone,
            complaint_phone=profile.complaint_phone,
            address=profile.address,
            hours=profile.hours,
        )


def post_paper(
    about: DrawerCount | Handover | DayReport | BundlePaper,
    context: PostContext,
    *,
    printed_at: datetime,
) -> tuple[FormId, FormData]:
    """Return which form tells of something at the post, and what it says."""
    if isinstance(about, DrawerCount):
        return FormId.DRAWER_INVENTORY, inventory_data(about, context, printed_at=printed_at)
    if isinstance(about, Handover):
        return FormId.HANDOVER_SHEET, handover_data(about, context, printed_at=printed_at)
    if isinstance(about, BundlePaper):
        data = bundle_slip_data(about, context.issuer(), printed_at=printed_at)
        return FormId.BUNDLE_SLIP, data
    return FormId.DAY_CLOSE_SHEET, day_close_data(about, context, printed_at=printed_at)


def inventory_data(
    count: DrawerCount, context: PostContext, *, printed_at: datetime
) -> DrawerInventoryData:
    """Return what the inventory of a drawer says."""
    counter = context.staff_name(count.counted_by)
    return DrawerInventoryData(
        issuer=context.issuer(),
        document_number=count.document_number,
        drawer_name=f"{context.profile.counter_name}抽屉",
        originals=_originals(count.inventory.lines, counter),
        total=count.inventory.total,
        counted=count.counted,
        counted_by=counter,
        counted_at=count.counted_at,
        discrepancy=count.explanation,
        printed_at=printed_at,
    )


def handover_data(
    handover: Handover, context: PostContext, *, printed_at: datetime
) -> HandoverSheetData:
    """Return what the sheet of a hand-over says: everything that goes along."""
    fact, contents, name = handover.fact, handover.contents, context.staff_name
    if isinstance(fact, PostHandedOver):
        giver, taker, at = fact.handed_by, fact.handed_to, fact.handed_at
    else:
        giver, taker, at = fact.acting_for, fact.taken_by, fact.taken_at
    chief, answer = fact.countersigned_by, handover.answer
    return HandoverSheetData(
        issuer=context.issuer(),
        document_number=fact.document_number,
        post_name=fact.post,
        from_name=name(giver),
        from_number=giver,
        to_name=name(taker),
        to_number=taker,
        cause=handover.cause,
        handed_over_at=at,
        approved_by=name(chief) if chief else "",
        drafts=tuple(_draft(draft) for draft in contents.drafts),
        open_cases=tuple(_open_case(desk) for desk in contents.open_cases),
        originals=_originals(contents.drawer.lines, name(giver)),
        promises=tuple(_promise(promise, context.calendar) for promise in contents.promises),
        call_backs=tuple(_call(case) for case in contents.calls),
        until=None if isinstance(fact, PostHandedOver) else fact.until,
        unacknowledged=contents.unacknowledged,
        remarks=handover.remarks,
        accepted_at=answer.answered_at if answer is not None else None,
        counted=answer.originals_counted if answer is not None else 0,
        taker_remarks=answer.remarks if answer is not None else "",
        printed_at=printed_at,
    )


def day_close_data(
    report: DayReport, context: PostContext, *, printed_at: datetime
) -> DayCloseSheetData:
    """Return what the sheet of a closed day says."""
    fact, log, name = report.fact, report.log, context.staff_name
    return DayCloseSheetData(
        issuer=context.issuer(),
        document_number=fact.document_number,
        closes=fact.day,
        closed_at=fact.closed_at,
        receipts_printed=fact.receipts_printed,
        cases_stored=fact.cases_stored,
        acknowledgements=fact.acknowledged,
        differences=tuple(
            NumberExplained(number=number, why=why) for number, why in differences_by_number(fact)
        ),
        voided=tuple(
            VoidedNumber(
                number=voided.case.number,
                why=voided.ending.reason,
                voided_by=name(voided.voided_by),
                approved_by=name(voided.ending.countersigned_by),
            )
            for voided in report.voided
        ),
        unknown=tuple(_unknown(document) for document in report.unknown),
        overdue=tuple(_overdue(seen, fact.day, context.calendar) for seen in report.overdue),
        notices_missed=tuple(_missed(seen) for seen in report.missed),
        duties=_duties(report),
        quarantined=log.quarantined,
        last_event_at=log.last_event_at,
        event_count=log.event_count,
        head_code=log.head_code,
        originals=tuple(
            OriginalOwed(
                case_number=line.case_number,
                material=line.material,
                originals=line.originals,
                why="已结束",
            )
            for line in report.owed
        ),
        county_count=log.county_count,
        county_code=log.county_code,
        printed_at=printed_at,
    )


def _originals(lines: Iterable[DrawerLine], holder: str) -> tuple[OriginalKept, ...]:
    return tuple(
        OriginalKept(
            case_number=line.case_number,
            owner_name=line.owner_name,
            material=f"{line.material}（须退还）" if line.is_owed else line.material,
            originals=line.originals,
            kept_since=line.since,
            holder=holder,
        )
        for line in lines
    )


def _draft(draft: DraftAtDesk) -> DraftLeft:
    return DraftLeft(
        applicant_name=draft.applicant_name or NO_NAME,
        item_name=draft.item_name or NO_ITEM,
        begun_at=draft.saved_at,
        note=SAVED_AT,
    )


def _open_case(desk: DeskCase) -> OpenCase:
    case, deadline = desk.case, desk.seen.clocks.binding
    return OpenCase(
        case_number=case.number,
        applicant_name=case.applicant.name,
        item_name=case.item.name,
        status=name_of(case.status),
        due_on=deadline.due_on if deadline else None,
        due_words=_limit_words(desk.seen, deadline),
        due_is_provisional=bool(deadline and deadline.provisional),
        note=_what_is_missing(case),
    )


def _limit_words(seen: CaseOnDay, deadline: Deadline | None) -> str:
    """Write which limit a date comes from, with its unit: 受理后22个工作日."""
    start = _CLOCK_STARTS.get(seen.clocks.running)
    if deadline is None or start is None or not deadline.counted_days:
        return ""
    return f"{start}{len(deadline.counted_days)}{name_of(deadline.unit)}"


def _what_is_missing(case: Case) -> str:
    names = case.open_pledge
    if not names:
        return ""
    more = "等" if len(names) > _NAMED_MAX else ""
    return f"容缺{'、'.join(names[:_NAMED_MAX])}{more}"


def _promise(promise: OpenPromise, calendar: WorkCalendar) -> PromiseLeft:
    return PromiseLeft(
        case_number=promise.case.number,
        applicant_name=promise.case.applicant.name,
        promise=promise.words,
        due_on=promise.due_on,
        due_is_provisional=not calendar.is_certain(promise.due_on),
    )


def _call(case: Case) -> CallBack:
    return CallBack(
        person_name=case.applicant.name,
        phone_masked=mask_phone(case.applicant.phone),
        about=f"通知领取《{case.item.name}》办理结果",
    )


def _unknown(document: PrintedDocument) -> UnknownPrint:
    answers = {None: "", True: "已出纸", False: "未出纸"}
    return UnknownPrint(
        document_number=document.document_number,
        form_name=name_of(document.form),
        sent_at=document.intended_at,
        answer=answers[document.came_out],
    )


def _overdue(seen: CaseOnDay, day: date, calendar: WorkCalendar) -> OverdueCase:
    promised, reason = seen.clocks.promised, seen.case.overdue_reason
    assert promised is not None, "overdue, so there is a date"
    return OverdueCase(
        case_number=seen.case.number,
        item_name=seen.case.item.name,
        due_on=promised.due_on,
        over_words=f"{days_over(promised, day, calendar)}个工作日",
        why=reason.text or name_of(reason.category) if reason else "",
    )


def _missed(seen: CaseOnDay) -> NoticeMissed:
    return NoticeMissed(
        case_number=seen.case.number,
        item_name=seen.case.item.name,
        received_on=seen.case.received_on,
        told_by=seen.clocks.notice.due_on,
    )


def _duties(report: DayReport) -> DutyChecks:
    checks = report.checks

    def check(numbers: tuple[str, ...]) -> DutyCheck:
        note = f"核查{report.checked}件" if not numbers else _last_digits(numbers)
        return DutyCheck(breaches=len(numbers), note=note)

    return DutyChecks(
        not_accepted=check(checks.not_accepted),
        not_displayed=check(checks.not_displayed),
        not_informed=check(checks.not_informed),
        not_told_at_once=check(checks.not_told_at_once),
        no_reason=check(checks.without_reason),
    )


def _last_digits(numbers: tuple[str, ...]) -> str:
    """Name cases by what a clerk types to find them: the last six digits."""
    named = "、".join(number[-_SHORT_DIGITS:] for number in numbers[:_NAMED_MAX])
    return f"尾号{named}" + (f"等{len(numbers)}件" if len(numbers) > _NAMED_MAX else "")
