"""`counter case`: list cases, show one with its events."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf
from counter_app.domain.errors import CaseNotFound

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.attachment import Attachment
    from counter_app.domain.case_card import CaseCard
    from counter_app.services.show_case import CaseFile

LIST_PAGES_MAX = 1_000


def register(parser: argparse.ArgumentParser) -> None:
    """Add `list` and `show`."""
    groups = parser.add_subparsers(dest="what", required=True, metavar="list|show")
    listing = leaf(groups, "list", "列出办件")
    listing.add_argument("--status", metavar="S")
    listing.add_argument("--due-before", metavar="D", type=_date)
    show = leaf(groups, "show", "查看一个办件及其全部步骤")
    show.add_argument("number", metavar="NUMBER")


def run(arguments: argparse.Namespace) -> Answer:
    """Do one of the two.

    Raises:
        NotAuthorised: The user may see no case, nor learn which numbers exist.
    """
    from counter_app.bootstrap.profile import open_profile
    from counter_app.domain.authority import require
    from counter_app.domain.permissions import Right

    with open_profile(arguments, may_view=True) as profile:
        require(profile.desk.operator().role, Right.READ_CASES)
        if arguments.what == "list":
            return _list(profile, arguments.status, arguments.due_before)
        return _show(profile, arguments.number)


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _list(profile: OpenProfile, status: str | None, due_before: date | None) -> Answer:
    cards = [
        card
        for card in _all_cards(profile)
        if (status is None or card.status.value == status)
        and (due_before is None or (card.next_due_on is not None and card.next_due_on < due_before))
    ]
    rows = [_card_row(card) for card in cards]
    text = "\n".join(
        f"{card.number}  {card.item_name}  {card.status.value}  {card.next_due_on or '—'}"
        for card in cards
    )
    return Answer({"cards": rows}, text or "没有符合条件的办件")


def _all_cards(profile: OpenProfile) -> list[CaseCard]:
    from counter_app.domain.case_card import WorkQueue

    cards: list[CaseCard] = []
    after: str | None = None
    for _ in range(LIST_PAGES_MAX):
        page = profile.store.finder.worklist(
            WorkQueue.ALL, today=profile.office.today(), after=after
        )
        cards.extend(page.cards)
        after = page.next_key
        if after is None:
            break
    return cards


def _card_row(card: CaseCard) -> dict[str, Any]:
    from counter_app.domain.privacy import mask_name

    return {
        "number": card.number,
        "item": card.item_name,
        "applicant": mask_name(card.applicant_name),
        "id_number": card.number_masked,
        "handling_type": card.handling_type.value,
        "status": card.status.value,
        "received_at": card.received_at.isoformat(),
        "due_on": card.next_due_on.isoformat() if card.next_due_on else None,
        "provisional_due": card.is_provisional,
        "stage": card.stage.value,
    }


def _show(profile: OpenProfile, number: str) -> Answer:
    from counter_app.domain.terms import name_of
    from counter_app.services.show_case import ShowCase

    with profile.store.unit_of_work(as_system=True) as work:
        case_id = work.find_case(number.replace("-", "").strip())
    if case_id is None:
        raise CaseNotFound(number)
    store = profile.store
    shown = ShowCase(profile.office, store.finder, file_states=store.attachments.states)(case_id)
    data = _case_object(shown)
    lines = [
        f"{shown.case.number}  {shown.case.item.name}  {name_of(shown.case.status)}",
        *(f"  {row['at']}  {row['type']}  {row['stage']}" for row in data["events"]),
    ]
    return Answer(data, "\n".join(lines))


def _case_object(shown: CaseFile) -> dict[str, Any]:
    from counter_app.domain.material import outstanding
    from counter_app.domain.privacy import mask_name, mask_number
    from sync.codec import type_name

    case = shown.case
    acceptance = case.acceptance
    accepted_on = acceptance.accepted_on if acceptance else shown.deemed_accepted_on
    statutory = shown.clocks.statutory.due_on if shown.clocks.statutory else None
    return {
        "number": case.number,
        "status": case.status.value,
        "item": case.item.name,
        "handling_type": case.item.handling_type.value,
        "catalogue_version": case.item.catalogue_version,
        "applicant": {
            "name": mask_name(case.applicant.name),
            "id_kind": case.applicant.id_kind,
            "number": mask_number(case.applicant.number),
        },
        "received_at": case.received_at.isoformat(),
        "accepted_on": accepted_on.isoformat() if accepted_on else None,
        "accepted_at": acceptance.accepted_at.isoformat() if acceptance else None,
        "report_class": case.report_class.value,
        "deemed_accepted": case.is_deemed_accepted,
        "due_on": shown.deadline.due_on.isoformat() if shown.deadline else None,
        "provisional_due": bool(shown.deadline and shown.deadline.provisional),
        "statutory_due_on": statutory.isoformat() if statutory else None,
        "outstanding_materials": [line.name for line in outstanding(case.materials)],
        "materials": [
            {"name": line.name, "verdict": line.verdict.value if line.verdict else None}
            for line in case.materials
        ],
        "supervision": shown.light.value,
        "notices": case.demands,
        "documents": [
            {
                "form": document.form.value,
                "number": document.document_number,
                "copy": document.copy_number,
                "outcome": document.state.value,
            }
            for document in case.documents
        ],
        "attachments": [_file_row(shown, file.attachment) for file in case.files.shown],
        "conflicts": len(case.open_conflicts),
        "events": [
            {
                "id": event.event_id,
                "type": type_name(event.fact),
                "at": event.made_at.isoformat(),
                "staff": event.staff,
                "stage": shown.stages[event.event_id].value,
            }
            for event in shown.events
        ],
    }


def _file_row(shown: CaseFile, attachment: Attachment) -> dict[str, Any]:
    """Describe a file without its name, which people write into freely."""
    state = shown.file_states.get(attachment.sha256)
    return {
        "sha256": attachment.sha256,
        "media_type": attachment.media_type.value,
        "size_bytes": attachment.size_bytes,
        "material": attachment.material,
        "state": state.value if state else "on-the-way",
    }
