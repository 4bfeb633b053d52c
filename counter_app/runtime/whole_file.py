"""Public files that are either the old one or the new one, whatever happens in between."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from counter_app.domain.errors import UnreadableFile


def write_whole(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another and wait for the disk.

    Raises:
        UnreadableFile: The folder cannot be written; the former file still stands.
    """
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=path.name, suffix=".new", delete=False
        ) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                file.close()
                Path(file.name).replace(path)
            except OSError:
                file.close()
                with contextlib.suppress(OSError):
                    Path(file.name).unlink()
                raise
    except OSError as error:
        raise UnreadableFile(f"{path}：{error.strerror}") from error
