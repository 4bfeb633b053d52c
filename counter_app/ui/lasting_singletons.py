"""Keeps None, True and False alive under a Qt binding that gives their references away."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Final

_IMMORTAL_SINCE: Final = (3, 12)
_REFERENCES: Final = 1 << 60
"""More than a program can give away in a lifetime, and far from the sign bit."""


@cache
def keep_singletons() -> None:
    """Give the singletons so many references that they are never taken for garbage; once.

    WORKAROUND(PySide6 6.12.0): every method that returns nothing, and some that return True or
    False, hand out a reference they have not taken, as if the objects were immortal.  They are
    from Python 3.12 on (PEP 683); before that the interpreter aborts with "none_dealloc:
    deallocating None" after some thousand calls.  Remove when Python 3.12 is required.
    """
    if sys.version_info >= _IMMORTAL_SINCE:
        return
    for singleton in (None, True, False):
        # The reference count is the first field of every object.
        count = ctypes.c_ssize_t.from_address(id(singleton))
        count.value += _REFERENCES
