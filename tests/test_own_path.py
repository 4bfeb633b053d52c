"""Nothing beside the clerk's papers becomes part of the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLANTED = ("requests", "sqlalchemy", "cryptography", "platformdirs", "sync", "printing")
START = "import sys; sys.path.insert(0, {root!r}); from counter_app.__main__ import main; "


def run(folder, *words, env=None):
    """Run the program's own main in a folder, as `counter` does."""
    code = START.format(root=str(ROOT)) + f"sys.exit(main({list(words)!r}))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def stick(tmp_path):
    """A folder full of modules that betray themselves when they are loaded."""
    for name in PLANTED:
        (tmp_path / f"{name}.py").write_text("import sys; sys.exit('PLANTED')")
    return tmp_path


@pytest.mark.threat("T19")
def test_a_planted_module_is_not_loaded(stick, tmp_path_factory):
    data = tmp_path_factory.mktemp("profile")
    by_name = {"PYTHONPATH": str(stick)}
    words = ("sync", "--once", "--profile", str(data))
    for folder, env in ((stick, {}), (tmp_path_factory.mktemp("elsewhere"), by_name)):
        answer = run(folder, *words, env=env)
        assert "PLANTED" not in answer.stdout + answer.stderr
        assert answer.returncode == 1, "an answer, not a crash"
        assert "L107" in answer.stderr + answer.stdout, "there is no profile"


@pytest.mark.threat("T19")
def test_the_test_would_notice_a_planted_module(stick):
    answer = subprocess.run(
        [sys.executable, "-c", "import sys; sys.path.insert(0, ''); import requests"],
        cwd=stick,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "PLANTED" in answer.stderr


def test_somebody_who_stands_in_the_interpreters_own_folder_still_starts_it(tmp_path):
    answer = run(Path(os.__file__).parent, "identity", "check", "650199197707077777", "--json")
    assert answer.returncode == 0, answer.stderr
