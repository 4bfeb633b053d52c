"""Take a printer's byte stream apart: every command, with its place.

Knows the commands this program sends, and the lengths of the common others, so that foreign bytes
are named instead of misread.  What is in neither list, and a command that the stream ends in the
middle of, is a token "unknown" or "truncated".

`check_job` is the last gate before a job may leave: it lets nothing through but our commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from printing.raster import has_real_time_pair

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "text"
UNKNOWN = "unknown"
TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Token:
    """A run of text bytes or one command.

    Attributes:
        offset: Of its first byte.
        name: "text", the command as manuals write it ("ESC @", "GS v 0"), "unknown", "truncated".
        data: All its bytes.
        payload: What follows the command's own bytes.
        is_ours: Text, or a command that this program sends.
    """

    offset: int
    name: str
    data: bytes
    payload: bytes
    is_ours: bool


_Length: TypeAlias = "int | Callable[[bytes, int], int]"
"""Bytes after the command, or a function of stream and offset that counts them."""


def _byte(data: bytes, at: int) -> int:
    return data[at] if at < len(data) else 0


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _raster_length(data: bytes, at: int) -> int:
    return 5 + _word(data, at + 1) * _word(data, at + 3)


def _bit_image_length(data: bytes, at: int) -> int:
    bytes_a_column = 3 if _byte(data, at) >= 32 else 1
    return 3 + _word(data, at + 1) * bytes_a_column


def _cut_length(data: bytes, at: int) -> int:
    return 1 if _byte(data, at) in {0, 1, 48, 49} else 2


def _counted_length(data: bytes, at: int) -> int:
    return 2 + _word(data, at)


def _function_length(data: bytes, at: int) -> int:
    return 3 + _word(data, at + 1)


def _barcode_length(data: bytes, at: int) -> int:
    if _byte(data, at) >= 65:
        return 2 + _byte(data, at + 1)
    end = data.find(b"\0", at)
    return (end if end >= 0 else len(data)) + 1 - at


def _pulse_length(data: bytes, at: int) -> int:
    return {1: 3, 2: 3, 8: 8}.get(_byte(data, at), 3)


def _tabs_length(data: bytes, at: int) -> int:
    end = data.find(b"\0", at)
    return (end if end >= 0 else len(data)) + 1 - at


def _downloaded_image_length(data: bytes, at: int) -> int:
    return 2 + 8 * _byte(data, at) * _byte(data, at + 1)


def _user_characters_length(data: bytes, at: int) -> int:
    height, first, last = (_byte(data, at + n) for n in range(3))
    length = 3
    for _ in range(first, last + 1):
        length += 1 + height * _byte(data, at + length)
    return length


_OURS: dict[bytes, tuple[str, _Length]] = {
    b"\x0a": ("LF", 0),
    b"\x1b@": ("ESC @", 0),
    b"\x1bR": ("ESC R", 1),
    b"\x1c&": ("FS &", 0),
    b"\x1c.": ("FS .", 0),
    b"\x1cS": ("FS S", 2),
    b"\x1d!": ("GS !", 1),
    b"\x1cW": ("FS W", 1),
    b"\x1bE": ("ESC E", 1),
    b"\x1b-": ("ESC -", 1),
    b"\x1c-": ("FS -", 1),
    b"\x1dB": ("GS B", 1),
    b"\x1ba": ("ESC a", 1),
    b"\x1b2": ("ESC 2", 0),
    b"\x1b3": ("ESC 3", 1),
    b"\x1bd": ("ESC d", 1),
    b"\x1bJ": ("ESC J", 1),
    b"\x1dv0": ("GS v 0", _raster_length),
    b"\x1d(k": ("GS ( k", _counted_length),
    b"\x1b*": ("ESC *", _bit_image_length),
    b"\x1c2": ("FS 2", 74),
    b"\x1dV": ("GS V", _cut_length),
    b"\x10\x04": ("DLE EOT", 1),
    b"\x1dr": ("GS r", 1),
    b"\x1da": ("GS a", 1),
}

_FOREIGN: dict[bytes, tuple[str, _Length]] = {
    b"\x09": ("HT", 0),
    b"\x0c": ("FF", 0),
    b"\x0d": ("CR", 0),
    b"\x18": ("CAN", 0),
    b"\x10\x05": ("DLE ENQ", 1),
    b"\x10\x14": ("DLE DC4", _pulse_length),
    b"\x1b\x0c": ("ESC FF", 0),
    b"\x1b ": ("ESC SP", 1),
    b"\x1b!": ("ESC !", 1),
    b"\x1b$": ("ESC $", 2),
    b"\x1b%": ("ESC %", 1),
    b"\x1b&": ("ESC &", _user_characters_length),
    b"\x1b(": ("ESC (", _function_length),
    b"\x1b=": ("ESC =", 1),
    b"\x1b?": ("ESC ?", 1),
    b"\x1bD": ("ESC D", _tabs_length),
    b"\x1bG": ("ESC G", 1),
    b"\x1bL": ("ESC L", 0),
    b"\x1bM": ("ESC M", 1),
    b"\x1bS": ("ESC S", 0),
    b"\x1bT": ("ESC T", 1),
    b"\x1bV": ("ESC V", 1),
    b"\x1bW": ("ESC W", 8),
    b"\x1b\\": ("ESC \\", 2),
    b"\x1bc": ("ESC c", 2),
    b"\x1be": ("ESC e", 1),
    b"\x1bi": ("ESC i", 0),
    b"\x1bm": ("ESC m", 0),
    b"\x1bp": ("ESC p", 3),
    b"\x1bt": ("ESC t", 1),
    b"\x1bu": ("ESC u", 1),
    b"\x1bv": ("ESC v", 0),
    b"\x1b{": ("ESC {", 1),
    b"\x1c!": ("FS !", 1),
    b"\x1c?": ("FS ?", 2),
    b"\x1cC": ("FS C", 1),
    b"\x1cg": ("FS g", 1),
    b"\x1cp": ("FS p", 2),
    b"\x1d$": ("GS $", 2),
    b"\x1d(": ("GS (", _function_length),
    b"\x1d*": ("GS *", _downloaded_image_length),
    b"\x1d/": ("GS /", 1),
    b"\x1d:": ("GS :", 0),
    b"\x1dH": ("GS H", 1),
    b"\x1dI": ("GS I", 1),
    b"\x1dL": ("GS L", 2),
    b"\x1dP": ("GS P", 2),
    b"\x1dW": ("GS W", 2),
    b"\x1d\\": ("GS \\", 2),
    b"\x1d^": ("GS ^", 3),
    b"\x1db": ("GS b", 1),
    b"\x1df": ("GS f", 1),
    b"\x1dh": ("GS h", 1),
    b"\x1dk": ("GS k", _barcode_length),
    b"\x1dw": ("GS w", 1),
}

_LONGEST = 3


def tokenize(data: bytes) -> list[Token]:
    """Take a stream apart; the tokens' data joined is the stream again."""
    tokens: list[Token] = []
    at = 0
    while at < len(data):
        token = _text(data, at) if _is_text(data[at]) else _command(data, at)
        tokens.append(token)
        at += len(token.data)
    return tokens


