"""The root of all expected failures."""

from __future__ import annotations

from typing import ClassVar


class CounterError(Exception):
    """An expected failure, worded for the clerk in front of it.

    Attributes:
        code: Stable name for programs: the kebab-case class name, printed by `--json`.
        phone_code: Short name on screen, to be read out over the telephone.
        advice: The one thing the clerk should do next, in Chinese.
        is_retryable: Whether trying the same call again later can succeed on its own.
    """

    code: ClassVar[str] = "counter-error"
    phone_code: ClassVar[str] = "C000"
    advice: ClassVar[str] = "请联系县政务服务中心运维人员"
    is_retryable: ClassVar[bool] = False
