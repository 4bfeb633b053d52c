"""The signed code on receipts and notices: text in a QR code, verified without a network.

    TC1: + base45(claim, 42 bytes + Ed25519 signature with purpose `receipt`, 64 bytes)

163 characters of the QR alphabet: version 7 at level M, 7 dots a module on 58 mm at 203 dpi.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.domain import base45
from counter_app.domain.receipt_code import (
    CLAIM_BYTES,
    CODE_CHARACTERS_MAX,
    PREFIX,
    PREVIEW_CODE,
    SIGNATURE_BYTES,
    ReceiptClaim,
    pack_claim,
    unpack_claim,
)
from sync.signing import Purpose, is_signed

if TYPE_CHECKING:
    from sync.codec import Sign


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A code as it was read: what it claims, and who has to have signed it."""

    claim: ReceiptClaim
    data: bytes
    signature: bytes

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Answer whether this key signed exactly this claim."""
        return is_signed(key, Purpose.RECEIPT, self.data, self.signature)


def receipt_code(claim: ReceiptClaim, sign: Sign) -> str:
    """Return the text of the QR code.

    Args:
        claim: What the paper says.
        sign: Ed25519 by the device's key with purpose `receipt`.
    """
    data = pack_claim(claim)
    return PREFIX + base45.encode(data + sign(data))


def open_receipt(text: str) -> SignedReceipt:
    """Read a code that somebody scanned or typed; nothing of it is believed yet.

    Blanks round it and small letters are a scanner's; a blank inside is part of the alphabet.

    Raises:
        ValueError: It is no code of ours.
    """
    code = text.strip("\r\n\t").lstrip(" ").upper()
    if len(code) > CODE_CHARACTERS_MAX or not code.startswith(PREFIX):
        raise ValueError("not one of our codes")
    sealed = base45.decode(_padded(code.removeprefix(PREFIX)))
    if len(sealed) != CLAIM_BYTES + SIGNATURE_BYTES:
        raise ValueError("a code of another length")
    data, signature = sealed[:CLAIM_BYTES], sealed[CLAIM_BYTES:]
    return SignedReceipt(unpack_claim(data), data, signature)


def _padded(body: str) -> str:
    """Give back the blanks that a scanner or a text field took off the end."""
    return body.rstrip(" ").ljust(len(PREVIEW_CODE) - len(PREFIX))
