"""Two people where the law or the centre wants two: one human being never counts twice.

A staff number names a human being, however often it signs in and in whatever role: two logins,
two roles, other capitals, full-width digits or blanks around it are the same person.

A second person who agrees to somebody else's act proves who they are by their own password at the
same window; the fact says so.  People who only stand on a paper (who went on a site visit, which
head of an agency extended) are written down as the paper names them.

Source: 行政许可法 art. 34 ¶3; law.md 9 (一审一核, 顶岗); OWASP ASVS 5.0, 2.3.5.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from counter_app.domain.errors import TwoPersonsNeeded
from counter_app.domain.privacy import Pi
from counter_app.domain.staff import Role


class KnownBy(Enum):
    """How it was known that the second person is who they are said to be.

    OWN_PASSWORD: they typed their own password at this window, counted like every try.
    REHEARSED: nobody was asked: practice, with people who are made up.
    """

    OWN_PASSWORD = "password"  # noqa: S105 - how somebody was known
    REHEARSED = "rehearsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPerson:
    """Somebody beside the person signed in, who agreed to an act and was asked to prove it.

    Attributes:
        role: As what they agreed.
    """

    staff: Annotated[str, Pi.P1]
    role: Annotated[Role, Pi.P1]
    known_by: Annotated[KnownBy, Pi.P1]


def person_key(staff: str) -> str:
    """Return what two ways of writing one staff number have in common."""
    return "".join(unicodedata.normalize("NFKC", staff).split()).casefold()


def is_same_person(one: str, other: str) -> bool:
    """Whether two staff numbers name one human being; nobody is nobody's double."""
    return bool(person_key(one)) and person_key(one) == person_key(other)


def require_two(first: str, second: str, what: str) -> None:
    """See that two different people stand behind an act.

    Args:
        first: A staff number as signed in.
        second: Another one, as typed or signed in.
        what: What needs them, in the clerk's words.

    Raises:
        TwoPersonsNeeded: One is missing, or both are one.
    """
    if not person_key(first) or not person_key(second) or is_same_person(first, second):
        raise TwoPersonsNeeded(what)
