"""Every task of this project, for Windows and Linux, with nothing but Python's own library.

    python3 make.py setup        .venv with the locked dependencies, generated fonts
    python3 make.py demo         a throw-away county, counter and devices
    python3 make.py test         lint, types and the whole test suite
    python3 make.py --help       the rest

Every task runs `setup` first; a set-up that is already right costs a fraction of a second.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
INSTALLER_LOCK = ROOT / "requirements-installer.lock"
AUDIT_LOCK = ROOT / "requirements-audit.lock"
STAMP = VENV / "setup.json"
TEST_WORKERS = "3"  # One more than the cores: a quarter of the time tests wait for others.
SOAK_FACTOR = "20"
KEEP_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}  # Tests start Python hundreds of times.
PACKAGES = ("counter_app", "sync", "printing", "resources", "tools")
MYPY_TARGETS = (*(word for package in PACKAGES for word in ("-p", package)), "-m", "make")

# What Qt's window and offscreen plug-ins link against; what the tests call.
QT_PACKAGES = (
    "libegl1",
    "libgl1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
    "libglib2.0-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
TOOL_PACKAGES = ("fontconfig", "fonts-hanazono", "gcc", "libc6-dev", "postgresql", "strace")


def say(line: str) -> None:
    """Print one line at once, so that it stands in order with the output of the tools."""
    print(line, flush=True)


def in_venv(name: str) -> str:
    """Return the path of a program inside .venv."""
    if os.name == "nt":
        return str(VENV / "Scripts" / f"{name}.exe")
    return str(VENV / "bin" / name)


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> int:
    """Run a program in the project's root and return its exit code."""
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(env or {})}, check=False
    ).returncode


def must(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> None:
    """Run a program and stop here if it fails."""
    if code := run(command, env=env):
        sys.exit(f"failed with {code}: {' '.join(command)}")


# --- setup -------------------------------------------------------------------------------


def setup() -> None:
    """Make .venv, install what is locked, build what is generated; skip what is right."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this line is read before anything is installed
        sys.exit(f"Python 3.11 or newer is needed; this is {platform.python_version()}")
    install_system_packages()
    done = read_stamp()
    wanted = {"lock": digest(LOCK), "project": project_digest(), "fonts": fonts_digest()}
    if not Path(in_venv("python")).exists():
        done = {}
        timed(".venv", lambda: venv.create(VENV, with_pip=True))
    if done.get("lock") != wanted["lock"]:
        timed("locked dependencies", lambda: install_locked(LOCK))
    if done.get("project") != wanted["project"] or not Path(in_venv("counter")).exists():
        timed("the command `counter`", install_project)
    has_fonts = any((ROOT / "resources" / "fonts").glob("*.ttf"))
    if wanted["fonts"] and not (has_fonts and done.get("fonts") == wanted["fonts"]):
        timed("fonts", lambda: must([in_venv("python"), "-m", "resources.fonts.build"]))
    if done != wanted:
        STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def timed(what: str, act: Callable[[], None]) -> None:
    """Do one step of the set-up and say how long it took."""
    say(f"setup: {what} …")
    begin = time.monotonic()
    act()
    say(f"setup: {what} done in {time.monotonic() - begin:.1f} s")


def read_stamp() -> dict[str, str]:
    """Return what the last set-up was made from; empty when unknown."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def digest(*paths: Path) -> str:
    """Return the SHA-256 of some files' contents, line ends apart."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return whole.hexdigest()


def project_digest() -> str:
    """Return the SHA-256 of what the editable install is made from."""
    import tomllib  # Here, so that an older Python still reads as far as its refusal.

    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    text = json.dumps([project["project"], project["build-system"]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def fonts_digest() -> str:
    """Return the SHA-256 of the fonts' recipe; empty when there is none."""
    recipe = sorted((ROOT / "resources" / "fonts").glob("*.py"))
    if not any(path.name == "build.py" for path in recipe):
        return ""
    return digest(*recipe, LOCK)


def install_locked(lock: Path) -> None:
    """Install exactly the files whose hashes stand in a lock, wheels only.

    `--no-deps` because the lock is complete; wheels only because building a source package
    would fetch tools that no hash covers.
    """
    words = ("--no-compile", "--no-deps", "--require-hashes", "--only-binary", ":all:")
    pip("install", *words, "-r", str(lock))


def install_project() -> None:
    """Install this folder itself, editable, so that .venv has the command `counter`."""
    pip("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))


def pip(*words: str) -> None:
    """Run pip of .venv quietly."""
    must([in_venv("python"), "-m", "pip", "-qq", "--disable-pip-version-check", *words])


def install_system_packages() -> None:
    """On Debian and its like: install what is missing as root, else print the one line."""
    if not (sys.platform == "linux" and shutil.which("dpkg-query") and shutil.which("apt-get")):
        return
    known = installed_packages()
    missing = [name for name in (*QT_PACKAGES, *TOOL_PACKAGES) if name not in known]
    if not has_ensurepip():
        missing.append("python3-venv")
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        say(f"setup: some system packages are missing; please run\n  sudo {' '.join(install)}")
        return
    say(f"setup: system packages: {' '.join(missing)} …")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if run(["apt-get", "update", "-qq"], env=quiet) or run([*install, "-qq"], env=quiet):
        say("setup: apt-get failed; windows and some tests may not work without these packages")


def installed_packages() -> set[str]:
    """Return the names of installed Debian packages and of what they provide."""
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}|${Package}|${Provides}\n"],
        capture_output=True,
        text=True,
        check=False,
    )
    names: set[str] = set()
    for line in answer.stdout.splitlines():
        status, package, provides = line.split("|", 2)
        if status == "installed":
            names.add(package)
            names.update(word.split()[0] for word in provides.split(",") if word.strip())
    return names


