"""What the window asks a second person with, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from counter_app.domain.privacy import Pi
from counter_app.domain.staff import Role

if TYPE_CHECKING:
    from counter_app.domain.two_persons import SecondPerson


@dataclass(frozen=True, slots=True)
class Coworker:
    """Somebody who can sign in at this computer."""

    staff: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P1]
    role: Annotated[Role, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondParts:
    """Acts that ask somebody beside the person signed in; both on the `database` thread.

    Attributes:
        people: Who can sign in at this computer.
        prove: Staff number and password of somebody in the room, and as what they may agree;
            tries are counted as at sign-in.  Raises `WrongPassword`, `SignInPaused`,
            `PersonDisabled`, `NotAuthorised`, `SignatureWantsOwnPassword`.
    """

    people: Callable[[], Sequence[Coworker]]
    prove: Callable[[str, str, Collection[Role]], SecondPerson]
