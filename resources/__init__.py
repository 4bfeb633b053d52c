"""Data that ships with the program: fonts, icons, catalogue, calendar, regions, pinyin.

Files that decide about people (catalogue, calendar, regions, pinyin) are listed with their
SHA-256 in `manifest.json` and are checked at every load.  After changing one of them, run
`python -m resources.manifest`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent
MANIFEST: Final = ROOT / "manifest.json"

CATALOGUE: Final = "catalogue/catalogue.json"
CALENDAR: Final = "calendar/national-2024-2026.json"
REGIONS: Final = "regions/regions.tsv"
PINYIN: Final = "pinyin/readings.tsv"
PASSWORDS: Final = "passwords/common.txt"
PRIMER: Final = "packing/primer-1.zst"
"""Typical events of invented people, with which both ends of the exchange start out."""


class ResourceDamaged(Exception):
    """A file of the program is missing or is not the one that was shipped."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One shipped file.

    Attributes:
        name: Path below this folder, with forward slashes.
        content: Its bytes, unchanged.
        sha256: Of `content`, lower-case hex; equal to the manifest's.
    """

    name: str
    content: bytes
    sha256: str


def load(name: str) -> Resource:
    """Read a file that the manifest lists, and check it.

    Raises:
        ResourceDamaged: It is missing, unlisted or altered.
    """
    try:
        listed: dict[str, str] = json.loads(MANIFEST.read_bytes())
        content = (ROOT / name).read_bytes()
    except (OSError, ValueError) as error:
        raise ResourceDamaged(f"{name}: {error}") from error
    sha256 = hashlib.sha256(content).hexdigest()
    if listed.get(name) != sha256:
        raise ResourceDamaged(f"{name}: its hash is not the one in the manifest")
    return Resource(name, content, sha256)


def load_catalogue() -> Resource:
    """Return the catalogue of service items that ships with the program."""
    return load(CATALOGUE)


def load_calendar() -> Resource:
    """Return the national calendar of working days that ships with the program."""
    return load(CALENDAR)


def load_regions() -> Resource:
    """Return the table of area codes that ever existed."""
    return load(REGIONS)


def load_pinyin() -> Resource:
    """Return the table of readings of Chinese characters."""
    return load(PINYIN)


def load_common_passwords() -> Resource:
    """Return the words that nobody may choose as a password, one a line."""
    return load(PASSWORDS)
