"""From an empty folder to the sign-in page, through the program's own start."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.first_setup import make_counter, open_setup
from counter_app.bootstrap.profile import sign_in
from counter_app.bootstrap.program import run_program
from counter_app.bootstrap.setup_state import KEYS_NAME, needs_setup
from counter_app.domain.errors import DiskReadOnly, SettingsInvalid
from counter_app.domain.people_here import NewPerson
from counter_app.domain.staff import Role
from counter_app.runtime.settings import Settings, save_settings
from counter_app.storage import profile_keys
from counter_app.storage.vault import COST_FLOOR
from counter_app.ui.main_window import MainWindow
from counter_app.ui.setup.view import SetupView
from tests.fakes.people import PROFILE
from tests.ui.setup.conftest import PASSWORD, PERSON, Setup

FIRST = NewPerson(user="zhouxh", staff="QH0107", name="周小禾", role=Role.CLERK)
SETTINGS = Settings(counter=PROFILE)


def make(paths, settings=SETTINGS) -> None:
    make_counter(paths, settings, FIRST, PASSWORD, cost=COST_FLOOR)


def test_the_name_of_the_keys_is_the_vaults():
    assert profile_keys.KEYS_NAME == KEYS_NAME


def test_a_folder_needs_setting_up_until_the_counter_is_whole(paths):
    assert needs_setup(paths)
    save_settings(paths.settings, SETTINGS)
    assert needs_setup(paths), "settings alone let nobody in"
    make(paths)
    assert not needs_setup(paths)


def test_a_counter_is_never_made_over_another(paths):
    make(paths)
    before = (paths.root / KEYS_NAME).read_bytes()
    with pytest.raises(SettingsInvalid):
        make(paths)
    assert (paths.root / KEYS_NAME).read_bytes() == before


def test_a_database_without_settings_is_left_alone(paths):
    paths.database.write_bytes(b"somebody's cases")
    assert not needs_setup(paths)
    with pytest.raises(SettingsInvalid):
        make(paths)


def test_keys_of_a_broken_off_attempt_are_put_aside_and_kept(paths):
    keys = paths.root / KEYS_NAME
    for number, content in enumerate((b"first", b"second"), start=1):
        keys.write_bytes(content)
        make(paths)
        assert keys.with_name(f"{KEYS_NAME}.left-over-{number}").read_bytes() == content
        paths.settings.unlink()
    sign_in_folder = paths.root
    save_settings(paths.settings, SETTINGS)
    sign_in(sign_in_folder, FIRST.user, PASSWORD).close()


def test_a_failed_attempt_leaves_the_folder_as_it_was(paths):
    (paths.root / f"{profile_keys.DEVICE_NAME}.new").mkdir()
    with pytest.raises(DiskReadOnly):
        make(paths)
    assert needs_setup(paths)
    assert not paths.settings.exists()
    assert not (paths.root / KEYS_NAME).exists()


def test_settings_that_were_there_survive_a_failed_attempt(paths):
    save_settings(paths.settings, SETTINGS)
    (paths.root / f"{profile_keys.DEVICE_NAME}.new").mkdir()
    with pytest.raises(DiskReadOnly):
        make(paths)
    assert paths.settings.exists()


def walk_through(qtbot, window) -> None:
    setup = Setup(qtbot, _Built(window), None, None)
    setup.fill_counter()
    window.next_button.click()
    setup.fill_person()
    window.next_button.click()
    window.next_button.click()


class _Built:
    """What `Setup` asks of a built window, taken from a window that somebody else built."""

    def __init__(self, window) -> None:
        self.window = window
        self.presenter = None
        self.dialogs = None


def front(kind):
    return next(
        (w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()), None
    )


def test_a_start_in_an_empty_folder_leads_to_the_sign_in_page(qtbot, paths):
    seen = []

    def watch() -> None:
        setup, main = front(SetupView), front(MainWindow)
        if setup is not None and "setup" not in seen:
            seen.append("setup")
            walk_through(qtbot, setup)
        if main is not None:
            seen.append(main.sign_in.login.text())
            seen.append(main.sign_in.password.hasFocus() or not main.isActiveWindow())
            main.close()

    timer = QTimer()
    timer.timeout.connect(watch)
    timer.start(20)
    assert run_program(paths.root) == 0
    timer.stop()
    assert seen == ["setup", PERSON["user"], True]
    assert json.loads((paths.root / "window.json").read_text())["last_login"] == PERSON["user"]


def test_leaving_set_up_ends_the_program_and_makes_nothing(paths):
    def leave() -> None:
        setup = front(SetupView)
        if setup is None:
            return
        question = QApplication.activeModalWidget()
        if question is None:
            setup.leave_button.click()
        else:
            question.accept()

    timer = QTimer()
    timer.timeout.connect(leave)
    timer.start(20)
    assert run_program(paths.root) == 0
    timer.stop()
    assert needs_setup(paths)


def test_settings_put_there_by_an_installer_fill_the_fields(qtbot, qapp, paths):
    save_settings(paths.settings, SETTINGS)
    setup = open_setup(paths.root)
    try:
        qtbot.waitUntil(lambda: setup.built.window.counter.texts()["court"] == PROFILE.court)
    finally:
        setup.close()
