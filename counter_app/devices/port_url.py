"""Which names of ports are allowed; needs no serial library."""

from __future__ import annotations

import re
from typing import Final

_NETWORK: Final = re.compile(
    r"(socket|rfc2217)://(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+):([0-9]{1,5})"
)
_PORT_MAX: Final = 65_535
_LENGTH_MAX: Final = 255
AUTO: Final = "auto"


def is_port_url(text: str) -> bool:
    """Tell whether `text` is a device name, `socket://host:port` or `rfc2217://host:port`.

    Every other scheme is refused, and so are options behind a `?`: `spy://` and `logging=debug`
    would write what the card says into a file.
    """
    if not text or len(text) > _LENGTH_MAX or not text.isprintable():
        return False
    if "://" not in text:
        return True
    matched = _NETWORK.fullmatch(text)
    return matched is not None and 0 < int(matched[3]) <= _PORT_MAX


def is_network_url(text: str) -> bool:
    """Tell whether a port lies behind a network, where there is no speed to choose."""
    return "://" in text


def split_socket_url(text: str) -> tuple[str, int] | None:
    """Return host and port of a `socket://` URL; None for every other port."""
    matched = _NETWORK.fullmatch(text)
    if matched is None or matched[1] != "socket":
        return None
    return matched[2].strip("[]"), int(matched[3])
