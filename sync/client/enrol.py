"""The first contact: a device makes itself known with a one-time code (登记码)."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.domain.errors import CountyBusy, CountyFault, EnrolmentRefused, NotTheCounty
from sync.client.http_transport import (
    CountyAddress,
    HttpLine,
    RawAnswer,
    new_nonce,
    require_county,
)
from sync.enrolment_code import fingerprint_of, format_code, key_fingerprint, plain_code
from sync.wire import ENROL_PATH, NONCE_HEADER, EnrolAnswerWire, EnrolWire


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a device must keep from its enrolment.

    Attributes:
        device: 16 hex digits.
        county_key: 32 bytes, Ed25519: the only signer this device will ever believe.
        is_approved: False while a person of the county has still to compare the fingerprint.
        bundle_key: X25519, to which courier bundles are sealed; b"" from an older county.
    """

    device: str
    generation: int
    county_key: bytes
    is_approved: bool = True
    bundle_key: bytes = b""


def enrol(
    address: CountyAddress,
    code: str,
    *,
    public_key: Ed25519PublicKey,
    counter_code: str,
    device: str = "",
    generation: int = 1,
) -> Enrolment:
    """Enrol this device; trying again with the same code and key gives the same answer.

    Args:
        address: The county, as the installer entered it.
        code: As the county printed it; typed in any case, with or without dashes.
        public_key: The device's key, which never leaves it otherwise.
        counter_code: 11 digits.
        device: The id this device already works under, or "" to be given one.
        generation: That of the key.

    Raises:
        Offline, CountyBusy, CountyFault: Try again later.
        NotTheCounty: Whoever answers is not the county that made the code.
        EnrolmentRefused: The code is wrong, used, expired or another counter's.
    """
    fingerprint = fingerprint_of(code)
    if not fingerprint:
        raise EnrolmentRefused("登记码应为 24 位")
    asked = EnrolWire(
        code=format_code(plain_code(code)),
        public_key=public_key.public_bytes_raw(),
        counter_code=counter_code,
        device=device,
        generation=generation,
    )
    nonce = new_nonce()
    line = HttpLine(address)
    try:
        raw = line.post(ENROL_PATH, asked.model_dump_json().encode(), {NONCE_HEADER: nonce})
    finally:
        line.close()
    if raw.status != 200:
        raise _refusal(raw)
    try:
        answer = EnrolAnswerWire.model_validate_json(raw.body)
        county_key = Ed25519PublicKey.from_public_bytes(answer.county_key)
    except ValueError as error:
        raise NotTheCounty("no answer to an enrolment") from error
    if key_fingerprint(county_key) != fingerprint:
        raise NotTheCounty("the county's key is not the one in the code")
    require_county(raw, county_key, nonce)
    return Enrolment(
        answer.device,
        answer.generation,
        answer.county_key,
        answer.is_approved,
        answer.bundle_key,
    )


def _refusal(raw: RawAnswer) -> EnrolmentRefused | CountyBusy | CountyFault | NotTheCounty:
    """Read a refusal.  Its signer is not known yet, so it may only make us try again."""
    match raw.status, raw.problem():
        case 403, "enrolment-refused":
            return EnrolmentRefused("登记码不对、已用过或已过期")
        case 503, "county-busy":
            return CountyBusy()
        case _, "":
            return NotTheCounty(f"status {raw.status}")
        case _, code:
            return CountyFault(code)
