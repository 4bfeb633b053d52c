"""F4 and F5: every write, truncation, rename and sync of three stories fails, once or for good.

The shim refuses the n-th call with ENOSPC or EIO, for n = 1, 2, … until a story meets no fault.
The clerk sees a failure with a name and presses again; afterwards the store is opened on a disk
that works, and everything that was acknowledged is there.
"""

from __future__ import annotations

import errno
import itertools
import random
import shutil
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk, new_case_id
from counter_app.domain.errors import CommitUnknown, CounterError
from counter_app.domain.ids import CaseId
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import PrintState
from counter_app.services.office import Office
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.services.supplement_case import SupplementCase
from counter_app.storage.audit import find_damage
from printing.drivers.virtual_engine import VirtualEngine
from sync.client.cycle import CounterSide, SyncCycle
from sync.server.authenticate import Caller
from sync.server.enrolment import enrol
from sync.wire import EnrolWire
from tests.fakes.clocks import START, SettableClock
from tests.fakes.counties import DirectLine, silent_county, sqlite_url
from tests.fakes.people import CLERK, PROFILE
from tests.fakes.print_shop import ALL_FORMS, ANSWERING, engine_shop
from tests.faults import shim
from tests.faults.children import told
from tests.faults.counted import Count
from tests.faults.crash_saves import ram_folder
from tests.services.intake import judged, submission
from tests.storage.conftest import DEVICE, DEVICE_KEY
from tests.storage.fresh_store import fresh_store

MODES = [
    (errno.ENOSPC, True),
    (errno.EIO, False),
    (errno.EIO, True),
    (errno.ENOSPC, False),
]
"""A full disk stays full, a bad sector is met once; the other two for a release."""

PRESSES = 2
DAY = 3


@dataclass
class Told:
    """What the clerk was told while a story ran.

    Attributes:
        done: Cases of which the program said that they are safe.
        has_met_county: Whether the story is about the line.
        sheets: Papers without a mark that came out.
        refused: Names of the failures shown.
        odd: Failures that have no name.
    """

    done: list[str] = field(default_factory=list)
    sheets: int = 0
    has_met_county: bool = False
    refused: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def try_to(self, act: Callable[[], Any]) -> Any:
        """Do what a key does, twice if the first time fails; None when it never worked."""
        for _ in range(PRESSES):
            try:
                return act()
            except CommitUnknown as error:
                self.refused.append("CommitUnknown")
                del error
            except CounterError as error:
                self.refused.append(type(error).__name__)
            except Exception as error:  # noqa: BLE001 - counting these is what this is for
                self.odd.append(f"{type(error).__name__}: {error}")
        return None


class Site:
    """One counter's folder, with the county beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counter = folder / "counter"
        self._ends = ExitStack()

    def office(self, clock: SettableClock) -> tuple[Any, Office]:
        """Open store and desk; closed by `close`."""
        desk = SignedInDesk(PROFILE)
        desk.sign_in(CLERK)
        store = self._ends.enter_context(fresh_store(self.counter, clock=clock))
        codes = itertools.count(100_000)
        return store, Office(
            unit_of_work=store.unit_of_work,
            desk=desk,
            clock=clock,
            rulebook=PublishedRules(),
            new_case_id=new_case_id,
            new_query_code=lambda: str(next(codes)),
        )

    def close(self) -> None:
        self._ends.close()

    def cycle(self, store, running) -> SyncCycle:
        """Return an exchange with the county of this site."""
        side = CounterSide(
            store=store.sync_store,
            unit_of_work=store.unit_of_work,
            clock=SettableClock(),
            device=DEVICE,
            county_key=running.key,
        )
        line = DirectLine(running.county, Caller(DEVICE, 1, PROFILE.counter_code))
        return SyncCycle(side, line)

    @contextmanager
    def county(self):
        """Open the county of this site, at the counter's own time of day."""
        with silent_county(sqlite_url(self.folder / "county.db")) as running:
            running.time.ms = int(START.timestamp() * 1_000)
            yield running


def make_site(folder: Path) -> list[str]:
    """Make what every run begins with: a counter known to a county, a day of cases.

    Returns:
        The cases; the last one waits for its supplement.
    """
    site = Site(folder)
    site.counter.mkdir(parents=True)
    with site.county() as running:
        asked = EnrolWire(
            code=running.code(PROFILE.counter_code),
            public_key=DEVICE_KEY.public_key().public_bytes_raw(),
            counter_code=PROFILE.counter_code,
            device=DEVICE,
        )
        enrol(running.database, asked, at_ms=running.time())
    _, office = site.office(SettableClock())
    cases = [SubmitIntake(office)(submission(office)).case_id for _ in range(DAY - 1)]
    verdicts = [Verdict.COMPLETE, Verdict.MISSING]
    waiting = SubmitIntake(office)(submission(office, verdicts, outcome=Outcome.NOTICE))
    site.close()
    return [*cases, waiting.case_id]


def take_in(site: Site, cases: list[str], said: Told, *, is_hasty: bool) -> None:
    """Take a case in with its papers."""
    opened = said.try_to(lambda: site.office(SettableClock()))
    if opened is None:
        return
    _, office = opened
    if is_hasty:
        said.done.append("f" * 32)
    case = said.try_to(lambda: SubmitIntake(office)(submission(office)))
    if case is not None:
        said.done.append(case.case_id)


