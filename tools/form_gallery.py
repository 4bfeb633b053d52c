"""Renders every form on every paper it has into one page for a person to look at.

    python -m tools.form_gallery FOLDER [PROGRAM]

Uses nothing but the command line, so it sees what a county's own staff would see: of this source
tree, or of a frozen program.
"""

from __future__ import annotations

import html
import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.cli.parser import main as counter

Ask = Callable[..., dict[str, Any]]
"""Runs one command with `--json` and returns its object."""


def write_gallery(folder: Path, ask: Ask) -> Path:
    """Fill a folder with samples, pictures and PDFs; return its `index.html`."""
    folder.mkdir(parents=True, exist_ok=True)
    page = ["<!doctype html><meta charset=utf-8><title>文书</title>"]
    for form in ask("form", "list")["forms"]:
        page.append(f"<h2>{html.escape(form['name'])}（{html.escape(form['id'])}）</h2>")
        sample = folder / f"{form['id']}.json"
        sample.write_text(json.dumps(ask("form", "sample", form["id"])), encoding="utf-8")
        page += [_render(form["id"], str(paper), sample, ask) for paper in form["papers"]]
    index = folder / "index.html"
    index.write_text("\n".join(page) + "\n", encoding="utf-8")
    return index


def _render(form: str, paper: str, sample: Path, ask: Ask) -> str:
    kind = "pdf" if paper == "a4" else "png"
    out = sample.with_name(f"{form}-{paper}.{kind}")
    words = ("--data", str(sample), "--paper", paper, "--as", kind, "--out", str(out))
    ask("form", "render", form, *words)
    name = html.escape(out.name)
    shown = f"<a href='{name}'>{name}</a>" if kind == "pdf" else f"<img src='{name}' alt='{name}'>"
    return f"<p>{html.escape(paper)}<br>{shown}</p>"


def ask_here(*words: str) -> dict[str, Any]:
    """Ask this source tree.

    Raises:
        SystemExit: The command failed; its answer is the message.
    """
    said = io.StringIO()
    with redirect_stdout(said):
        code = counter([*words, "--json"])
    return _answer(words, code, said.getvalue())


def ask_program(program: Path, *words: str) -> dict[str, Any]:
    """Ask a frozen program; raises as `ask_here` does."""
    run = subprocess.run([program, *words, "--json"], capture_output=True, check=False)  # noqa: S603
    return _answer(words, run.returncode, run.stdout.decode("utf-8", "replace"))


def _answer(words: tuple[str, ...], code: int, said: str) -> dict[str, Any]:
    if code:
        raise SystemExit(f"counter {' '.join(words)}: {said}")
    answer: dict[str, Any] = json.loads(said)
    return answer


def main(folder: str, program: str | None = None) -> None:
    """Write the gallery and say where it is."""
    ask = partial(ask_program, Path(program)) if program else ask_here
    sys.stdout.write(f"{write_gallery(Path(folder), ask)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
