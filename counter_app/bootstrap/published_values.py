"""Publications as values: read from the database when first asked for, checked at every load."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date

from counter_app.domain.catalogue import Catalogue, parse_catalogue
from counter_app.domain.catalogue_versions import CatalogueVersions, VersionHead
from counter_app.domain.errors import InputError
from counter_app.domain.pinyin import PinyinTable
from counter_app.storage.publication_store import SqlPublications
from sync.publication import CATALOGUE, KINDS, open_manifest
from sync.publication_content import Value, read_content

log = logging.getLogger(__name__)


class PublishedValues:
    """What is kept of every kind and version; asked from several threads.

    A version whose bytes are no longer those of its manifest, or that this program would
    refuse, is passed over with a line in the log; the one before it counts.
    """

    def __init__(self, pinyin: Callable[[], PinyinTable]) -> None:
        self._pinyin = pinyin
        self._lock = threading.RLock()
        self._store: SqlPublications | None = None
        self._newest: dict[str, int] = {}
        self._values: dict[tuple[str, int], Value] = {}
        self._catalogues: CatalogueVersions[VersionHead] = CatalogueVersions()

    def attach(self, store: SqlPublications) -> None:
        """From now on, work with what is kept there."""
        with self._lock:
            self._store = store
            self._newest = store.newest()
            self._catalogues = CatalogueVersions(self._catalogue_heads())

    @property
    def is_attached(self) -> bool:
        return self._store is not None

    @property
    def store(self) -> SqlPublications:
        assert self._store is not None, "asked before the database was open"
        return self._store

    def version(self, kind: str) -> int:
        """Return the installed version, whole or not; 0 when there is none: never backwards."""
        return self._newest.get(kind, 0)

    def catalogue_on(self, today: date) -> Catalogue | None:
        """Return the catalogue to work with on a day; None when none has begun."""
        return self._first_catalogue(lambda versions: versions.chosen(today))

    def catalogue_of(self, version: int) -> Catalogue | None:
        """Return a version that old cases began under; None when it is not here."""
        return self._first_catalogue(lambda versions: versions.of_number(version))

    def value(self, kind: str, version: int) -> Value | None:
        """Return one version, its hash checked; None when it is not here or not whole."""
        with self._lock:
            known = self._values.get((kind, version))
            return known or self._load(kind, version)

    def newest_value(self, kind: str) -> Value | None:
        """Return the newest version that is whole."""
        if not self.is_attached or kind not in self._newest:
            return None
        newest = self.value(kind, self._newest[kind])
        if newest is not None:
            return newest
        rest = (self.value(kind, version) for version in self.versions(kind))
        return next((value for value in rest if value is not None), None)

    def versions(self, kind: str) -> list[int]:
        """Return what is kept of a kind, newest first."""
        assert kind in KINDS, kind
        if kind not in self._newest:
            return []
        return [version for version, _ in self.store.versions(kind)]

    def _came(self, kind: str, version: int, value: Value) -> None:
        """Note that a version has just been kept."""
        with self._lock:
            self._newest[kind] = version
            if kind == CATALOGUE:  # Read anew when it is used: then with pinyin.
                self._catalogues = CatalogueVersions(self._catalogue_heads())
            else:
                self._values[kind, version] = value

    def _load(self, kind: str, version: int) -> Value | None:
        found = dict(self.store.versions(kind)).get(version)
        if found is None:
            return None
        content = self.store.content(kind, version, open_manifest(found).content_sha256)
        if content is None:
            return None
        try:
            value: Value = (
                parse_catalogue(content, pinyin=self._pinyin())
                if kind == CATALOGUE
                else read_content(kind, content).value
            )
        except (InputError, ValueError) as error:  # An older program had other rules.
            log.warning("the %s %d is passed over: %s", kind, version, error)
            return None
        self._values[kind, version] = value
        return value

    def _catalogue_heads(self) -> list[VersionHead]:
        heads = []
        for version, data in self.store.versions(CATALOGUE):
            manifest = open_manifest(data)
            heads.append(
                VersionHead(
                    version=version,
                    valid_from=date.fromisoformat(manifest.valid_from),
                    valid_until=date.fromisoformat(manifest.valid_until),
                    sha256=manifest.content_sha256,
                )
            )
        return heads

    def _first_catalogue(
        self, choose: Callable[[CatalogueVersions[VersionHead]], VersionHead | None]
    ) -> Catalogue | None:
        with self._lock:
            while (head := choose(self._catalogues)) is not None:
                value = self.value(CATALOGUE, head.version)
                if isinstance(value, Catalogue):
                    return value
                others = (each for each in self._catalogues.all if each is not head)
                self._catalogues = CatalogueVersions(others)
        return None
