"""Area codes (行政区划代码, GB/T 2260): which ever existed, and what they are called.

For display and warnings only: codes newer than the table are real too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_PLACEHOLDERS: Final = frozenset({"市辖区", "县", "市区", "市", "省直辖县级行政单位"})
_PLACEHOLDER_ENDINGS: Final = ("直辖县级行政区划", "直辖县级行政单位", "直辖行政单位")


@dataclass(frozen=True, slots=True)
class RegionTable:
    """All codes that ever existed, as far as the table reaches.

    Attributes:
        names: Latest known name by six-digit code.
    """

    names: Mapping[str, str]

    def is_known(self, code: str) -> bool:
        """Whether the six-digit code ever existed; retired codes did."""
        return code in self.names

    def full_name(self, code: str) -> str | None:
        """Return 省、市、县 joined, without grouping lines such as 市辖区; None if unknown."""
        if code not in self.names:
            return None
        levels = dict.fromkeys((code[:2] + "0000", code[:4] + "00", code))
        names = [self.names.get(level, "") for level in levels]
        return "".join(name for name in names if not _is_placeholder(name))


def parse_regions(content: bytes) -> RegionTable:
    """Read the shipped table: code, tab, name a line, UTF-8."""
    rows = (line.partition("\t") for line in content.decode("utf-8").splitlines())
    return RegionTable({code: name for code, _, name in rows})


def _is_placeholder(name: str) -> bool:
    return name in _PLACEHOLDERS or name.endswith(_PLACEHOLDER_ENDINGS)
