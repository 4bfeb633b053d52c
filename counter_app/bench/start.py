"""From exec to the first paint of the main window, beside an empty one of the same toolkit."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counter_app.bench.office import COUNTER, fill
from counter_app.bench.rows import Plan, Row, not_measured, row
from counter_app.bootstrap.profile import create_counter, sign_in
from counter_app.domain.staff import Role
from counter_app.runtime.paths import MACHINE_VARIABLE
from counter_app.runtime.settings import PrinterSettings, Settings
from counter_app.storage.vault import COST_FLOOR, Person

CASES: Final = 100_000
CASES_QUICK: Final = 2_000
PLATFORM_VARIABLE: Final = "QT_QPA_PLATFORM"
ALLOWED: Final = Path(__file__).with_name("first_paint_modules.txt")
USER: Final = "clerk"
PASSWORD: Final = "一次性窗口-2026"  # noqa: S105 - of a counter that is thrown away


@dataclass(frozen=True, slots=True)
class Painted:
    """What a process told at its first paint.

    Attributes:
        seconds: Since it was started.
        resident_mb: Memory held; None where the system does not say.
        modules: Everything imported by then.
    """

    seconds: float
    resident_mb: float | None
    modules: frozenset[str]


def start(plan: Plan) -> list[Row]:
    """Measure fresh processes in turn, on a counter with many cases."""
    runs = plan.pick(11, 3)
    with throwaway_counter(plan.folder, plan.pick(CASES, CASES_QUICK)) as profile:
        _ours(profile), _bare()  # So that both find every file in memory.
        pairs = [(_ours(profile), _bare()) for _ in range(runs)]
    seconds = row(
        "start.painted", "s", [o.seconds for o, _ in pairs], [b.seconds for _, b in pairs]
    )
    return [seconds, _memory(pairs), modules_row(pairs[0][0].modules, runs)]


def modules_row(found: frozenset[str], runs: int) -> Row:
    """Compare packages loaded before the first paint with those that are allowed there."""
    loaded = packages_of(found)
    return Row("start.modules", len(loaded), "count", len(loaded & allowed_packages()), runs)


def packages_of(modules: frozenset[str]) -> frozenset[str]:
    """Return what was loaded beside the standard library: packages, our own two levels deep."""
    own = {"counter_app", "sync", "printing", "resources"}
    found = set()
    for module in modules:
        parts = module.split(".")
        if parts[0] in sys.stdlib_module_names or parts[0].startswith("_"):
            continue
        found.add(".".join(parts[: 2 if parts[0] in own else 1]))
    return frozenset(found)


def allowed_packages() -> frozenset[str]:
    """Return what may be loaded before the first paint."""
    lines = ALLOWED.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@contextlib.contextmanager
def throwaway_counter(
    folder: Path,
    cases: int,
    *,
    reader_url: str | None = None,
    printers: tuple[PrinterSettings, ...] = (),
) -> Iterator[Path]:
    """Set a counter up that has so many cases; yield its profile."""
    settings = Settings(counter=COUNTER, reader_url=reader_url, printers=printers)
    profile = folder / "profile"
    with _environment(MACHINE_VARIABLE, str(folder / "machine")):
        person = Person(user=USER, staff="QH0107", name="周小禾", role=Role.CLERK)
        create_counter(profile, settings, person, PASSWORD, cost=COST_FLOOR)
        opened = sign_in(profile, USER, PASSWORD)
        try:
            fill(opened.store, cases)
        finally:
            opened.close()
        with _environment(PLATFORM_VARIABLE, "offscreen"):
            yield profile


def first_paint(module: str, *arguments: str) -> Painted:
    """Start a process and wait for its first paint."""
    command = [sys.executable, "-m", module, *arguments]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own module
    told = json.loads(done.stdout)
    return Painted(told["at"] - started, told["resident_mb"], frozenset(told["modules"]))


def _ours(profile: Path) -> Painted:
    return first_paint("counter_app.bench.child_window", str(profile))


def _bare() -> Painted:
    return first_paint("counter_app.bench.child_bare_window")


def _memory(pairs: Sequence[tuple[Painted, Painted]]) -> Row:
    ours = [painted.resident_mb for painted, _ in pairs if painted.resident_mb is not None]
    bare = [painted.resident_mb for _, painted in pairs if painted.resident_mb is not None]
    if not ours or not bare:
        return not_measured("start.rss", "MB", None)
    return row("start.rss", "MB", ours, bare)


@contextlib.contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
