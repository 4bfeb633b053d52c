"""What the window needs for cases of which only the header is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counter_app.domain.disposal import CaseHeader
    from counter_app.domain.ids import CaseId

    OfCase = Callable[[CaseId], CaseHeader | None]


@dataclass(frozen=True, slots=True)
class AwayParts:
    """All on the `database` thread; each returns the header, None once the case is here whole.

    Attributes:
        header: Reads it.
        fetch: Wants the bodies with the next exchange.
        leave: Wants them no more.
    """

    header: OfCase
    fetch: OfCase
    leave: OfCase
