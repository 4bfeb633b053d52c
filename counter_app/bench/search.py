"""Search in one box over all fields, beside a LIKE scan that asks the same.

The floor is what a program without our indexes would run on the same encrypted database: LIKE on
the one column that the question is about, newest first by date, one page.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from statistics import median
from types import MappingProxyType
from typing import Any, Final

from counter_app.bench.data import SEED, CaseMaker, MadeCase
from counter_app.bench.office import bench_office, fill, writing_connection
from counter_app.bench.questions import CHOOSERS, is_meant, questions
from counter_app.bench.rows import Plan, Row, alternate, percentile, row
from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.ids import CaseId
from counter_app.domain.search_words import normalised
from counter_app.storage.case_search import SqlCaseFinder

CASES: Final = 1_000_000
CASES_QUICK: Final = 20_000
CASES_COUNTED: Final = 20_000
"""Misses are counted among so many: the naive look reads every one of them in Python."""
CASES_COUNTED_QUICK: Final = 4_000
ASKED_ABOUT: Final = 5_000
"""Questions are about this many of the oldest cases: nothing helps to find them early."""

_LIKE_NUMBER: Final = "SELECT id FROM cases WHERE number LIKE ? ORDER BY received_at DESC LIMIT 64"
_LIKE_NAME: Final = (
    "SELECT id FROM cases WHERE applicant_name LIKE ? ORDER BY received_at DESC LIMIT 64"
)
_LIKE_KEYS: Final = (
    "SELECT id FROM cases WHERE search_keys LIKE ? ORDER BY received_at DESC LIMIT 64"
)
_LIKE_TEXT: Final = (
    "SELECT id FROM cases WHERE search_text LIKE ? ORDER BY received_at DESC LIMIT 64"
)
_SCANS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "number": (_LIKE_NUMBER, "%{}"),
        "id": (_LIKE_KEYS, "%{} %"),
        "phone": (_LIKE_KEYS, "%{} %"),
        "name": (_LIKE_NAME, "%{}%"),
        "surname": (_LIKE_NAME, "{}%"),
        "pinyin": (_LIKE_KEYS, "%\ufdd1{}%"),
        "free1": (_LIKE_TEXT, "%{}%"),
        "free2": (_LIKE_TEXT, "%{}%"),
        "free6": (_LIKE_TEXT, "%{}%"),
    }
)
assert _SCANS.keys() == CHOOSERS.keys(), "every question has a scan"


def times(plan: Plan) -> list[Row]:
    """Measure the first page of hits for every kind of question."""
    runs, asked, scanned = plan.pick(5, 3), plan.pick(100, 60), plan.pick(1, 3)
    cases = [made.case for made in _made(ASKED_ABOUT)]
    with bench_office(plan.folder / "ours") as bench:
        fill(bench.store, plan.pick(CASES, CASES_QUICK))
        connection = writing_connection(bench.store.reading_engine)
        found = []
        for kind in CHOOSERS:
            ours = _Asking(bench.store.finder, questions(kind, cases, runs * asked, seed=SEED))
            floor = _Scanning(connection, kind, questions(kind, cases, runs * scanned, seed=1))
            taken = alternate(partial(ours, asked), partial(floor, scanned), runs)
            found.append(row(f"search.{kind}.p99", "ms", *taken))
    return found


def misses(plan: Plan) -> list[Row]:
    """Count the cases that are meant and not found, over all pages of every kind of question."""
    count, asked = plan.pick(CASES_COUNTED, CASES_COUNTED_QUICK), plan.pick(8, 4)
    made = _made(count)
    missed = 0
    with bench_office(plan.folder / "ours") as bench:
        fill(bench.store, count)
        for kind in CHOOSERS:
            for typed in questions(kind, [one.case for one in made], asked, seed=SEED):
                meant = {one.case_id for one in made if is_meant(kind, one.case, typed)}
                assert meant, "somebody is looked for"
                missed += len(meant - found_by(bench.store.finder, typed))
    return [Row("search.misses", missed, "rows", 0, asked * len(CHOOSERS))]


def found_by(finder: SqlCaseFinder, typed: str) -> set[CaseId]:
    """Return everything that the box finds, page after page."""
    page = finder.search(typed)
    found = {card.case_id for card in page.cards}
    while page.next_key is not None:
        page = finder.search(typed, after=page.next_key)
        found.update(card.case_id for card in page.cards)
    return found


class _Asking:
    """Asks questions of its own and tells how long all but the slowest hundredth took."""

    def __init__(self, finder: SqlCaseFinder, typed: Sequence[str]) -> None:
        self._finder = finder
        self._typed = iter(typed)

    def __call__(self, count: int) -> float:
        taken = []
        for _ in range(count):
            words = next(self._typed)
            started = time.perf_counter()
            page = self._finder.search(words)
            taken.append((time.perf_counter() - started) * 1_000)
            assert page.cards, "what was stored is found"
        return percentile(taken, 99)


class _Scanning:
    """Asks the same kind of question without an index."""

    def __init__(self, connection: Any, kind: str, typed: Sequence[str]) -> None:
        self._connection = connection
        self._query, self._pattern = _SCANS[kind]
        self._typed = iter(typed)

    def __call__(self, count: int) -> float:
        taken = []
        for _ in range(count):
            pattern = self._pattern.format(normalised(next(self._typed)))
            started = time.perf_counter()
            rows = self._connection.execute(self._query, (pattern,)).fetchall()
            taken.append((time.perf_counter() - started) * 1_000)
            assert rows, "what was stored is found"
        return median(taken)


def _made(count: int) -> list[MadeCase]:
    return list(CaseMaker(PublishedRules().catalogue).cases(count))
