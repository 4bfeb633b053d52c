"""What a device records about itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from counter_app.domain.privacy import Pi


class GenerationReason(Enum):
    """Why a device goes on under a new key.

    RESTORED: the database is older than what had been written with the former key.  CLONED: the
    county saw two copies of this device.  ROTATED: the former key was a year old.
    """

    RESTORED = "restored"
    CLONED = "cloned"
    ROTATED = "rotated"


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationStarted:
    """The first event of each later generation of a device's key.

    Attributes:
        generation_before: The former generation.
        known_n, known_id: Its last event as this database knows it; 0 and "" for none.
        missing_from, missing_to: Places of the former chain that are known to have been written
            and are not here; both 0 when none are known.
    """

    generation_before: Annotated[int, Pi.P1]
    known_n: Annotated[int, Pi.P1]
    known_id: Annotated[str, Pi.P1]
    reason: Annotated[GenerationReason, Pi.P1]
    missing_from: Annotated[int, Pi.P1] = 0
    missing_to: Annotated[int, Pi.P1] = 0


def generation_words(started: GenerationStarted, generation: int) -> str:
    """Return what a person is told about a generation: number, reason, what is missing."""
    reason = {
        GenerationReason.RESTORED: "数据恢复过",
        GenerationReason.CLONED: "县局发现本机数据有两个副本，请中心主任核实",
        GenerationReason.ROTATED: "密钥满一年，已按期更换",
    }[started.reason]
    words = f"本机密钥第 {generation} 代：{reason}"
    if started.missing_to:
        words += f"；上一代缺第 {started.missing_from} 至 {started.missing_to} 号事件，联网后补回"
    return words
