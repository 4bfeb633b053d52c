"""What the county has published, in force at this counter: read, checked at every load, installed.

Answers from several threads: the window asks, the sync thread installs.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.bootstrap.published_values import PublishedValues
from counter_app.domain.errors import PermissionEnded
from counter_app.domain.pinyin import PinyinTable
from counter_app.domain.publication_facts import (
    PublicationInstalled,
    PublicationRefused,
    refused_words,
)
from counter_app.domain.staff import Operator
from counter_app.domain.staff_list import StaffList
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.ports import Clock
from counter_app.storage.publication_store import KeptPublication
from sync.client.publication_check import Checked
from sync.client.report import PROGRAM
from sync.publication import CALENDAR, CATALOGUE, STAFF, TRUST
from sync.trust_list import TrustList, signatures_to_json

_KEPT_WHOLE: Final = frozenset({CATALOGUE, CALENDAR, STAFF})
"""Kinds whose old versions are needed: by cases, and to say what changed."""

log = logging.getLogger(__name__)


def nobody_told(kind: str, content: bytes) -> None:
    """Stand in for whoever wants to hear of what was installed."""
    del kind, content


class Published(PublishedValues):
    """The shelf of publications; implements `sync.client.publications.PublicationShelf`.

    Attributes:
        on_installed: Called with kind and content after each, on the thread that installed.
        today: Which day it is for what the county lets people do; by the county's time carried
            on once the database is open: a wall clock set back gives nobody a right back.
    """

    def __init__(self, clock: Clock, pinyin: Callable[[], PinyinTable]) -> None:
        super().__init__(pinyin)
        self._clock = clock
        self.on_installed: Callable[[str, bytes], None] = nobody_told
        self.today: Callable[[], date] = lambda: clock.now().date()

    @property
    def clock(self) -> Clock:
        return self._clock

    def calendar(self) -> WorkCalendar | None:
        """Return the newest calendar that is whole; None when the county published none."""
        value = self.newest_value(CALENDAR)
        return value if isinstance(value, WorkCalendar) else None

    def staff_list(self, today: date) -> StaffList | None:
        """Return the list that counts on a day; None when none has begun."""
        for version in self.versions(STAFF):
            value = self.value(STAFF, version)
            if isinstance(value, StaffList) and value.valid_from <= today:
                return value
        return None

    def trust(self) -> TrustList | None:
        """Return the newest trust list that is whole."""
        value = self.newest_value(TRUST)
        return value if isinstance(value, TrustList) else None

    def device_key(self, device: str, generation: int) -> Ed25519PublicKey | None:
        """Return another device's key as the county published it; see `TrustList.key`."""
        trust = self.trust() if self.is_attached else None
        return trust.key(device, generation) if trust else None

    def standing_of(self, operator: Operator) -> Operator:
        """Return somebody signed in with what the county's list lets them do today."""
        if not self.is_attached:
            return operator
        today = self.today()
        listed = self.staff_list(today)
        return listed.standing_of(operator, today) if listed else operator

    def require_at_work(self, operator: Operator) -> None:
        """See that somebody may still sign in.

        Raises:
            PermissionEnded: The county's list says that they no longer work at a counter.
        """
        today = self.today()
        listed = self.staff_list(today) if self.is_attached else None
        if listed is not None and listed.has_ended(operator.staff, today):
            raise PermissionEnded(operator.staff)

    def notice(self) -> str:
        """Return what the desk has to read about publications that were not taken; or ""."""
        if not self.is_attached:
            return ""
        for refused in self.store.refused():
            if refused.version > self.version(refused.kind):
                return refused_words(refused.kind, refused.version, refused.reason)
        return ""

    def is_refused(self, kind: str, version: int) -> bool:
        """Whether this version was refused by the same trust list and program as now."""
        basis = self._basis()
        return any(
            (each.kind, each.version, each.basis) == (kind, version, basis)
            for each in self.store.refused()
        )

    def install(self, checked: Checked) -> None:
        """Keep what was checked and let it count, with its event in one transaction."""
        manifest, publication = checked.manifest, checked.publication
        kept = KeptPublication(
            manifest=publication.manifest,
            signatures=json.dumps(signatures_to_json(publication.signatures)),
            content=publication.content,
        )
        fact = PublicationInstalled(
            kind=manifest.kind,
            version=manifest.version,
            content_sha256=manifest.content_sha256,
            replaced_version=self.version(manifest.kind),
            installed_at=self._clock.now(),
        )
        self.store.install(kept, fact, keep_old=manifest.kind in _KEPT_WHOLE)
        self._came(manifest.kind, manifest.version, checked.content.value)
        log.info("%s %d installed", manifest.kind, manifest.version)
        self.on_installed(manifest.kind, publication.content)

    def refuse(self, kind: str, version: int, reason: str) -> None:
        """Remember that a version may not count, with its event in one transaction."""
        fact = PublicationRefused(
            kind=kind, version=version, reason=reason, refused_at=self._clock.now()
        )
        self.store.refuse(fact, self._basis())

    def _basis(self) -> str:
        return f"{self.version(TRUST)} {PROGRAM}"
