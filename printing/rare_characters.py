"""Characters that the printer's own font lacks, and how they come on paper all the same.

A rare character is a cluster: one character, or a letter with its combining mark, which no
printer sets.  It stands in its line of text as a single picture or as a glyph that the job
defines, where the profile allows it and nothing of the line speaks against it; otherwise the
whole line goes as one picture, which every model prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.gb18030 import encode_run, is_printable
from printing.glyphs import CELL_DOTS, glyph, has_glyph, line_bitmap
from printing.paper_text import PrintWarning, clusters
from printing.raster import Bitmap, has_real_time_pair

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from printing.layout import TextLine
    from printing.profiles import PrinterProfile

_USER_GLYPHS_MAX = 32


class RareCharacters:
    """The rare characters of one job.

    Attributes:
        warnings: Characters and lines that look otherwise on paper, or cost time.
    """

    def __init__(self, profile: PrinterProfile) -> None:
        self.warnings: set[PrintWarning] = set()
        self._profile = profile
        self._user_codes: dict[str, bytes] = {}

    def in_line(self, line: TextLine) -> set[str]:
        """Return what the printer's font lacks, and note it with the field it came from."""
        rare: set[str] = set()
        for run in line.runs:
            found = self._in_text(run.text)
            for cluster in found:
                self._warn_of(cluster, run.field)
            rare |= found
        return rare

    def can_stand_inline(self, line: TextLine, rare: AbstractSet[str]) -> bool:
        """Return whether the line may go as text with these characters drawn one by one.

        Only full-width characters in lines of normal size, black on white, are drawn so.  A glyph
        whose dots read as a real-time command would have to be moved, and only a line can be.
        """
        profile = self._profile
        if profile.rare == "line-picture" or line.size > 1 or not all(c[0] > "~" for c in rare):
            return False
        if profile.chinese_encoding == "picture" or line.is_reversed:
            return False
        if any(has_real_time_pair(glyph(cluster).columns_data()) for cluster in rare):
            return False
        if profile.rare == "user-glyph":
            codes = min(_USER_GLYPHS_MAX, len(profile.user_glyph_codes))
            return len(self._user_codes.keys() | rare) <= codes
        return True

    def encoded(self, text: str, rare: AbstractSet[str]) -> bytes:
        """Return the bytes of a text, its rare characters drawn one by one.

        Args:
            text: A run of a line.
            rare: Those of the line, which `can_stand_inline` has let pass.
        """
        if not rare:
            return encode_run(text, self._profile)
        parts: list[bytes] = []
        plain = ""
        for cluster in clusters(text):
            if cluster in rare:
                parts += (encode_run(plain, self._profile), self._single_picture(cluster))
                plain = ""
            else:
                plain += cluster
        return b"".join((*parts, encode_run(plain, self._profile)))

    def line_picture(self, line: TextLine) -> Bitmap:
        """Draw the whole line, and note the fields that make it a picture."""
        for run in line.runs:
            if self._in_text(run.text):
                self.warnings.add(PrintWarning("line-as-picture", run.field))
        bitmap = line_bitmap([(run.text, run.is_bold) for run in line.runs], line.size)
        if not line.is_reversed:
            return bitmap
        full = (1 << bitmap.width_dots) - 1
        return Bitmap(bitmap.width_dots, tuple(row ^ full for row in bitmap.rows))

    def _in_text(self, text: str) -> set[str]:
        return {c for c in clusters(text) if len(c) > 1 or not is_printable(c, self._profile)}

    def _warn_of(self, cluster: str, field: str) -> None:
        if "\ue000" <= cluster[0] <= "\uf8ff" or cluster[0] >= "\U000f0000":
            self.warnings.add(PrintWarning("private-use-character", field))
        elif not has_glyph(cluster):
            self.warnings.add(PrintWarning("no-glyph", field))

    def _single_picture(self, cluster: str) -> bytes:
        """Return ESC * with the dots, or a code that FS 2 gave them the first time."""
        columns = glyph(cluster).columns_data()
        if self._profile.rare == "inline-image":
            return b"\x1b*!" + CELL_DOTS.to_bytes(2, "little") + columns
        known = self._user_codes.get(cluster)
        if known is not None:
            return known
        code = self._profile.user_glyph_codes[len(self._user_codes)].to_bytes(2, "big")
        self._user_codes[cluster] = code
        return b"\x1c2" + code + columns + code
