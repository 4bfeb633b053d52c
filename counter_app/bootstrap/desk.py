"""Where the program stands, who works at it, and the rules in force."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from counter_app.domain.catalogue import Catalogue
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.errors import NotSignedIn
from counter_app.domain.ids import CaseId
from counter_app.domain.staff import Operator
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.runtime.shipped_data import shipped_calendar, shipped_catalogue


class SignedInDesk:
    """The `Desk` port: one counter and whoever is signed in at it."""

    def __init__(self, profile: CounterProfile) -> None:
        self._profile = profile
        self._operator: Operator | None = None

    @property
    def profile(self) -> CounterProfile:
        return self._profile

    def operator(self) -> Operator:
        if self._operator is None:
            raise NotSignedIn
        return self._operator

    def sign_in(self, operator: Operator) -> None:
        """From now on, acts are this person's."""
        self._operator = operator

    def sign_out(self) -> None:
        """From now on, nobody can act."""
        self._operator = None


@dataclass(frozen=True, slots=True)
class PublishedRules:
    """The `Rulebook` port: catalogue and calendar that ship with the program."""

    @property
    def catalogue(self) -> Catalogue:
        return shipped_catalogue()

    @property
    def calendar(self) -> WorkCalendar:
        return shipped_calendar()


def new_case_id() -> CaseId:
    """Return 32 random hex digits."""
    return CaseId(secrets.token_hex(16))


def new_query_code() -> str:
    """Return 6 random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_login() -> str:
    """Return 16 random hex digits that name one sign-in."""
    return secrets.token_hex(8)
