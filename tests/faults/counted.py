"""What a part of the harness brings back: rows of counts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from tools.faults import Row


@dataclass
class Count(Row):
    """A row while its part is played: it counts, and keeps the first finds."""

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
