"""The digest and the evidence as they travel; every list and number has an end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from sync.digest import BLOCK_PLACES
from sync.protocol import (
    CHECKPOINTS_MAX,
    DIGEST_BLOCKS_MAX,
    DIGEST_CHAINS_MAX,
    DIGEST_RANGES_MAX,
    EVIDENCE_BYTES_MAX,
    PULL_EVENTS_MAX,
    ChainDigest,
    ChainRange,
    Digest,
    DigestAnswer,
    Signed,
    StateDigest,
)
from sync.wire_types import (
    Answer,
    Base64,
    Count,
    Hex64,
    PullEntryWire,
    Request,
    Signature,
    entry,
    entry_wire,
)

Device = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Block = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Place = Annotated[int, Field(ge=1, le=2**53 - 1)]
Checkpoint = tuple[Count, Hex64]
RangeWire = tuple[Device, Place, Place, Place]
"""Device, generation, first and last place."""

_Ranges = Annotated[list[RangeWire], Field(max_length=DIGEST_RANGES_MAX)]


class ShownWire(Request):
    """What the county once signed, shown to it again."""

    data: Annotated[Base64, Field(max_length=64 << 10)]
    signature: Signature


class ChainWire(Request):
    """A chain in few bytes; a block stands for 256 places."""

    device: Device
    generation: Place
    n: Place
    head: Hex64
    blocks: Annotated[list[Block], Field(max_length=DIGEST_BLOCKS_MAX)]


class DigestWire(Request):
    """What a counter holds."""

    chains: Annotated[list[ChainWire], Field(max_length=DIGEST_CHAINS_MAX)]
    checkpoints: Annotated[list[Checkpoint], Field(max_length=CHECKPOINTS_MAX, strict=False)]
    fetch: Annotated[_Ranges, Field(strict=False)]
    anchor: ShownWire | None = None


class StateWire(Answer):
    """The open cases of a scope."""

    open_cases: Count
    hash: Hex64


class DigestAnswerWire(Answer):
    """How the county's log differs."""

    common_position: Count
    county_lacks: Annotated[_Ranges, Field(strict=False)]
    client_lacks: Annotated[_Ranges, Field(strict=False)]
    entries: Annotated[list[PullEntryWire], Field(max_length=PULL_EVENTS_MAX)]
    state: StateWire | None = None


def digest_wire(message: Digest) -> DigestWire:
    """Return a digest as it travels.

    Raises:
        ValueError: It is over a limit; the counter's own fault.
    """
    chains = [
        ChainWire(
            device=chain.device,
            generation=chain.generation,
            n=chain.n,
            head=chain.head,
            blocks=list(chain.blocks),
        )
        for chain in message.chains
    ]
    anchor = message.anchor
    return DigestWire(
        chains=chains,
        checkpoints=list(message.checkpoints),
        fetch=_ranges_wire(message.fetch),
        anchor=shown_wire((anchor,))[0] if anchor else None,
    )


def digest(wire: DigestWire) -> Digest:
    """Read a digest.

    Raises:
        ValueError: It contradicts itself, or is over a limit.
    """
    for chain in wire.chains:
        if len(chain.blocks) != -(-chain.n // BLOCK_PLACES):
            raise ValueError("a chain with another number of blocks than its length needs")
    if sum(len(chain.blocks) for chain in wire.chains) > DIGEST_BLOCKS_MAX:
        raise ValueError("more blocks than a digest may hold")
    names = [(chain.device, chain.generation) for chain in wire.chains]
    if len(set(names)) != len(names):
        raise ValueError("a chain that is named twice")
    return Digest(
        chains=tuple(
            ChainDigest(**chain.model_dump() | {"blocks": tuple(chain.blocks)})
            for chain in wire.chains
        ),
        checkpoints=tuple(wire.checkpoints),
        fetch=_ranges(wire.fetch),
        anchor=shown((wire.anchor,))[0] if wire.anchor else None,
    )


def digest_answer_wire(answer: DigestAnswer) -> DigestAnswerWire:
    """Return the answer to a digest as it travels."""
    state = answer.state
    return DigestAnswerWire.model_construct(
        common_position=answer.common_position,
        county_lacks=_ranges_wire(answer.county_lacks),
        client_lacks=_ranges_wire(answer.client_lacks),
        entries=[entry_wire(each) for each in answer.entries],
        state=StateWire(open_cases=state.open_cases, hash=state.hash) if state else None,
    )


def digest_answer(wire: DigestAnswerWire) -> DigestAnswer:
    """Read the answer to a digest."""
    return DigestAnswer(
        common_position=wire.common_position,
        county_lacks=_ranges(wire.county_lacks),
        client_lacks=_ranges(wire.client_lacks),
        entries=tuple(entry(each) for each in wire.entries),
        state=StateDigest(**wire.state.model_dump()) if wire.state else None,
    )


def shown_wire(evidence: Sequence[Signed]) -> list[ShownWire]:
    """Return what the county signed as it travels back to it."""
    return [ShownWire.model_construct(data=e.data, signature=e.signature) for e in evidence]


def shown(evidence: Sequence[ShownWire]) -> tuple[Signed, ...]:
    """Read what the county is shown; nothing of it is believed yet.

    Raises:
        ValueError: More bytes than evidence may have.
    """
    if sum(len(each.data) for each in evidence) > EVIDENCE_BYTES_MAX:
        raise ValueError("evidence of more than 512 KiB")
    return tuple(Signed(data=each.data, signature=each.signature) for each in evidence)


def _ranges_wire(ranges: Iterable[ChainRange]) -> list[RangeWire]:
    return [(each.device, each.generation, each.first, each.last) for each in ranges]


def _ranges(wire: Iterable[RangeWire]) -> tuple[ChainRange, ...]:
    found = [
        ChainRange(device=device, generation=generation, first=first, last=last)
        for device, generation, first, last in wire
    ]
    if any(each.first > each.last for each in found):
        raise ValueError("a range that ends before it begins")
    return tuple(found)
