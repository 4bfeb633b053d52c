"""Which cases hold a contact of which another value is known (另有一值); a projection.

They are few, so they stand in the table of single values and cost a case without one nothing.
"""

from __future__ import annotations

from typing import Any, Final

from counter_app.domain.ids import CaseId
from counter_app.storage.statements import SET_META

CASES_MAX: Final = 64
_KEY: Final = "other-value/"
_FORGET: Final = "DELETE FROM meta WHERE key = ?"
_FORGET_ALL: Final = "DELETE FROM meta WHERE key > 'other-value/' AND key < 'other-value0'"
_NEWEST: Final = (
    "SELECT c.case_id FROM meta m JOIN cases c ON c.case_id = SUBSTR(m.key, 13)"
    " WHERE m.key > 'other-value/' AND m.key < 'other-value0' ORDER BY c.id DESC LIMIT ?"
)


def write_other_value(connection: Any, case_id: CaseId, *, has_one: bool, had_one: bool) -> None:
    """Bring the list up to a case; `had_one` is what the list may say of it now."""
    if has_one:
        connection.execute(SET_META, (_KEY + case_id, "1"))
    elif had_one:
        connection.execute(_FORGET, (_KEY + case_id,))


def forget_other_values(connection: Any) -> None:
    """Empty the list, before all cases are written again."""
    connection.execute(_FORGET_ALL)


def newest_with_other_values(connection: Any) -> tuple[CaseId, ...]:
    """Return the cases on the list, the newest first."""
    return tuple(CaseId(name) for (name,) in connection.execute(_NEWEST, (CASES_MAX,)))
