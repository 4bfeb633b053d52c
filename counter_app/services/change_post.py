"""A post changes hands: the fact, and what the sheet lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counter_app.domain.desk_contents import Handover, of_post
from counter_app.domain.staff import Operator
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.hand_over_post import (
    Along,
    HandOverPost,
    HandOverRequest,
    TakeOverPost,
    TakeOverRequest,
)
from counter_app.services.office import Office


class ChangePost:
    """Hands a post over or takes one over, and reads what lies on the desk at that moment."""

    def __init__(
        self,
        office: Office,
        hand_over: HandOverPost,
        read_desk: ReadDesk,
        seat: Callable[[Operator], None],
    ) -> None:
        """Take the parts.

        Args:
            office: The desk.
            hand_over: Records the fact.
            read_desk: Reads what goes along.
            seat: From now on, acts are this person's.
        """
        self._office = office
        self._hand_over = hand_over
        self._take_over = TakeOverPost(office)
        self._read_desk = read_desk
        self._seat = seat

    def hand_over(self, request: HandOverRequest, cause: str, remarks: str) -> Handover:
        """Hand over what the person signed in holds.

        Raises:
            NotAuthorised, TwoPersonsNeeded: Nothing was recorded.
        """
        own = self._office.desk.profile.counter_code
        contents = of_post(self._read_desk(), request.post_code or own)
        owed = sum(line.originals for line in contents.drawer.lines if line.is_owed)
        along = Along(len(contents.promises), len(contents.calls), owed)
        fact = self._hand_over(request, along)
        return Handover(fact=fact, contents=contents, cause=cause.strip(), remarks=remarks.strip())

    def take_over(self, request: TakeOverRequest, remarks: str) -> Handover:
        """Take over for somebody away; from now on the person signed in acts for them.

        Raises:
            NotAuthorised, TwoPersonsNeeded: Nothing was recorded.
        """
        contents = self._read_desk()
        fact = self._take_over.record(request)
        self._seat(replace(self._office.desk.operator(), acting_for=fact.acting_for))
        return Handover(fact=fact, contents=contents, cause=fact.reason, remarks=remarks.strip())
