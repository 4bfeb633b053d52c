"""Where everything of one counter lies on the disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counter_app.domain.errors import DiskReadOnly, UnreadableFile

PROGRAM_FOLDER: Final = "township-counter"


@dataclass(frozen=True, slots=True)
class ProfilePaths:
    """The folder that holds one counter's data, and the name of each thing in it.

    Everything under it is personal or secret unless said otherwise.

    Attributes:
        root: The folder itself, absolute.
    """

    root: Path

    @property
    def database(self) -> Path:
        """Events, projections, drafts; SQLCipher.  `-wal` and `-shm` lie beside it."""
        return self.root / "counter.db"

    @property
    def keys(self) -> Path:
        """Per clerk: salt, key derivation figures, wrapped data key."""
        return self.root / "keys.json"

    @property
    def device(self) -> Path:
        """Device id, generation and signing keys; sealed."""
        return self.root / "device.sealed"

    @property
    def head_anchor(self) -> Path:
        """End of the own chain, kept outside the database."""
        return self.root / "head.anchor"

    @property
    def attachments(self) -> Path:
        """Sealed files named by the hash of their plain contents."""
        return self.root / "attachments"

    @property
    def backups(self) -> Path:
        """Verified copies of the database."""
        return self.root / "backups"

    @property
    def damage_seen(self) -> Path:
        """Empty; there when the database was found damaged: the next start looks at all of it."""
        return self.root / "damage.seen"

    @property
    def tail(self) -> Path:
        """Everything the county has not acknowledged, as one sealed bundle."""
        return self.root / "tail"

    @property
    def spool(self) -> Path:
        """Bytes on the way to a system printer; sealed."""
        return self.root / "spool"

    @property
    def logs(self) -> Path:
        """Rotating logs and crash reports; no personal data."""
        return self.root / "logs"

    @property
    def ballast(self) -> Path:
        """64 MB that can be freed when the disk is full: a full disk refuses even DELETE."""
        return self.root / "ballast"

    @property
    def lock(self) -> Path:
        """Held by the one program that has this profile open."""
        return self.root / "lock"

    @property
    def settings(self) -> Path:
        """Printers, reader, county, identity of the counter; public, TOML."""
        return self.root / "settings.toml"

    @property
    def county_keys(self) -> Path:
        """How the county's signing keys followed each other since the enrolment; public."""
        return self.root / "county-keys.json"

    @property
    def authorities(self) -> Path:
        """The authorities that may vouch for the county, once they were joined here; public."""
        return self.root / "county-ca.pem"

    @property
    def catalogues(self) -> Path:
        """Every version of the catalogue of items the county has published; public."""
        return self.root / "catalogue"

    @property
    def is_made(self) -> bool:
        """Whether a counter has been set up here."""
        return self.database.exists() or self.settings.exists()

    def make(self) -> None:
        """Make the folder and its sub-folders, readable by this user alone.

        Raises:
            UnreadableFile: The place cannot be written, or something else stands there.
        """
        folders = (
            self.attachments,
            self.backups,
            self.tail,
            self.spool,
            self.logs,
            self.catalogues,
        )
        try:
            for folder in (self.root, *folders):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UnreadableFile(f"{self.root}：{error.strerror}") from error


def is_writable(paths: ProfilePaths) -> bool:
    """Whether anything can be written in a profile; nothing is written to find out."""
    places = [place for place in (paths.root, paths.database) if place.exists()]
    return all(os.access(place, os.W_OK) for place in places)


def require_writable(paths: ProfilePaths) -> None:
    """See that something can be written in a profile.

    Raises:
        DiskReadOnly: The disk is mounted read-only, or this user may only read.
    """
    if not is_writable(paths):
        raise DiskReadOnly(str(paths.root))


def profile_paths(chosen: str | None = None) -> ProfilePaths:
    """Return the paths of a chosen profile, or of the platform's own place.

    Args:
        chosen: What `--profile` said; `~` stands for the home folder.
    """
    if chosen:
        return ProfilePaths(Path(chosen).expanduser().absolute())
    return ProfilePaths(default_profile())


def default_profile() -> Path:
    r"""Return the platform's place for data that stays on this machine.

    `%LOCALAPPDATA%\township-counter` on Windows (never the roaming profile: a database must not
    travel), `~/.local/share/township-counter` on Linux.
    """
    import platformdirs

    return platformdirs.user_data_path(PROGRAM_FOLDER, appauthor=False, roaming=False)


MACHINE_VARIABLE: Final = "COUNTER_MACHINE_DIR"


def machine_folder() -> Path:
    """Return where this machine keeps its own secret: never inside a profile.

    A copied profile must not carry what opens it.  The variable `COUNTER_MACHINE_DIR` names
    another place, for demos and tests.
    """
    chosen = os.environ.get(MACHINE_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return platformdirs.user_config_path(PROGRAM_FOLDER, appauthor=False, roaming=False)
