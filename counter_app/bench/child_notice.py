"""A fresh process that makes one page as PDF, ours or as plain reportlab does it.

Argument: nothing for ours; for the floor the file with the marks of the page.  Prints one JSON
object: milliseconds from the first import of anything that makes PDFs to the finished file, the
same for later files, and the bytes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

WARM_RUNS = 9
Make = Callable[[], bytes]


def main() -> None:
    """Make the page once cold and some times warm."""
    prepare = _plain(Path(sys.argv[1])) if len(sys.argv) > 1 else _ours()
    started = time.perf_counter()
    make = prepare()
    file = make()
    cold_ms = (time.perf_counter() - started) * 1_000
    warm = []
    for _ in range(WARM_RUNS):
        started = time.perf_counter()
        make()
        warm.append((time.perf_counter() - started) * 1_000)
    told = {"cold_ms": cold_ms, "warm_ms": median(warm), "bytes": len(file)}
    sys.stdout.write(json.dumps(told))


def _ours() -> Callable[[], Make]:
    """Take the document in hand; how it is set on a page is part of what is measured."""
    from counter_app.bench.notice_sample import notice_document

    document = notice_document()

    def prepare() -> Make:
        from printing.render_pdf import render_pdf

        return lambda: render_pdf(document).data

    return prepare


def _plain(marks: Path) -> Callable[[], Make]:
    """Take the marks in hand; they are set in reportlab's own way, with the same two fonts."""
    page: dict[str, Any] = json.loads(marks.read_text(encoding="utf-8"))

    def prepare() -> Make:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        for name, path in page["fonts"].items():
            pdfmetrics.registerFont(TTFont(name, path))
        return partial(_set_plainly, page)

    return prepare


def _set_plainly(page: dict[str, Any]) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

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


if __name__ == "__main__":
    main()
