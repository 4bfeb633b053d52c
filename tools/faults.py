"""Plays the fault harness and prints one table: fault, tried, lost, corrupt.

`python -m tools.faults [PART …] [--soak] [--anew] [--json FILE]`

Each part is a process of its own, two at a time.  With `--soak` the release's counts are played
in pieces with seeds of their own; what is done is kept under build/soak, so that a run that was
stopped goes on where it was.  Results hold for one commit: another one begins anew.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
KEPT: Final = ROOT / "build" / "soak"
AT_A_TIME: Final = 2
PIECE_LIMIT_S: Final = 3_600.0
MORE_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the harness.

    Attributes:
        name: A module of tests.faults.
        commit: How much is tried for a commit, in one piece; what is counted says the part.
            0 for a part of a release only.
        release: How much for a release.
        piece: How much at a time for a release; a seed each.
    """

    name: str
    commit: int
    release: int
    piece: int

    def pieces(self, *, is_soak: bool) -> list[Piece]:
        """Return what to play: one piece for a commit, many for a release."""
        if not is_soak:
            return [Piece(self.name, 1, self.commit)] if self.commit else []
        number = -(-self.release // self.piece)
        return [Piece(self.name, seed, self.piece) for seed in range(1, number + 1)]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part played once, with one seed."""

    part: str
    seed: int
    count: int

    @property
    def file(self) -> Path:
        """Where its rows are kept during a soak."""
        return KEPT / f"{self.part}-{self.seed}-{self.count}.json"


PARTS: Final = (
    Part("fuzz", 100_000, 1_000_000, 50_000),
    Part("crash_saves", 18_200, 900_000, 18_000),
    Part("kills", 500, 12_500, 500),
    Part("io_points", 2, 4, 4),
    Part("line_cuts", 200, 7_600, 400),
    Part("machines", 4_000, 1_000_000, 20_000),
    Part("device_cuts", 200, 2_590, 2_590),
    Part("crash_migrations", 1_800, 100_000, 20_000),
    Part("full_disks", 10, 200, 20),
    Part("damage", 1_000, 100_000, 5_000),
    Part("put_backs", 200, 5_000, 500),
    Part("small_memory", 50, 2_000, 200),
    Part("clocks", 10_000, 1_000_000, 100_000),
    Part("large", 0, 3 * 1_024, 1_024),
)
"""Long ones first, so that none is left alone at the end."""


@dataclass
class Row:
    """A row of the table.

    Attributes:
        fault: Number of the fault table, or of the threat table.
        what: What was done, in a few words.
        tried: How often.
        lost: Acknowledged facts, prints or numbers that were gone, doubled or false afterwards.
        corrupt: Everything else that may not be: half things, damage that nobody noticed, a
            failure that has no name, a hang.
        more: Further figures, such as how many states differed.
        skipped: Why nothing was tried; "" when something was.
        found: The first few things that went wrong, in words that repeat them.
    """

    fault: str
    what: str
    tried: int = 0
    lost: int = 0
    corrupt: int = 0
    more: dict[str, int] = field(default_factory=dict)
    skipped: str = ""
    found: list[str] = field(default_factory=list)

    @property
    def is_bad(self) -> bool:
        """Whether something was lost or spoilt; what was skipped is neither good nor bad."""
        return bool(self.lost or self.corrupt)

    def take_in(self, other: Row) -> None:
        """Count another piece of the same part in."""
        self.tried += other.tried
        self.lost += other.lost
        self.corrupt += other.corrupt
        self.skipped = self.skipped or other.skipped
        self.found += other.found
        for name, number in other.more.items():
            self.more[name] = self.more.get(name, 0) + number


def play(piece: Piece) -> list[Row]:
    """Play one piece in a process of its own; what does not end well is a row that says so."""
    asked = [f"{piece.part}:{piece.count}", "--seed", str(piece.seed)]
    trouble = Row("?", " ".join(asked), corrupt=1)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, fixed words
            [sys.executable, "-m", "tests.faults", *asked],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=PIECE_LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        trouble.found.append(f"no end within {PIECE_LIMIT_S:.0f} s")
        return [trouble]
    if done.returncode:
        trouble.found += [f"ended with {done.returncode}", *done.stderr.splitlines()[-3:]]
        return [trouble]
    lines = done.stdout.splitlines()
    cpu_s = sum(float(line[1:]) for line in lines if line.startswith("%"))
    _say(f"faults: {piece.part} {piece.seed} took {cpu_s:.0f} s of processor time")
    return [Row(**json.loads(line)) for line in lines if line.startswith("{")]


def play_all(pieces: Sequence[Piece], *, is_kept: bool) -> list[Row]:
    """Play pieces two at a time, saying after each how far it is; returns one row a fault."""
    rows: dict[tuple[str, str], Row] = {}
    begin, turn = time.monotonic(), threading.Lock()
    done = 0

    def played(piece: Piece) -> tuple[Piece, list[Row]]:
        if is_kept and (kept := _kept(piece)) is not None:
            return piece, kept
        found = play(piece)
        if is_kept and not any(row.fault == "?" for row in found):
            piece.file.write_text(json.dumps([asdict(row) for row in found]), encoding="utf-8")
        return piece, found

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        waiting = [pool.submit(played, piece) for piece in pieces]
        try:
            for future in as_completed(waiting):
                piece, found = future.result()
                with turn:
                    done += 1
                    for row in found:
                        first = rows.setdefault((row.fault, row.what), row)
                        if first is not row:
                            first.take_in(row)
                took_s = time.monotonic() - begin
                _say(f"faults: {done} of {len(pieces)}, {took_s:.0f} s: {_told(piece, found)}")
        except KeyboardInterrupt:
            for future in waiting:
                future.cancel()
            _say("faults: stopped; the same command goes on from here")
            raise
    order = {number: place for place, number in enumerate(_numbers(rows))}
    return [rows[key] for key in sorted(rows, key=lambda key: (order[key[0]], key[1]))]


def _numbers(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return the numbers of faults and threats in their natural order."""

    def natural(number: str) -> tuple[str, int]:
        digits = number.lstrip("FT?")
        return number[:1], int(digits) if digits.isdigit() else 0

    return sorted({number for number, _ in rows}, key=natural)


def _kept(piece: Piece) -> list[Row] | None:
    try:
        content: list[dict[str, Any]] = json.loads(piece.file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return [Row(**row) for row in content]


def _told(piece: Piece, found: Sequence[Row]) -> str:
    tried = sum(row.tried for row in found)
    bad = sum(row.lost + row.corrupt for row in found)
    skipped = ", ".join({row.skipped for row in found if row.skipped})
    return f"{piece.part} {piece.seed}: {skipped or f'{tried} tried, {bad} bad'}"


def begin_soak(*, is_anew: bool) -> None:
    """Make the folder of results; those of another commit are thrown away."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"],  # noqa: S607 - whatever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    KEPT.mkdir(parents=True, exist_ok=True)
    of = KEPT / "commit"
    if is_anew or not of.exists() or of.read_text(encoding="utf-8") != commit:
        for path in KEPT.glob("*.json"):
            path.unlink()
        of.write_text(commit, encoding="utf-8")


def table(rows: Sequence[Row]) -> str:
    """Return the table as it is printed."""
    head = ("fault", "what", "tried", "lost", "corrupt", "more")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    is_number = (False, False, True, True, True, False)
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        ).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    more = ", ".join(f"{name} {number}" for name, number in row.more.items())
    if row.skipped:
        more = f"SKIPPED: {row.skipped}"
    numbers = (f"{row.tried:,}", f"{row.lost:,}", f"{row.corrupt:,}")
    return (row.fault, row.what, *numbers, more[:MORE_MAX])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(argv: Sequence[str]) -> int:
    """Play what is asked for; returns 1 if anything was lost or spoilt."""
    parser = argparse.ArgumentParser(prog="make.py faults")
    parser.add_argument("parts", nargs="*", metavar="PART", help="all without one")
    parser.add_argument("--soak", action="store_true", help="the counts of a release; hours")
    parser.add_argument("--anew", action="store_true", help="forget what a stopped soak has done")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there as well")
    asked = parser.parse_args(argv)
    strange = set(asked.parts) - {part.name for part in PARTS}
    if strange:
        parser.error(f"no such part: {', '.join(sorted(strange))}")
    chosen = [part for part in PARTS if not asked.parts or part.name in asked.parts]
    if asked.soak:
        begin_soak(is_anew=asked.anew)
    begin = time.monotonic()
    pieces = [piece for part in chosen for piece in part.pieces(is_soak=asked.soak)]
    rows = play_all(pieces, is_kept=asked.soak)
    _say(table(rows))
    for row in rows:
        for line in row.found:
            _say(f"{row.fault} {row.what}: {line}")
    if asked.json:
        content = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)
        asked.json.write_text(content + "\n", encoding="utf-8")
    bad, skipped = sum(row.is_bad for row in rows), sum(bool(row.skipped) for row in rows)
    took_s = time.monotonic() - begin
    words = f"{len(rows)} faults, {bad} with losses, {skipped} skipped, {took_s:.0f} s"
    _say(words)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
