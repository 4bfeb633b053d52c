"""Posts change hands: in person, by county, by stick, and in an emergency; both go on meanwhile."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from counter_app.domain.errors import CounterError
from counter_app.domain.handover_facts import HandoverAnswer, TakeoverAnswer
from counter_app.domain.post_book import PassState
from sync.server.takeovers import Ruling, rule
from sync.simulation.node import Node
from sync.simulation.post_books import PostBooks
from sync.simulation.post_room import PostRoom
from sync.simulation.sticks import Stick
from sync.simulation.timeline import DAY_MS, HOUR_MS, MINUTE_MS, START_MS
from sync.simulation.world import World

ONE_IN: Final = 5
"""So many counters for each post that changes hands."""

KINDS_MIN: Final = 4
BUSY_WAIT_MS: Final = 20_000
COUNTY_STAFF: Final = "county-1"

Episode = Callable[[PostRoom, Node, Node, int], None]


def plan_posts(world: World) -> None:
    """Plan who hands over to whom, how, and when; all four ways befall every world.

    The dice are its own, so that a world without it draws what it always drew.
    """
    world.posts = PostBooks(world.county.key.public)
    room = PostRoom(world, random.Random(f"posts {world.plan.seed}"), world.posts)  # noqa: S311
    townships = [nodes for nodes in world.townships().values() if len(nodes) > 1]
    for number in range(max(KINDS_MIN, world.plan.counters // ONE_IN) if townships else 0):
        giver, taker = room.dice.sample(room.dice.choice(townships), 2)
        last_ms = max(2 * HOUR_MS, world.plan.days * DAY_MS // 2)
        at_ms = START_MS + HOUR_MS + room.dice.randrange(last_ms)
        world.faults["handover"] += 1
        EPISODES[number % len(EPISODES)](room, giver, taker, at_ms)


def _in_person(room: PostRoom, giver: Node, taker: Node, at_ms: int) -> None:
    """At the giver's computer, where the taker signs in and counts."""

    def act() -> None:
        room.begin_drafts(giver)
        number = room.hand_over(giver, taker, is_here=True)
        staff = taker.disk.staff
        room.world.timeline.after(
            10 * MINUTE_MS, lambda: room.answer(giver, number, HandoverAnswer.ACCEPTED, staff)
        )
        _both_go_on(room, giver, taker)

    room.world.timeline.at(at_ms, act)


def _by_county(room: PostRoom, giver: Node, taker: Node, at_ms: int) -> None:
    """Accepted or objected to wherever the taker sits, once it has come there; or taken back."""
    timeline, dice = room.world.timeline, room.dice
    answers = (HandoverAnswer.ACCEPTED,) * 4 + (HandoverAnswer.OBJECTED,)
    answer, taken_back_after_ms = dice.choice(answers), dice.randrange(4 * DAY_MS)

    def act() -> None:
        room.begin_drafts(giver)
        number = room.hand_over(giver, taker, is_here=False)
        staff = taker.disk.staff
        _until(room, lambda: room.answer(taker, number, answer, staff))
        timeline.after(
            taken_back_after_ms,
            lambda: room.answer(giver, number, HandoverAnswer.WITHDRAWN, giver.disk.staff),
        )
        _both_go_on(room, giver, taker)

    timeline.at(at_ms, act)


def _by_stick(room: PostRoom, giver: Node, taker: Node, at_ms: int) -> None:
    """With no line at the giver's: carried, perhaps lost or torn, accepted at the taker's."""
    world = room.world
    folder = world.sticks.folder_of(giver.name)

    def act() -> None:
        if giver.is_busy:
            world.timeline.after(BUSY_WAIT_MS, act)
            return
        room.begin_drafts(giver)
        number = room.hand_over(giver, taker, is_here=False)
        path, events = room.write_post(giver, taker, folder)
        world.sticks.carry(Stick(path, events), lambda stick: arrive(stick, number))
        _both_go_on(room, giver, taker)

    def arrive(stick: Stick, number: str) -> None:
        if taker.is_busy:
            world.timeline.after(BUSY_WAIT_MS, lambda: arrive(stick, number))
        elif room.take_post(taker, stick.path):
            room.answer(taker, number, HandoverAnswer.ACCEPTED, taker.disk.staff)

    _away(room, giver, at_ms)
    world.timeline.at(at_ms, act)


