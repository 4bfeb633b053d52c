"""The one-time code of an enrolment (登记码), as people read it out and type it.

24 characters in groups of four: twelve of secret, twelve of the county key's fingerprint.  The
alphabet leaves out letters that look like digits; what is typed in their place is understood.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_CHARACTERS: Final = 12
FINGERPRINT_CHARACTERS: Final = 12
_GROUP: Final = 4
_LOOKS_LIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def format_code(characters: str) -> str:
    """Return a code in groups of four: `7K3M-9QXD-…`."""
    starts = range(0, len(characters), _GROUP)
    return "-".join(characters[start : start + _GROUP] for start in starts)


def plain_code(typed: str) -> str:
    """Return what was meant: upper case, no blanks or dashes, look-alike letters mended."""
    kept = "".join(letter for letter in typed if letter.isascii() and letter.isalnum())
    return kept.upper().translate(_LOOKS_LIKE)


def key_fingerprint(key: Ed25519PublicKey) -> str:
    """Return the 60-bit fingerprint of a county key, twelve characters."""
    digest = hashlib.sha256(b"township-counter/county-key/1\0" + key.public_bytes_raw()).digest()
    number = int.from_bytes(digest[:8], "big") >> 4
    return "".join(
        ALPHABET[number >> 5 * place & 31] for place in reversed(range(FINGERPRINT_CHARACTERS))
    )


def fingerprint_of(code: str) -> str:
    """Return the fingerprint that a code carries; "" when the code is not whole."""
    plain = plain_code(code)
    if len(plain) != SECRET_CHARACTERS + FINGERPRINT_CHARACTERS:
        return ""
    return plain[SECRET_CHARACTERS:]


def device_fingerprint(key: Ed25519PublicKey) -> str:
    """Return what an installer reads aloud of a device's key: 16 digits in groups of four.

    53 bits: whoever has stolen a code cannot make a key with the same digits in its 24 hours
    with anything a county's budget can buy, and people can still compare it over the telephone.
    """
    digest = hashlib.sha256(b"township-counter/device-key/1\0" + key.public_bytes_raw()).digest()
    digits = f"{int.from_bytes(digest[:16], 'big') % 10**16:016d}"
    return " ".join(digits[start : start + _GROUP] for start in range(0, 16, _GROUP))
