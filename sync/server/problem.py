"""What the county answers when it does not do what was asked."""

from __future__ import annotations

from typing import Final


class Problem(Exception):
    """A request that is refused; the answer is signed like any other.

    Attributes:
        status: HTTP status.
        code: Kebab-case word for programs.
        retry_after_s: When to come again, in seconds; 0 when that makes no difference.
    """

    def __init__(self, status: int, code: str, *, retry_after_s: int = 0) -> None:
        super().__init__(code)
        self.status: Final = status
        self.code: Final = code
        self.retry_after_s: Final = retry_after_s
