"""Fonts in a PDF: exactly the glyphs that stand on the page, in one small TrueType file each.

reportlab's own TTFont reads the whole font first, puts all of ASCII into every subset and splits
a text over several one-byte fonts.  This one speaks the same protocol to the canvas and writes one
composite font (Type0, CIDFontType2, Identity-H; ISO 32000-1, 9.7) with a ToUnicode map, so that
every character can be searched for and copied, also those outside the BMP.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from printing.fonts import FontFile, font_for, open_font, shipped_font
from printing.pdf_archive import stream
from printing.truetype import TrueTypeFont

_HANZI_WIDTH = 1000
_SYMBOLIC = 4
_MAP_ENTRIES_MAX = 100  # Of one beginbfchar block.


@dataclass
class _Subset:
    """The characters that one document uses, in the order of their first use."""

    internal_name: str = ""
    numbers: dict[str, int] = field(default_factory=lambda: {"\0": 0})


@dataclass(frozen=True, slots=True)
class Face:
    """What the canvas asks of a font's face."""

    name: str
    ascent: int
    descent: int


class EmbeddedFont:
    """A font of the chain, as reportlab's canvas wants it: a "dynamic" font.

    One object serves any number of documents; what a document used is kept with the document.
    """

    _multiByte = 1  # noqa: N815 - reportlab's protocol
    _dynamicFont = 1  # noqa: N815 - reportlab's protocol
    shapable = False

    def __init__(self, name: str, font: TrueTypeFont) -> None:
        self.fontName = name
        self.metrics = font.metrics()
        self.face = Face(name, self.metrics.ascent, self.metrics.descent)
        self._font = font
        self._advances: dict[str, int] = {}
        self._subsets: WeakKeyDictionary[Any, _Subset] = WeakKeyDictionary()

    def advance(self, char: str) -> int:
        """Return the width of a character in thousandths of the font size."""
        known = self._advances.get(char)
        if known is None:
            glyph = self._font.character_map.glyph(ord(char))
            known = self._advances[char] = self._font.advance(glyph)
        return known

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: ARG002, N802
        """Return the width of a text in points."""
        return sum(map(self.advance, text)) * size / 1000

    def splitString(self, text: str, doc: Any) -> list[tuple[int, bytes]]:  # noqa: N802
        """Return the text as two-byte codes of this document's one subset."""
        numbers = self._subset(doc).numbers
        codes = [numbers.setdefault(char, len(numbers)) for char in text]
        return [(0, struct.pack(f">{len(codes)}H", *codes))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802
        """Return the resource name of the font, and have it written at the document's end."""
        assert subset == 0, "there is one subset a document"
        used = self._subset(doc)
        if not used.internal_name:
            used.internal_name = f"F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = f"/{used.internal_name}"
            doc.delayedFonts.append(self)
        return f"/{used.internal_name}"

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Write the font's objects into the document; called once, when all text is set."""
        from reportlab.pdfbase import pdfdoc

        used = self._subsets.pop(doc)
        chars = list(used.numbers)
        file = self._font.subset([0, *(self._glyph(char) for char in chars[1:])])
        name = pdfdoc.PDFName(f"{_tag(chars)}+{self.fontName}")
        dictionary, array = pdfdoc.PDFDictionary, pdfdoc.PDFArrayCompact
        descriptor = dictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": _SYMBOLIC,
                "FontBBox": array(self.metrics.box),
                "ItalicAngle": 0,
                "Ascent": self.metrics.ascent,
                "Descent": self.metrics.descent,
                "CapHeight": self.metrics.cap_height,
                "StemV": 80,
                "FontFile2": doc.Reference(stream(file, Length1=len(file))),
            }
        )
        descendant = dictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": name,
                "CIDSystemInfo": dictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "CIDToGIDMap": "/Identity",
                "FontDescriptor": doc.Reference(descriptor),
                "DW": _HANZI_WIDTH,
                "W": array(self._widths(chars)),
            }
        )
        font = dictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": name,
                "Encoding": "/Identity-H",
                "DescendantFonts": array([doc.Reference(descendant)]),
                "ToUnicode": doc.Reference(stream(_to_unicode(chars))),
            }
        )
        doc.idToObject["BasicFonts"].dict[used.internal_name] = doc.Reference(font)

    def _glyph(self, char: str) -> int:
        return self._font.character_map.glyph(ord(char))

    def _subset(self, doc: Any) -> _Subset:
        used = self._subsets.get(doc)
        if used is None:
            used = self._subsets[doc] = _Subset()
        return used

    def _widths(self, chars: list[str]) -> list[Any]:
        """Return the W array, which lists only what is not as wide as a hanzi."""
        from reportlab.pdfbase import pdfdoc

        widths: list[Any] = []
        run: list[int] = []
        for number, char in enumerate(chars):
            width = self.advance(char) if number else _HANZI_WIDTH
            if width == _HANZI_WIDTH:
                run = []
                continue
            if not run:
                widths += [number, pdfdoc.PDFArrayCompact(run)]
            run.append(width)
            widths[-1].sequence = run
        return widths


def _tag(chars: list[str]) -> str:
    """Return the six capital letters that mark a subset; the same for the same characters."""
    digest = hashlib.sha256("".join(chars).encode("utf-8")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(chars: list[str]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    entries = [f"<{number:04X}> <{_utf16(char)}>" for number, char in enumerate(chars) if number]
    for start in range(0, len(entries), _MAP_ENTRIES_MAX):
        block = entries[start : start + _MAP_ENTRIES_MAX]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def _utf16(char: str) -> str:
    point = ord(char)
    return f"{point:04X}" if point <= 0xFFFF else char.encode("utf-16-be").hex().upper()


@lru_cache(maxsize=32)
def embedded_font(font: FontFile) -> EmbeddedFont | None:
    """Return the registered font for a font file, or None if it cannot be embedded."""
    from reportlab.pdfbase import pdfmetrics

    opened = open_font(font)
    if opened is None or not opened.may_be_embedded:
        return None
    embedded = EmbeddedFont(f"{font.path.stem.replace(' ', '')}-{font.index}", opened)
    pdfmetrics.registerFont(embedded)
    return embedded


def base_font(*, is_bold: bool = False) -> EmbeddedFont:
    """Return the shipped font as a PDF has it."""
    font = embedded_font(shipped_font(is_bold=is_bold))
    assert font is not None, "the shipped fonts are missing: run python -m resources.fonts.build"
    return font


@lru_cache(maxsize=8192)
def pdf_font_for(char: str, *, is_bold: bool = False) -> EmbeddedFont | None:
    """Return the font that draws a character in a PDF, or None: then a box is drawn."""
    font = font_for(char, is_bold=is_bold)
    return None if font is None else embedded_font(font)
