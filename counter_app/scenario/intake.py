"""What a line says of people and papers, as the intake page would hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from counter_app.devices.card_frames import (
    ADDRESS_DATA_BYTES,
    FIND_DATA_BYTES,
    SAM_NUMBER_DATA_BYTES,
    SELECT_DATA_BYTES,
    SW3_DONE,
    Frame,
    FrameError,
    FrameParser,
)
from counter_app.devices.card_text import decode_read_answer
from counter_app.domain.applicant import Applicant, EntrySource, Proxy
from counter_app.domain.case_status import Channel
from counter_app.domain.catalogue import Catalogue
from counter_app.domain.errors import NoCard, ReaderFault, ScenarioInvalid, UnknownMaterial
from counter_app.domain.identity_card import CardKind, IdentityCard
from counter_app.domain.item import ServiceItem
from counter_app.domain.material import (
    JudgedMaterial,
    OriginalHandling,
    Verdict,
    checklist,
)
from counter_app.domain.service_facts import ServiceMode, ServiceTerms
from counter_app.scenario.line_fields import LineFields
from counter_app.services.receive_case import CorrectionMade, IntakeForm

CARD_HEX_MAX: Final = 40_000
_NO_CARD_SIZES: Final = frozenset(
    {0, FIND_DATA_BYTES, SELECT_DATA_BYTES, SAM_NUMBER_DATA_BYTES, ADDRESS_DATA_BYTES}
)
_KIND_OF_CARD: Final = {
    CardKind.RESIDENT: "resident-id",
    CardKind.HMT: "hmt-residence-permit",
    CardKind.FOREIGN: "foreign-permanent-resident",
    CardKind.FOREIGN_OLD: "foreign-permanent-resident-old",
}


def intake_form(fields: LineFields, item: ServiceItem, today: date) -> IntakeForm:
    """Return the intake page that a `receive` line fills."""
    return IntakeForm(
        item_id=item.item_id,
        applicant=_applicant(fields, today),
        proxy=_proxy(fields.table("proxy")),
        materials=handed_in(item, fields.tables("materials")),
        channel=fields.choice("channel", Channel, Channel.COUNTER),
        corrections=tuple(
            CorrectionMade(
                field=each.needed("field"), before=each.text("before"), after=each.text("after")
            )
            for each in fields.tables("corrections") or ()
        ),
        not_duplicate_reason=fields.text("not_duplicate_reason"),
        terms=_terms(fields.table("terms")),
    )


def item_of(catalogue: Catalogue, named: str) -> str:
    """Return the id of an item by its id, code or name; the text itself when there is none."""
    item = catalogue.resolve(named)
    return named if item is None else item.item_id


def handed_in(item: ServiceItem, listed: Sequence[LineFields] | None) -> tuple[JudgedMaterial, ...]:
    """Return the whole checklist as judged.

    Without a list everything is complete, in the number the item asks for.  With a list, what it
    does not name was not handed in: missing, or left open where the item does without it.

    Raises:
        UnknownMaterial: A name is not on the item's list.
    """
    lines = checklist(item.materials)
    if listed is None:
        return tuple(_complete(line) for line in lines)
    judged = {line.name: line for line in judged_lines(lines, listed)}
    return tuple(judged.get(line.name) or _not_handed_in(line) for line in lines)


def judged_lines(
    lines: Sequence[JudgedMaterial], listed: Sequence[LineFields]
) -> tuple[JudgedMaterial, ...]:
    """Return only the lines that a list names, judged as it says.

    Raises:
        UnknownMaterial: A name is not on the item's list, or stands there twice.
    """
    known = {line.name: line for line in lines}
    names = [each.needed("name") for each in listed]
    strange = [name for name in names if name not in known]
    if strange or len(set(names)) != len(names):
        raise UnknownMaterial("、".join(strange) or "同一材料写了两次")
    return tuple(_judged(known[name], each) for name, each in zip(names, listed, strict=True))


def _judged(line: JudgedMaterial, fields: LineFields) -> JudgedMaterial:
    if not fields.has("verdict"):
        return replace(line, verdict=None, originals=0, copies=0, problem="")
    verdict = fields.choice("verdict", Verdict)
    complete = _complete(line)
    is_here = verdict in {Verdict.COMPLETE, Verdict.DEFECTIVE}
    return replace(
        line,
        verdict=verdict,
        originals=fields.count("originals", complete.originals if is_here else 0),
        copies=fields.count("copies", complete.copies if is_here else 0),
        problem=fields.text("problem"),
        handling=fields.choice("handling", OriginalHandling, OriginalHandling.RETURNED),
    )


def _complete(line: JudgedMaterial) -> JudgedMaterial:
    """Return a line handed in as asked for; one original where the guide does not say."""
    is_unsaid = line.required_originals is None and line.required_copies is None
    return replace(
        line,
        verdict=Verdict.COMPLETE,
        originals=1 if is_unsaid else line.required_originals or 0,
        copies=line.required_copies or 0,
    )


def _not_handed_in(line: JudgedMaterial) -> JudgedMaterial:
    open_line = replace(line, verdict=None)
    return replace(line, verdict=Verdict.MISSING) if open_line.is_outstanding else open_line


def _applicant(fields: LineFields, today: date) -> Applicant:
    typed = fields.table("applicant")
    card = card_of(fields.text_of("card", CARD_HEX_MAX), today)
    if card is None:
        if typed is None:
            raise ScenarioInvalid("applicant：没有填写，也没有 card")
        return Applicant(
            name=typed.text("name"),
            id_kind=typed.text("id_kind", "resident-id"),
            number=typed.text("number"),
            phone=typed.text("phone"),
            address=typed.text("address"),
            entry_reason=typed.text("entry_reason", "没有带证件"),
        )
    more = typed or LineFields({}, "applicant")
    return Applicant(
        name=card.name or card.english_name or "",
        id_kind=_KIND_OF_CARD[card.kind],
        number=card.number,
        phone=more.text("phone"),
        address=card.address or more.text("address"),
        entry=EntrySource.CARD,
    )


def _proxy(fields: LineFields | None) -> Proxy | None:
    if fields is None:
        return None
    return Proxy(
        name=fields.text("name"),
        id_kind=fields.text("id_kind", "resident-id"),
        number=fields.text("number"),
        phone=fields.text("phone"),
        authority=fields.text("authority"),
    )


def _terms(fields: LineFields | None) -> ServiceTerms:
    if fields is None:
        return ServiceTerms()
    asked = fields.texts("modes") or ()
    known = [mode for mode in ServiceMode if mode.value in asked]
    if len(known) != len(set(asked)):
        raise ScenarioInvalid(
            "terms.modes：只能是 " + "、".join(mode.value for mode in ServiceMode)
        )
    return ServiceTerms(
        modes=tuple(known),
        reason=fields.text("reason"),
        appointed_at=fields.instant("appointed_at") if fields.has("appointed_at") else None,
        errand_runner=fields.text("errand_runner"),
        courier_address=fields.text("courier_address"),
        guardian_of_minor=fields.flag("guardian_of_minor"),
    )


def card_of(hex_text: str, today: date) -> IdentityCard | None:
    """Return the card in a reader's raw answer; None without an answer.

    Raises:
        ScenarioInvalid: It is no hexadecimal text.
        NoCard: There is no answer with a card in it.
        ReaderFault: An answer is cut off, or its sum is wrong.
        CardUnreadable: There is one, and it cannot be read.
    """
    if not hex_text.strip():
        return None
    try:
        answer = bytes.fromhex(hex_text)
    except ValueError:
        raise ScenarioInvalid("card：应为十六进制的读卡器应答") from None
    parser = FrameParser()
    frames: list[Frame | FrameError] = [*parser.feed(answer), *parser.finish()]
    for frame in frames:
        if isinstance(frame, FrameError):
            raise ReaderFault(frame.code)
        if frame.sw3 == SW3_DONE and len(frame.data) not in _NO_CARD_SIZES:
            has_status = bool(frame.sw1 or frame.sw2)
            return decode_read_answer(frame.data, on=today, has_card_status=has_status).card
    raise NoCard
