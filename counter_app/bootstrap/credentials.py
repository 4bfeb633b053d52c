"""Who a command line names: a profile, a user, and the file with the password."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Final

from counter_app.domain.errors import NoProfile, NotSignedIn, UnreadableFile
from counter_app.runtime.paths import ProfilePaths, profile_paths

USER_VARIABLE: Final = "COUNTER_USER"
PASSWORD_FILE_VARIABLE: Final = "COUNTER_PASSWORD_FILE"  # noqa: S105 - names a variable
PASSWORD_BYTES_MAX: Final = 1_024


def credentials(arguments: argparse.Namespace) -> tuple[ProfilePaths, str, str]:
    """Return the profile that a command line names, and with whose name and password.

    Raises:
        NoProfile: There is no counter in that folder.
        NotSignedIn: Neither options nor variables name a user and a password file.
        UnreadableFile: The password file cannot be read.
    """
    user = getattr(arguments, "user", None) or os.environ.get(USER_VARIABLE)
    file = getattr(arguments, "password_file", None) or os.environ.get(PASSWORD_FILE_VARIABLE)
    paths = profile_paths(getattr(arguments, "profile", None))
    if not paths.is_made:
        raise NoProfile(str(paths.root))
    if not user or not file:
        raise NotSignedIn("需要 --user 和 --password-file")
    return paths, user, read_password(Path(file))


def read_password(file: Path) -> str:
    """Return what stands in a password file, without the line end.

    Raises:
        UnreadableFile: It cannot be read, or is not UTF-8.
    """
    try:
        content = file.read_bytes()[: PASSWORD_BYTES_MAX + 1]
        return content.decode("utf-8").rstrip("\r\n")
    except OSError as error:
        raise UnreadableFile(f"{file.name}：{error.strerror}") from error
    except UnicodeDecodeError:
        raise UnreadableFile(f"{file.name}：不是 UTF-8") from None
