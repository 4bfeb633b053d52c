"""What the county published, brought by a return bundle: checked like what comes by wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.bundle_publications import PublicationReader
from sync.bundle_records import RecordKind
from sync.client.county_keys import CountyKeys
from sync.client.publication_check import Arrived
from sync.client.publications import take_arrived
from sync.publication import open_manifest

if TYPE_CHECKING:
    from sync.client.courier import CourierSide

SIDE_RECORDS = frozenset({RecordKind.PUBLICATION, RecordKind.COUNTY_KEYS})
"""Records beside the answers; each of them proves itself, so a bad one spoils nothing else."""


class Published:
    """The publications and county keys of one return, gathered while it is checked."""

    def __init__(self) -> None:
        self._reader = PublicationReader()
        self._papers: list[bytes] = []

    def add(self, kind: RecordKind, payload: bytes) -> None:
        """Take one record in.

        Raises:
            BundleInvalid: It is none.
        """
        if kind is RecordKind.PUBLICATION:
            self._reader.add(payload)
        else:
            self._papers.append(payload)

    def require_whole(self) -> None:
        """See that nothing is cut off; raises `BundleInvalid`."""
        for _ in self._reader.whole():
            pass

    def settle(self, side: CourierSide) -> tuple[tuple[str, int], ...]:
        """Learn the county's keys, then install what is newer and in order.

        Returns:
            (kind, version) of what counts from now on.
        """
        if isinstance(side.county_key, CountyKeys):
            for paper in self._papers:
                side.county_key.learn(paper)
        shelf = side.publications
        if shelf is None:
            return ()
        installed = []
        for brought in self._reader.whole():
            arrived = Arrived(brought.manifest, brought.signatures, brought.packed)
            try:
                manifest = open_manifest(arrived.manifest)
            except (ValueError, TypeError):
                continue
            kind, version = manifest.kind, manifest.version
            if version <= shelf.version(kind) or shelf.is_refused(kind, version):
                continue
            if take_arrived(shelf, arrived, (kind, version), side.county_key):
                installed.append((kind, version))
        return tuple(installed)