def _is_text(byte: int) -> bool:
    return byte >= 0x20 and byte != 0x7F


def _text(data: bytes, at: int) -> Token:
    end = at
    while end < len(data) and _is_text(data[end]):
        end += 1
    return Token(at, TEXT, data[at:end], data[at:end], is_ours=True)


def _command(data: bytes, at: int) -> Token:
    for length in range(_LONGEST, 0, -1):
        head = data[at : at + length]
        known = _OURS.get(head) or _FOREIGN.get(head)
        if known is None or len(head) < length:
            continue
        name, rule = known
        rest = rule if isinstance(rule, int) else rule(data, at + length)
        token = data[at : at + length + rest]
        if len(token) < length + rest:
            return Token(at, TRUNCATED, token, token[length:], is_ours=False)
        return Token(at, name, token, token[length:], is_ours=head in _OURS)
    length = 1 if data[at] not in {0x10, 0x1B, 0x1C, 0x1D} else 2
    name = UNKNOWN if at + length <= len(data) else TRUNCATED
    return Token(at, name, data[at : at + length], b"", is_ours=False)


_HEAD = ("ESC @", "ESC R", "FS &", "FS S")
_QR_FUNCTION = b"1"
_PARAMETERS: dict[str, Callable[[bytes], bool]] = {
    "GS ( k": lambda payload: payload[2:3] == _QR_FUNCTION,
    "GS v 0": lambda payload: payload[0] in {0, 3},
    "ESC *": lambda payload: payload[0] == 33,
    "GS r": lambda payload: payload == b"\x01",
    "GS V": lambda payload: payload[0] in {0, 1, 66},
    "ESC R": lambda payload: payload == b"\0",
}


_NOT_IN_A_JOB = frozenset({"DLE EOT", "GS a", "FS ."})
"""Status is asked beside a job, and Chinese mode is never left inside one."""


def check_job(data: bytes) -> None:
    """Refuse a job that is not made of our commands alone.

    Raises:
        AssertionError: It is not: a bug, and nothing may be sent.  Stays on in production.
    """
    tokens = tokenize(data)
    if tuple(token.name for token in tokens[: len(_HEAD)]) != _HEAD:
        raise AssertionError("a job must begin with its own reset")
    for token in tokens:
        may_be = _PARAMETERS.get(token.name)
        is_allowed = token.is_ours and token.name not in _NOT_IN_A_JOB
        if not is_allowed or (may_be is not None and not may_be(token.payload)):
            raise AssertionError(f"{token.name} at byte {token.offset} is no command of ours")
    if has_real_time_pair(data):
        raise AssertionError("bytes that could be read as a real-time command")
