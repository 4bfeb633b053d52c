"""Fonts that ship with the program: where they lie, and what they are.

Noto Sans SC (SIL Open Font License 1.1, text in OFL.txt) as two static TrueType files, made by
`python -m resources.fonts.build`.  TrueType outlines are needed: reportlab refuses CFF ones.
"""

from __future__ import annotations

from pathlib import Path

FONT_FILES = {
    "regular": "NotoSansSC-Regular.ttf",
    "bold": "NotoSansSC-Bold.ttf",
}
"""Font file of each name: regular has every two-byte hanzi and Extension A, bold only GB 2312."""


def font_path(name: str) -> Path:
    """Return the path of a shipped font, "regular" or "bold".

    The file is there after `python -m resources.fonts.build`; the caller that opens it reports
    a missing file.  The path can be given to QFontDatabase as it is.

    Raises:
        KeyError: There is no shipped font of that name; a bug of the caller.
    """
    return Path(__file__).parent / FONT_FILES[name]
