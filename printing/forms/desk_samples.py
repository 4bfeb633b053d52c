"""What the invented samples of the desk's papers share."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

_CHINA: Final = timezone(timedelta(hours=8))

MORNING: Final = datetime(2026, 11, 2, 9, 30, tzinfo=_CHINA)
EVENING: Final = datetime(2026, 11, 2, 17, 5, tzinfo=_CHINA)

FIRST_CASE: Final = "510899101012026102601000073"
SECOND_CASE: Final = "510899101012026110201000025"
ITEM: Final = "80周岁以上老年人高龄津贴"
