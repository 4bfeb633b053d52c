"""F1 and F18: SIGKILL in the middle of saving, of printing and of exchanging with the county.

Each cycle a child works on one and the same profile and is killed, at a random moment or at a
fault point; then the next one opens what is left.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.case_event import PrintIntended
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.print_job import FormId, PrintState
from printing.drivers.virtual import VirtualPrinter
from tests.fakes.people import MONDAY
from tests.fakes.print_shop import ALL_FORMS, ANSWERING, Shop
from tests.faults.children import (
    KILLED,
    RANDOM_S,
    Servant,
    child,
    die_at,
    heard_until_killed,
    told,
)
from tests.faults.counted import Count
from tests.faults.crash_saves import ram_folder
from tests.faults.kills_in_sync import kill_in_sync
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole
from tests.storage.snapshots import projections

SAVE_POINTS = ("save.before_commit", "save.after_commit")
PRINT_POINTS = (
    "print.before_sent",
    "print.after_sent",
    "print.after_write",
    "print.before_outcome",
)
SHARES = {"save": 2, "print": 2, "sync": 1}
"""Of five cycles; 200 of 500 print."""

Say = Callable[[Any], None]


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Kill `count` times in all."""
    part = max(1, count // sum(SHARES.values()))
    chance = random.Random(seed)
    with ram_folder() as folder:
        return [
            kill(folder / name, chance, SHARES[name] * part, sabotage)
            for name, (kill, sabotages) in KINDS.items()
            if not sabotage or sabotage in sabotages
        ]


def kill_in_save(folder: Path, chance: random.Random, cycles: int, sabotage: str) -> Count:
    """Kill while cases are saved; whatever was told to be saved is there, and whole."""
    count = Count("F1", "SIGKILL while cases are saved")
    folder.mkdir()
    acknowledged: list[str] = []
    for cycle in range(cycles):
        point = SAVE_POINTS[cycle // 2 % 2] if cycle % 2 else ""
        work = partial(save_on, folder, point, 1 + cycle % 3, sabotage)
        heard, code = heard_until_killed(work, chance, 0 if point else 0.5)
        acknowledged += heard
        count.tried += 1
        if code != KILLED:
            count.spoil(f"cycle {cycle}: the child ended with {code}")
    count.add("acknowledged", len(acknowledged))
    for problem in told(partial(what_is_lost, folder, acknowledged)):
        count.lose(problem)
    return count


def save_on(folder: Path, point: str, after: int, sabotage: str, say: Say) -> None:
    """Save case after case and say so, until killed."""
    with fresh_store(folder) as store:
        if point:
            die_at(point, after)
        while True:
            if sabotage == "hasty":  # Says that a case is safe before it is.
                say("f" * 32)
            say(save_whole(store, PublishedRules().calendar))


def what_is_lost(folder: Path, acknowledged: list[str]) -> list[str]:
    """Compare a store with what was said about it; returns what is wrong, in words."""
    with fresh_store(folder) as store:
        shown = projections(store)
        cases = {row[0]: row[1] for row in shown["cases"]}
        wrong = [f"case {case_id[:6]} is gone" for case_id in acknowledged if case_id not in cases]
        if len(set(cases.values())) != len(cases):
            wrong.append("a number was given twice")
        if len(shown["print_jobs"]) != len(cases):
            wrong.append("a case came without its paper")
        report = store.audit()
        wrong += [flag.code for flag in report.flags]
        store.rebuild_projections()
        if projections(store)["cases"] != shown["cases"]:
            wrong.append("the fold tells another story")
        with store.unit_of_work() as work:
            if work.next_number("case/01/20261102") != len(cases) + 1:
                wrong.append("numbers with gaps")
    return wrong


@contextmanager
def printer() -> Iterator[Callable[[str], object]]:
    """Keep a printer that anybody may ask for its address and its papers."""
    with VirtualPrinter(ANSWERING) as virtual:

        def answer(word: str) -> object:
            if word == "address":
                return virtual.address
            if word == "again":
                virtual.power_on()
            sheets = virtual.sheets
            whole = [sheet for sheet in sheets if sheet.is_complete]
            originals = sum(not sheet.copy_mark for sheet in whole)
            return [originals, len(whole) - originals, len(sheets) - len(whole)]

        yield answer


def kill_in_print(folder: Path, chance: random.Random, cycles: int, sabotage: str) -> Count:
    """Kill while a paper is printed; ask for it again as the clerk would; count the papers."""
    count = Count("F18", "SIGKILL while a paper is printed")
    folder.mkdir()
    virtual = Servant(printer)
    try:
        address = virtual.ask("address")
        for cycle in range(cycles):
            point = PRINT_POINTS[cycle % len(PRINT_POINTS)] if cycle % 5 else ""
            before = virtual.ask("papers")
            run = f"{cycle:032x}"
            with child(partial(print_on, folder, address, run, point)) as one:
                case_id = next(one.heard())
                if not point:
                    list(one.heard(chance.uniform(0, 3 * RANDOM_S)))
                    one.kill()
                list(one.heard())
                one.end()
            state, after = told(partial(asked_again, folder, address, run, case_id, sabotage))
            now = virtual.ask("papers")
            count.tried += 1
            count.add(f"found {state}")
            _judge(count, f"cycle {cycle} {point} {state}", [before, now], (state, after))
    finally:
        virtual.close()
    return count


def _judge(count: Count, where: str, papers: list[list[int]], states: tuple[str, str]) -> None:
    originals, copies = (now - before for before, now in zip(*[p[:2] for p in papers], strict=True))
    state, after = states
    if originals > 1:
        count.lose(f"{where}: {originals} originals without a mark")
    if originals + copies < 1 or after != PrintState.PRINTED.value:
        count.lose(f"{where}: no paper came out, the record says {after}")
    if state == PrintState.PRINTED.value and originals != 1:
        count.lose(f"{where}: recorded as printed, {originals} came out")


def print_on(folder: Path, address: str, run: str, point: str, say: Say) -> None:
    """Save a case, say its id, and print its paper, until killed."""
    with fresh_store(folder, run=run) as store:
        case_id = save_whole(store, PublishedRules().calendar)
        say(case_id)
        if point:
            die_at(point, 1)
        shop = Shop(store.print_queue, address, unit_of_work=store.unit_of_work)
        shop.spooler.print_one(store.print_queue.next_job(ALL_FORMS))


def asked_again(
    folder: Path, address: str, run: str, case_id: str, sabotage: str
) -> tuple[str, str]:
    """Start the program again and have the clerk ask for the paper, unless it is certainly out.

    Returns:
        What was known of the paper after the kill, and what is known of the last one now.
    """
    with fresh_store(folder, run=f"{run[1:]}f") as store:
        queue = store.print_queue
        queue.close_left_over_jobs()
        assert queue.next_job(ALL_FORMS) is None, "something prints by itself after a start"
        with store.unit_of_work() as work:
            (paper,) = work.case(CaseId(case_id)).documents
        known = paper.state
        if known is not PrintState.PRINTED:
            if known is PrintState.INTENDED:
                (job,) = [job for job in queue.open_jobs() if job.case_id == case_id]
                queue.take_over(job.job)
            else:
                _intend_again(store, CaseId(case_id), is_original=sabotage == "unmarked")
            shop = Shop(queue, address, unit_of_work=store.unit_of_work)
            shop.spooler.print_one(queue.next_job(ALL_FORMS))
        with store.unit_of_work() as work:
            last = work.case(CaseId(case_id)).documents[-1]
    return known.value, last.state.value


def _intend_again(store, case_id: CaseId, *, is_original: bool) -> None:
    with store.unit_of_work() as work:
        case = work.case(case_id)
        (paper,) = case.documents
        form, number = FormId.ACCEPTANCE_NOTICE, paper.document_number
        copy = case.next_copy_number(form=form, document_number=number)
        work.record(
            case_id,
            PrintIntended(
                form=form,
                document_number=number,
                copy_number=1 if is_original else copy,
                about=EventId(case.history[0]),
                intended_at=MONDAY,
            ),
        )
        work.commit()


KINDS = {
    "save": (kill_in_save, {"hasty"}),
    "print": (kill_in_print, {"unmarked"}),
    "sync": (kill_in_sync, {"deaf"}),
}
"""How each is killed, and which sabotage is about it."""
