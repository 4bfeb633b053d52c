"""Words about an exception that cannot hold anybody's personal data.

A traceback shows code, and code is public.  The message of an exception can show anything: a
failed INSERT quotes the row, a failed conversion quotes the name.  So messages are kept only
where this project words them itself, and of the system's failures the error number.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from typing import Final

from counter_app.domain.errors import CounterError

_NUMBER_15_TO_18: Final = re.compile(r"(?<!\d)\d{14,17}[\dXxＸｘ](?!\d)")
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CHAIN_MAX: Final = 8
_FRAMES_MAX: Final = 40


def mask_numbers(text: str) -> str:
    """Mask what could be an identity number (15 to 18 digits) or a mobile telephone number.

    A net under the rule that no log line holds personal data; names cannot be caught this way.
    Full-width digits count as digits.
    """
    masked = _NUMBER_15_TO_18.sub(lambda found: f"<{len(found.group())}位号码>", text)
    return _MOBILE.sub("<11位号码>", masked)


def safe_message(error: BaseException) -> str:
    """Return what may be said about one exception."""
    if isinstance(error, CounterError):
        return f"{error.code} {mask_numbers(str(error))}".rstrip()
    if isinstance(error, OSError) and error.errno is not None:
        return f"errno {error.errno}"
    return "message withheld"


def safe_traceback(error: BaseException) -> str:
    """Return the traceback of an exception and of its causes, oldest first, one string."""
    parts = []
    for link in reversed(list(_causes(error))):
        frames = traceback.extract_tb(link.__traceback__, limit=-_FRAMES_MAX)
        where = "".join(
            f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n' for frame in frames
        )
        kind = f"{type(link).__module__}.{type(link).__qualname__}"
        parts.append(f"{where}{kind}: {safe_message(link)}\n")
    return "then:\n".join(parts)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen and len(seen) < _CHAIN_MAX:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