def supplement_and_print(site: Site, cases: list[str], said: Told, *, is_hasty: bool) -> None:
    """Take what was missing, accept the case, and print the papers that it owes."""
    opened = said.try_to(lambda: site.office(SettableClock()))
    if opened is None:
        return
    store, office = opened
    case_id = CaseId(cases[-1])
    lines = [judged(office, [])[1]]
    if said.try_to(lambda: SupplementCase(office)(case_id, lines)) is not None:
        said.done.append(case_id)
    engine = VirtualEngine(ANSWERING)
    shop = engine_shop(store.print_queue, engine, unit_of_work=store.unit_of_work)
    for _ in range(2):
        job = said.try_to(lambda: store.print_queue.next_job(ALL_FORMS))
        if job is not None:
            said.try_to(lambda job=job: shop.spooler.print_one(job))
        said.try_to(shop.spooler.record_left_over)
    sheets = engine.mechanism.sheets
    said.sheets = sum(sheet.is_complete and not sheet.copy_mark for sheet in sheets)


def sync_a_day(site: Site, cases: list[str], said: Told, *, is_hasty: bool) -> None:
    """Exchange a day's events with the county."""
    opened = said.try_to(lambda: site.office(SettableClock()))
    if opened is None:
        return
    store, _ = opened
    said.has_met_county = True
    with site.county() as running:
        cycle = site.cycle(store, running)
        said.try_to(cycle.run)


STORIES = {
    "a case is taken in": take_in,
    "a supplement is accepted and printed": supplement_and_print,
    "a day is exchanged with the county": sync_a_day,
}


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Play each story with a fault at every point.

    Args:
        seed: Of the order in which they are tried.
        count: Up to 4: how many kinds of failure at every point.  More: how many failures in
            all, spread evenly.
        sabotage: `hasty` tells the clerk that a case is safe before it is.
    """
    with ram_folder() as folder:
        cases = told(partial(make_site, folder / "first"))
        names = list(STORIES)[:1] if sabotage else list(STORIES)
        return [_all_points(folder, name, cases, (seed, count, sabotage)) for name in names]


def _all_points(folder: Path, name: str, cases: list[str], asked: tuple[int, int, str]) -> Count:
    seed, number, sabotage = asked
    row = Count("F5", f"a write or sync fails while {name}")
    run = partial(_run, folder, name, cases, is_hasty=sabotage == "hasty")
    calls = told(lambda: run((0, 0, False)))["calls"]
    row.add("calls", calls)
    modes = MODES[:number] if number <= len(MODES) else MODES
    chosen = [(n, error, good) for n in range(1, calls + 1) for error, good in modes]
    if number > len(MODES):
        chosen = chosen[:: max(1, len(STORIES) * len(chosen) // number)]
    random.Random(seed).shuffle(chosen)
    for at in range(0, len(chosen), 20):  # A child each twenty: what is open in one is its own.
        batch = chosen[at : at + 20]
        for found in told(lambda batch=batch: [run(point) for point in batch]):
            _count(row, found)
    return row


def _count(row: Count, found: dict[str, Any]) -> None:
    row.tried += 1
    where = f"call {found['point']}"
    for name in ("refused", "present"):
        if found[name]:
            row.add({"refused": "refused", "present": "refused but present"}[name])
    for words in found["lost"]:
        row.lose(f"{where}: {words}")
    for words in found["odd"]:
        row.spoil(f"{where}: {words}")


def _run(
    folder: Path, name: str, cases: list[str], point: tuple[int, int, bool], *, is_hasty: bool
) -> dict[str, Any]:
    """Play a story on a copy of the site with a fault at one point; look at it afterwards."""
    place = folder / "run"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder / "first", place)
    site, said = Site(place), Told()
    shim.begin(site.counter, None)
    shim.fail(point[0], point[1], is_for_good=point[2])
    STORIES[name](site, cases, said, is_hasty=is_hasty)
    said.try_to(site.close)
    calls = shim.calls()
    shim.end()
    lost, present = _missing(Site(place), cases, said)
    return {
        "calls": calls,
        "point": point,
        "refused": said.refused,
        "odd": said.odd,
        "lost": lost,
        "present": present,
    }


def _missing(site: Site, cases: list[str], said: Told) -> tuple[list[str], int]:
    """Open the store on a disk that works; returns what is wrong, and what came unannounced."""
    store, office = site.office(SettableClock())
    lost = [f"damage: {words}" for words in find_damage(store.reading_engine)]
    lost += [flag.code for flag in store.audit().flags]
    there = dict(_rows(store, "SELECT case_id, number FROM cases"))
    lost += [f"case {case_id[:6]} is gone" for case_id in {*cases, *said.done} - there.keys()]
    if len(set(there.values())) != len(there):
        lost.append("a number was given twice")
    jobs = store.print_queue.open_jobs()
    waiting = sum(job.state is PrintState.INTENDED for job in jobs)
    owed = sum(1 for _ in _rows(store, "SELECT 1 FROM print_jobs")) - _owed_before(site)
    if said.sheets and owed - (waiting - _owed_before(site)) < said.sheets:
        lost.append("a paper is out, and would come out again without a mark")
    if said.has_met_county:
        with site.county() as running:
            site.cycle(store, running).run()
        if open_events := store.sync_store.unacknowledged_count():
            lost.append(f"{open_events} events do not get through")
    SubmitIntake(office)(submission(office))
    present = len(there.keys() - {*cases, *said.done})
    site.close()
    return lost, present


def _owed_before(site: Site) -> int:
    return 2 * (DAY - 1) + 1


def _rows(store, statement: str) -> list[tuple[Any, ...]]:
    with store.ledger.transaction() as transaction:
        return transaction.connection.execute(statement).fetchall()
