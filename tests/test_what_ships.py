"""What a wheel takes along: the four packages and their data, no tests, keys or version control."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from setuptools import find_packages

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "setuptools"
]
PACKAGES = find_packages(str(ROOT), include=SETTINGS["packages"]["find"]["include"])
STAYS_HERE = re.compile(
    r"(^|/)(tests?|conftest|test_[^/]*|\.[^/]*|[^/]*\.(pem|key|p12|pfx|db|log|env))(/|$|\.)"
)
OF_A_PRINTER = {"printing/test_page.py"}  # A page that tries a printer.


def shipped() -> list[str]:
    """Return every file that setuptools would put into a wheel."""
    patterns = ["*.py", *SETTINGS["package-data"]["*"]]
    return [
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for pattern in patterns
        for file in (ROOT / package.replace(".", "/")).glob(pattern)
    ]


@pytest.mark.asvs("13.4.1", "15.2.3")
@pytest.mark.threat("T19")
def test_no_test_no_key_and_no_version_control_is_installed():
    files = shipped()
    assert len(files) > 500
    assert {package.partition(".")[0] for package in PACKAGES} == {
        "counter_app",
        "printing",
        "resources",
        "sync",
    }
    assert {file for file in files if STAYS_HERE.search(file)} == OF_A_PRINTER


@pytest.mark.parametrize(
    "file",
    ["counter_app/tests/a.py", "sync/test_x.py", "resources/.git/config", "sync/county.key.pem"],
)
def test_what_stays_here_is_known_by_its_name(file):
    assert STAYS_HERE.search(file)


@pytest.mark.asvs("15.2.3")
def test_nothing_that_ships_imports_what_only_tests_need():
    wanted = re.compile(
        r"^\s*(?:import|from) (tests|pytest|hypothesis|schemathesis)\b", re.MULTILINE
    )
    importing = [
        file
        for file in shipped()
        if file.endswith(".py") and wanted.search((ROOT / file).read_text(encoding="utf-8"))
    ]
    assert importing == []
