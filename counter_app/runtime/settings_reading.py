"""Reads one value at a time out of a settings table and collects what is wrong, in Chinese.

The file is written by hand, so every mistake is named with its place, all of them at once: a
person should not have to start the program five times to find five mistakes.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

NAME_CHARACTERS_MAX: Final = 100
LINE_CHARACTERS_MAX: Final = 200
_HEX_64: Final = re.compile(r"[0-9a-f]{64}")


class Problems:
    """The mistakes found so far, worded for the person who edits the file."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, place: str, what: str) -> None:
        """Note one mistake.  The value itself is never quoted."""
        self.found.append(f"{place}：{what}")


class TableReader:
    """One table of the file, for example `[county]`."""

    def __init__(self, place: str, table: object, problems: Problems) -> None:
        """Take a table as it was parsed; what is not a table reads as an empty one."""
        self._place = place
        self._problems = problems
        self._read: set[str] = set()
        if not isinstance(table, Mapping):
            problems.add(f"[{place}]", "应为一个表")
            table = {}
        self._table: Mapping[str, Any] = table

    def problem(self, key: str, what: str) -> None:
        """Note a mistake in the value of a key."""
        self._problems.add(f"[{self._place}] {key}", what)

    def text(
        self, key: str, *, default: str | None = None, characters_max: int = NAME_CHARACTERS_MAX
    ) -> str:
        """Read one line of text without control characters; with no default it is needed."""
        value = self._value(key, default)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.problem(key, "应为文字，请加引号")
            return ""
        if value != default and not value.strip():
            self.problem(key, "不能为空")
        elif len(value) > characters_max:
            self.problem(key, f"太长，最多 {characters_max} 个字")
        elif any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in value):
            self.problem(key, "含有不可见字符")
        else:
            return value
        return ""

    def digits(self, key: str, count: int) -> str:
        """Read a code of exactly so many ASCII digits, written as text."""
        value = self._value(key, None)
        if value is None:
            return ""
        is_code = isinstance(value, str) and value.isascii() and value.isdigit()
        if is_code and len(value) == count:
            return str(value)
        self.problem(key, f"应为加引号的 {count} 位数字")
        return ""

    def whole(self, key: str, *, default: int, allowed: range) -> int:
        """Read an integer within bounds."""
        value = self._value(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return value
        self.problem(key, f"应为 {allowed.start} 到 {allowed.stop - 1} 的整数")
        return default

    def word(self, key: str, allowed: Collection[str]) -> str:
        """Read one of some fixed words."""
        value = self._value(key, None)
        if isinstance(value, str) and value in allowed:
            return value
        if value is not None:
            self.problem(key, f"应为其中之一：{'、'.join(sorted(allowed))}")
        return ""

    def matching(
        self, key: str, pattern: re.Pattern[str], meaning: str, *, default: str | None = None
    ) -> str:
        """Read a text of a given shape; `meaning` words the shape for a person."""
        value = self._value(key, default)
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        if value is not None:
            self.problem(key, f"应为{meaning}")
        return ""

    def key_hex(self, key: str) -> str:
        """Read a public key: 64 lower-case hex digits."""
        return self.matching(key, _HEX_64, " 64 位小写十六进制公钥")

    def server_url(self, key: str) -> str:
        """Read the address of a server: https, or http on this machine itself."""
        value = self.text(key, characters_max=LINE_CHARACTERS_MAX)
        if value and not is_safe_server_url(value):
            self.problem(key, "应以 https:// 开头（本机可用 http://），不含用户名、参数")
            return ""
        return value

    def texts(self, pattern: re.Pattern[str]) -> dict[str, str]:
        """Read the whole table as names (of a given shape) and one-line texts."""
        kept: dict[str, str] = {}
        for key in self._table:
            value = self.text(key, characters_max=32)
            if not pattern.fullmatch(key):
                self.problem(key, "名称不对")
            elif value:
                kept[key] = value
        return kept

    def close(self) -> None:
        """Note every key that nobody asked for: it is a slip of the pen."""
        for key in self._table:
            if key not in self._read:
                self.problem(str(key), "没有这个设置项，请检查拼写")

    def _value(self, key: str, default: object) -> Any:
        self._read.add(key)
        value = self._table.get(key, default)
        if value is None:
            self.problem(key, "缺少这一项")
        return value


def is_safe_server_url(url: str) -> bool:
    """Answer whether a URL names a server, is safe to trust, and holds no name or password."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or not url.isascii() or " " in url:
        return False
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
