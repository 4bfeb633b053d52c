"""The refusal notice on one A4 page, beside plain reportlab setting the same marks.

Ours lays the page out from the form's data as well; the floor is given every mark at its place.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from counter_app.bench.notice_sample import notice_document
from counter_app.bench.rows import Plan, Row, row
from printing.fonts import shipped_font
from printing.pdf_layout import lay_out_a4
from printing.pdf_page import PAGE_HEIGHT_PT, PAGE_WIDTH_PT, LineMark, TextMark

_FONTS = {False: "Regular", True: "Bold"}


def notice(plan: Plan) -> list[Row]:
    """Measure in fresh processes, ours and the floor's in turn."""
    runs = plan.pick(11, 3)
    marks = plan.folder / "marks.json"
    marks.write_text(json.dumps(_page()), encoding="utf-8")
    _child()  # So that both find every file in memory.
    pairs = [(_child(), _child(marks)) for _ in range(runs)]
    return [
        row(name, unit, [ours[key] for ours, _ in pairs], [floor[key] for _, floor in pairs])
        for name, unit, key in (
            ("notice.cold", "ms", "cold_ms"),
            ("notice.warm", "ms", "warm_ms"),
            ("notice.bytes", "B", "bytes"),
        )
    ]


def _child(*arguments: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "counter_app.bench.child_notice", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own module
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _page() -> dict[str, object]:
    """Return the texts and lines of the page, y running upwards as reportlab wants it."""
    (page,) = lay_out_a4(notice_document()).pages
    lines = [
        (mark.x_pt, PAGE_HEIGHT_PT - mark.y_pt, mark.to_x_pt, PAGE_HEIGHT_PT - mark.to_y_pt)
        for mark in page.marks
        if isinstance(mark, LineMark)
    ]
    texts = [
        (
            mark.x_pt,
            PAGE_HEIGHT_PT - mark.y_pt,
            mark.text,
            mark.size_pt,
            _FONTS[mark.is_bold],
        )
        for mark in page.marks
        if isinstance(mark, TextMark)
    ]
    return {
        "size": (PAGE_WIDTH_PT, PAGE_HEIGHT_PT),
        "fonts": {name: str(shipped_font(is_bold=bold).path) for bold, name in _FONTS.items()},
        "lines": lines,
        "texts": texts,
    }
