"""Make the static fonts from the variable Noto Sans SC of the build dependencies.

Run as `python -m resources.fonts.build` by the set-up.  Needs fonttools and justmytype-intl-cjk,
which the program itself does not.  The result depends on nothing but the source font, this file
and the version of fonttools; a stamp beside the fonts holds a hash of the three, and a run that
finds the stamp unchanged does nothing.
"""

from __future__ import annotations

import hashlib
import sys
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING

from resources.fonts import FONT_FILES, font_path

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_SOURCE_PACKAGE = "justmytype_intl_cjk"
_SOURCE_FONT = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
_WEIGHTS = {"regular": 400, "bold": 700}
_FIXED_TIME = 3_786_912_000  # 2024-01-01 in seconds since 1904: the same bytes on every machine.
_DROPPED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "HVAR", "STAT", "avar", "vhea", "vmtx", "DSIG")
"""Layout features and vertical metrics: forms are set horizontally, glyph by glyph."""


def main() -> int:
    """Build the fonts if they are not up to date; return the exit code."""
    source = Path(str(resources.files(_SOURCE_PACKAGE).joinpath(_SOURCE_FONT)))
    stamp_path = Path(__file__).parent / "build-stamp.txt"
    stamp = _stamp(source)
    is_complete = all(font_path(name).is_file() for name in FONT_FILES)
    if is_complete and stamp_path.is_file() and stamp_path.read_text("ascii").strip() == stamp:
        return 0
    stamp_path.unlink(missing_ok=True)
    for name in FONT_FILES:
        _build(source, name)
    stamp_path.write_text(stamp + "\n", "ascii")
    return 0


def _stamp(source: Path) -> str:
    digest = hashlib.sha256(source.read_bytes())
    digest.update(Path(__file__).read_bytes())
    digest.update(metadata.version("fonttools").encode("ascii"))
    return digest.hexdigest()


def _build(source: Path, name: str) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(source, recalcTimestamp=False)
    if name == "bold":  # Before the instance: a third of the glyphs is a third of the time.
        _keep_only(font, _bold_characters())
    instancer.instantiateVariableFont(
        font, {"wght": _WEIGHTS[name]}, inplace=True, updateFontNames=True
    )
    for tag in _DROPPED_TABLES:
        if tag in font:
            del font[tag]
    font["head"].created = font["head"].modified = _FIXED_TIME
    target = font_path(name)
    half_made = target.with_suffix(".part")
    font.save(half_made, reorderTables=True)
    half_made.replace(target)


def _bold_characters() -> set[int]:
    """GB 2312 and ASCII; whatever else stands in a heading is drawn with the regular weight."""
    wanted = set(range(0x20, 0x7F))
    for lead in range(0xA1, 0xF8):
        for trail in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes((lead, trail)).decode("gb18030")))
            except UnicodeDecodeError:
                continue
    return {point for point in wanted if not 0xE000 <= point <= 0xF8FF}


def _keep_only(font: TTFont, code_points: set[int]) -> None:
    from fontTools import subset

    options = subset.Options()
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)


if __name__ == "__main__":
    sys.exit(main())
