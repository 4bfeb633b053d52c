"""Backup and restore of a county on PostgreSQL, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from counter_app.domain.errors import SettingsInvalid, UnreadableFile
from sync.server.engine import new_epoch
from sync.server.security_log import ANY_DEVICE, HOUR_MS
from sync.server.system_clock import CHINA

SCHEMA_ASIDE: Final = "replaced_"
WAIT_S: Final = 3_600
_DUMP_BEGINS: Final = b"PGDMP"

_BEFORE: Final = """\
ALTER SCHEMA public RENAME TO :"aside";
CREATE SCHEMA public;
"""
_AFTER: Final = """\
UPDATE public.ledger_head SET epoch = :'epoch';
INSERT INTO public.security_events (kind, device, hour, times, first_at_ms, last_at_ms)
VALUES (:'kind', :'device', :hour, 1, :at_ms, :at_ms)
ON CONFLICT (kind, device, hour) DO UPDATE SET times = security_events.times + 1;
"""


def dump(url: URL, file: Path) -> None:
    """Write the county's tables to a file; what earlier restores set aside is left out.

    Raises:
        SettingsInvalid: `pg_dump` is not installed.
        UnreadableFile: It failed.
    """
    words = ["--format=custom", "--no-owner", "--no-privileges"]
    words += [f"--exclude-schema={SCHEMA_ASIDE}*", f"--file={file}"]
    _run("pg_dump", url, *words)
    _run("pg_restore", None, "--list", str(file))


def restore(url: URL, file: Path, *, at_ms: int, kind: str) -> tuple[str, str]:
    """Put a dump in the tables' place, in one transaction.

    Args:
        url: The database.
        file: A dump.
        at_ms: The county's time.
        kind: Of the security event.

    Returns:
        The new epoch, and the schema in which the replaced tables are.

    Raises:
        SettingsInvalid: `pg_restore` or `psql` is not installed.
        UnreadableFile: The file is no dump, or the database did not take it.
    """
    try:
        with file.open("rb") as opened:
            is_dump = opened.read(len(_DUMP_BEGINS)) == _DUMP_BEGINS
    except OSError as error:
        raise UnreadableFile(f"{file}: {type(error).__name__}") from error
    if not is_dump:
        raise UnreadableFile(f"{file} is no backup of a county on PostgreSQL")
    epoch = new_epoch()
    moment = datetime.fromtimestamp(at_ms / 1000, CHINA).strftime("%Y%m%d_%H%M%S")
    aside = f"{SCHEMA_ASIDE}{moment}_{epoch[:6]}"  # Two in a second are two.
    values = {
        "aside": aside,
        "epoch": epoch,
        "kind": kind,
        "device": ANY_DEVICE,
        "hour": str(at_ms // HOUR_MS),
        "at_ms": str(at_ms),
    }
    with tempfile.TemporaryDirectory(prefix="county-restore-") as folder:
        steps = {name: Path(folder) / f"{name}.sql" for name in ("before", "tables", "after")}
        steps["before"].write_text(_BEFORE, encoding="ascii")
        steps["after"].write_text(_AFTER, encoding="ascii")
        _run(
            "pg_restore",
            None,
            "--no-owner",
            "--no-privileges",
            f"--file={steps['tables']}",
            str(file),
        )
        words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        words += [f"--set={name}={value}" for name, value in values.items()]
        words += [f"--file={step}" for step in steps.values()]
        _run("psql", url, *words)
    return epoch, aside


def _run(program: str, url: URL | None, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise SettingsInvalid(f"{program} is not installed; it comes with PostgreSQL's client")
    try:
        subprocess.run(  # noqa: S603 - a program of PostgreSQL, no shell
            [found, *words],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=WAIT_S,
            env={**os.environ, **_connection(url)},
        )
    except subprocess.CalledProcessError as error:
        raise UnreadableFile(f"{program} failed with code {error.returncode}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnreadableFile(f"{program}: {type(error).__name__}") from error


def _connection(url: URL | None) -> Mapping[str, str]:
    """Return where the database is as PostgreSQL's variables: words of a command are public."""
    if url is None:
        return {}
    values = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    values |= {f"PG{name.upper()}": str(value) for name, value in url.query.items()}
    return {name: str(value) for name, value in values.items() if value}
