"""Who may stand behind a fact: a person in a sign-in of theirs, or the program itself.

Every fact bears staff number, sign-in and role.  What nobody decides (what a printer answered, a
moment the county signed, dates counted anew) is the program's; anything else is a person's, and
is not recorded where nobody has signed in, whoever calls.

Source: OWASP ASVS 5.0, 16.2.1; GB/T 22239-2019 8.1.4.3 (audit names the user).
"""

from __future__ import annotations

import re
from typing import Any, Final

from counter_app.domain.case_event import (
    PrintFailed,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
    TimeAnchored,
)
from counter_app.domain.device_facts import GenerationStarted
from counter_app.domain.errors import NotSignedIn
from counter_app.domain.life_facts import DatesRecounted
from counter_app.domain.privacy_facts import CopiesDestroyed
from counter_app.domain.publication_facts import PublicationInstalled, PublicationRefused
from counter_app.domain.staff import SYSTEM, Operator, Role

OF_THE_PROGRAM: Final[frozenset[type[Any]]] = frozenset(
    {
        PrintSent,
        PrintPrinted,
        PrintFailed,
        PrintUnknown,
        PrintSettled,
        TimeAnchored,
        DatesRecounted,
        GenerationStarted,
        CopiesDestroyed,
        PublicationInstalled,
        PublicationRefused,
    }
)
"""What the program may record in its own name; a person may be behind some of it too."""

_LOGIN: Final = re.compile(r"[0-9a-f]{16}")


def require_author(operator: Operator, fact: object) -> None:
    """See that somebody can answer for a fact before it is signed.

    Args:
        operator: In whose name it is made.
        fact: What happened.

    Raises:
        NotSignedIn: It is a person's act, and there is no person or no sign-in of theirs.
    """
    if operator.role is Role.SYSTEM:
        if operator != SYSTEM or type(fact) not in OF_THE_PROGRAM:
            raise NotSignedIn(type(fact).__name__)
    elif not operator.staff.strip() or not _LOGIN.fullmatch(operator.login):
        raise NotSignedIn(type(fact).__name__)
