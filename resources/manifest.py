"""Writes `manifest.json`: run `python -m resources.manifest` after changing a listed file."""

from __future__ import annotations

import hashlib
import json

from resources import CALENDAR, CATALOGUE, MANIFEST, PASSWORDS, PINYIN, PRIMER, REGIONS, ROOT


def manifest_text() -> str:
    """Return what the manifest has to say about the files as they are now."""
    hashes = {
        name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
        for name in sorted((CALENDAR, CATALOGUE, PASSWORDS, PINYIN, PRIMER, REGIONS))
    }
    return json.dumps(hashes, indent=2) + "\n"


if __name__ == "__main__":
    MANIFEST.write_text(manifest_text(), encoding="utf-8", newline="\n")
