"""Which published version of the catalogue counts on which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from counter_app.domain.errors import CatalogueOutdated


class Published(Protocol):
    """What the choice of a version rests on; a `Catalogue` has all of it."""

    @property
    def version(self) -> int: ...

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_until(self) -> date: ...

    @property
    def sha256(self) -> str: ...


_P = TypeVar("_P", bound=Published)


@dataclass(frozen=True, slots=True)
class VersionHead:
    """What must be known of a version before all of it is read."""

    version: int
    valid_from: date
    valid_until: date
    sha256: str


class CatalogueVersions(Generic[_P]):
    """The versions one county has published; immutable, each number once.

    New cases begin under the version of their day.  Old versions stay, so that a case is
    finished under the version it began with.
    """

    def __init__(self, published: Iterable[_P] = ()) -> None:
        """Take versions in any order; of a number that comes twice, the first counts."""
        by_number: dict[int, _P] = {}
        for each in published:
            by_number.setdefault(each.version, each)
        self._by_number = by_number
        self._in_order = tuple(sorted(by_number.values(), key=_place))

    @property
    def all(self) -> tuple[_P, ...]:
        """Every version, in the order in which they take each other's place."""
        return self._in_order

    def of_number(self, version: int) -> _P | None:
        """Return one version whatever the day, for the cases that began under it."""
        return self._by_number.get(version)

    def in_force(self, today: date) -> _P | None:
        """Return the newest version that is valid on a day, or None when none is."""
        valid = (each for each in self._in_order if each.valid_from <= today <= each.valid_until)
        return max(valid, key=_place, default=None)

    def chosen(self, today: date) -> _P | None:
        """Return the version to work with on a day, or None when none has begun yet.

        That is the one in force.  After the last one has expired it is the newest that had
        begun: the applicant's right to be received does not end with a file (优化营商环境条例
        art. 35, 37), so the counter warns and goes on.
        """
        begun = (each for each in self._in_order if each.valid_from <= today)
        return self.in_force(today) or max(begun, key=_place, default=None)

    def require_next(self, published: Published) -> None:
        """Check that a publication may be added.

        Raises:
            CatalogueOutdated: Its number is below the newest, or is taken by other content.
        """
        newest = max(self._by_number, default=0)
        known = self.of_number(published.version)
        is_known = known is not None and known.sha256 == published.sha256
        if not is_known and published.version <= newest:
            raise CatalogueOutdated(f"第{published.version}版；本机已有第{newest}版")


def _place(published: Published) -> tuple[date, int]:
    return published.valid_from, published.version
