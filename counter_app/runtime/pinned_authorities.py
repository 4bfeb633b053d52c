"""The authorities that may vouch for the county: a file of one, or of two while they change.

With two in the file, the county may go over from one to the other on any day, and no counter has
to be visited on that day.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from counter_app.domain.errors import UnreadableFile

AUTHORITIES_MAX: Final = 8
FILE_BYTES_MAX: Final = 256 << 10
_STRANGE: Final = (
    *(ValueError, x509.InvalidVersion, x509.DuplicateExtension),
    x509.UnsupportedGeneralNameType,
)
"""What the library says of bytes that are no certificate, or one that nobody can read."""


def ends_of(file: Path) -> tuple[datetime, ...]:
    """Return when the certificates in a PEM file end, the last to end first.

    Raises:
        UnreadableFile: It cannot be read, or holds no certificate.
    """
    return tuple(sorted((each.not_valid_after_utc for each in _read(file)), reverse=True))


def joined(present: Path, added: Path, now: datetime) -> bytes:
    """Return a PEM file that holds the authorities of two, without those that have ended.

    Args:
        present: Pinned now.
        added: What the county gave; its certificates have to be of authorities, and not ended.
        now: With time zone.

    Raises:
        UnreadableFile: One cannot be read, the other holds no authority, or there are too many.
    """
    new = _read(added)
    if not all(_is_authority(each) and each.not_valid_after_utc > now for each in new):
        raise UnreadableFile(f"{added}：不是证书机构的证书，或已过期")
    living = [each for each in _read(present) if each.not_valid_after_utc > now]
    kept = dict.fromkeys([*living, *new])
    if len(kept) > AUTHORITIES_MAX:
        raise UnreadableFile(f"{added}：最多 {AUTHORITIES_MAX} 个证书机构")
    return b"".join(each.public_bytes(Encoding.PEM) for each in kept)


def _read(file: Path) -> list[x509.Certificate]:
    try:
        with file.open("rb") as opened:
            found = x509.load_pem_x509_certificates(opened.read(FILE_BYTES_MAX))
    except OSError as error:
        raise UnreadableFile(f"{file}：{error.strerror}") from error
    except _STRANGE as error:
        raise UnreadableFile(f"{file}：没有证书") from error
    return found


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, *_STRANGE):
        return False
    return found.value.ca
