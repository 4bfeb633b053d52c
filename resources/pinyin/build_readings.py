"""Builds `readings.tsv` from pypinyin (a development dependency); see SOURCES.md.

    python -m resources.pinyin.build_readings
    python -m resources.manifest

The product never imports pypinyin: that costs a quarter of a second and 55 MB.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Final

OUT: Final = Path(__file__).with_name("readings.tsv")

MARKS: Final = {"\u0308": "v"}
"""After decomposition ü is u and a diaeresis; the table spells it v."""

SURNAME_READINGS: Final = {"会": "gui", "难": "ning", "黑": "he"}
"""Readings of surnames that pypinyin does not list."""


def plain(syllable: str) -> str:
    """Return `syllable` without its tone: nǚ becomes nv."""
    letters = unicodedata.normalize("NFD", syllable)
    text = "".join(MARKS.get(letter, letter) for letter in letters)
    text = text.replace("uv", "v")
    return "".join(letter for letter in text if letter.isascii() and letter.isalpha())


def gather() -> dict[str, list[str]]:
    """Return the readings of every character, the usual one first."""
    from pypinyin.pinyin_dict import pinyin_dict

    readings: dict[str, list[str]] = {}
    for code, syllables in pinyin_dict.items():
        plain_ones = (plain(syllable) for syllable in syllables.split(","))
        readings[chr(code)] = list(dict.fromkeys(one for one in plain_ones if one))
    for character, reading in SURNAME_READINGS.items():
        if reading not in readings[character]:
            readings[character].append(reading)
    return {character: found for character, found in readings.items() if found}


def main() -> None:
    """Write one line a list of readings: the readings, a tab, all characters so read."""
    groups = defaultdict(list)
    for character, found in sorted(gather().items()):
        groups[" ".join(found)].append(character)
    lines = [f"{found}\t{''.join(characters)}\n" for found, characters in sorted(groups.items())]
    OUT.write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
