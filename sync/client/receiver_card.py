"""Key cards (接岗卡): the signed event in which a device told its key, as a file on a stick."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from counter_app.domain.errors import MediumFault
from sync.codec import canonical
from sync.json_values import bytes_of, bytes_to_text
from sync.protocol import SignedEvent

CARD_SUFFIX: Final = ".tccard"
CARD_BYTES_MAX: Final = 16 << 10
CARDS_MAX: Final = 64


def write_card(folder: Path, counter_code: str, event: SignedEvent) -> Path:
    """Write a card; one that lay there before is replaced.

    Raises:
        MediumFault: The stick did not take it.
    """
    path = folder / f"{counter_code}{CARD_SUFFIX}"
    card = {"v": 1, "data": bytes_to_text(event.data), "signature": bytes_to_text(event.signature)}
    try:
        path.write_bytes(canonical(card))
    except OSError as error:
        raise MediumFault(error.strerror or type(error).__name__) from error
    return path


def read_card(folder: Path) -> Iterator[SignedEvent]:
    """Yield the events of the cards in a folder; what is none, or too long, is passed over.

    Whoever takes them checks the signature: a card proves nothing by lying there.
    """
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == CARD_SUFFIX)
    except OSError:
        return
    for path in found[:CARDS_MAX]:
        try:
            with path.open("rb") as file:
                content = file.read(CARD_BYTES_MAX + 1)
            value = json.loads(content) if len(content) <= CARD_BYTES_MAX else {}
            event = SignedEvent(
                data=bytes_of(value["data"]), signature=bytes_of(value["signature"])
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        yield event
