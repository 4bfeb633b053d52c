"""What happens to personal data: full values shown, a copy given, people looked up, copies gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.privacy import Pi
from counter_app.domain.service_facts import DetailField

REASON_CHARACTERS_MIN: Final = 4
"""A reason of fewer characters says nothing."""

REASON_HANDLING: Final = "办理需要"
"""Why whoever handles an open case opens its scans: nobody is asked, and nobody else may say it."""


MASKED: Final = (
    DetailField.NUMBER,
    DetailField.PHONE,
    DetailField.ADDRESS,
    DetailField.PROXY_NUMBER,
    DetailField.PROXY_PHONE,
)
"""What of a case is masked on every screen, in the order in which it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reveal:
    """查看完整信息: masked fields of a case were shown in full, or a scan was opened, and why.

    Attributes:
        fields: Which of them; at least one, and none where a scan was opened.
        reason: In the words of who looked, or `REASON_HANDLING`.
        file: SHA-256 of the scan that was opened, 64 hex digits; "" for fields.  Its name, which
            people write freely, does not stand here.
    """

    fields: Annotated[tuple[DetailField, ...], Pi.P1]
    reason: Annotated[str, Pi.P2]
    revealed_at: Annotated[datetime, Pi.P1]
    file: Annotated[str, Pi.P1] = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DataRevealed:
    """Recorded before anything is shown: what cannot be recorded is not shown.

    Source: 个人信息保护法 art. 51; GB/T 22239-2019 (audit of access).
    """

    reveal: Annotated[Reveal, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DataCopy:
    """个人信息查询单: the person was told what is held about them.

    Attributes:
        document_number: Of the sheet.
        asked_by: Who asked when that was not the person; "" for the person.
        requests: 查阅, 复制, 更正 … as they were made.
        refused: (request, why) of those that are not met (个人信息保护法 art. 50).
    """

    document_number: Annotated[str, Pi.P1]
    asked_by: Annotated[str, Pi.P2]
    requests: Annotated[tuple[str, ...], Pi.P1]
    refused: Annotated[tuple[tuple[str, str], ...], Pi.P2]
    given_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DataCopyGiven:
    """A citizen was given the sheet of what is held about them (个人信息保护法 art. 45)."""

    copy: Annotated[DataCopy, Pi.P2]


class SearchKind(Enum):
    """By what sensitive number somebody was looked for."""

    WHOLE = "whole"
    LAST_SIX = "last-six"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSearched:
    """按证件号查找: cases were looked for by an identity number, whole or its last six.

    Attributes:
        cases: Numbers of the cases that were shown, newest first; at most one page of them.
    """

    kind: Annotated[SearchKind, Pi.P1]
    cases: Annotated[tuple[str, ...], Pi.P1]
    searched_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyedCopy:
    """The local copy of one case as it went.

    Attributes:
        number: Of the case.
        last_event: Its last event as this counter had it: fixes what the county has.
        files: SHA-256 of the files whose sealed bytes went.
        bodies: How many events of the case were emptied; their rows and hashes stay.
        bodies_sha256: `disposal.bodies_digest` of them; "" when none were.
    """

    case: Annotated[CaseId, Pi.P1]
    number: Annotated[str, Pi.P1]
    last_event: Annotated[EventId, Pi.P1]
    files: Annotated[tuple[str, ...], Pi.P1]
    bodies: Annotated[int, Pi.P1] = 0
    bodies_sha256: Annotated[str, Pi.P1] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesDestroyed:
    """销毁清单: local copies that went by rule; nobody chose them.

    Attributes:
        rule: Which rule, in words, with its days.
        blocked: Numbers of closed cases whose copy has to stay, with why: archive not handed
            over, the county has not signed for everything, originals are not settled.

    Source: 个人信息保护法 art. 19, 47; 档案法 art. 13-14 (keeping wins).
    """

    document_number: Annotated[str, Pi.P1]
    rule: Annotated[str, Pi.P1]
    copies: Annotated[tuple[DestroyedCopy, ...], Pi.P1]
    blocked: Annotated[tuple[tuple[str, str], ...], Pi.P1]
    destroyed_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SeenBy:
    """One reveal as the fold keeps it.

    Attributes:
        staff: Who looked.
    """

    event_id: Annotated[EventId, Pi.P1]
    staff: Annotated[str, Pi.P1]
    reveal: Annotated[Reveal, Pi.P2]


PrivacyFact = DataRevealed | DataCopyGiven | PersonSearched | CopiesDestroyed
