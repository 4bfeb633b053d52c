"""原件清册: what lies in the drawer by the record, and the count by hand."""

from __future__ import annotations

from typing import Final

from counter_app.domain.authority import require
from counter_app.domain.drawer import DrawerCount, DrawerInventory
from counter_app.domain.errors import FieldMissing
from counter_app.domain.permissions import Right
from counter_app.domain.print_job import FormId
from counter_app.services.office import Office

COUNTED_MAX: Final = 9_999


class CountDrawer:
    """Gives a count by hand its number; the paper is signed, no fact is recorded."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(
        self, inventory: DrawerInventory, counted: int, explanation: str = ""
    ) -> DrawerCount:
        """Return the count of whoever is signed in, compared with what was read.

        Args:
            inventory: As it stood on the screen when the papers were counted.
            counted: Papers found in the drawer.
            explanation: Why the two differ, as far as known.

        Raises:
            NotSignedIn: Nobody answers for the count.
            NotAuthorised: They may not.
            FieldMissing: It is no number of papers.
        """
        if not 0 <= counted <= COUNTED_MAX:
            raise FieldMissing("实际清点份数")
        office = self._office
        operator = office.desk.operator()
        require(operator.role, Right.COUNT_DRAWER)
        with office.unit_of_work() as work:
            number = office.next_document_number(work, FormId.DRAWER_INVENTORY)
            work.commit()
        return DrawerCount(
            document_number=number,
            inventory=inventory,
            counted=counted,
            counted_by=operator.staff,
            counted_at=office.now(),
            explanation=explanation.strip(),
        )
