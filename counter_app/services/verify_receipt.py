"""Checks the code on somebody's receipt or notice: no network, no password, no case needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.domain.device_trust import DeviceStatus, KnownDevice
from counter_app.domain.privacy import Pi
from counter_app.domain.receipt_code import (
    CODE_CHARACTERS_MAX,
    PREVIEW_CODE,
    ReceiptClaim,
    looks_like_receipt,
)
from sync.receipt_code import open_receipt


class DeviceTrust(Protocol):
    """Who is asked for keys."""

    def find(self, device: str, generation: int) -> KnownDevice | None:
        """Return what is known of this key; None for a device nobody here has heard of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptVerdict:
    """What can be said of a code.

    Attributes:
        is_valid: A trusted device signed exactly this.
        claim: What it says; None when it cannot be read.  Without `is_valid` it is a mere claim.
        item_name: "" when no catalogue here has the item.
        counter_code: Counter of the device, "" when it is not known.
        problems: "not-a-receipt", "unreadable", "preview", "device-unknown", "bad-signature",
            "device-revoked"; and "item-unknown", which alone does not make it invalid.
    """

    is_valid: Annotated[bool, Pi.P1]
    claim: Annotated[ReceiptClaim | None, Pi.P1] = None
    item_name: Annotated[str, Pi.P1] = ""
    device_status: Annotated[DeviceStatus, Pi.P1] = DeviceStatus.UNKNOWN
    counter_code: Annotated[str, Pi.P1] = ""
    problems: Annotated[tuple[str, ...], Pi.P1] = ()


class VerifyReceipt:
    """Verifies codes of papers.

    The paper is a pointer: how the case stands is looked up by its number, never read off it.
    """

    def __init__(self, devices: DeviceTrust, item_name: Callable[[str], str]) -> None:
        """Prepare.

        Args:
            devices: Keys of the county's devices, as last heard.
            item_name: Mark of an item → its name; "" when no catalogue here has it.
        """
        self._devices = devices
        self._item_name = item_name

    def __call__(self, text: str) -> ReceiptVerdict:
        """Judge one code; a bad one is an answer, not a failure."""
        if len(text) > CODE_CHARACTERS_MAX or not looks_like_receipt(text):
            return ReceiptVerdict(is_valid=False, problems=("not-a-receipt",))
        if text.strip().upper() == PREVIEW_CODE:
            return ReceiptVerdict(is_valid=False, problems=("preview",))
        try:
            receipt = open_receipt(text)
        except ValueError:
            return ReceiptVerdict(is_valid=False, problems=("unreadable",))
        claim = receipt.claim
        known = self._devices.find(claim.device, claim.generation)
        name = self._item_name(claim.item)
        problems: tuple[str, ...] = () if name else ("item-unknown",)
        if known is None:
            return ReceiptVerdict(
                is_valid=False,
                claim=claim,
                item_name=name,
                problems=("device-unknown", *problems),
            )
        is_good = receipt.is_signed_by(Ed25519PublicKey.from_public_bytes(known.public_key))
        is_revoked = known.status is DeviceStatus.REVOKED
        if not is_good:
            problems = ("bad-signature", *problems)
        if is_revoked:
            problems = ("device-revoked", *problems)
        return ReceiptVerdict(
            is_valid=is_good and not is_revoked,
            claim=claim,
            item_name=name,
            device_status=known.status,
            counter_code=known.counter_code,
            problems=problems,
        )
