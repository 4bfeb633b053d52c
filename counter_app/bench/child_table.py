"""A fresh process that opens a table of many rows and scrolls through it.

Arguments: `ours` and the folder of a store, or `floor` and a plain database with the same cases.
Prints one JSON object: milliseconds until the rows are painted, of one frame, and the memory that
came on top.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from counter_app.bench.first_paint import resident_mb

FRAMES = 60
_QUERY = (
    "SELECT applicant_name, number_masked, item_name, status, binding_on, unacknowledged,"
    " received_at FROM cases ORDER BY id DESC"
)


def main() -> None:
    """Open, paint, scroll page by page, tell."""
    QApplication([])
    opened = _ours if sys.argv[1] == "ours" else _floor
    with opened(Path(sys.argv[2])) as make:
        before_mb = resident_mb()
        started = time.perf_counter()
        model = make()
        view = QTableView()
        view.setModel(model)
        view.resize(1_280, 800)
        view.show()
        painted = _Painted(view.viewport())
        while not painted.count:
            QApplication.processEvents()
        open_ms = (time.perf_counter() - started) * 1_000
        painted.count = 0
        frame_ms = median([_frame_ms(view) for _ in range(FRAMES)])
        assert painted.count >= FRAMES, "every frame was painted"
        after_mb = resident_mb()
        view.close()
        del painted, view, model
    grown = None if before_mb is None or after_mb is None else after_mb - before_mb
    sys.stdout.write(json.dumps({"open_ms": open_ms, "frame_ms": frame_ms, "grown_mb": grown}))
    sys.stdout.flush()
    # WORKAROUND(PySide6 6.12): the SQL driver of a million rows aborts while Python winds up.
    os._exit(0)


class _Painted(QObject):
    """Counts how often a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look on; the widget paints itself."""
        self.count += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


def _frame_ms(view: QTableView) -> float:
    """Scroll on by one page and paint it."""
    bar = view.verticalScrollBar()
    started = time.perf_counter()
    bar.setValue(bar.value() + bar.pageStep())
    view.viewport().repaint()
    return (time.perf_counter() - started) * 1_000


@contextmanager
def _ours(folder: Path) -> Iterator[Callable[[], QAbstractItemModel]]:
    from counter_app.bench.office import KEYS, BenchClock
    from counter_app.bootstrap.desk import PublishedRules
    from counter_app.domain.case_card import WorkQueue
    from counter_app.storage.case_search import SqlCaseFinder
    from counter_app.storage.engine import open_reading_engine
    from counter_app.storage.profile_store import DATABASE_NAME
    from counter_app.ui.worklist.records_model import RecordsModel

    clock, calendar = BenchClock(), PublishedRules().calendar
    engine = open_reading_engine(folder / DATABASE_NAME, key=KEYS.key, salt=KEYS.salt)
    today = clock.now().date()
    finder = SqlCaseFinder(engine, lambda: today)

    def make() -> QAbstractItemModel:
        model = RecordsModel()

        def fetch(key: str) -> None:
            page = finder.worklist(WorkQueue.ALL, today=today, after=key)
            model.append(page.cards, page.next_key)

        model.more_wanted.connect(fetch)
        page = finder.worklist(WorkQueue.ALL, today=today)
        model.replace(page.cards, page.next_key, now=clock.now(), calendar=calendar)
        return model

    yield make
    engine.dispose()


@contextmanager
def _floor(path: Path) -> Iterator[Callable[[], QAbstractItemModel]]:
    from PySide6.QtSql import QSqlDatabase, QSqlQueryModel

    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(str(path))
    assert database.open(), "the plain copy opens"

    def make() -> QAbstractItemModel:
        model = QSqlQueryModel()
        model.setQuery(_QUERY, database)
        while model.canFetchMore():
            model.fetchMore()
        return model

    yield make
    database.close()


if __name__ == "__main__":
    main()
