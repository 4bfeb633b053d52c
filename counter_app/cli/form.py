"""`counter form`: list the forms, show a sample, render one on a paper."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf
from counter_app.domain.errors import FormDataInvalid, UnreadableFile

if TYPE_CHECKING:
    from printing.document import Document

DATA_BYTES_MAX = 1 << 20
PAPERS = ("58", "80", "a4")
KINDS = ("escpos", "png", "pdf", "text")


def register(parser: argparse.ArgumentParser) -> None:
    """Add `list`, `sample` and `render`."""
    groups = parser.add_subparsers(dest="what", required=True, metavar="list|sample|render")
    leaf(groups, "list", "列出全部文书")
    sample = leaf(groups, "sample", "输出一份样例数据")
    sample.add_argument("form", metavar="FORM")
    render = leaf(groups, "render", "把数据渲染成文书")
    render.add_argument("form", metavar="FORM")
    render.add_argument("--data", required=True, metavar="FILE|-")
    render.add_argument("--paper", required=True, choices=PAPERS)
    render.add_argument("--as", required=True, choices=KINDS, dest="kind")
    render.add_argument("--out", required=True, metavar="FILE")


def run(arguments: argparse.Namespace) -> Answer:
    """Do one of the three."""
    match arguments.what:
        case "list":
            return _list()
        case "sample":
            return _sample(arguments.form)
        case _:
            return _render(arguments)


def _list() -> Answer:
    from printing.forms.registry import FORMS

    rows = [
        {"id": form.form.value, "name": form.name, "papers": list(form.papers)}
        for form in FORMS.values()
    ]
    text = "\n".join(f"{row['id']:<22}{row['name']}" for row in rows)
    return Answer({"forms": rows}, text)


def _sample(name: str) -> Answer:
    from printing.forms.registry import form_by_name, sample_object

    sample = sample_object(form_by_name(name))
    return Answer(sample, json.dumps(sample, ensure_ascii=False, indent=2))


def _render(arguments: argparse.Namespace) -> Answer:
    from printing.forms.registry import form_by_name, lay_out, parse_data

    form = form_by_name(arguments.form)
    data = parse_data(form, _read(arguments.data))
    document = lay_out(form.form, data, paper=arguments.paper)
    content, bitmap_lines, warnings = _rendered(document, arguments.paper, arguments.kind)
    out = Path(arguments.out)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UnreadableFile(f"{out.name}：{error.strerror}") from error
    answer: dict[str, Any] = {
        "out": str(out),
        "bytes": len(content),
        "bitmap_lines": bitmap_lines,
        "warnings": warnings,
    }
    return Answer(answer, f"已写入 {out}，{len(content)} 字节")


def _rendered(document: Document, paper: str, kind: str) -> tuple[bytes, int, list[dict[str, str]]]:
    if kind == "pdf" or (paper == "a4" and kind == "png"):
        return _sheet(document, kind)
    from printing.profiles import profile_for_paper

    profile = profile_for_paper("80" if paper == "a4" else paper)
    if kind == "text":
        from printing.render_text import render_text

        columns = 80 if paper == "a4" else profile.columns
        return render_text(document, columns).encode("utf-8"), 0, []
    from printing.render_escpos import render_escpos

    job = render_escpos(document, profile)
    warnings = [{"code": warning.code, "field": warning.field} for warning in job.warnings]
    if kind == "escpos":
        return job.data, job.bitmap_lines, warnings
    from printing.paper_picture import to_png

    return to_png(job.data, profile.dots), job.bitmap_lines, warnings


def _sheet(document: Document, kind: str) -> tuple[bytes, int, list[dict[str, str]]]:
    from printing.render_pdf import render_pdf

    job = render_pdf(document)
    warnings = [{"code": warning.code, "field": warning.field} for warning in job.warnings]
    if kind == "pdf":
        return job.data, 0, warnings
    from printing.page_picture import a4_sheet

    return a4_sheet(document), 0, warnings


def _read(name: str) -> bytes:
    try:
        if name == "-":
            content = sys.stdin.buffer.read(DATA_BYTES_MAX + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(DATA_BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableFile(f"{Path(name).name}：{error.strerror}") from error
    if len(content) > DATA_BYTES_MAX:
        raise FormDataInvalid("数据超过 1 MiB")
    return content
