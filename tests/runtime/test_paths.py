from __future__ import annotations

import stat
from pathlib import Path

import pytest

from counter_app.domain.errors import UnreadableFile
from counter_app.runtime.paths import ProfilePaths, default_profile, profile_paths


def test_everything_of_a_counter_lies_in_one_folder(tmp_path):
    paths = ProfilePaths(tmp_path / "profile")
    things = [
        value
        for name in dir(ProfilePaths)
        if isinstance(value := getattr(paths, name), Path) and name != "root"
    ]
    assert {thing.name for thing in things} == {
        *("counter.db", "keys.json", "device.sealed", "head.anchor", "settings.toml"),
        *("attachments", "backups", "tail", "spool", "logs", "ballast", "lock", "catalogue"),
        *("county-keys.json", "county-ca.pem", "damage.seen"),
    }
    assert {thing.parent for thing in things} == {paths.root}


@pytest.mark.asvs("16.4.2")
def test_a_profile_is_made_for_its_user_alone(tmp_path):
    paths = ProfilePaths(tmp_path / "deep" / "profile")
    paths.make()
    paths.make()
    for folder in (paths.root, paths.logs, paths.spool, paths.attachments, paths.tail):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_is_a_profile_once_something_of_a_counter_lies_in_it(tmp_path):
    paths = ProfilePaths(tmp_path)
    assert not paths.is_made
    paths.database.touch()
    assert paths.is_made


def test_a_file_in_the_place_of_the_profile_is_named(tmp_path):
    file = tmp_path / "profile"
    file.write_text("mine")
    with pytest.raises(UnreadableFile, match="profile"):
        ProfilePaths(file).make()
    assert file.read_text() == "mine"


def test_the_platforms_place_is_inside_the_home_folder():
    assert default_profile().name == "township-counter"
    assert default_profile().is_relative_to(Path.home())
    assert profile_paths().root == default_profile()
    assert profile_paths("").root == default_profile()


def test_a_chosen_profile_is_taken_as_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert profile_paths("here").root == tmp_path / "here"
    assert profile_paths("~/there").root == Path.home() / "there"
