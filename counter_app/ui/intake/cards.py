"""Where a card that was just read belongs; it never silently covers another person's data."""

from __future__ import annotations

from enum import Enum

from counter_app.domain.identity_card import IdentityCard
from counter_app.domain.identity_number import fold
from counter_app.ui.intake.state import IntakeState


class Placement(Enum):
    """What becomes of a card."""

    APPLICANT = "applicant"
    PROXY = "proxy"
    ASK = "ask"


def placement_of(state: IntakeState, card: IdentityCard) -> Placement:
    """Return where a card goes.

    A blank applicant is filled, and so is the same person's (typed before, or read again).
    Behind an applicant who is there, an open and empty fold takes the card of the proxy.
    Everything else would put one person in another's place, and is asked.
    """
    number = fold(card.number)
    if state.person.is_blank or state.person.number == number:
        return Placement.APPLICANT
    if state.proxy is not None and (state.proxy.is_blank or state.proxy.number == number):
        return Placement.PROXY
    return Placement.ASK
