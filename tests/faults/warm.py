"""What every child of the harness would make anew, made once before it is born.

Only what is pure: tables, schemas, modules.  No database is opened, no thread begun.
"""

from __future__ import annotations

import importlib

from counter_app.bootstrap.desk import PublishedRules
from counter_app.runtime.shipped_data import shipped_catalogue, shipped_pinyin, shipped_regions
from counter_app.storage import profile_store
from sync import codec
from sync.packing import primed

FACTS = (
    *("case.received", "case.accepted", "case.supplemented", "case.materials_judged"),
    *("material.attached", "time.anchored"),
    *("print.intended", "print.sent", "print.printed", "print.failed", "print.unknown"),
)
LATE_MODULES = (
    *("alembic", "encodings.gb18030", "printing.drivers.network", "printing.fonts"),
    *("printing.paper_text", "printing.qr", "printing.rare_characters", "printing.render_escpos"),
)
"""What is imported when the first paper is printed."""


def warm_up() -> None:
    """Make it; children that are forked from here on find it there."""
    rules = PublishedRules()
    assert rules.calendar.version
    assert shipped_catalogue().items
    assert shipped_pinyin()
    assert profile_store._shipped_pinyin()
    assert shipped_regions()
    for name in FACTS:
        codec._adapter(name)
    assert primed()
    for name in LATE_MODULES:
        importlib.import_module(name)
