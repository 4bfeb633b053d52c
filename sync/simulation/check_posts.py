"""Posts at the end of a run: one holder each at every fold, and nothing that is nobody's."""

from __future__ import annotations

from counter_app.domain.acts_beside import acts_beside
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.custody import holders
from counter_app.domain.ids import EventId
from counter_app.domain.post_book import PostBook, post_of
from counter_app.domain.trusted_time import CHINA
from counter_app.domain.two_persons import is_same_person
from counter_app.services.settle_drafts import let_go
from counter_app.storage.time_anchors import moment_of
from sync.simulation.disk import Disk
from sync.simulation.found import Found
from sync.simulation.post_books import PostBooks
from sync.simulation.world import World


def check_posts(world: World, found: Found) -> None:
    """See whose the posts are, and that nothing fell between two people."""
    room = world.posts
    if room is None:
        return
    for township, nodes in world.townships().items():
        events = nodes[0].disk.post_events(world.set_aside)
        book = room.book_of(events)
        found.passings += len(book.passings)
        found.coverings += len(book.coverings)
        for node in nodes[1:]:
            if room.book_of(node.disk.post_events(world.set_aside)) != book:
                found.failures.append(f"posts of {township} differ at {node.name}")
        _check_holders(world, room, events, found)
        _check_what_was_listed(nodes[0].disk, book, found)
        _check_beside(world, room, nodes[0].disk, found)
    _check_drafts(world, room, found)


def _check_holders(world: World, room: PostBooks, events: list[CaseEvent], found: Found) -> None:
    """At every fold, on every day, each post is worked at one counter and at no other."""
    codes = sorted({node.disk.counter_code for node in world.nodes})
    today = moment_of(world.timeline.now_ms).astimezone(CHINA).date()
    for end in range(len(events) + 1):
        book = room.book_of(events[:end])
        for day in {today, *(event.made_at.date() for event in events[:end][-1:])}:
            places = [post for at in codes for post in book.posts_at(at, day) if post in codes]
            if len(places) != len(set(places)) or not book.holders.keys() <= set(places):
                found.failures.append(f"holders: {sorted(places)} after {end} facts")


def _check_what_was_listed(disk: Disk, book: PostBook, found: Found) -> None:
    """Every case on a sheet is there, of that post, and each of its originals in one hand."""
    cases = {case.number: case for each in disk.cases if (case := disk.case(each)) is not None}
    for number, passing in book.passings.items():
        fact = passing.fact
        for case_number in fact.open_cases:
            if post_of(case_number) != fact.post_code:
                found.failures.append(f"sheet {number} lists a case of another post")
        there = [cases[each] for each in fact.open_cases if each in cases]
        gone = len(fact.open_cases) - len(there)
        originals = sum(len(holders(case)) for case in there)
        found.listed += len(there)
        found.listed_gone += gone
        if not gone and originals < fact.originals:
            found.failures.append(f"sheet {number}: {fact.originals} originals, {originals} held")


def _check_beside(world: World, room: PostBooks, disk: Disk, found: Found) -> None:
    """What was done on a case whose post another held by then is there, and is named."""
    order = disk.in_order(world.set_aside)
    named = acts_beside(order, room.is_ruled)
    acts = set(room.acts)
    before: list[CaseEvent] = []
    for event in order:
        if event.event_id in disk.posts:
            before.append(event)
        if event.event_id not in acts:
            continue
        case = disk.case(event.case_id)
        post = post_of(case.number) if case is not None else ""
        holder = room.book_of(before).holder(post, event.made_at.date())
        is_beside = bool(holder.staff) and not is_same_person(holder.staff, event.staff)
        found.beside += is_beside
        if is_beside is not (EventId(event.event_id) in named):
            found.failures.append(f"beside: {event.event_id[:16]} by {event.staff}")
        if event.event_id not in disk.cases[event.case_id]:
            found.failures.append(f"discarded: {event.event_id[:16]} done beside the holder")


def _check_drafts(world: World, room: PostBooks, found: Found) -> None:
    """Whoever let an unfinished intake go, somebody else has it."""
    for node in world.nodes:
        let_go(node.drafts, room.book(node.disk), node.disk.counter_code)
    kept = {draft.draft_id for node in world.nodes for draft in node.drafts.all()}
    found.drafts = len(room.drafts)
    for lost in sorted(room.drafts.keys() - kept):
        found.failures.append(f"draft {lost[:8]} of {room.drafts[lost]} is nobody's")
