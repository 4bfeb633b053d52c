"""A PostgreSQL cluster that is thrown away, where its programs are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

START_WAIT_S: Final = 60
UNPRIVILEGED: Final = ("postgres", "nobody")


def programs() -> Path | None:
    """Return the folder of `initdb` and `pg_ctl`; None when there is none."""
    found = shutil.which("initdb")
    if found and Path(found).resolve().with_name("pg_ctl").exists():
        return Path(found).resolve().parent
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    return None


@contextmanager
def running_cluster(folder_of_programs: Path) -> Iterator[str]:
    """Run a cluster on a loopback port; gives the URL of an empty database.

    PostgreSQL refuses to run as root, so root lends it the rights of somebody harmless.
    """
    user = _somebody_harmless()
    home = Path(tempfile.mkdtemp(prefix="county-pg-"))
    try:
        if user:
            shutil.chown(home, user)
        run = _runner(home, user)
        data = home / "data"
        run(
            folder_of_programs / "initdb", "-D", data, "-U", "county", "-A", "trust", "-N",
            "-E", "UTF8", "--locale=C",
        )  # fmt: skip
        port = _free_port()
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c shared_buffers=16MB"
        control = folder_of_programs / "pg_ctl"
        run(control, "-D", data, "-l", home / "log", "-o", options, "-w", "start")
        try:
            yield f"postgresql://county@127.0.0.1:{port}/postgres"
        finally:
            run(control, "-D", data, "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _runner(home: Path, user: str | None) -> Callable[..., None]:
    import pwd  # Not on Windows, where this is never reached.

    def run(*words: str | Path) -> None:
        subprocess.run(  # noqa: S603 - programs found beside initdb
            [str(word) for word in words],
            check=True,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=START_WAIT_S,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        )

    return run


def _somebody_harmless() -> str | None:
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in names)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
