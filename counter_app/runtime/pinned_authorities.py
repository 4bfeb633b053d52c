"""The authorities that may vouch for the county: a file of one, or of two while they change.

With two in the file, the county may go over from one to the other on any day, and no counter has
to be visited on that day.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography import x509

from counter_app.domain.errors import UnreadableFile


def ends_of(file: Path) -> tuple[datetime, ...]:
    """Return when the certificates in a PEM file end, the last to end first.

    Raises:
        UnreadableFile: It cannot be read, or holds no certificate.
    """
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except OSError as error:
        raise UnreadableFile(f"{file}：{error.strerror}") from error
    except ValueError as error:
        raise UnreadableFile(f"{file}：没有证书") from error
    return tuple(sorted((each.not_valid_after_utc for each in found), reverse=True))
