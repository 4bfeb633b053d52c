"""What befalls counters and county besides the line: each plans its deeds before the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from sync.simulation.node import Node
from sync.simulation.plan import Plan
from sync.simulation.post_nemesis import plan_posts
from sync.simulation.timeline import DAY_MS, HOUR_MS, MINUTE_MS, START_MS
from sync.simulation.world import World

BUSY_WAIT_MS: Final = 20_000
STEPS_MAX: Final = 14
ROLLBACKS: Final = 2
WHOLE: Final = 0.5
"""How often a restore puts the whole machine back, which it cannot notice by itself."""

_YEARS_MS: Final = tuple(years * 365 * DAY_MS for years in (-3, -1, 1, 3))
_MINUTES_MS: Final = tuple(minutes * MINUTE_MS for minutes in (-90, -7, -2, 2, 7, 90))

MISTAKEN: Final = 0.5
"""How often a right was withdrawn by mistake, and is given back."""

Nemesis = Callable[[World], None]


def plan_faults(world: World) -> None:
    """Plan everything that will befall a world; call it once, before `World.run`."""
    for name, nemesis in NEMESES.items():
        if world.plan.has(name):
            nemesis(world)


def cut_off(world: World, node: Node, from_ms: int, until_ms: int) -> None:
    """Keep a line down for a time."""

    def begin() -> None:
        node.cuts += 1

    def end() -> None:
        node.cuts = max(0, node.cuts - 1)

    world.timeline.at(from_ms, begin)
    world.timeline.at(max(from_ms, until_ms), end)


def _offline(world: World) -> None:
    for node in world.nodes:
        if world.dice.random() < 0.5:
            begin = _moment(world)
            world.faults["offline"] += 1
            cut_off(world, node, begin, begin + world.dice.randint(2 * HOUR_MS, 30 * HOUR_MS))


def _swizzle(world: World) -> None:
    """Clog counters one by one, unclog them in another order (FoundationDB)."""
    for _ in range(2):
        dice, begin = world.dice, _moment(world)
        chosen = dice.sample(world.nodes, max(1, len(world.nodes) // 2))
        back = list(chosen)
        dice.shuffle(back)
        world.faults["swizzle"] += 1
        for place, node in enumerate(chosen):
            comes_ms = begin + HOUR_MS + (back.index(node) + 1) * 7 * MINUTE_MS
            cut_off(world, node, begin + place * 3 * MINUTE_MS, comes_ms)


def _absence(world: World) -> None:
    """A counter away from the second hour on; it comes back when all faults are over."""
    for node in world.dice.sample(world.nodes, _some(world.plan, 20)):
        world.faults["absence"] += 1
        cut_off(world, node, START_MS + HOUR_MS, world.end_ms + DAY_MS)


def _clock(world: World) -> None:
    for node in world.nodes:
        if world.dice.random() < 0.4:
            for _ in range(world.dice.randint(1, 3)):
                world.timeline.at(_moment(world), _set_wrong(world, node))


def _set_wrong(world: World, node: Node) -> Callable[[], None]:
    by_ms = world.dice.choice((*_YEARS_MS, *_MINUTES_MS, *_MINUTES_MS, 0))
    drift_ppm = world.dice.choice((0, 0, -400, 400, 20_000))

    def act() -> None:
        world.faults["clock"] += 1
        node.clock.set_wrong(by_ms=by_ms, drift_ppm=drift_ppm)

    return act


def _kill(world: World) -> None:
    for node in world.nodes:
        for _ in range(max(1, world.plan.days // 2)):
            world.timeline.at(_moment(world), _doom(node, world.dice.randint(0, STEPS_MAX)))


def _doom(node: Node, steps: int) -> Callable[[], None]:
    def act() -> None:
        node.steps_left = steps
        node.contact()

    return act


def _restore(world: World) -> None:
    for node in world.dice.sample(world.nodes, _some(world.plan, 25)):
        taken, back = sorted((_moment(world), _moment(world)))
        world.timeline.at(taken, _image_then_restore(world, node, back))


def _image_then_restore(world: World, node: Node, back_ms: int) -> Callable[[], None]:
    def take_image() -> None:
        snapshot = node.backup()
        is_whole = world.dice.random() < WHOLE

        def put_back() -> None:
            if node.is_busy:
                world.timeline.after(BUSY_WAIT_MS, put_back)
                return
            world.faults["restore"] += 1
            world.restore(node, snapshot, is_whole=is_whole)

        world.timeline.at(back_ms, put_back)

    return take_image


def _clone(world: World) -> None:
    for node in world.dice.sample(world.nodes, _some(world.plan, 50)):
        world.timeline.at(_moment(world), _clone_when_free(world, node))


def _clone_when_free(world: World, node: Node) -> Callable[[], None]:
    def act() -> None:
        if node.is_busy:
            world.timeline.after(BUSY_WAIT_MS, act)
            return
        world.faults["clone"] += 1
        other = world.clone(node)
        for each in (node, other):  # Both go on: a copy in a drawer forks nothing.
            world.timeline.after(world.dice.randrange(HOUR_MS), _working(each))

    return act


def _working(node: Node) -> Callable[[], None]:
    def act() -> None:
        node.work_plainly()

    return act


def _rollback(world: World) -> None:
    for _ in range(ROLLBACKS):
        taken, back = sorted((_moment(world), _moment(world)))
        world.timeline.at(taken, _backup_then_rollback(world, back))


def _backup_then_rollback(world: World, back_ms: int) -> Callable[[], None]:
    def take_backup() -> None:
        backup = world.county.back_up()

        def put_back() -> None:
            world.faults["rollback"] += 1
            world.roll_back(backup)

        world.timeline.at(back_ms, put_back)

    return take_backup


def _newer_program(world: World) -> None:
    for node in world.dice.sample(world.nodes, _some(world.plan, 50)):
        world.timeline.at(_moment(world), _write_unreadable(world, node))


def _write_unreadable(world: World, node: Node) -> Callable[[], None]:
    def act() -> None:
        world.faults["newer-program"] += 1
        world.set_aside.add(node.work_unreadably())

    return act


def _courier(world: World) -> None:
    """A counter without a line from the first morning on; a stick goes most days."""
    for node in world.dice.sample(world.nodes, _some(world.plan, 12)):
        world.faults["courier"] += 1
        cut_off(world, node, START_MS, world.end_ms + DAY_MS)
        for day in range(world.plan.days):
            for _ in range(world.dice.randint(1, 2)):
                at_ms = START_MS + day * DAY_MS + world.dice.randrange(HOUR_MS, 8 * HOUR_MS)
                world.timeline.at(at_ms, _send_bundle(world, node))


def _send_bundle(world: World, node: Node) -> Callable[[], None]:
    def act() -> None:
        if node.is_busy:
            world.timeline.after(BUSY_WAIT_MS, act)
            return
        world.sticks.send(node)

    return act


def _joint_case(world: World) -> None:
    for _ in range(_some(world.plan, 5)):
        world.timeline.at(_moment(world), _link(world, world.dice.choice(world.nodes)))


def _link(world: World, node: Node) -> Callable[[], None]:
    def act() -> None:
        here = world.township_of(node)
        others = [township for township in world.townships() if township != here]
        known = list(node.disk.cases)
        if others and known:
            is_new = world.office.link(world.dice.choice(known), world.dice.choice(others))
            world.faults["joint-case"] += is_new

    return act


def _revoke(world: World) -> None:
    for node in world.dice.sample(world.nodes, _some(world.plan, 25)):
        first, second = sorted((_moment(world), _moment(world)))
        is_mistaken = world.dice.random() < MISTAKEN
        world.timeline.at(first, _withdraw(world, node, is_mistaken=is_mistaken))
        if is_mistaken:
            world.timeline.at(second, _give_back(world, node.disk.device))


def _give_back(world: World, device: str) -> Callable[[], None]:
    return lambda: world.office.reinstate(device)


def _withdraw(world: World, node: Node, *, is_mistaken: bool) -> Callable[[], None]:
    def act() -> None:
        world.faults["revoke"] += 1
        world.office.revoke(node.disk.device)
        if not is_mistaken:
            world.give_up(node.disk.device)

    return act


def _some(plan: Plan, one_in: int) -> int:
    return max(1, plan.counters // one_in)


def _moment(world: World) -> int:
    """Draw a time between the first hour and the last."""
    return START_MS + world.dice.randrange(HOUR_MS, max(2 * HOUR_MS, world.plan.days * DAY_MS))


NEMESES: Final[Mapping[str, Nemesis]] = MappingProxyType(
    {
        "offline": _offline,
        "swizzle": _swizzle,
        "absence": _absence,
        "clock": _clock,
        "kill": _kill,
        "restore": _restore,
        "clone": _clone,
        "rollback": _rollback,
        "newer-program": _newer_program,
        "courier": _courier,
        "joint-case": _joint_case,
        "revoke": _revoke,
        "handover": plan_posts,
    }
)
"""Faults of machines and people; those of the line stand in `network.CHANCES`."""
