"""The task file and the locks, on a small project of their own."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path

import pytest

from tools import worlds
from tools.form_gallery import ask_here, ask_program, write_gallery

ROOT = Path(__file__).parents[1]
KINDS = {"a4": "pdf"}
LOCKS = ["requirements.lock", "requirements-installer.lock", "requirements-audit.lock"]

# Builds an editable install without any tool from outside, so that the test needs no network.
BACKEND = """
import zipfile
NAME = "small-1.0"
def build_editable(folder, config_settings=None, metadata_directory=None):
    wheel = f"{NAME}-py3-none-any.whl"
    info = f"{NAME}.dist-info"
    with zipfile.ZipFile(f"{folder}/{wheel}", "w") as file:
        file.writestr("small.py", "def main(): print('played')")
        file.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: small\\nVersion: 1.0\\n")
        tag = "Root-Is-Purelib: true\\nTag: py3-none-any\\n"
        file.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\\nGenerator: x\\n{tag}")
        file.writestr(f"{info}/entry_points.txt", "[console_scripts]\\ncounter = small:main\\n")
        file.writestr(f"{info}/RECORD", "")
    return wheel
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "small"
version = "1.0"
"""


@pytest.fixture(scope="module")
def make():
    spec = importlib.util.spec_from_file_location("make", ROOT / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project that make.py takes for its own."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "make.py", folder)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "requirements.lock").write_text("# nothing is needed\n")
    (folder / "resources" / "fonts").mkdir(parents=True)
    return folder


def run_make(folder, *words):
    run = subprocess.run(
        [sys.executable, "make.py", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.slow
def test_a_fresh_clone_is_set_up_by_any_task_and_then_left_alone(project):
    first = run_make(project, "demo", "--headless")
    assert "setup: .venv done" in first
    assert "setup: locked dependencies done" in first
    assert first.endswith("played\n")

    assert run_make(project, "demo", "--headless") == "played\n"

    (project / "requirements.lock").write_text("# still nothing\n")
    again = run_make(project, "setup")
    assert "locked dependencies" in again
    assert ".venv done" not in again
    assert "counter` done" not in again

    (project / "pyproject.toml").write_text(PYPROJECT + 'description = "new"\n')
    again = run_make(project, "setup")
    assert "counter` done" in again
    assert "locked dependencies" not in again

    fonts = project / "resources" / "fonts"
    (fonts.parent / "__init__.py").touch()
    (fonts / "__init__.py").touch()
    (fonts / "build.py").write_text(
        "import pathlib; pathlib.Path(__file__).with_name('sans.ttf').touch()"
    )
    assert "setup: fonts done" in run_make(project, "setup")
    assert "fonts" not in run_make(project, "setup")
    (fonts / "sans.ttf").unlink()
    assert "setup: fonts done" in run_make(project, "setup")


def test_a_broken_stamp_counts_as_none(make, tmp_path, monkeypatch):
    monkeypatch.setattr(make, "STAMP", tmp_path / "setup.json")
    assert make.read_stamp() == {}
    for text in ("", "[]", "{", "\x00"):
        (tmp_path / "setup.json").write_text(text)
        assert make.read_stamp() == {}


def test_line_ends_of_windows_do_not_change_a_lock(make, tmp_path):
    unix, windows = tmp_path / "unix", tmp_path / "windows"
    unix.write_bytes(b"a==1\nb==2\n")
    windows.write_bytes(b"a==1\r\nb==2\r\n")
    assert make.digest(unix) == make.digest(windows)
    windows.write_bytes(b"a==1\r\nb==3\r\n")
    assert make.digest(unix) != make.digest(windows)


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="needs Debian")
def test_installed_packages_are_known_by_what_they_provide_too(make):
    known = make.installed_packages()
    assert "dpkg" in known
    assert "awk" in known  # Provided by mawk or gawk; no package has that name.
    assert "no-such-package" not in known


@pytest.mark.skipif(sys.platform != "linux", reason="Windows always has a display")
def test_a_display_is_looked_for(make, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not make.has_display()
    monkeypatch.setenv("DISPLAY", ":0")
    assert make.has_display()


def test_a_failed_check_is_named_with_what_it_said(make, monkeypatch, capsys):
    says = [sys.executable, "-c", "import sys; print('line 7: wrong'); sys.exit(1)"]
    checks = {"good": [sys.executable, "-c", ""], "bad": says}
    monkeypatch.setattr(make, "static_checks", lambda: checks)
    assert make.check(["good", "bad"]) == ["bad"]
    said = capsys.readouterr().out
    assert "good: ok" in said
    assert "bad: FAILED\nline 7: wrong" in said
    assert re.search(r"1 of 2 checks ok, \d+ s\n$", said)


def test_what_python_compiled_is_kept_for_the_next_start(make, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    says = [sys.executable, "-c", "import sys; sys.exit(3 if sys.dont_write_bytecode else 4)"]
    assert make.run(says) == 3
    assert make.run(says, env=make.KEEP_COMPILED) == 4


def test_a_world_in_which_something_is_lost_fails_the_task(capsys):
    assert worlds.main(["1", "3"], lambda _: 0) == 0
    assert "2 of 2 worlds lost nothing" in capsys.readouterr().out
    assert worlds.main(["1", "2"], lambda seed: seed - 1) == 1
    assert "1 of 2 worlds lost nothing" in capsys.readouterr().out
    played = []
    assert worlds.main([], lambda seed: played.append(seed) or 0) == 0
    assert sorted(played) == list(worlds.SEEDS)


def test_a_world_is_played_by_the_program(capfd, monkeypatch):
    monkeypatch.setattr(worlds, "SIZE", ("--counters", "2", "--days", "1", "--faults", "none"))
    assert worlds.play(3) == 0
    assert "2 个窗口 × 1 天" in capfd.readouterr().out


def test_every_task_is_explained():
    shown = run_make(ROOT, "--help")
    for task in [
        "setup",
        "demo",
        "test",
        "lint",
        "fmt",
        "types",
        "bench",
        "worlds",
        "faults",
        "soak",
        "snapshots",
        "installer",
    ]:
        assert re.search(rf"^ +{task}\s+\S", shown, re.MULTILINE), task


def test_the_task_file_needs_nothing_but_python():
    program = "import sys; sys.path.insert(0, sys.argv[1]); import make"
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(ROOT)],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert run.returncode == 0, run.stderr


def test_continuous_integration_runs_the_same_command_as_a_desk():
    script = ROOT / ".ci" / "run"
    for task in ("test", "worlds"):
        assert f"python3 make.py {task}\n" in script.read_text(encoding="utf-8")
    if os.name != "nt":
        assert stat.S_IMODE(script.stat().st_mode) & stat.S_IXUSR


def requirements(lock):
    """Read a lock: name → (version, number of hashes)."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^\s;]+)(.*)$", text, re.MULTILINE)
    return {name: (version, rest.count("--hash=sha256:")) for name, version, rest in found}


