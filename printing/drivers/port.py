"""What the spooler needs from a printer's port, whatever it hangs on."""

from __future__ import annotations

from typing import Protocol


class PrinterPort(Protocol):
    """A port, opened for one job and closed after it; used by one thread at a time.

    A connection held open blocks the next job or dies unseen, so nothing is kept between jobs.
    """

    @property
    def is_two_way(self) -> bool:
        """Whether the printer could answer over this link, if it wanted to."""

    @property
    def is_proof(self) -> bool:
        """Whether a complete write is itself the paper, as with a file."""

    def open(self, title: str) -> None:
        """Open the port and forget what the printer said before.

        Args:
            title: Name of the job for queues and files; no personal data.

        Raises:
            PrinterUnreachable: The port is missing, taken, refused or not permitted.
        """

    def write(self, data: bytes, *, timeout_ms: int) -> int:
        """Write bytes; never raises.

        Returns:
            How many bytes may have been taken.  Fewer than given: the line broke or the time is
            up.  0 says for certain that nothing left this computer.
        """

    def read(self, *, timeout_ms: int) -> bytes:
        """Return what has come, waiting for the first byte; b"" after the time or on a break."""

    def finish(self, *, timeout_ms: int) -> None:
        """Wait until nothing of the job is on its way; call back what still is, if possible."""

    def close(self) -> None:
        """Close the port; a closed one stays closed."""
