"""As whom somebody acts while they hold or cover posts; asked at every act, so it must be cheap."""

from __future__ import annotations

from dataclasses import replace

from counter_app.domain.staff import Operator
from counter_app.services.office import Office


def seat_of(office: Office, operator: Operator) -> Operator:
    """Return somebody signed in as who they act at this counter.

    A take-over in force seats them for the absent holder in every sign-in until it ends; one that
    waits for approval lets them decide nothing on the cases of that post.
    """
    book = office.posts()
    if not book.coverings:
        return operator
    today = office.today()
    covering = book.acting_for(operator.staff, office.desk.profile.counter_code, today)
    waiting = book.waiting_for_approval(operator.staff, today)
    return replace(
        operator,
        acting_for=covering.acting_for if covering is not None else operator.acting_for,
        unapproved_posts=frozenset(each.post_code for each in waiting),
    )
