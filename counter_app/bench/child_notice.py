"""A fresh process that makes one page as PDF, ours or as plain reportlab does it.

Argument: nothing for ours; for the floor the file with the marks of the page.  Prints one JSON
object: milliseconds from the first import to the finished file, of one more, and its bytes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

WARM_RUNS = 9


def main() -> None:
    """Make the page once cold and some times warm."""
    started = time.perf_counter()
    make = _plain(Path(sys.argv[1])) if len(sys.argv) > 1 else _ours()
    file = make()
    cold_ms = (time.perf_counter() - started) * 1_000
    warm = []
    for _ in range(WARM_RUNS):
        started = time.perf_counter()
        make()
        warm.append((time.perf_counter() - started) * 1_000)
    told = {"cold_ms": cold_ms, "warm_ms": median(warm), "bytes": len(file)}
    sys.stdout.write(json.dumps(told))


def _ours() -> Callable[[], bytes]:
    from counter_app.bench.notice import notice_document
    from printing.render_pdf import render_pdf

    return lambda: render_pdf(notice_document()).data


def _plain(marks: Path) -> Callable[[], bytes]:
    """Return what sets the same marks in reportlab's own way, with the same two fonts."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    page: dict[str, Any] = json.loads(marks.read_text(encoding="utf-8"))
    for name, path in page["fonts"].items():
        pdfmetrics.registerFont(TTFont(name, path))

    def make() -> bytes:
        file = BytesIO()
        canvas = Canvas(file, pagesize=page["size"], pageCompression=1, invariant=1)
        for x_pt, y_pt, to_x_pt, to_y_pt in page["lines"]:
            canvas.line(x_pt, y_pt, to_x_pt, to_y_pt)
        for x_pt, y_pt, text, size_pt, font in page["texts"]:
            canvas.setFont(font, size_pt)
            canvas.drawString(x_pt, y_pt, text)
        canvas.showPage()
        canvas.save()
        return file.getvalue()

    return make


if __name__ == "__main__":
    main()
