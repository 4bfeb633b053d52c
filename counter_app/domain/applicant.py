"""Who asks, and who stands at the counter for them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.errors import InvalidApplicant
from counter_app.domain.privacy import Pi

NAME_CHARACTERS_MAX: Final = 100


class EntrySource(Enum):
    """Where the words of a person came from; shown beside each field."""

    CARD = "card"
    TYPED = "typed"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Applicant:
    """A natural or legal person who applies (申请人).

    Attributes:
        id_kind: Kind of number as `counter identity check` names it, or "other".
        entry: CARD when a reader gave name and number, TYPED otherwise.
        entry_reason: Why the person was typed in by hand; "" when read from a card.
    """

    name: Annotated[str, Pi.P2]
    id_kind: Annotated[str, Pi.P2]
    number: Annotated[str, Pi.P3]
    phone: Annotated[str, Pi.P2] = ""
    address: Annotated[str, Pi.P2] = ""
    entry: Annotated[EntrySource, Pi.P1] = EntrySource.TYPED
    entry_reason: Annotated[str, Pi.P1] = ""

    def require_plausible(self) -> None:
        """Raise `InvalidApplicant` if name or number is blank or too long.

        The check digit is judged where the number is typed; a valid card may not be refused
        (居民身份证法 art. 13), so an odd number is a warning and never stops intake.
        """
        if not self.name.strip() or len(self.name) > NAME_CHARACTERS_MAX:
            raise InvalidApplicant("姓名为空或超过100字")
        if not self.number.strip() or len(self.number) > NAME_CHARACTERS_MAX:
            raise InvalidApplicant("证件号码为空或过长")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proxy:
    """Who hands the papers in for the applicant (代理人、经办人).

    Attributes:
        authority: What shows that they may: 授权委托书, 监护关系证明 …
    """

    name: Annotated[str, Pi.P2]
    id_kind: Annotated[str, Pi.P2]
    number: Annotated[str, Pi.P3]
    phone: Annotated[str, Pi.P2] = ""
    authority: Annotated[str, Pi.P2] = ""