def pinned(requirement):
    """Return name and version of a requirement that allows exactly one version."""
    return re.match(r"([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==([^\s;]+)", requirement).groups()


@pytest.mark.asvs("15.1.2", "15.2.4")
@pytest.mark.threat("T19")
@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_a_version_with_hashes(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert requirements(lock)
    assert all(hashes for _, hashes in requirements(lock).values())
    odd = [
        line
        for line in text.splitlines()
        if line
        and not re.match(r"#| +#| +--hash=sha256:[0-9a-f]{64}( \\)?$|[a-z0-9.-]+(\[.*\])?==", line)
    ]
    assert odd == []


@pytest.mark.asvs("15.1.2")
@pytest.mark.threat("T19")
@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", ["dev", "county"]),
        ("requirements-installer.lock", ["installer"]),
        ("requirements-audit.lock", ["audit"]),
    ],
)
def test_the_lock_holds_what_the_project_asks_for(lock, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"]]
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    locked = requirements(lock)
    for requirement in asked:
        name, version = pinned(requirement)
        assert locked[re.sub(r"[-_.]+", "-", name).lower()][0] == version


def test_both_locks_agree():
    both = requirements(LOCKS[0]).keys() & requirements(LOCKS[1]).keys()
    assert len(both) > 20
    for name in both:
        assert requirements(LOCKS[0])[name] == requirements(LOCKS[1])[name]


@pytest.mark.asvs("15.1.2")
def test_the_direct_dependencies_are_all_explained():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    record = (ROOT / "docs" / "adr" / "0009-dependencies.md").read_text(encoding="utf-8")
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for name, version in (pinned(line) for group in groups for line in group):
        row = rf"^\| {re.escape(name)} \| {re.escape(version)} \|"
        assert re.search(row, record, re.MULTILINE), name


@pytest.mark.slow
def test_the_gallery_shows_every_form_on_every_paper(tmp_path):
    from printing.forms.registry import FORMS

    page = write_gallery(tmp_path / "forms", ask_here).read_text(encoding="utf-8")
    for form in FORMS.values():
        for paper in form.papers:
            shown = tmp_path / "forms" / f"{form.form.value}-{paper}.{KINDS.get(paper, 'png')}"
            assert shown.stat().st_size > 1_000
            assert shown.name in page


def test_the_gallery_says_which_command_failed(tmp_path):
    with pytest.raises(SystemExit, match="form sample no-such-form"):
        ask_here("form", "sample", "no-such-form")
    script = tmp_path / "counter"
    script.write_text("#!/bin/sh\necho broken; exit 1\n")
    script.chmod(0o700)
    with pytest.raises(SystemExit, match="form list: broken"):
        write_gallery(tmp_path, partial(ask_program, script))
