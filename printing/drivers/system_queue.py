"""Queues of the operating system: the Windows spooler and CUPS.

A queue takes data with the printer off, so such links never prove anything; what the queue still
holds when our wait is over is called back, or it would come out at night.
"""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import time
from contextlib import suppress
from typing import Any, Final

from counter_app.domain.errors import PrinterUnreachable

_LOOK_AGAIN_S: Final = 0.2
_COMMAND_LIMIT_S: Final = 5.0
_COMMAND_FOLDERS: Final = "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin"
_REQUEST_ID: Final = re.compile(r"\b([A-Za-z0-9_][A-Za-z0-9_.+@-]*-\d+)\b")
_TITLE_MAX: Final = 60


class WindowsQueuePort:
    """A printer of Windows, fed with datatype RAW."""

    is_two_way = False
    is_proof = False

    def __init__(self, name: str, *, api: Any = None) -> None:
        """Prepare the queue; nothing is opened yet.

        Args:
            name: As Windows shows it.
            api: The module win32print, or what behaves like it; None loads it when opened.
        """
        self._name = name
        self._api = api
        self._handle: Any = None
        self._job_id = 0

    def open(self, title: str) -> None:
        try:
            if self._api is None:
                self._api = importlib.import_module("win32print")
            self._handle = self._api.OpenPrinter(self._name)
            document = (_plain(title), None, "RAW")
            self._job_id = self._api.StartDocPrinter(self._handle, 1, document)
            self._api.StartPagePrinter(self._handle)
        except ImportError as error:
            raise PrinterUnreachable("winspool:// needs Windows") from error
        except self._api.error as error:
            self._close_handle()
            raise PrinterUnreachable(f"{self._name}: {type(error).__name__}") from error

    def write(self, data: bytes, *, timeout_ms: int) -> int:  # noqa: ARG002  # It spools at once.
        assert self._handle is not None, "the port is not open"
        try:
            taken = int(self._api.WritePrinter(self._handle, data))
            self._api.EndPagePrinter(self._handle)
            self._api.EndDocPrinter(self._handle)
        except self._api.error:
            return max(len(data) - 1, 0)
        return taken

    def read(self, *, timeout_ms: int) -> bytes:  # noqa: ARG002  # Nothing ever comes.
        return b""

    def finish(self, *, timeout_ms: int) -> None:
        assert self._handle is not None, "the port is not open"
        end = time.monotonic() + timeout_ms / 1000
        with suppress(self._api.error):  # GetJob fails once the job has left the queue.
            while time.monotonic() < end:
                self._api.GetJob(self._handle, self._job_id, 1)
                time.sleep(_LOOK_AGAIN_S)
            self._api.SetJob(self._handle, self._job_id, 0, None, self._api.JOB_CONTROL_DELETE)

    def close(self) -> None:
        self._close_handle()

    def _close_handle(self) -> None:
        if self._handle is not None:
            with suppress(self._api.error):
                self._api.ClosePrinter(self._handle)
        self._handle = None


class CupsPort:
    """A queue of CUPS, through its own commands; never through a shell."""

    is_two_way = False
    is_proof = False

    def __init__(self, name: str, *, is_raw: bool, folders: str = _COMMAND_FOLDERS) -> None:
        """Prepare the queue.

        Args:
            name: Of the queue.
            is_raw: Bytes for the printer itself; otherwise a PDF for CUPS to convert.
            folders: Where the commands are looked for, colon-separated; PATH is not trusted.
        """
        self._name = name
        self._is_raw = is_raw
        self._folders = folders
        self._title = ""
        self._request = ""

    def open(self, title: str) -> None:
        for command in ("lp", "lpstat"):
            self._command(command)
        if self._run(["lpstat", "-a", self._name]).returncode:
            raise PrinterUnreachable(f"CUPS has no queue {self._name}")
        self._title = _plain(title)

    def write(self, data: bytes, *, timeout_ms: int) -> int:
        words = ["lp", "-d", self._name, "-t", self._title]
        try:
            done = self._run([*words, "-o", "raw"] if self._is_raw else words, data, timeout_ms)
        except PrinterUnreachable:
            return max(len(data) - 1, 0)
        if done.returncode:
            return 0
        found = _REQUEST_ID.search(done.stdout.decode("ascii", "replace"))
        self._request = found[1] if found else ""
        return len(data)

    def read(self, *, timeout_ms: int) -> bytes:  # noqa: ARG002  # Nothing ever comes.
        return b""

    def finish(self, *, timeout_ms: int) -> None:
        end = time.monotonic() + timeout_ms / 1000
        with suppress(PrinterUnreachable):
            while self._request and self._is_waiting():
                if time.monotonic() > end:
                    self._run(["cancel", self._request])
                    return
                time.sleep(_LOOK_AGAIN_S)

    def close(self) -> None:
        """Nothing is held open."""

    def _is_waiting(self) -> bool:
        waiting = self._run(["lpstat", "-W", "not-completed", "-o", self._name])
        return self._request.encode() in waiting.stdout.split()

    def _command(self, name: str) -> str:
        found = shutil.which(name, path=self._folders)
        if found is None:
            raise PrinterUnreachable(f"CUPS is not installed: no {name}")
        return found

    def _run(
        self, words: list[str], data: bytes = b"", timeout_ms: int = int(_COMMAND_LIMIT_S * 1000)
    ) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603  # Absolute path, no shell, checked queue name.
                [self._command(words[0]), *words[1:]],
                input=data,
                capture_output=True,
                check=False,
                timeout=timeout_ms / 1000,
                env={"LC_ALL": "C"},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PrinterUnreachable(f"{words[0]}: {type(error).__name__}") from error


def _plain(title: str) -> str:
    """Keep letters, digits and a few marks of a title: it goes into a command and a list."""
    kept = "".join(char for char in title if char.isalnum() or char in " -_()（）")
    return kept[:_TITLE_MAX].lstrip("-") or "job"