def has_ensurepip() -> bool:
    """Answer whether this Python can put pip into a new .venv (Debian splits it off)."""
    return run([sys.executable, "-c", "import ensurepip"], env={"PYTHONWARNINGS": "ignore"}) == 0


# --- checks ------------------------------------------------------------------------------


def static_checks() -> dict[str, list[str]]:
    """Return the checks that read the code without running it, by name."""
    return {
        "ruff check": [in_venv("ruff"), "check", "."],
        "ruff format": [in_venv("ruff"), "format", "--check", "."],
        "imports": [in_venv("lint-imports"), "--no-logo"],
        "types": [in_venv("mypy"), *MYPY_TARGETS],
    }


def check(names: Sequence[str]) -> list[str]:
    """Run some static checks side by side; say how each ended; return those that failed."""
    begin = time.monotonic()
    running = {
        name: subprocess.Popen(
            static_checks()[name],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        for name in names
    }
    failed: list[str] = []
    for name, process in running.items():
        output, _ = process.communicate()
        say(f"{name}: {'ok' if process.returncode == 0 else 'FAILED'}")
        if process.returncode:
            failed.append(name)
            say(output.rstrip())
    say(f"{len(names) - len(failed)} of {len(names)} checks ok, {time.monotonic() - begin:.0f} s")
    return failed


def pytest(*words: str, env: dict[str, str] | None = None) -> int:
    """Run pytest; its closing line is the last one it prints."""
    keep = KEEP_COMPILED | (env or {})
    return run([in_venv("python"), "-m", "pytest", "-q", *words], env=keep)


def task_test(words: Sequence[str]) -> int:
    """Lint, types and the whole suite; with arguments: pytest alone, with these."""
    if words:
        return pytest(*words)
    failed = check(list(static_checks()))
    code = pytest("-n", TEST_WORKERS, env={"COUNTER_FAILED_CHECKS": ", ".join(failed)})
    return 1 if failed else code


def task_lint(words: Sequence[str]) -> int:
    """Ruff, import contracts, house rules."""
    failed = check(["ruff check", "ruff format", "imports"])
    return pytest("tests/test_house_rules.py", *words) or (1 if failed else 0)


def task_types(words: Sequence[str]) -> int:
    """Mypy, strict."""
    return run([in_venv("mypy"), *(words or MYPY_TARGETS)])


def task_fmt(words: Sequence[str]) -> int:
    """Format the code and mend what ruff can mend by itself."""
    fixed = run([in_venv("ruff"), "check", "--fix", *(words or ["."])])
    return run([in_venv("ruff"), "format", *(words or ["."])]) or fixed


def task_worlds(words: Sequence[str]) -> int:
    """Twenty counties of fifty counters for a week, with every fault; minutes."""
    return run([in_venv("python"), "-m", "tools.worlds", *words])


def task_faults(words: Sequence[str]) -> int:
    """Power cuts, kills, bad disks, lines and inputs, counted in one table; minutes."""
    return run([in_venv("python"), "-m", "tools.faults", *words])


def task_soak(words: Sequence[str]) -> int:
    """All faults as for a release, going on where it was stopped, then a long suite; hours."""
    lost = task_faults(["--soak"])
    long = {"HYPOTHESIS_PROFILE": "soak", "COUNTER_SOAK_FACTOR": SOAK_FACTOR}
    return pytest("-n", TEST_WORKERS, *words, env=long) or lost


# --- showing -----------------------------------------------------------------------------


def has_display() -> bool:
    """Answer whether a window could be seen here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def task_demo(words: Sequence[str]) -> int:
    """A clerk's morning with a throw-away county; without a display: into demo-output/."""
    if words or has_display():
        return run([in_venv("counter"), "demo", *words])
    say("demo: no display, so pictures and papers go to demo-output/")
    return run([in_venv("counter"), "demo", "--headless", "--out", "demo-output"])


def task_bench(words: Sequence[str]) -> int:
    """Measure; `make.py bench NAME --quick` for a part."""
    return run([in_venv("counter"), "bench", *(words or ["all"])])


def task_snapshots(words: Sequence[str]) -> int:
    """Write the kept forms anew, and a page with all of them for a person to look at."""
    code = pytest("tests/printing", "--rewrite-snapshots", *words)
    say("Now read `git diff`: a changed form is a changed promise.")
    return code or run([in_venv("python"), "-m", "tools.form_gallery", "build/forms"])


# --- shipping ----------------------------------------------------------------------------


def task_installer(words: Sequence[str]) -> int:
    """Freeze the program into dist/township-counter and try it on every form."""
    install_locked(INSTALLER_LOCK)
    return run([in_venv("python"), "-m", "tools.freeze", *words])


def task_release(words: Sequence[str]) -> int:
    """Sign what `installer` froze: `make.py release --key-file FILE`; the key stays offline."""
    return run([in_venv("python"), "-m", "tools.sign_release", *words])


def task_parts(_: Sequence[str]) -> int:
    """Write the lists of parts and of licences anew; the result is a change to review."""
    lists = ("tools.licences", "tools.sbom")
    return max(run([in_venv("python"), "-m", module]) for module in lists)


def task_audit(words: Sequence[str]) -> int:
    """Ask whether a locked package has a known hole; only warns where nobody can be asked."""
    install_locked(AUDIT_LOCK)
    return run([in_venv("python"), "-m", "tools.audit", *words])


def task_lock(words: Sequence[str]) -> int:
    """Resolve pyproject.toml anew into the locks; the result is a change to review."""
    return run([in_venv("python"), "-m", "tools.resolve", *words])


def task_setup(_: Sequence[str]) -> int:
    """Only the set-up that every task begins with."""
    say(f"setup: ready; the command is {in_venv('counter')}")
    return 0


TASKS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "setup": task_setup,
    "demo": task_demo,
    "test": task_test,
    "lint": task_lint,
    "types": task_types,
    "fmt": task_fmt,
    "bench": task_bench,
    "worlds": task_worlds,
    "faults": task_faults,
    "soak": task_soak,
    "snapshots": task_snapshots,
    "installer": task_installer,
    "release": task_release,
    "parts": task_parts,
    "audit": task_audit,
    "lock": task_lock,
}


def main(argv: Sequence[str]) -> int:
    """Run one task; words that follow its name are handed on."""
    parser = argparse.ArgumentParser(prog="make.py", description="The tasks of this project.")
    groups = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    for name, act in TASKS.items():
        groups.add_parser(name, help=(act.__doc__ or "").splitlines()[0], add_help=False)
    arguments, words = parser.parse_known_args(argv)
    setup()
    return TASKS[arguments.task]([word for word in words if word != "--"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
