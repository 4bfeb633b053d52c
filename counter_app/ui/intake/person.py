"""A person on the intake page: what was read from a card and what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Final

from counter_app.domain.applicant import NAME_CHARACTERS_MAX, Applicant, EntrySource, Proxy
from counter_app.domain.identity_card import CardKind, IdentityCard
from counter_app.domain.identity_number import NumberKind, fold
from counter_app.ui.intake.entry_text import plain_words

OTHER_KIND: Final = "other"
ID_KINDS: Final = (
    NumberKind.RESIDENT.value,
    NumberKind.HMT_RESIDENCE_PERMIT.value,
    NumberKind.FOREIGN_PERMANENT_RESIDENT.value,
    NumberKind.FOREIGN_PERMANENT_RESIDENT_OLD.value,
    NumberKind.CREDIT_CODE.value,
    OTHER_KIND,
)
"""Kinds of numbers, in the order in which they are offered."""

_KIND_OF_CARD: Final = MappingProxyType(
    {
        CardKind.RESIDENT: NumberKind.RESIDENT.value,
        CardKind.HMT: NumberKind.HMT_RESIDENCE_PERMIT.value,
        CardKind.FOREIGN: NumberKind.FOREIGN_PERMANENT_RESIDENT.value,
        CardKind.FOREIGN_OLD: NumberKind.FOREIGN_PERMANENT_RESIDENT_OLD.value,
    }
)
assert _KIND_OF_CARD.keys() == set(CardKind), "every card has a kind of number"


class PersonField(Enum):
    """A field of a person, by the name of its attribute."""

    NAME = "name"
    KIND = "id_kind"
    NUMBER = "number"
    PHONE = "phone"
    ADDRESS = "address"
    AUTHORITY = "authority"


CHARACTERS_MAX: Final = MappingProxyType(
    {
        PersonField.NAME: NAME_CHARACTERS_MAX + 20,
        PersonField.KIND: 40,
        PersonField.NUMBER: 40,
        PersonField.PHONE: 40,
        PersonField.ADDRESS: 200,
        PersonField.AUTHORITY: 100,
    }
)
"""What a field holds; a name may run over its limit, so that this is noticed."""

VALID_TO_CHARACTERS: Final = 10

_FOLDED: Final = frozenset({PersonField.NUMBER, PersonField.PHONE})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonEntry:
    """Somebody as entered so far.

    Attributes:
        id_kind: One of `ID_KINDS`.
        authority: Of a proxy: what shows that they may.
        from_card: Fields that stand as the card gave them.
        valid_to: Of the card: YYYY-MM-DD, 长期, or "".
    """

    name: str = ""
    id_kind: str = ID_KINDS[0]
    number: str = ""
    phone: str = ""
    address: str = ""
    authority: str = ""
    from_card: frozenset[PersonField] = field(default_factory=frozenset)
    valid_to: str = ""

    def text(self, which: PersonField) -> str:
        words = getattr(self, which.value)
        assert isinstance(words, str)
        return words

    def edited(self, which: PersonField, text: str) -> PersonEntry:
        """Return the person with one field typed over; full-width digits become plain ones."""
        words = plain_words(text, CHARACTERS_MAX[which])
        if which in _FOLDED:
            words = fold(words)
        if which is PersonField.KIND and words not in ID_KINDS:
            return self
        if words == self.text(which):
            return self
        changed = replace(self, from_card=self.from_card - {which})
        match which:
            case PersonField.NAME:
                changed = replace(changed, name=words)
            case PersonField.KIND:
                changed = replace(changed, id_kind=words)
            case PersonField.NUMBER:
                changed = replace(changed, number=words, valid_to="")
            case PersonField.PHONE:
                changed = replace(changed, phone=words)
            case PersonField.ADDRESS:
                changed = replace(changed, address=words)
            case PersonField.AUTHORITY:
                changed = replace(changed, authority=words)
        return changed

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands here that a card would cover up."""
        return not (self.name.strip() or self.number)

    @property
    def has_content(self) -> bool:
        texts = (self.name, self.number, self.phone, self.address, self.authority)
        return any(text.strip() for text in texts)

    @property
    def entry(self) -> EntrySource:
        """CARD when both name and number stand as the card gave them."""
        read = {PersonField.NAME, PersonField.NUMBER}
        return EntrySource.CARD if read <= self.from_card else EntrySource.TYPED

    def with_card(self, card: IdentityCard, *, address: str | None = None) -> PersonEntry:
        """Return the person of a card; telephone and authority stay: no card knows them.

        Args:
            card: As read.
            address: The one chosen, if the card has a later one; None takes the printed one.
        """
        name = card.name or card.english_name or ""
        where = address if address is not None else card.address or ""
        blank = replace(self, name="", number="", address="")
        filled = (
            blank.edited(PersonField.NAME, name.strip())
            .edited(PersonField.NUMBER, card.number)
            .edited(PersonField.ADDRESS, where.strip())
        )
        read = (PersonField.NAME, PersonField.NUMBER, PersonField.ADDRESS)
        return replace(
            filled,
            id_kind=_KIND_OF_CARD[card.kind],
            from_card=frozenset(f for f in read if filled.text(f)) | {PersonField.KIND},
            valid_to=plain_words(card.valid_to or "", VALID_TO_CHARACTERS),
        )


def applicant_of(person: PersonEntry, entry_reason: str) -> Applicant:
    """Return the applicant as the record keeps them."""
    is_typed = person.entry is EntrySource.TYPED
    return Applicant(
        name=person.name.strip(),
        id_kind=person.id_kind,
        number=person.number,
        phone=person.phone,
        address=person.address.strip(),
        entry=person.entry,
        entry_reason=entry_reason.strip() if is_typed else "",
    )


def proxy_of(person: PersonEntry | None) -> Proxy | None:
    """Return who acts for the applicant; None for nobody."""
    if person is None:
        return None
    return Proxy(
        name=person.name.strip(),
        id_kind=person.id_kind,
        number=person.number,
        phone=person.phone,
        authority=person.authority.strip(),
    )
