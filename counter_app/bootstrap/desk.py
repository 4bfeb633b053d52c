"""Where the program stands, who works at it, and the rules in force."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from counter_app.bootstrap.published import Published
from counter_app.domain.catalogue import Catalogue
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.errors import NotSignedIn
from counter_app.domain.ids import CaseId
from counter_app.domain.staff import Operator
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.ports import Clock
from counter_app.runtime.installed_catalogues import InstalledCatalogues
from counter_app.runtime.shipped_data import shipped_calendar, shipped_catalogue


def as_enrolled(operator: Operator) -> Operator:
    """Let somebody do what they were enrolled for at this counter."""
    return operator


class SignedInDesk:
    """The `Desk` port: one counter and whoever is signed in at it."""

    def __init__(
        self,
        profile: CounterProfile,
        standing_of: Callable[[Operator], Operator] = as_enrolled,
    ) -> None:
        """Work at one counter.

        Args:
            profile: Which.
            standing_of: What somebody may do today; asked at every act, so that a new list of
                the county counts at once.
        """
        self._profile = profile
        self._standing_of = standing_of
        self._operator: Operator | None = None
        self.lease: Callable[[], date | None] | None = None
        """Says until when the county's permission holds; None where there is no county."""
        self.seat: Callable[[Operator], Operator] = as_enrolled
        """Says for whom somebody acts (顶岗), and what nobody has approved yet."""

    @property
    def profile(self) -> CounterProfile:
        return self._profile

    def operator(self) -> Operator:
        if self._operator is None:
            raise NotSignedIn
        operator = self.seat(self._standing_of(self._operator))
        lease = self.lease() if self.lease is not None else None
        ends = [day for day in (operator.permitted_until, lease) if day is not None]
        return replace(operator, permitted_until=min(ends, default=None))

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
        installed: Catalogues in the profile's folder, for commands that open no database.
        published: What the database keeps, signed by the county; comes before everything else.
    """

    clock: Clock | None = None
    installed: InstalledCatalogues | None = None
    published: Published | None = None

    @property
    def catalogue(self) -> Catalogue:
        return self.catalogue_on(self.clock.now().date()) if self.clock else shipped_catalogue()

    def catalogue_on(self, today: date) -> Catalogue:
        own: Catalogue | None = None
        if self.published is not None and self.published.is_attached:
            own = self.published.catalogue_on(today)
        elif self.installed is not None:
            own = self.installed.on(today)
        return own or shipped_catalogue()

    def catalogue_of(self, version: int) -> Catalogue | None:
        own: Catalogue | None = None
        if self.published is not None and self.published.is_attached:
            own = self.published.catalogue_of(version)
        elif self.installed is not None:
            own = self.installed.of_number(version)
        shipped = shipped_catalogue()
        return own or (shipped if shipped.version == version else None)

    @property
    def calendar(self) -> WorkCalendar:
        """The county's newest; the shipped one while there is none, or it is newer still."""
        shipped = shipped_calendar()
        own = self.published.calendar() if self.published is not None else None
        return own if own is not None and own.version >= shipped.version else shipped


def new_case_id() -> CaseId:
    """Return 32 random hex digits."""
    return CaseId(secrets.token_hex(16))


def new_query_code() -> str:
    """Return 6 random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_login() -> str:
    """Return 16 random hex digits that name one sign-in."""
    return secrets.token_hex(8)
