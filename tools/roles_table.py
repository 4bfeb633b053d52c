"""Who may do what, as it stands in docs/roles.md: `python -m tools.roles_table`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from counter_app.domain.permissions import RIGHTS, WORDS
from counter_app.domain.staff import Role
from counter_app.domain.steps import STEPS
from counter_app.domain.terms import name_of

_ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
_YES, _NO = "●", " "


def table_lines() -> Iterator[str]:
    """Yield the lines of the two tables in Markdown: rights first, then acts of a case."""
    yield from _head("right")
    for right, roles in RIGHTS.items():
        yield _row(f"`{right.value}` {WORDS[right]}", roles)
    yield ""
    yield from _head("act of a case")
    for act, step in STEPS.items():
        yield _row(f"`{act.value}`", step.roles)


def _head(first: str) -> Iterator[str]:
    yield f"| {first} | " + " | ".join(name_of(role) for role in _ROLES) + " |"
    yield "|---|" + ":-:|" * len(_ROLES)


def _row(name: str, roles: frozenset[Role]) -> str:
    marks = " | ".join(_YES if role in roles else _NO for role in _ROLES)
    return f"| {name} | {marks} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table_lines()) + "\n")
