"""Finds events behind which nobody stands who could have made them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from counter_app.domain.authorship import OF_THE_PROGRAM
from counter_app.domain.staff import Operator, Role
from sync.codec import open_header, types_on_the_wire

LOGIN = re.compile(r"[0-9a-f]{16}")


def headers_of(store) -> list:
    """Return the headers of everything kept, in the order made."""
    with store.reading_engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT data FROM events ORDER BY id").all()
    return [open_header(data) for (data,) in rows]


def strange_authors(headers: Iterable, people: Mapping[str, Iterable[Operator]]) -> list[str]:
    """Return in words each event that no known person in a sign-in of theirs stands behind.

    Args:
        headers: Of the events.
        people: Staff number -> that person in each sign-in they had.
    """
    strange = []
    for header in headers:
        if header.role == Role.SYSTEM.value:
            fact = types_on_the_wire()[header.type]
            is_well = fact in OF_THE_PROGRAM and (header.staff, header.login) == ("system", "")
        else:
            sat = {(one.login, one.role.value) for one in people.get(header.staff, ())}
            is_well = (header.login, header.role) in sat and bool(LOGIN.fullmatch(header.login))
        if not is_well:
            strange.append(f"{header.type} by {header.staff}/{header.login}/{header.role}")
    return strange
