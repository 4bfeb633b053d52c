"""Where the program stands, who works at it, and the rules in force."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from counter_app.domain.catalogue import Catalogue
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.errors import NotSignedIn
from counter_app.domain.ids import CaseId
from counter_app.domain.staff import Operator
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.ports import Clock
from counter_app.runtime.installed_catalogues import InstalledCatalogues
from counter_app.runtime.shipped_data import shipped_calendar, shipped_catalogue


class SignedInDesk:
    """The `Desk` port: one counter and whoever is signed in at it."""

    def __init__(self, profile: CounterProfile) -> None:
        self._profile = profile
        self._operator: Operator | None = None
        self.lease: Callable[[], date | None] | None = None
        """Says until when the county's permission holds; None where there is no county."""

    @property
    def profile(self) -> CounterProfile:
        return self._profile

    def operator(self) -> Operator:
        if self._operator is None:
            raise NotSignedIn
        if self.lease is None:
            return self._operator
        return replace(self._operator, permitted_until=self.lease())

    def sign_in(self, operator: Operator) -> None:
        """From now on, acts are this person's."""
        self._operator = operator

    def sign_out(self) -> None:
        """From now on, nobody can act."""
        self._operator = None


@dataclass(frozen=True, slots=True)
class PublishedRules:
    """The `Rulebook` port: what the county has published, else what ships with the program.

    Attributes:
        clock: Says which day it is; None = only what ships counts.
        installed: What the county has published; None = nothing.
    """

    clock: Clock | None = None
    installed: InstalledCatalogues | None = None

    @property
    def catalogue(self) -> Catalogue:
        return self.catalogue_on(self.clock.now().date()) if self.clock else shipped_catalogue()

    def catalogue_on(self, today: date) -> Catalogue:
        own = self.installed.on(today) if self.installed else None
        return own or shipped_catalogue()

    def catalogue_of(self, version: int) -> Catalogue | None:
        own = self.installed.of_number(version) if self.installed else None
        shipped = shipped_catalogue()
        return own or (shipped if shipped.version == version else None)

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
