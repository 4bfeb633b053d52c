"""Whether there is a counter in a folder, answered without importing what opens one."""

from __future__ import annotations

from typing import Final

from counter_app.runtime.paths import ProfilePaths

KEYS_NAME: Final = "keys.json"
"""As `storage.profile_keys` names it, without what that imports."""


def needs_setup(paths: ProfilePaths) -> bool:
    """Answer whether nobody can sign in here and nothing would be lost by setting it up.

    Settings alone are no counter yet: an installer may have put them there.
    """
    is_whole = paths.settings.exists() and (paths.root / KEYS_NAME).exists()
    return not paths.database.exists() and not is_whole
