"""Files of the county that only its own account may read.

SQLite and PostgreSQL's programs make a file as the account's umask says, which on most systems
lets everybody of the machine read it.  A file that is there already keeps the rights it has.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_OWNER_ONLY: Final = 0o600


def make_private(path: Path) -> None:
    """Make an empty file for its owner only, if there is none; what writes into it finds it so.

    Where none can be made, whoever needs it says so in words of its own.  Windows has no such
    rights: there the folder's own count.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
