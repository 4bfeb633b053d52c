"""The versions of the catalogue that the county has published, kept in the profile.

Each is a file of its own, `<version>-<sha256>.json`, never changed and never thrown away.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from counter_app.domain.catalogue import CATALOGUE_BYTES_MAX, Catalogue, parse_catalogue
from counter_app.domain.catalogue_versions import CatalogueVersions, VersionHead
from counter_app.domain.errors import CatalogueInvalid, UnreadableFile
from counter_app.domain.pinyin import PinyinTable
from counter_app.runtime.whole_file import write_whole

_LOG: Final = logging.getLogger(__name__)
_NAME: Final = re.compile(r"(?P<version>[1-9][0-9]{0,8})-(?P<sha256>[0-9a-f]{64})\.json")


class InstalledCatalogues:
    """The catalogues in one folder; read when first asked for, and only those that are needed.

    A file that is damaged, or that this release would refuse, is passed over with a line in
    the log: the counter works with what remains.
    """

    def __init__(self, folder: Path, pinyin: Callable[[], PinyinTable]) -> None:
        """Keep catalogues in `folder`, which need not exist."""
        self._folder = folder
        self._pinyin = pinyin
        self._lock = threading.RLock()
        self._versions: CatalogueVersions[VersionHead] | None = None
        self._read: dict[str, Catalogue] = {}

    @property
    def versions(self) -> CatalogueVersions[VersionHead]:
        with self._lock:
            if self._versions is None:
                self._versions = CatalogueVersions(self._heads())
            return self._versions

    def on(self, today: date) -> Catalogue | None:
        """Return the catalogue to work with on a day; None when none has begun."""
        return self._first(lambda versions: versions.chosen(today))

    def of_number(self, version: int) -> Catalogue | None:
        """Return a version that old cases began under; None when it is not here."""
        return self._first(lambda versions: versions.of_number(version))

    def install(self, content: bytes) -> Catalogue:
        """Add a publication whose signature the caller has checked; it counts from its day.

        Raises:
            CatalogueInvalid: It breaks the form or a rule.
            CatalogueOutdated: Its number is not above the newest.
            UnreadableFile: The folder cannot be written.
        """
        catalogue = parse_catalogue(content, pinyin=self._pinyin())
        with self._lock:
            self.versions.require_next(catalogue)
            self._write(f"{catalogue.version}-{catalogue.sha256}.json", content)
            self._versions = CatalogueVersions((*self.versions.all, _head_of(catalogue)))
            self._read[catalogue.sha256] = catalogue
        return catalogue

    def _first(
        self, choose: Callable[[CatalogueVersions[VersionHead]], VersionHead | None]
    ) -> Catalogue | None:
        with self._lock:
            while (head := choose(self.versions)) is not None:
                catalogue = self._read.get(head.sha256) or self._parsed(head)
                if catalogue is not None:
                    return catalogue
                others = (each for each in self.versions.all if each is not head)
                self._versions = CatalogueVersions(others)
        return None

    def _parsed(self, head: VersionHead) -> Catalogue | None:
        path = self._folder / f"{head.version}-{head.sha256}.json"
        try:
            catalogue = parse_catalogue(
                _content(path), pinyin=self._pinyin(), expected_sha256=head.sha256
            )
        except (OSError, CatalogueInvalid) as error:
            _LOG.warning("the catalogue %s is passed over: %s", path.name, error)
            return None
        self._read[head.sha256] = catalogue
        return catalogue

    def _write(self, name: str, content: bytes) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UnreadableFile(f"{self._folder}：{error.strerror}") from error
        write_whole(self._folder / name, content)

    def _heads(self) -> Iterator[VersionHead]:
        try:
            paths = sorted(self._folder.iterdir())
        except OSError:
            return
        for path in paths:
            name = _NAME.fullmatch(path.name)
            if name is None:
                continue
            try:
                yield _head_in(_content(path), int(name["version"]), name["sha256"])
            except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
                _LOG.warning("the catalogue %s is passed over: %s", path.name, error)


def _head_in(content: bytes, version: int, sha256: str) -> VersionHead:
    """Read what a file says of itself.

    Raises:
        ValueError: It is not what its name says.
        KeyError, TypeError, RecursionError: It is no catalogue.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError("the hash does not fit the content")
    raw = json.loads(content)
    if raw["version"] != version:
        raise ValueError("the version does not fit the name")
    return VersionHead(
        version=version,
        valid_from=date.fromisoformat(raw["valid_from"]),
        valid_until=date.fromisoformat(raw["valid_until"]),
        sha256=sha256,
    )


def _head_of(catalogue: Catalogue) -> VersionHead:
    return VersionHead(
        version=catalogue.version,
        valid_from=catalogue.valid_from,
        valid_until=catalogue.valid_until,
        sha256=catalogue.sha256,
    )


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(CATALOGUE_BYTES_MAX + 1)
