"""The simulated security module: requests in, answers out, no input or output of its own."""

from __future__ import annotations

from typing import Final

from counter_app.devices.card_frames import (
    PREAMBLE,
    SW3_CARD_FOUND,
    SW3_DONE,
    Request,
    checksum,
    encode_frame,
)
from counter_app.devices.virtual.card import VirtualCard

SAM_NUMBER: Final = bytes.fromhex("05000100F3D6340187D61200B168DE3A")
BAUD_OF_REQUEST: Final = {
    Request.BAUD_115200: 115_200,
    Request.BAUD_57600: 57_600,
    Request.BAUD_38400: 38_400,
    Request.BAUD_19200: 19_200,
    Request.BAUD_9600: 9_600,
}

SW3_HOST_CHECKSUM: Final = 0x10
SW3_HOST_LENGTH: Final = 0x11
SW3_HOST_COMMAND: Final = 0x21
SW3_READ_FAILED: Final = 0x41
SW3_SELFTEST_FAILED: Final = 0x60
SW3_NOT_AUTHORISED: Final = 0x66
SW3_NO_CARD: Final = 0x80
SW3_NOT_SELECTED: Final = 0x81
SW3_NO_ITEM: Final = 0x91

_REQUEST_LENGTH: Final = 3
_REQUEST_BYTES: Final = 10
_REQUESTS: Final = {bytes(request.value): request for request in Request}


def status(sw3: int, sw1: int = 0, sw2: int = 0, data: bytes = b"") -> bytes:
    """Return a whole answer frame."""
    return encode_frame(bytes((sw1, sw2, sw3)) + data)


class RequestParser:
    """Cuts what a client sends into requests, and judges malformed ones as a module would."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, piece: bytes) -> list[Request | int]:
        """Return each request, or the status byte that answers a malformed one."""
        self._held += piece
        found: list[Request | int] = []
        while (start := self._held.find(PREAMBLE)) >= 0:
            del self._held[:start]
            if len(self._held) < len(PREAMBLE) + 2:
                return found
            if int.from_bytes(self._held[5:7], "big") != _REQUEST_LENGTH:
                found.append(SW3_HOST_LENGTH)
                del self._held[: len(PREAMBLE)]
                continue
            if len(self._held) < _REQUEST_BYTES:
                return found
            found.append(self._judge(bytes(self._held[5:10])))
            del self._held[:_REQUEST_BYTES]
        del self._held[: max(0, len(self._held) - len(PREAMBLE) + 1)]
        return found

    @staticmethod
    def _judge(counted: bytes) -> Request | int:
        if checksum(counted):
            return SW3_HOST_CHECKSUM
        return _REQUESTS.get(counted[2:4], SW3_HOST_COMMAND)


class SecurityModule:
    """What the module knows: the card on it, how far it got with it, and its own health.

    Attributes:
        baud: The speed it talks at.
        is_authorised: False answers everything with 66.
        passes_self_test: False answers everything with 60.
        hides_selected_card: Whether a card that was selected but not read is found again only
            after lifting, as one source says; a card that was read never is.
    """

    def __init__(self) -> None:
        self.baud = 115_200
        self.is_authorised = True
        self.passes_self_test = True
        self.hides_selected_card = False
        self._card: VirtualCard | None = None
        self._is_found = False
        self._is_selected = False
        self._was_read = False

    @property
    def card(self) -> VirtualCard | None:
        """The card that lies on the reader."""
        return self._card

    def put(self, card: VirtualCard) -> None:
        """Lay a card down; one that lies there is lifted first."""
        self._card = card
        self._forget_progress()

    def lift(self) -> None:
        """Take the card away."""
        self._card = None
        self._forget_progress()

    def answer(self, request: Request | int) -> bytes:
        """Return the answer to a request, or to a malformed one by its status byte."""
        if isinstance(request, int):
            return status(request)
        if not self.is_authorised:
            return status(SW3_NOT_AUTHORISED)
        if not self.passes_self_test:
            return status(SW3_SELFTEST_FAILED)
        if request in BAUD_OF_REQUEST:
            self.baud = BAUD_OF_REQUEST[request]
            return status(SW3_DONE)
        return self._perform(request)

    def _perform(self, request: Request) -> bytes:
        if request is Request.SAM_STATUS:
            return status(SW3_DONE)
        if request is Request.RESET_SAM:
            self._forget_progress()
            return status(SW3_DONE)
        if request is Request.SAM_NUMBER:
            return status(SW3_DONE, data=SAM_NUMBER)
        if request is Request.FIND:
            return self._find()
        if request is Request.SELECT:
            return self._select()
        return self._read(request)

    def _find(self) -> bytes:
        is_hidden = self._was_read or (self.hides_selected_card and self._is_selected)
        if self._card is None or is_hidden:
            return status(SW3_NO_CARD)
        self._is_found, self._is_selected = True, False
        return status(SW3_CARD_FOUND, data=bytes(4))

    def _select(self) -> bytes:
        if self._card is None or not self._is_found:
            return status(SW3_NOT_SELECTED)
        self._is_selected = True
        return status(SW3_DONE, data=bytes(8))

    def _read(self, request: Request) -> bytes:
        if self._card is None or not self._is_selected:
            return status(SW3_READ_FAILED)
        if request is Request.APPENDED_ADDRESS:
            address = self._card.address_answer()
            return status(SW3_NO_ITEM) if address is None else status(SW3_DONE, data=address)
        self._was_read = True
        with_prints = request is Request.READ_WITH_FINGERPRINTS
        return status(SW3_DONE, data=self._card.read_answer(with_fingerprints=with_prints))

    def forget_read(self) -> None:
        """Take a read for not done: its answer never got to the client."""
        self._was_read = False

    def _forget_progress(self) -> None:
        self._is_found = False
        self._is_selected = False
        self._was_read = False
