"""What a release consists of: every file with its hash, signed by whoever made the release.

    release.json   UTF-8 JSON, `format` 1: name, version, SHA-256 of the list of parts, files
    release.sig    Ed25519 over the bytes of release.json for the purpose `release`, 128 hex digits

Both lie in the program's own folder, beside the executable.  The private key never lies on a
machine that runs the program; whose public key counts is fixed on each machine by its keeper.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from counter_app.domain.errors import ReleaseInvalid, UnreadableFile
from sync.signing import Purpose, is_signed, key_id, sign

RELEASE_FORMAT: Final = 1
MANIFEST_NAME: Final = "release.json"
SIGNATURE_NAME: Final = "release.sig"
MANIFEST_BYTES_MAX: Final = 16 << 20
FILES_MAX: Final = 50_000
_HASH_DIGITS: Final = 64
_BLOCK_BYTES: Final = 1 << 20
_OWN_NAMES: Final = frozenset({MANIFEST_NAME, SIGNATURE_NAME})


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """One file: its path below the program's folder with `/`, its size, its SHA-256 in hex."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What was released.

    Attributes:
        parts_sha256: SHA-256 of the list of parts (CycloneDX) of this release.
        files: Sorted by path; everything but the manifest and its signature.
    """

    name: str
    version: str
    parts_sha256: str
    files: tuple[ReleasedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseReport:
    """How the files of a folder agree with what was released.

    Attributes:
        signed_by: Short name of the key that signed; "" when the signature was not checked.
        altered: Files with other contents than released.
        missing: Files that are not there.
        added: Files that nobody released: a planted library would be one.
    """

    release: Release
    signed_by: str
    altered: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not (self.altered or self.missing or self.added)


def list_release(folder: Path, *, name: str, version: str, parts: bytes) -> Release:
    """Return what lies in a folder as a release.

    Args:
        folder: The frozen program.
        name: Of the program.
        version: Of the release.
        parts: The list of parts, CycloneDX.

    Raises:
        UnreadableFile: A file cannot be read.
    """
    return Release(
        name=name,
        version=version,
        parts_sha256=hashlib.sha256(parts).hexdigest(),
        files=tuple(_looked_at(folder, path) for path in sorted(_paths(folder))),
    )


def manifest_bytes(release: Release) -> bytes:
    """Return the manifest as it is signed and stored."""
    content = {
        "format": RELEASE_FORMAT,
        "name": release.name,
        "version": release.version,
        "parts_sha256": release.parts_sha256,
        "files": [[file.path, file.bytes, file.sha256] for file in release.files],
    }
    return (json.dumps(content, ensure_ascii=False, indent=0) + "\n").encode("utf-8")


def write_release(folder: Path, release: Release, key: Ed25519PrivateKey) -> None:
    """Put manifest and signature into the program's folder.

    Raises:
        UnreadableFile: The folder cannot be written.
    """
    content = manifest_bytes(release)
    try:
        (folder / MANIFEST_NAME).write_bytes(content)
        signature = sign(key, Purpose.RELEASE, content).hex()
        (folder / SIGNATURE_NAME).write_text(signature + "\n", encoding="ascii")
    except OSError as error:
        raise UnreadableFile(f"{folder}：{error.strerror}") from error


def check_release(folder: Path, key: Ed25519PublicKey | None) -> ReleaseReport:
    """Compare a folder with its manifest; seconds for a whole program.

    Args:
        folder: The program's own.
        key: Whose signature counts; None leaves the signature unchecked, and the report says so.

    Raises:
        ReleaseInvalid: No manifest, one that cannot be read, or another's signature.
        UnreadableFile: A file cannot be read.
    """
    content = _read(folder / MANIFEST_NAME)
    if key is not None and not is_signed(
        key, Purpose.RELEASE, content, _signature(folder / SIGNATURE_NAME)
    ):
        raise ReleaseInvalid("release.json 的签名不对")
    release = read_manifest(content)
    listed = {file.path: file for file in release.files}
    there = set(_paths(folder))
    return ReleaseReport(
        release=release,
        signed_by=key_id(key) if key is not None else "",
        altered=tuple(sorted(_altered(folder, listed, there))),
        missing=tuple(sorted(listed.keys() - there)),
        added=tuple(sorted(there - listed.keys())),
    )


def read_manifest(content: bytes) -> Release:
    """Read a manifest.

    Raises:
        ReleaseInvalid: It cannot be right.
    """
    if len(content) > MANIFEST_BYTES_MAX:
        raise ReleaseInvalid("release.json 太大")
    try:
        return _release_from(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReleaseInvalid("release.json 读不懂") from error


def _release_from(raw: Mapping[str, Any]) -> Release:
    if raw["format"] != RELEASE_FORMAT or len(raw["files"]) > FILES_MAX:
        raise ValueError("another format, or too many files")
    files = tuple(_file_from(row) for row in raw["files"])
    if len({file.path for file in files}) != len(files):
        raise ValueError("a file stands twice")
    return Release(
        name=_text(raw["name"]),
        version=_text(raw["version"]),
        parts_sha256=_hash(raw["parts_sha256"]),
        files=files,
    )


def _file_from(row: Iterable[Any]) -> ReleasedFile:
    path, size, sha256 = row
    parts = PurePosixPath(_text(path))
    if parts.is_absolute() or ".." in parts.parts or "\\" in path or ":" in path:
        raise ValueError("a path that leaves the folder")
    if type(size) is not int or size < 0:
        raise ValueError("a size that is none")
    return ReleasedFile(path, size, _hash(sha256))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > 1_000:
        raise ValueError("a text that is none")
    return value


def _hash(value: object) -> str:
    text = _text(value)
    if len(text) != _HASH_DIGITS or set(text) - set("0123456789abcdef"):
        raise ValueError("a hash that is none")
    return text


def _paths(folder: Path) -> Iterator[str]:
    """Yield every file of a folder but the manifest's own two; links are files here."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = (Path(place) / name).relative_to(folder).as_posix()
            if path not in _OWN_NAMES:
                yield path


def _looked_at(folder: Path, path: str) -> ReleasedFile:
    whole, size = hashlib.sha256(), 0
    try:
        with (folder / path).open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                whole.update(block)
                size += len(block)
    except OSError as error:
        raise UnreadableFile(f"{path}：{error.strerror}") from error
    return ReleasedFile(path, size, whole.hexdigest())


def _altered(folder: Path, listed: Mapping[str, ReleasedFile], there: set[str]) -> Iterator[str]:
    for path in listed.keys() & there:
        if _looked_at(folder, path) != listed[path]:
            yield path


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MANIFEST_BYTES_MAX + 1)
    except OSError as error:
        raise ReleaseInvalid(f"{path.name} 读不到") from error


def _signature(path: Path) -> bytes:
    try:
        return bytes.fromhex(_read(path)[:256].decode("ascii").strip())
    except ValueError as error:
        raise ReleaseInvalid(f"{path.name} 读不懂") from error
