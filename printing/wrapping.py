"""Break a paragraph into lines of so many half-width columns, by the rules of Chinese setting.

No line begins with ，。、；：？！）》】” or ends with （《【“ (禁则), as far as the width allows.
A number with its unit, a date, a case number, a masked number and a word in Latin letters stay in
one piece.  A line is never wider than asked: the width is the printer's, the rules are ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from printing.paper_text import clusters, columns_of

NO_LINE_START = frozenset("，。、；：？！）》】”’〉」』〕…—·％℃,.;:?!)]}%~～")
NO_LINE_END = frozenset("（《【“‘〈「『〔￥$([{№")

_NARROWEST = 2  # One hanzi.
_LOOK_BACK = 4  # Characters that a cut may move to the left for the sake of punctuation.

_UNIT = (
    r"(?:个工作日|工作日|个自然日|自然日|平方米|公里|万元"
    r"|[年月日时分秒天件份张页人元角次号户亩个名项岁])"
)
_ATOM = re.compile(
    rf"""
      \d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?     # 2026年11月21日
    | \d{{1,2}}月\d{{1,2}}日
    | 〔\d{{4}}〕(?:第)?\d+号                  # 〔2026〕12号
    | [!-~]*\d[!-~]*{_UNIT}?                 # 20个工作日, 110199********001X, 2026-11-21
    | [!-~]+                                 # a word
    | [ ]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)


Measure = Callable[[str], float]
"""Width of a text in half-width columns; a fraction where characters are proportional."""


def wrap(
    text: str,
    width_columns: float,
    *,
    hanging_columns: float = 0,
    measure: Measure = columns_of,
) -> list[str]:
    """Wrap a sanitised text; line feeds in it begin new lines.

    Args:
        text: What `paper_text.sanitise` returned.
        width_columns: Room of the first line, at least 2.
        hanging_columns: How much less room every later line has; at least 2 columns must stay.
        measure: How wide a text is; a thermal printer's cells unless another is given.

    Returns:
        At least one line.  Spaces at a break are dropped; all else is kept, in its order.
    """
    assert width_columns - hanging_columns >= _NARROWEST, "not one hanzi fits"
    lines: list[str] = []
    for paragraph in text.split("\n"):
        later = width_columns - hanging_columns
        filler = _Filler(later if lines else width_columns, later, measure)
        for group in _groups(paragraph):
            filler.add(group)
        lines.extend(filler.finish())
    return lines


def _groups(paragraph: str) -> list[str]:
    """Return pieces that should stay whole: an atom with the punctuation that clings to it."""
    groups: list[str] = []
    for atom in _atoms(paragraph):
        if groups and groups[-1] != " " * len(groups[-1]):
            clings_left = atom[0] in NO_LINE_START
            clings_right = groups[-1][-1] in NO_LINE_END and not atom.startswith(" ")
            if clings_left or clings_right:
                groups[-1] += atom
                continue
        groups.append(atom)
    return groups


def _atoms(paragraph: str) -> list[str]:
    atoms: list[str] = []
    for found in _ATOM.findall(paragraph):
        if atoms and len(clusters("x" + found[0])) == 1:  # A combining mark belongs to its base.
            atoms[-1] += found
        else:
            atoms.append(found)
    return atoms


class _Filler:
    """Fills lines from left to right."""

    def __init__(self, first_width: float, later_width: float, measure: Measure) -> None:
        self._later_width = later_width
        self._measure = measure
        self._room = first_width
        self._line = ""
        self._lines: list[str] = []

    def add(self, group: str) -> None:
        width = self._measure(group)
        if width <= self._room:
            self._put(group, width)
        elif group.isspace() and group.isascii():
            self._break()
        elif width <= self._later_width:
            self._break()
            self._put(group, width)
        else:
            self._cut(clusters(group))

    def finish(self) -> list[str]:
        return [*self._lines, self._line]

    def _put(self, text: str, width: float) -> None:
        if not self._line and self._lines and text.isspace() and text.isascii():
            return  # A line that begins after a break does not begin with a space.
        self._line += text
        self._room -= width

    def _break(self) -> None:
        self._lines.append(self._line.rstrip(" "))
        self._line = ""
        self._room = self._later_width

    def _cut(self, rest: list[str]) -> None:
        """Break a piece that is wider than a whole line wherever it must be."""
        while rest:
            fitting = self._fitting(rest)
            if fitting < len(rest):
                fitting = _kinder_cut(rest, fitting)
            piece = "".join(rest[:fitting])
            self._put(piece, self._measure(piece))
            rest = rest[fitting:]
            if rest:
                self._break()

    def _fitting(self, pieces: list[str]) -> int:
        width = 0.0
        for count, piece in enumerate(pieces):
            width += self._measure(piece)
            if width > self._room:
                return count
        return len(pieces)


def _kinder_cut(pieces: list[str], fitting: int) -> int:
    for count in range(fitting, max(0, fitting - _LOOK_BACK), -1):
        if pieces[count][0] not in NO_LINE_START and pieces[count - 1][0] not in NO_LINE_END:
            return count
    return fitting
