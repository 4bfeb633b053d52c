"""What a counter believes of an answer: only what the county signed, for this device and request.

Pure functions: they return what was checked, or raise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from counter_app.domain.errors import CountyFault, NotTheCounty
from sync.codec import extend_prefix, open_acks, open_anchor
from sync.protocol import Ack, Acks, ExchangeAnswer, PullAnswer, Signed
from sync.signing import Purpose, Verifier, is_signed

SEQUENCED: Final = frozenset({"stored", "duplicate"})
"""Outcomes of an event that stands in the county's log."""

_OUTCOMES: Final = SEQUENCED | {"quarantined"}


def require_anchor(
    answer: ExchangeAnswer, county_key: Verifier, device: str, head: Mapping[str, Any]
) -> None:
    """See that the county's word on time was given to us, now, in this epoch.

    Args:
        answer: What came.
        county_key: The only signer whose word counts.
        device: 16 hex digits: ours.
        head: End of our chain as the request told it; an older county repeats none.

    Raises:
        NotTheCounty: It was not.
    """
    signed = answer.hello.anchor
    if not is_signed(county_key, Purpose.ANCHOR, signed.data, signed.signature):
        raise NotTheCounty("a time anchor without signature")
    try:
        anchor = open_anchor(signed.data)
    except ValueError as error:
        raise NotTheCounty("a time anchor that cannot be read") from error
    given_to = (anchor.device, anchor.nonce, anchor.epoch)
    if given_to != (device, answer.nonce, answer.hello.epoch):
        raise NotTheCounty("a time anchor given to another request")
    if anchor.head and (anchor.head_n, anchor.head) != (head["n"], head["id"]):
        raise NotTheCounty("a time anchor for another chain")


def checked_acks(signed: Signed, county_key: Verifier) -> Acks:
    """Return what the county signed for.

    Raises:
        NotTheCounty: It did not.
    """
    if not is_signed(county_key, Purpose.ACKS, signed.data, signed.signature):
        raise NotTheCounty("acks without signature")
    try:
        return open_acks(signed.data)
    except ValueError as error:
        raise NotTheCounty("acks that cannot be read") from error


def require_meant_for(acks: Acks, *, device: str, epoch: str, sent: Collection[str]) -> None:
    """See that acks answer what this device sent in this epoch, each event at most once.

    Raises:
        NotTheCounty: They answer something else.
    """
    if (acks.device, acks.epoch) != (device, epoch):
        raise NotTheCounty("acks for another device or epoch")
    names = [ack.event_id for ack in acks.acks]
    if len(set(names)) != len(names) or not set(names) <= set(sent):
        raise NotTheCounty("acks that do not answer the push")
    if not all(_is_whole(ack) for ack in acks.acks):
        raise NotTheCounty("acks that contradict themselves")


def require_stream(pull: PullAnswer, *, position: int, prefix_hash: str) -> None:
    """See that a page goes on exactly where this counter stands.

    Args:
        pull: The page.
        position: Where the counter stands; `prefix_hash`: its hash up to there.
        prefix_hash: 64 hex digits.

    Raises:
        CountyFault: It has a hole, or its hash does not fit.
    """
    for entry in pull.entries:
        position += 1
        prefix_hash = extend_prefix(prefix_hash, entry.event_id, entry.server_sequence)
        if entry.position != position:
            raise CountyFault("a stream with a hole in it")
    if pull.entries and (position, prefix_hash) != (pull.position, pull.prefix_hash):
        raise CountyFault("a stream whose hash does not fit")


def _is_whole(ack: Ack) -> bool:
    has_place = ack.server_sequence is not None
    return ack.outcome in _OUTCOMES and (ack.outcome in SEQUENCED) == has_place
