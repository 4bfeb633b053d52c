"""What a counter remembers of its courier bundles (送件包): numbers, hashes, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class BundleWay(Enum):
    """Which way a bundle went, as seen from the counter."""

    OUTGOING = "outgoing"
    RETURN = "return"
    HANDOVER = "handover"


class BundleState(Enum):
    """What became of a bundle.

    WRITING is left behind only by a crash: the number is lost, what was in it goes in the next.
    """

    WRITING = "writing"
    MADE = "made"
    ANSWERED = "answered"
    VOID = "void"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleStand:
    """How the counter stood when a bundle was made; the answer has to go on from here.

    Attributes:
        epoch: Of the county's log as far as known here; "" before the first contact.
        position, prefix_hash: How far the township's stream had been pulled.
        generation, head_n, head: End of this device's own chain.
    """

    epoch: str = ""
    position: int = 0
    prefix_hash: str = ""
    generation: int = 1
    head_n: int = 0
    head: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleNote:
    """One bundle, as the counter keeps it.

    Attributes:
        number: Consecutive for each way; sha256: of the whole file.
        bundle: 32 hex digits; name: of the file, never a path.
        made_at: ISO 8601 with offset: when it was written, or read.
        events: How many it holds, or signs for.
        first, last: The lowest and highest place of this device's own chain in it; 0 = none.
        first_row_id, last_row_id: Between which rows of the log its events stand; 0 = none.
        anchor_nonce: What the county's time anchor has to carry.
        answered_at: When a return answered it, or "".
        counts: Type of event → how many.
        gaps: What was found missing, in the clerk's words.
        acknowledged: How many of its events the county has signed for by now, on any way.
    """

    way: BundleWay
    number: int
    bundle: str
    sha256: str
    name: str
    made_at: str
    state: BundleState
    events: int = 0
    first: int = 0
    last: int = 0
    first_row_id: int = 0
    last_row_id: int = 0
    anchor_nonce: str = ""
    answered_at: str = ""
    stand: BundleStand = field(default_factory=BundleStand)
    counts: Mapping[str, int] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    acknowledged: int = 0


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """An event without the county's signature, by what the manifest needs of it."""

    row_id: int
    type_name: str
    device: str
    generation: int
    n: int
    size_bytes: int


def words_of_missing_numbers(numbers: tuple[int, ...], *, of: str) -> tuple[str, ...]:
    """Return which bundles were never seen, in words; `of` is what they are called.

    Example: 送件包第 3 号、第 5 号没有收到
    """
    if not numbers:
        return ()
    shown = "、".join(f"第 {number} 号" for number in numbers[:20])
    more = f"等 {len(numbers)} 个" if len(numbers) > 20 else ""
    return (f"{of}{shown}{more}没有收到",)


def words_of_missing_places(ranges: tuple[tuple[str, int, int, int], ...]) -> tuple[str, ...]:
    """Return which places of which device's chain are missing, in words."""
    return tuple(
        f"设备 {device} 第 {generation} 代缺记录 "
        + (f"{first} 至 {last}" if last > first else str(first))
        for device, generation, first, last in ranges[:20]
    )
