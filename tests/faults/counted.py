"""What a part of the harness brings back: rows of counts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass
class Count:
    """One row of the table.

    Attributes:
        fault: Number of the fault table, or of the threat table.
        what: What was done, in a few words.
        tried: How often.
        lost: Acknowledged facts, prints or numbers that were gone, doubled or false afterwards.
        corrupt: Everything else that may not be: half things, damage that nobody noticed, a
            failure that has no name, a hang.
        more: Further figures, such as how many states differed.
        skipped: Why nothing was tried; "" when something was.
        found: The first few things that went wrong, in words that repeat them.
    """

    fault: str
    what: str
    tried: int = 0
    lost: int = 0
    corrupt: int = 0
    more: dict[str, int] = field(default_factory=dict)
    skipped: str = ""
    found: list[str] = field(default_factory=list)

    FOUND_MAX = 5

    def lose(self, words: str) -> None:
        """Count one thing lost."""
        self.lost += 1
        self._find(words)

    def spoil(self, words: str) -> None:
        """Count one thing that may not be."""
        self.corrupt += 1
        self._find(words)

    def add(self, name: str, number: int = 1) -> None:
        """Count further."""
        self.more[name] = self.more.get(name, 0) + number

    def as_line(self) -> str:
        """Return the row as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def _find(self, words: str) -> None:
        if len(self.found) < self.FOUND_MAX:
            self.found.append(words)
