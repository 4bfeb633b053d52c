"""Where the county listens, and where its processes meet."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counter_app.domain.errors import SettingsInvalid

BACKLOG: Final = 1_024
"""Connections that wait to be accepted: a whole county's counters may come in one second."""


FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder where the processes' figures meet; read when their library is imported."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens.

    Attributes:
        port: 0 for any free one.
        tls_certificate: PEM file; None for plain HTTP, on a loopback address or behind a
            TLS terminator only.
    """

    host: str
    port: int
    tls_certificate: Path | None = None
    tls_key: Path | None = None


def listen(address: Address) -> socket.socket:
    """Open the socket.

    Raises:
        SettingsInvalid: The address is not this machine's, or taken.
    """
    is_v6 = ":" in address.host
    family = socket.AF_INET6 if is_v6 else socket.AF_INET
    # asyncio turns Nagle's waiting off only where TCP is named: 40 ms an answer otherwise.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # There it would let two servers share a port.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address.host, address.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise SettingsInvalid(f"cannot listen on {address.host}:{address.port}") from error
    return listening


def url_of(address: Address, listening: socket.socket) -> str:
    """Return the URL under which the socket is reached."""
    scheme = "https" if address.tls_certificate else "http"
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{scheme}://{host}:{listening.getsockname()[1]}"
