"""A computer without a counter: the set-up window, and the making of the counter behind it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.setup_state import needs_setup
from counter_app.domain.errors import CounterError, SettingsInvalid, UnreadableFile
from counter_app.domain.people_here import NewPerson
from counter_app.runtime.paths import ProfilePaths, machine_folder
from counter_app.runtime.settings import Settings, load_settings, parse_settings, settings_text
from counter_app.ui.application import apply_theme, load_font_families, prepare_application
from counter_app.ui.preferences import PreferenceFile, WindowPreferences
from counter_app.ui.setup.build import BuiltSetup, build_setup
from counter_app.ui.setup.parts import SetupParts
from counter_app.ui.tasks import TaskRunner
from counter_app.ui.theme import Theme

if TYPE_CHECKING:
    from counter_app.storage.vault import PasswordCost

PREFERENCES_NAME: Final = "window.json"
LEFT_OVER: Final = ".left-over"

MakeCounter = Callable[[Settings, NewPerson, str], None]


@dataclass(frozen=True, slots=True)
class OpenSetup:
    """A set-up window at work.  `close` ends its thread."""

    application: QApplication
    theme: Theme
    built: BuiltSetup
    tasks: TaskRunner

    def close(self) -> None:
        """Close the window without asking, and end the thread when its work is done."""
        self.built.window.may_close = True
        self.built.window.close()
        self.tasks.stop()


def open_setup(folder: Path, *, make: MakeCounter | None = None) -> OpenSetup:
    """Show the set-up window for a folder in which there is no counter.

    Settings that an installer has put there already fill the fields.
    """
    application = prepare_application(sys.argv[:1])
    paths = ProfilePaths(folder.absolute())
    theme = Theme(families=load_font_families())
    apply_theme(application, theme)
    tasks = TaskRunner(name="setup")
    parts = SetupParts(
        tasks=tasks,
        read_settings=load_settings,
        create=make or partial(make_counter, paths),
        folder=str(paths.root),
    )
    built = build_setup(parts, theme)
    built.presenter.made.connect(partial(_remember, paths, theme))
    built.window.show()
    if paths.settings.exists():
        built.presenter.open_file(paths.settings)
    return OpenSetup(application, theme, built, tasks)


def make_counter(
    paths: ProfilePaths,
    settings: Settings,
    person: NewPerson,
    password: str,
    *,
    cost: PasswordCost | None = None,
) -> None:
    """Make a counter, or leave the folder as if nobody had tried.

    Keys that an interrupted attempt left behind open nothing, but they are put aside, not
    deleted: somebody may have lost the database that they belong to.

    Raises:
        SettingsInvalid: There is a counter already, or a value is refused.
        UnreadableFile, DiskFull, DiskReadOnly, WrongKey: Nothing was made.
    """
    from counter_app.bootstrap.profile import create_counter
    from counter_app.storage.password_cost import machine_cost
    from counter_app.storage.profile_keys import DEVICE_NAME, KEYS_NAME
    from counter_app.storage.secret_store import platform_secret_store
    from counter_app.storage.vault import Person

    if not needs_setup(paths):
        raise SettingsInvalid(f"{paths.root} 里已经有窗口数据，没有改动")
    parse_settings(settings_text(settings).encode("utf-8", "surrogatepass"))
    had_settings = paths.settings.exists()
    keys = [paths.root / name for name in (KEYS_NAME, DEVICE_NAME)]
    for file in keys:
        _put_aside(file)
    first = Person(user=person.user, staff=person.staff, name=person.name, role=person.role)
    try:
        cost = cost or machine_cost(platform_secret_store(machine_folder()))
        create_counter(paths.root, settings, first, password, cost=cost)
    except CounterError:
        for file in keys if had_settings else (paths.settings, *keys):
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
        raise


def _put_aside(file: Path) -> None:
    if not file.exists():
        return
    places = (file.with_name(f"{file.name}{LEFT_OVER}-{number}") for number in range(1, 1_000))
    try:
        file.replace(next(place for place in places if not place.exists()))
    except OSError as error:
        raise UnreadableFile(f"{file.name}：{error.strerror}") from error


def _remember(paths: ProfilePaths, theme: Theme, user: str) -> None:
    """Let the sign-in page begin with the name just chosen, at the size just used."""
    kept = WindowPreferences(scale_percent=theme.sizes.scale_percent, last_login=user)
    PreferenceFile(paths.root / PREFERENCES_NAME).save(kept)
