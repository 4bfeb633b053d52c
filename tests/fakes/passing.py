"""The acts on posts of a test's counter, joined as the program joins them."""

from __future__ import annotations

from dataclasses import replace

from counter_app.services.cover_post import CoverPost
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.hold_post import seat_of
from counter_app.services.pass_post import PassPost
from counter_app.storage.done_meanwhile import SqlDoneMeanwhile
from counter_app.storage.post_log import SqlPostLog, no_county
from counter_app.ui.passing_parts import PassingParts


def with_posts(office, store, desk, county=no_county):
    """Return an office that knows who holds which post, and seat people accordingly."""
    log = SqlPostLog(store.ledger, store.reading_engine, county)
    log.begin()
    known = replace(office, posts=log.book, done_meanwhile=SqlDoneMeanwhile(store.reading_engine))
    desk.seat = lambda operator: seat_of(known, operator)
    return known


def passing_parts(office, store, posts, stick=None) -> PassingParts:
    """Return the acts for a window on such an office."""
    passing = PassPost(office, ReadDesk(office, store.finder, store.drafts), store.drafts)
    covering = CoverPost(office)
    return PassingParts(
        book=office.posts,
        accept=passing.accept,
        object=passing.object,
        withdraw=passing.withdraw,
        posts=lambda: posts,
        ask=covering.ask,
        approve=covering.approve,
        refuse=covering.refuse,
        end=covering.end,
        review=covering.review,
        done=office.done_meanwhile,
        stick=stick,
    )
