"""Where the county is, as the installer entered it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from counter_app.domain.errors import SettingsInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyAddress:
    """Where the county is, as the installer entered it.

    Attributes:
        url: `https://host[:port]`; plain `http` for this machine only.
        ca_file: PEM file with the only authorities that are trusted; None for the usual ones.
        may_use_plain_http: Plain HTTP to other machines; messages stay signed, but readable.
    """

    url: str
    ca_file: Path | None = None
    may_use_plain_http: bool = False

    def __post_init__(self) -> None:
        """Check the address.

        Raises:
            SettingsInvalid: It is no usable address, or plain HTTP to another machine.
        """
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise SettingsInvalid("县局地址应为 https://主机[:端口]")
        if parts.username or parts.password or parts.path.strip("/"):
            raise SettingsInvalid("县局地址里不能有用户名、密码或路径")
        is_open = parts.scheme == "http" and not _is_this_machine(parts.hostname)
        if is_open and not self.may_use_plain_http:
            raise SettingsInvalid("县局地址必须是 https（本机地址除外）")

    @property
    def base(self) -> str:
        return self.url.rstrip("/")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
