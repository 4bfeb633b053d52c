"""Every byte of a database as it would lie on the disk without the cipher, free space included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE_BYTES = 4_096
SALT_BYTES, IV_BYTES, MAC_BYTES = 16, 16, 64
JOURNAL_HEAD_BYTES, FRAME_HEAD_BYTES = 32, 24


def plain_bytes(database: Path, key: bytes) -> bytes:
    """Return the pages of a SQLCipher 4 database and of its journal, decrypted with its raw key."""
    pages = list(_pages(database.read_bytes(), 0, 0))
    pages[0] = pages[0][SALT_BYTES:]
    journal = Path(f"{database}-wal")
    if journal.exists():
        pages += _pages(journal.read_bytes(), JOURNAL_HEAD_BYTES, FRAME_HEAD_BYTES)
    return b"".join(_decrypted(page, key) for page in pages)


def _pages(data: bytes, start: int, gap: int) -> Iterator[bytes]:
    for at in range(start, len(data) - PAGE_BYTES - gap + 1, PAGE_BYTES + gap):
        yield data[at + gap : at + gap + PAGE_BYTES]


def _decrypted(page: bytes, key: bytes) -> bytes:
    body, iv = page[: -IV_BYTES - MAC_BYTES], page[-IV_BYTES - MAC_BYTES : -MAC_BYTES]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(body) + decryptor.finalize()
