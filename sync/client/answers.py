"""An answer as it came over the network, whether the county signed it, and what a refusal means."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from counter_app.domain.errors import (
    CountyBusy,
    CountyFault,
    DeviceKeyExpired,
    DevicePending,
    DeviceRevoked,
    DeviceUnknown,
    NotTheCounty,
    Offline,
    ProgramTooOld,
    SyncError,
)
from sync.packing_wire import PACKED_TYPE
from sync.signing import Verifier, is_response
from sync.wire import JSON_TYPE, SIGNATURE_HEADER, ProblemWire

PROGRAM_TOO_OLD: Final = "program-too-old"

_FORBIDDEN: Final[Mapping[str, type[SyncError]]] = MappingProxyType(
    {"key-expired": DeviceKeyExpired, "device-pending": DevicePending}
)
_GATEWAY: Final = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came, not believed yet."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def is_signed_by(self, county_key: Verifier, nonce: str) -> bool:
        """Answer whether the county signed exactly this status and body for this nonce."""
        try:
            signature = base64.b64decode(self.headers.get(SIGNATURE_HEADER, ""), validate=True)
        except (binascii.Error, ValueError):
            return False
        return is_response(county_key, (nonce, self.status, self.body), signature)

    def header(self, name: str) -> str:
        """Return a header; "" when it is not there."""
        return self.headers.get(name, "")

    def is_ours(self) -> bool:
        """Answer whether the content is of a type that the county sends."""
        return self._content_type() in {JSON_TYPE, PACKED_TYPE}

    def is_packed(self) -> bool:
        return self._content_type() == PACKED_TYPE

    def _content_type(self) -> str:
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    def problem(self) -> str:
        """Return the code of a refusal; "" when there is none to be read."""
        told = self._told()
        return told.error if told else ""

    def retry_after_s(self) -> int | None:
        """Return when a refusal asks us to come again; what is signed counts, not the header."""
        told = self._told()
        return told.retry_after_s if told else None

    def _told(self) -> ProblemWire | None:
        try:
            return ProblemWire.model_validate_json(self.body)
        except ValueError:
            return None


def require_county(raw: RawAnswer, county_key: Verifier, nonce: str) -> None:
    """See that the county, and nobody else, answered this request.

    Raises:
        Offline: A gateway on the way said that it cannot reach the county.
        NotTheCounty: Anything else without the county's signature: a login page, a redirect,
            a proxy, another server, an answer to another request.
    """
    if raw.is_ours() and raw.is_signed_by(county_key, nonce):
        return
    if raw.status in _GATEWAY:
        raise Offline(f"a gateway answered {raw.status}")
    raise NotTheCounty(f"an unsigned answer with status {raw.status}")


def refusal_of(raw: RawAnswer) -> SyncError:
    """Return what a refusal that the county signed means."""
    code = raw.problem() or "no reason"
    match raw.status:
        case 409 if code == PROGRAM_TOO_OLD:
            return ProgramTooOld(code)
        case 401:
            return DeviceUnknown(code)
        case 403:
            return _FORBIDDEN.get(code, DeviceRevoked)(code)
        case 408 | 409 | 429 | 503:
            return CountyBusy(code, retry_after_s=raw.retry_after_s())
        case _:
            return CountyFault(f"{raw.status} {code}")
