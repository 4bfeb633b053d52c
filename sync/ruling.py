"""The county's word on a take-over: bytes that prove themselves, whichever way they come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from counter_app.domain.handover_facts import TakeoverRuled
from sync.codec import canonical, describe
from sync.json_values import bytes_of, bytes_to_text
from sync.signing import Purpose, Verifier, is_signed

_SIGNATURE: Final = "signature"


def ruling_bytes(fact: TakeoverRuled) -> bytes:
    """Return what the county signs: the canonical body without the signature."""
    _, body = describe(fact)
    return canonical({name: value for name, value in body.items() if name != _SIGNATURE})


def signed_ruling(fact: TakeoverRuled, sign: Callable[[bytes], bytes]) -> TakeoverRuled:
    """Return a ruling with the county's signature, made with purpose `ruling`."""
    return replace(fact, signature=bytes_to_text(sign(ruling_bytes(fact))))


def is_ruling(fact: TakeoverRuled, county: Verifier) -> bool:
    """Whether the county signed this."""
    try:
        signature = bytes_of(fact.signature)
    except ValueError:
        return False
    return is_signed(county, Purpose.RULING, ruling_bytes(fact), signature)