def _in_an_emergency(room: PostRoom, giver: Node, taker: Node, at_ms: int) -> None:
    """Asked for while the holder is away, answered by the county, by a chief, or by both."""
    timeline, dice = room.world.timeline, room.dice
    said = dice.choice((TakeoverAnswer.APPROVED, TakeoverAnswer.APPROVED, TakeoverAnswer.REFUSED))
    is_chief_asked, ends_after_ms = dice.random() < 0.5, dice.randrange(4 * DAY_MS)
    chief = dice.choice(room.world.townships()[room.world.township_of(giver)])

    def act() -> None:
        number = room.ask(taker, giver)
        _until(room, lambda: _rule(room, number, giver, said))
        if is_chief_asked:
            who = room.chief_of(chief)
            _until(room, lambda: room.settle(chief, number, TakeoverAnswer.APPROVED, who))
        ender = dice.choice((giver, taker))
        timeline.after(
            ends_after_ms,
            lambda: room.settle(
                ender, number, TakeoverAnswer.ENDED, (ender.disk.staff, ender.disk.role)
            ),
        )
        _both_go_on(room, giver, taker)

    _away(room, giver, at_ms)
    timeline.at(at_ms, act)


def _rule(room: PostRoom, number: str, absent: Node, answer: TakeoverAnswer) -> bool:
    """Let the county say its word; again after it forgot, as its people keep a list."""
    county = room.world.county
    ruling = Ruling(named=number, answer=answer, ruled_by=COUNTY_STAFF, reason="已核实")
    try:
        covering = rule(county.database, county.key, ruling, at_ms=county.now_ms())
    except CounterError as error:
        room.told.counts[f"ruling told: {error.code}"] += 1
        return False
    assert covering.post_code == absent.disk.counter_code
    assert covering.state in {PassState.IN_FORCE, PassState.REFUSED}
    room.told.counts[f"county {answer.value}"] += 1
    return True


def _away(room: PostRoom, node: Node, at_ms: int) -> None:
    """Take somebody's line away, while they go on working."""
    node_back_ms = at_ms + room.dice.randint(6 * HOUR_MS, 40 * HOUR_MS)

    def begin() -> None:
        node.cuts += 1

    def end() -> None:
        node.cuts = max(0, node.cuts - 1)

    room.world.timeline.at(max(START_MS, at_ms - HOUR_MS), begin)
    room.world.timeline.at(node_back_ms, end)


def _both_go_on(room: PostRoom, giver: Node, taker: Node) -> None:
    """Let both work on the cases of the giver's post for a day."""
    for node in (giver, taker):
        for _ in range(room.dice.randint(1, 3)):
            room.world.timeline.after(
                room.dice.randrange(DAY_MS), _acting(room, node, giver.disk.counter_code)
            )


def _acting(room: PostRoom, node: Node, post_code: str) -> Callable[[], None]:
    return lambda: room.act_on(node, post_code)


def _until(room: PostRoom, say: Callable[[], bool]) -> None:
    """Try to say something every few hours, until it can be said or the run is over."""

    def attempt() -> None:
        if not say() and room.world.timeline.now_ms < room.world.end_ms:
            room.world.timeline.after(room.dice.randint(HOUR_MS, 5 * HOUR_MS), attempt)

    room.world.timeline.after(room.dice.randint(5 * MINUTE_MS, 3 * HOUR_MS), attempt)


EPISODES: Final[tuple[Episode, ...]] = (_in_person, _by_county, _by_stick, _in_an_emergency)
