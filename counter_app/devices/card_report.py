"""What `counter id-card` prints: the report on a stream of reader answers, as JSON types.

One report follows one stream, from a file or from a live line, and adds up its cards, frames,
discarded bytes and errors.  A fingerprint block never gets into it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from counter_app.devices.card_frames import (
    ADDRESS_DATA_BYTES,
    FIND_DATA_BYTES,
    SAM_NUMBER_DATA_BYTES,
    SELECT_DATA_BYTES,
    SW3_CARD_FOUND,
    SW3_DONE,
    Frame,
    FrameError,
    FrameParser,
)
from counter_app.devices.card_text import ReadAnswer, decode_appended_address, decode_read_answer
from counter_app.devices.sam_number import format_sam_number
from counter_app.devices.sam_status import status_name
from counter_app.domain.errors import CardUnreadable
from counter_app.domain.identity_card import IdentityCard

_NO_CARD_SIZES: Final = frozenset({0, FIND_DATA_BYTES, SELECT_DATA_BYTES})
_PIECE_BYTES: Final = 65_536


def card_object(card: IdentityCard) -> dict[str, Any]:
    """Return a card as its seventeen keys: null = no such field, "" = there and blank."""
    return {
        "kind": card.kind.value,
        "name": card.name,
        "english_name": card.english_name,
        "sex": card.sex,
        "nation_code": card.nation_code,
        "nation": card.nation,
        "birth_date": card.birth_date.isoformat() if card.birth_date else None,
        "address": card.address,
        "number": card.number,
        "issuer": card.issuer,
        "valid_from": card.valid_from.isoformat() if card.valid_from else None,
        "valid_to": card.valid_to,
        "pass_number": card.pass_number,
        "issue_count": card.issue_count,
        "country": card.country,
        "photo_bytes": card.photo_bytes,
        "warnings": list(card.warnings),
    }


def error_objects(errors: Iterable[FrameError]) -> list[dict[str, Any]]:
    """Return errors by rising offset, as they stand under the key `errors`."""
    return [
        {"code": error.code, "offset": error.offset}
        for error in sorted(errors, key=lambda error: error.offset)
    ]


class StreamReport:
    """Decodes whatever answers a stream holds and keeps the account.

    Args:
        on: The day for which validity is judged.
    """

    def __init__(self, on: date) -> None:
        self._on = on
        self._parser = FrameParser()
        self._frames = 0
        self._errors: list[FrameError] = []
        self._answers: list[ReadAnswer] = []
        self._addresses: list[str] = []
        self._sam_numbers: list[str] = []

    def feed(self, piece: bytes | bytearray) -> None:
        """Take the next bytes."""
        self._take(self._parser.feed(piece))

    def finish(self) -> None:
        """Take the end of the stream."""
        self._take(self._parser.finish())

    def as_object(self, *, with_details: bool = False) -> dict[str, Any]:
        """Return the report.  `appended_addresses` stands in it only if there are any."""
        report: dict[str, Any] = {
            "cards": [card_object(answer.card) for answer in self._answers],
            "frames": self._frames,
            "discarded_bytes": self._parser.discarded_bytes,
            "errors": error_objects(self._errors),
        }
        if self._addresses:
            report["appended_addresses"] = list(self._addresses)
        if with_details:
            report["details"] = {
                "cards": [dict(answer.details) for answer in self._answers],
                "sam_numbers": list(self._sam_numbers),
            }
        return report

    def _take(self, results: list[Frame | FrameError]) -> None:
        for result in results:
            if isinstance(result, FrameError):
                self._errors.append(result)
                continue
            self._frames += 1
            try:
                self._take_frame(result)
            except CardUnreadable as refused:
                self._errors.append(FrameError(refused.code, result.offset))
            finally:
                result.wipe()

    def _take_frame(self, frame: Frame) -> None:
        if frame.sw3 == SW3_CARD_FOUND:
            return
        if frame.sw3 != SW3_DONE:
            self._errors.append(FrameError(status_name(frame.sw3), frame.offset))
        elif len(frame.data) == SAM_NUMBER_DATA_BYTES:
            self._sam_numbers.append(format_sam_number(frame.data))
        elif len(frame.data) == ADDRESS_DATA_BYTES:
            self._addresses.append(decode_appended_address(frame.data))
        elif len(frame.data) not in _NO_CARD_SIZES:
            has_status = bool(frame.sw1 or frame.sw2)
            self._answers.append(
                decode_read_answer(frame.data, on=self._on, has_card_status=has_status)
            )


def report_stream(
    stream: bytes | bytearray, *, on: date, with_details: bool = False
) -> dict[str, Any]:
    """Return the report on the raw bytes of any number of reader answers."""
    report = StreamReport(on)
    for start in range(0, len(stream), _PIECE_BYTES):
        report.feed(stream[start : start + _PIECE_BYTES])
    report.finish()
    return report.as_object(with_details=with_details)
