"""One program a profile: a second start brings the first window to the front and goes away.

The operating system's lock on the file `lock` is what counts: it ends with the process, however
that dies, so there is no stale lock to clean up.  The file's text only says how to reach the
program that holds it: a port on this machine and a token that only this user can read.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from counter_app.domain.errors import AlreadyRunning, UnreadableFile

WAIT_S: Final = 1.0
MESSAGE_BYTES_MAX: Final = 128
_LOOPBACK: Final = "127.0.0.1"
_ANSWER: Final = b"ok\n"
# Windows locks bytes so that nobody else can read them; this one lies behind the text.
_LOCKED_BYTE: Final = 1 << 20


class SingleInstance:
    """Holds a profile's lock file; a context manager.

    Raises:
        AlreadyRunning: On entering, when another program holds the profile.  It has been asked
            to come to the front.
        UnreadableFile: On entering, when the lock file cannot be made.
    """

    def __init__(self, lock: Path, on_second_start: Callable[[], None]) -> None:
        """Remember; nothing is locked yet.

        Args:
            lock: The lock file; its folder must exist.
            on_second_start: Called on a thread of its own when somebody starts the program
                again; a window must queue it to its own thread.
        """
        self._path = lock
        self._on_second_start = on_second_start
        self._token = secrets.token_hex(16)
        self._file: int | None = None
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        file = _open(self._path)
        if not _try_lock(file):
            os.close(file)
            notify_first(self._path)
            raise AlreadyRunning(str(self._path.parent))
        self._file = file
        self._listener = socket.create_server((_LOOPBACK, 0), backlog=4)
        self._thread = threading.Thread(target=self._listen, name="single-instance", daemon=True)
        self._thread.start()
        port = self._listener.getsockname()[1]
        text = json.dumps({"pid": os.getpid(), "port": port, "token": self._token})
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, text.encode())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._file is not None, "left without having been entered"
        assert self._listener is not None
        assert self._thread is not None
        listener, self._listener = self._listener, None
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # Wakes the waiting accept on Linux,
        listener.close()  # and this does on Windows.
        self._thread.join()
        os.ftruncate(self._file, 0)
        os.close(self._file)  # The lock ends with it; the file stays, or two could hold it.
        self._file = None

    def _listen(self) -> None:
        while (listener := self._listener) is not None:
            try:
                line, _ = listener.accept()
            except OSError:
                return  # Closed: the program is leaving.
            with line:
                if self._is_our_user(line):
                    self._on_second_start()
                    with suppress(OSError):
                        line.sendall(_ANSWER)

    def _is_our_user(self, line: socket.socket) -> bool:
        line.settimeout(WAIT_S)
        try:
            said = line.recv(MESSAGE_BYTES_MAX)
        except OSError:
            return False
        return hmac.compare_digest(said, f"{self._token}\n".encode())


def notify_first(lock: Path) -> bool:
    """Ask the program that holds a lock file to come to the front.

    Returns:
        Whether it answered.  A program that is just starting or hanging does not.
    """
    try:
        said = json.loads(lock.read_bytes()[:1024])
        port, token = int(said["port"]), str(said["token"])
        with socket.create_connection((_LOOPBACK, port), timeout=WAIT_S) as line:
            line.sendall(f"{token}\n".encode())
            return line.recv(MESSAGE_BYTES_MAX) == _ANSWER
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return False


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UnreadableFile(f"{path}：{error.strerror}") from error


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: int) -> bool:
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
