"""Which libraries in C come inside the wheels, with their versions, as they say themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

Library = tuple[str, str]
"""Name and version."""


def libraries_inside(package: str) -> tuple[Library, ...]:
    """Return the libraries inside a wheel that is installed; () for a pure one."""
    return _ASKED[package]() if package in _ASKED else ()


def _sqlcipher() -> tuple[Library, ...]:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    (version,) = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    return ("SQLCipher", version.split()[0]), ("SQLite", dbapi2.sqlite_version)


def _openssl() -> tuple[Library, ...]:
    from cryptography.hazmat.backends.openssl import backend

    return (("OpenSSL", backend.openssl_version_text().split()[1]),)


def _qt() -> tuple[Library, ...]:
    from PySide6.QtCore import qVersion

    return (("Qt", qVersion()),)


def _pillow() -> tuple[Library, ...]:
    from PIL import features

    names = ("freetype2", "libjpeg_turbo", "littlecms2", "webp")
    found = ((name, features.version(name)) for name in names)
    return tuple((name, str(version)) for name, version in found if version)


def _libpq() -> tuple[Library, ...]:
    from psycopg import pq

    major, minor = divmod(pq.version(), 10_000)
    return (("libpq", f"{major}.{minor}"),)


_ASKED: Final[Mapping[str, Callable[[], tuple[Library, ...]]]] = MappingProxyType(
    {
        "cryptography": _openssl,
        "pillow": _pillow,
        "psycopg-binary": _libpq,
        "pyside6-essentials": _qt,
        "sqlcipher3": _sqlcipher,
    }
)
