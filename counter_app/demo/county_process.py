"""A county server in a process of its own, for as long as the demo lasts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, Self

from counter_app.domain.errors import Offline

START_S: Final = 30
STOP_S: Final = 10


class CountyProcess:
    """`counter county serve` on 127.0.0.1 and a free port; a context manager.

    Attributes:
        url: Where it listens.
        public_key: The county's Ed25519 key, 64 hex digits.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._database = f"sqlite:///{folder / 'county.db'}"
        self._log = folder / "county.log"
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self.public_key = ""

    def __enter__(self) -> Self:
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, fixed words
                _command("serve", self._database, "--host", "127.0.0.1", "--port", "0"),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(STOP_S)
            raise Offline("县局服务器没有启动")
        ready = json.loads(line)
        self.url, self.public_key = ready["url"], ready["county_key"]
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_S)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def enrol_code(self) -> str:
        """Return a new one-time code with which a counter may enrol."""
        from sync.server.county_key import load_or_create
        from sync.server.engine import open_database
        from sync.server.enrolment import make_code
        from sync.server.system_clock import system_now_ms

        # Here and not by the command line: a process of its own would load everything again.
        database = open_database(self._database)
        try:
            key = load_or_create(self._folder / "county.key.pem")
            return make_code(database, key, "", at_ms=system_now_ms(), is_approved=True)
        finally:
            database.close()

    def event_count(self) -> int:
        """Return how many events the county holds of all devices."""
        return sum(int(device["events"]) for device in self._ask("devices")["devices"])

    def _ask(self, what: str, *more: str) -> dict[str, Any]:
        done = subprocess.run(  # noqa: S603 - our own program, fixed words
            _command(what, self._database, *more),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=START_S,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def _command(what: str, database: str, *more: str) -> list[str]:
    words = ["county", what, "--json", "--database", database, *more]
    return [sys.executable, "-m", "counter_app", *words]
