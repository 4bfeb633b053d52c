"""Renders every form on every paper it has into one page for a person to look at.

Uses nothing but the command line, so it sees what a county's own staff would see.
"""

from __future__ import annotations

import html
import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from counter_app.cli.parser import main as counter


def write_gallery(folder: Path) -> Path:
    """Fill a folder with samples, pictures and PDFs; return its `index.html`."""
    folder.mkdir(parents=True, exist_ok=True)
    page = ["<!doctype html><meta charset=utf-8><title>文书</title>"]
    for form in ask("form", "list")["forms"]:
        page.append(f"<h2>{html.escape(form['name'])}（{html.escape(form['id'])}）</h2>")
        sample = folder / f"{form['id']}.json"
        sample.write_text(json.dumps(ask("form", "sample", form["id"])), encoding="utf-8")
        page += [_render(form["id"], str(paper), sample) for paper in form["papers"]]
    index = folder / "index.html"
    index.write_text("\n".join(page) + "\n", encoding="utf-8")
    return index


def _render(form: str, paper: str, sample: Path) -> str:
    kind = "pdf" if paper == "a4" else "png"
    out = sample.with_name(f"{form}-{paper}.{kind}")
    words = ("--data", str(sample), "--paper", paper, "--as", kind, "--out", str(out))
    ask("form", "render", form, *words)
    name = html.escape(out.name)
    shown = f"<a href='{name}'>{name}</a>" if kind == "pdf" else f"<img src='{name}' alt='{name}'>"
    return f"<p>{html.escape(paper)}<br>{shown}</p>"


def ask(*words: str) -> dict[str, Any]:
    """Run one command with `--json` and return its object.

    Raises:
        SystemExit: The command failed; its answer is the message.
    """
    said = io.StringIO()
    with redirect_stdout(said):
        code = counter([*words, "--json"])
    if code:
        raise SystemExit(f"counter {' '.join(words)}: {said.getvalue()}")
    answer: dict[str, Any] = json.loads(said.getvalue())
    return answer


if __name__ == "__main__":
    sys.stdout.write(f"{write_gallery(Path(sys.argv[1]))}\n")
