"""What the locks say: which packages ship, which only build and test, and what asked for each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[1]
LOCK: Final = ROOT / "requirements.lock"
PROJECT: Final = ROOT / "pyproject.toml"

_PIN: Final = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[.*\])?==(?P<version>[^ ;\\]+)")
_MARKER: Final = re.compile(r"; (?P<marker>[^\\]+?) *(?:\\|$)")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA: Final = re.compile(r"^ +#(?: via)? +(?P<parent>[A-Za-z0-9._-]+)(?:\[.*\])?")


class Place(Enum):
    """Where a package goes."""

    PROGRAM = "program"
    COUNTY = "county"
    WORKSHOP = "workshop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One package of a lock.

    Attributes:
        marker: When it is needed, as PEP 508 says it; "" for always.
        hashes: SHA-256 of every file that may be installed, hex.
        needed_by: Names of the packages that asked for it; the project's own name among them.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]
    place: Place


def read_lock(lock: Path = LOCK, project: Path = PROJECT) -> tuple[Locked, ...]:
    """Return the packages of a lock in its order, each with the place it goes to."""
    asked = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    blocks = list(_blocks(lock.read_text(encoding="utf-8")))
    parents = {name: needed_by for name, _, _, _, needed_by in blocks}
    program = _below(asked["dependencies"], parents)
    county = _below(asked["optional-dependencies"]["county"], parents)
    return tuple(
        Locked(
            name=name,
            version=version,
            marker=marker,
            hashes=hashes,
            needed_by=needed_by,
            place=_place(name, program, county),
        )
        for name, version, marker, hashes, needed_by in blocks
    )


def _place(name: str, program: set[str], county: set[str]) -> Place:
    if name in program:
        return Place.PROGRAM
    return Place.COUNTY if name in county else Place.WORKSHOP


_Block = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]


def _blocks(text: str) -> Iterable[_Block]:
    """Yield name, version, marker, hashes, parents: a pin and the lines that belong to it."""
    lines: list[str] = []
    for line in [*text.splitlines(), "end==0"]:
        if not _PIN.match(line):
            lines.append(line)
            continue
        if lines and (pin := _PIN.match(lines[0])):
            marker = _MARKER.search(lines[0])
            via = [found["parent"] for one in lines[1:] if (found := _VIA.match(one))]
            yield (
                canonicalize_name(pin["name"]),
                pin["version"],
                marker["marker"] if marker else "",
                tuple(_HASH.findall("\n".join(lines))),
                tuple(canonicalize_name(name) for name in via if name != "via"),
            )
        lines = [line]


def _below(asked: Iterable[str], parents: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return what was asked for, and what that needs."""
    waiting: list[str] = [canonicalize_name(Requirement(one).name) for one in asked]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [child for child, above in parents.items() if name in above]
    return found
