"""An intake page as a draft keeps it, and back; any payload whatever gives a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import TypeVar

from counter_app.domain.case_status import RefusalGround
from counter_app.domain.catalogue import Catalogue
from counter_app.domain.item import Necessity
from counter_app.domain.material import JudgedMaterial, OriginalHandling, Verdict
from counter_app.services.receive_case import CorrectionMade
from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.entry_text import plain_words
from counter_app.ui.intake.person import (
    CHARACTERS_MAX,
    VALID_TO_CHARACTERS,
    PersonEntry,
    PersonField,
)
from counter_app.ui.intake.service_terms import terms_of_row, terms_row
from counter_app.ui.intake.state import COPIES_MAX, CORRECTIONS_MAX, WORDS_MAX, IntakeState

Row = Mapping[str, object]
_Member = TypeVar("_Member", bound=Enum)


def to_payload(state: IntakeState) -> dict[str, object]:
    """Return plain JSON values; the item by its id, its lines by name."""
    return {
        "format": 1,
        "person": _person_row(state.person),
        "proxy": None if state.proxy is None else _person_row(state.proxy),
        "entry_reason": state.entry_reason,
        "item": None if state.item is None else state.item.item_id,
        "materials": [_line_row(line) for line in state.materials],
        "choice": None if state.choice is None else state.choice.value,
        "ground": state.ground.value,
        "reason": state.reason,
        "authority": state.authority,
        "corrections": [
            {"field": made.field, "before": made.before, "after": made.after}
            for made in state.corrections
        ],
        "not_duplicate_reason": state.not_duplicate_reason,
        "terms": terms_row(state.terms),
        "pledge_due_on": None if state.pledge_due_on is None else state.pledge_due_on.isoformat(),
    }


def from_payload(payload: Row, catalogue: Catalogue) -> IntakeState:
    """Return the page of a draft, under the catalogue of today.

    What is missing, damaged or of another type is as on an empty page.  An item that is not
    usable any more is left out; a line that the item has no more is left out too.
    """
    proxy = payload.get("proxy")
    state = IntakeState(
        person=_person(_row(payload.get("person"))),
        proxy=_person(proxy) if isinstance(proxy, Mapping) else None,
        entry_reason=_words(payload.get("entry_reason")),
        ground=_member(RefusalGround, payload.get("ground")) or RefusalGround.NOT_COMPETENT,
        reason=_words(payload.get("reason")),
        authority=_words(payload.get("authority")),
        terms=terms_of_row(_row(payload.get("terms"))),
    )
    for row in _rows(payload.get("corrections"))[:CORRECTIONS_MAX]:
        made = _correction(row)
        state = state.correct(made.field, made.before, made.after)
    item = catalogue.by_id(_words(payload.get("item")))
    if item is None or not item.is_usable:
        return state
    kept = {_words(row.get("name")): row for row in _rows(payload.get("materials"))}
    state = state.pick(item)
    lines = tuple(
        _line(line, kept[line.name]) if line.name in kept else line for line in state.materials
    )
    return replace(
        state,
        materials=lines,
        choice=_member(Outcome, payload.get("choice")),
        not_duplicate_reason=_words(payload.get("not_duplicate_reason")),
        pledge_due_on=_day(payload.get("pledge_due_on")),
    )


def _person_row(person: PersonEntry) -> dict[str, object]:
    row: dict[str, object] = {which.value: person.text(which) for which in PersonField}
    row["from_card"] = sorted(which.value for which in person.from_card)
    row["valid_to"] = person.valid_to
    return row


def _person(row: Row) -> PersonEntry:
    person = PersonEntry()
    for which in PersonField:
        text = row.get(which.value)
        if isinstance(text, str):
            person = person.edited(which, text[: 4 * CHARACTERS_MAX[which]])
    read = row.get("from_card")
    names = {name for name in read if isinstance(name, str)} if isinstance(read, list) else set()
    from_card = frozenset(
        which
        for which in PersonField
        if which.value in names and person.text(which) and which is not PersonField.PHONE
    )
    valid_to = _words(row.get("valid_to"))[:VALID_TO_CHARACTERS]
    return replace(person, from_card=from_card, valid_to=valid_to)


def _line_row(line: JudgedMaterial) -> dict[str, object]:
    return {
        "name": line.name,
        "verdict": None if line.verdict is None else line.verdict.value,
        "originals": line.originals,
        "copies": line.copies,
        "problem": line.problem,
        "handling": line.handling.value,
    }


def _line(line: JudgedMaterial, row: Row) -> JudgedMaterial:
    verdict = _member(Verdict, row.get("verdict"))
    if verdict is Verdict.DEFERRABLE and line.necessity is not Necessity.DEFERRABLE:
        verdict = None
    return replace(
        line,
        verdict=verdict or line.verdict,
        originals=_count(row.get("originals")),
        copies=_count(row.get("copies")),
        problem=_words(row.get("problem")),
        handling=_member(OriginalHandling, row.get("handling")) or line.handling,
    )


def _correction(row: Row) -> CorrectionMade:
    texts = [_words(row.get(name)) for name in ("field", "before", "after")]
    return CorrectionMade(field=texts[0], before=texts[1], after=texts[2])


def _words(value: object) -> str:
    return plain_words(value, WORDS_MAX) if isinstance(value, str) else ""


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(_words(value))
    except ValueError:
        return None


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return max(0, min(COPIES_MAX, value))


def _row(value: object) -> Row:
    return value if isinstance(value, Mapping) else {}


def _rows(value: object) -> Sequence[Row]:
    if not isinstance(value, list):
        return ()
    return [row for row in value if isinstance(row, Mapping)]


def _member(kind: type[_Member], value: object) -> _Member | None:
    return next((member for member in kind if member.value == value), None)
